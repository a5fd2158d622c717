// A team of two on one real mail server: Asha at her window, Lena on a laptop of her own, first at the command line and
// then at a window too. What one does must stand on the other's screen.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { agent, editor } from "./agent.mjs";
import { connect } from "./connect.mjs";
import { openWindow } from "./driver.mjs";
import { mailServer } from "./mailserver.mjs";

const env = { DESKHAND_PASSPHRASE: "only for this test" };

describe("a team of two", () => {
  const dirs = { asha: mkdtempSync(join(tmpdir(), "deskhand-asha-")), lena: mkdtempSync(join(tmpdir(), "deskhand-lena-")) };
  let server, window, a, other, b, code;
  before(async () => {
    server = await mailServer();
    for (const [i, subject] of ["Printer on fire", "Second invoice", "Lost parcel"].entries())
      server.put("INBOX", 1 + i, { subject, text: `About the ${subject.toLowerCase()}.` });
    await server.start();
    window = await openWindow({ args: ["--data", dirs.asha], env, height: 1000 });
    a = agent(window);
  });
  after(async () => {
    await other?.quit();
    await window?.quit();
    await server?.close();
    for (const dir of Object.values(dirs)) rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  /** Lena's command line, on her own laptop; answers the objects it printed. */
  const lena = async (args, input = "") => {
    const child = spawn(window.binary, ["--data", dirs.lena, "--json", ...args], { env: { ...window.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    let out = "", err = ""; // prettier-ignore
    child.stdout.on("data", (d) => (out += d));
    child.stderr.on("data", (d) => (err += d));
    child.stdin.end(input);
    const status = await new Promise((done) => child.once("close", done));
    assert.equal(status, 0, `deskhand ${args.join(" ")}: ${err}`);
    return out.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  };
  const ticketOf = async (subject) => (await lena(["queue", "all"])).find((t) => t.subject === subject).number;
  const said = (css) => a.says(css);
  const onTeam = async () => {
    await a.command("Team: people and laptops");
    await window.waitFor("section[aria-label=Team]", { what: "the team's page" });
  };
  /** The text of an element, once it says what is wanted. */
  const shows = (css, words, w = window) =>
    w.waitFor(() => w.execute((css, words) => [...document.querySelectorAll(css)].some((e) => e.innerText.replace(/\s+/g, " ").includes(words)), css, words), { what: `${css} “${words}”`, timeout: 60_000 }); // prettier-ignore

  test("begins on Asha's laptop, and shows its recovery sheet once", async () => {
    await connect(window, a, server, env.DESKHAND_PASSPHRASE);
    await onTeam();
    assert.match(await said("section[aria-label=Team]"), /This desk works alone/);
    await a.click("button", "Start a team");
    await window.waitFor("section[aria-label=Team] input:focus", { what: "the name" });
    await window.keys("Control", "a");
    await window.write("Kestrel Support");
    await window.keys("Enter");
    await shows("[role=dialog]", "Recovery sheet");
    assert.ok((await window.execute(() => document.querySelectorAll("[data-sheet] li").length)) >= 5);
    await window.keys("Escape");
    await a.closed("[role=dialog]");
    await shows("section[aria-label=Team] h1", "Kestrel Support");
    await shows("[data-device]", "this laptop");
    assert.deepEqual(await a.nameless(), []);
  });

  test("Lena is invited by name, joins with the code and the password, and both see the same six digits", async () => {
    await a.click("button", "Invite somebody");
    await a.see("[role=option]", "Somebody else");
    await window.keys("End");
    await a.click("[role=option]", "Somebody else");
    await window.waitFor("input[placeholder=Ana]:focus", { what: "her name" });
    await window.write("Lena");
    await window.keys("Enter");
    await window.waitFor("[data-invitation] input", { what: "the code" });
    code = await window.execute(() => document.querySelector("[data-invitation] input").value);
    assert.ok(!code.includes(server.password));
    const [joined] = await lena(["team", "join", code, "--password-stdin"], `${server.password}\n`);
    const digits = joined.digits.replace(/\D/g, "");
    assert.match(digits, /^\d{6}$/);
    await shows("[data-request]", "Lena asks to join");
    assert.equal(await window.execute(() => document.querySelector("[data-request] [data-digits]").dataset.digits), digits);
    assert.match(await said("footer"), /Lena asks to join/);
    await a.click("[data-request] button", "They see the same digits");
    await a.closed("[data-request]");
    await lena(["sync"]);
    const [team] = await lena(["team"]);
    assert.ok(team.devices.every((d) => d.confirmed || d.recovery), JSON.stringify(team.devices));
  });

  test("what Lena does at the command line stands on Asha's screen", async () => {
    await a.command("Unassigned");
    await a.inQueue("Unassigned");
    await a.open("Printer on fire");
    const number = await ticketOf("Printer on fire");
    await lena(["assign", number, "lena"]);
    await lena(["priority", number, "urgent"]);
    await lena(["sync"]);
    await a.see("[data-pane=ticket] button", "Owner: Lena");
    await a.see("[data-pane=ticket] button", "Priority: Urgent");
  });

  test("who took a ticket second is told so, keeps the draft, and takes it over with a key", async () => {
    await a.rail("All");
    await a.inQueue("All");
    await a.open("Second invoice");
    const number = await ticketOf("Second invoice");
    await lena(["claim", number]); // on her laptop alone: nothing is sent before she syncs
    await a.command("Take it");
    await a.see("[data-pane=ticket] button", "Owner: You");
    await window.keys("r");
    await a.writing();
    await a.write("Dear Ada,");
    await a.draftSaved();
    await lena(["sync"]);
    await shows("[data-lost=owner]", "Lena took this");
    assert.match(await said("[data-lost]"), /Your draft is kept/);
    assert.match(await a.letter(), /^Dear Ada,/);
    await a.see("[data-pane=ticket] button", "Owner: Lena");
    await a.click("[data-lost] button", "Take over");
    await a.closed("[data-lost]");
    await a.see("[data-pane=ticket] button", "Owner: You");
    await a.writing();
    // What was done at the window leaves a second later.
    const arrived = async () => {
      await lena(["sync"]);
      return (await lena(["show", number]))[0].owner === "asha";
    };
    await window.waitFor(arrived, { what: "the take-over on Lena's laptop" });
  });

  test("a line of the history opens the ticket as it was; Escape goes back to now", async () => {
    await window.keys("Escape");
    await a.reading();
    await a.click("[data-history] button.when", "");
    await window.waitFor("[data-asof]", { what: "the bar of the time machine" });
    assert.equal(await window.execute((css) => document.querySelector(css), editor), null, "a mail could be written in the past");
    await window.keys("Escape");
    await a.closed("[data-asof]");
  });

  test("Asha sees that Lena writes an answer", async () => {
    other = await openWindow({ args: ["--data", dirs.lena], env, height: 1000 });
    b = agent(other);
    await b.ready();
    await b.rail("All");
    await b.inQueue("All");
    await b.open("Lost parcel");
    await a.rail("All");
    await a.inQueue("All");
    await a.open("Lost parcel");
    await other.keys("r");
    await b.writing();
    for (let i = 0; i < 6; i++) await b.write("It is on its way to you. ");
    await shows("[data-pane=mail] [role=status], [data-pane=note] [role=status]", "Lena is replying");
    await shows("[role=option][data-id]", "Lena");
  });

  test("Lena's laptop is shut out: it says what it had not sent, and deletes itself", async () => {
    await onTeam();
    await a.click("button", "What can be done with Lena");
    await a.click("[role=option]", "Lena leaves");
    await shows("[role=dialog]", "What is theirs");
    await a.click("[role=dialog] button", "Lena leaves");
    await shows("[role=dialog]", "What remains to be done by hand");
    await a.click("[role=dialog] button", "Done");
    await shows("main", "This laptop was taken out of Kestrel Support", other);
    await other.click("[data-autofocus]");
    await window.waitFor(() => !existsSync(join(dirs.lena, "desk.db")), { what: "her desk to be deleted" });
  });
});

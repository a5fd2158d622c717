// A mailbox of years in the real window, on a real IMAP server: how far back, folders, a head that becomes whole, the
// server's own search, and mail that is gone all at once. By keys alone where a person would.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { agent } from "./agent.mjs";
import { openWindow } from "./driver.mjs";
import { mailServer } from "./mailserver.mjs";

describe("a mailbox of years", () => {
  const dir = mkdtempSync(join(tmpdir(), "deskhand-older-"));
  let server, window, a;
  before(async () => {
    server = await mailServer();
    for (let i = 0; i < 20; i++) server.put("INBOX", 5 + i, { subject: `New question ${i}`, text: `Question number ${i} of this month.` });
    for (let i = 0; i < 20; i++) server.put("INBOX", 200 + i, { subject: `Old question ${i}`, text: `The customs form of old number ${i} was refused.` });
    for (let i = 0; i < 12; i++) server.put("Archive", 300 + i, { subject: `Archived ${i}`, text: i === 7 ? "The zeppelin was mentioned." : `Nothing much, ${i}.` });
    const first = server.put("Archive", 250, { subject: "Long story", text: page(0) });
    for (let i = 1; i < 4; i++) server.put("Archive", 250 - i, { subject: "Re: Long story", text: page(i), answers: first });
    server.put("Projects", 400, { subject: "Project kick-off", text: "Minutes." });
    await server.start();
    window = await openWindow({ args: ["--data", dir], env: { DESKHAND_PASSPHRASE: "only for this test" }, height: 1000 });
    a = agent(window);
  });
  after(async () => {
    await window?.quit();
    await server?.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  const page = (n) => Array.from({ length: 60 }, (_, i) => `Line ${i} of chapter ${n}.\n`).join("\n");
  const ask = async (...args) => (await window.command("--data", dir, "--json", ...args)).split("\n").filter(Boolean).map((line) => JSON.parse(line)); // prettier-ignore
  const folder = async (name) => (await ask("account", "list"))[0].folders.find((f) => f.name === name);
  const choices = () => window.execute(() => [...document.querySelectorAll("[role=radiogroup] [role=radio]")].map((r) => r.innerText.replace(/\s+/g, " ").trim()));
  const focused = (words) => window.waitFor(async () => (await a.focus()).startsWith(words), { what: `the focus on ${words}` });
  const field = async (label, text) => {
    await window.waitFor(() => window.execute((label) => [...document.querySelectorAll("label")].some((l) => l.textContent.trim() === label), label), { what: label });
    await window.execute((label) => {
      const at = [...document.querySelectorAll("label")].find((l) => l.textContent.trim() === label);
      const input = document.getElementById(at.htmlFor) ?? at.querySelector("input, select");
      input.focus();
      input.select?.();
    }, label);
    await window.write(text);
  };
  const settled = async () => window.waitFor(async () => /^Synced \d/.test(await a.says("footer .word")), { what: "the mailbox to be in step", timeout: 60_000 });

  test("before anything starts each choice says what it takes; arrows and Enter choose", async () => {
    await window.waitFor("input:focus", { what: "the address" });
    await window.write("team@kestrel.example");
    await window.keys("Tab");
    await field("Password", server.password);
    await a.see("button", "Change");
    await a.click("button", "Change");
    await field("Reads from (IMAP)", "127.0.0.1");
    await field("Sends through (SMTP)", "127.0.0.1");
    await window.execute(() => [...document.querySelectorAll("select")].forEach((s) => ((s.value = "none"), s.dispatchEvent(new Event("change", { bubbles: true })))));
    const ports = await window.execute(() => [...document.querySelectorAll("label")].filter((l) => l.textContent.trim() === "Port").map((l) => l.htmlFor));
    for (const [i, port] of [server.port, server.smtpPort].entries()) {
      await window.execute((id) => (document.getElementById(id).focus(), document.getElementById(id).select()), ports[i]);
      await window.write(String(port));
    }
    await field("Sign-in name, if it is not the address", "team");
    await field("Who you are", "Asha");
    await field("Short id, says who acted", "asha");
    if (await a.has("label", "Passphrase")) await field("Passphrase for this desk’s sealed file", "only for this test");
    await window.keys("Enter");
    await window.waitFor(async () => (await choices()).length === 3, { what: "the choices", timeout: 30_000 });
    const [all, , days] = await choices();
    assert.match(all, /^All mail 5[67] mails, all whole .*KB here/);
    assert.match(days, /^90 days 20 whole, 3[67] older ones by their heads/);
    assert.match(await a.says("main"), /GB free on this computer/);
    await focused("All mail");
    await window.keys("?"); // no command yet: it would open once the desk is there
    await window.keys("ArrowDown");
    await window.keys("ArrowDown");
    await focused("90 days");
    await window.keys("Enter");
    await a.see("[role=status]", "Signed in as team@kestrel.example");
    await window.keys("Enter");
    await a.ready();
    await settled();
    assert.equal(await a.dialog(), "");
  });

  test("the mailbox's page says what of each folder is here, and a switch follows one more", async () => {
    await a.command("Mailbox: folders, how far back");
    await a.see("[data-folder=INBOX]", "20 here, 20 by their heads");
    await a.see("[data-folder=Archive]", "16 by their heads");
    await a.see("[data-folder=Projects]", "not followed");
    assert.equal((await folder("Projects")).followed, false);
    await a.click("[data-folder=Projects] [role=switch]", "Follow Projects");
    await a.see("[data-folder=Projects]", "1 by their heads");
    assert.equal((await folder("Projects")).followed, true);
    assert.deepEqual(await a.nameless(), []);
  });

  test("a head that is opened becomes whole", async () => {
    await settled();
    await window.keys("/");
    await a.write("Old question 3");
    await window.waitFor(async () => (await a.rows()).some((r) => r.includes("Old question 3")), { what: "the old mail, by its subject" });
    await window.keys("Enter");
    await a.walk("Old question 3");
    await window.keys("Enter");
    await a.ticket("Old question 3");
    await a.see("[data-pane=ticket] article p", "The customs form of old number 3 was refused.");
    assert.equal(await window.execute(() => document.querySelector("[data-rest]")), null);
    await window.waitFor(async () => (await folder("INBOX")).heads === 19, { what: "one head less" });
  });

  test("a conversation of heads stays where it is while its mails arrive", async () => {
    await window.keys("Escape");
    await window.keys("/");
    await a.write("Long story");
    await window.keys("Enter");
    await a.walk("Long story");
    await window.keys("Enter");
    await a.ticket("Long story");
    await window.execute(() => {
      const log = document.querySelector("[role=log]");
      window.tops = [];
      const note = () => window.tops.push(Math.round(log.querySelector("[data-entry]").getBoundingClientRect().top - log.getBoundingClientRect().top));
      note();
      window.watch = setInterval(note, 10);
    });
    await a.see("[data-pane=ticket] article p", "Line 0 of chapter 3.");
    await window.waitFor(() => window.execute(() => document.querySelector("[data-rest]") === null), { what: "every head to be whole" });
    const tops = await window.execute(() => (clearInterval(window.watch), window.tops));
    assert.ok(await window.execute(() => document.querySelector("[role=log]").scrollHeight > 2 * innerHeight), "the conversation is not long");
    assert.deepEqual([...new Set(tops)], [0]);
  });

  test("the server searches what is here by its head, by a key from the field", async () => {
    await window.keys("Escape");
    await window.keys("/");
    await a.write("zeppelin");
    await a.see("[data-older]", "older mails are here by their heads");
    await window.keys("Control", "g");
    await window.waitFor(async () => (await a.rows()).some((r) => r.includes("Archived 7")), { what: "what the server found", timeout: 20_000 });
    await a.see("[data-older]", "The server found 1");
  });

  test("how far back is counted anew before it changes", async () => {
    await window.keys("Escape");
    await a.command("Mailbox: folders, how far back");
    await a.click("button", "Change…");
    await window.waitFor(async () => (await choices()).length === 3, { what: "the choices", timeout: 30_000 });
    await focused("90 days");
    await window.keys("ArrowUp");
    assert.equal((await ask("account", "list"))[0].reach, 90);
    await window.keys("Enter");
    await a.see("section[aria-label=Settings] p", "The last 12 months are kept here whole");
    await window.waitFor(async () => (await folder("INBOX")).heads === 0, { what: "what is within a year to come whole", timeout: 30_000 });
    assert.equal((await ask("account", "list"))[0].reach, 365);
  });

  test("mail that is gone all at once is kept, and asked about", async () => {
    server.lose("INBOX", 15);
    await a.command("Sync now");
    await a.rail("Problems");
    await a.see("li", "15 of 40");
    assert.match(await a.says("section[aria-label=Problems] li"), /15 of 40 mails of INBOX are gone from the server at once\. Somebody may have emptied it\. They are kept here until you decide\./);
    assert.equal((await folder("INBOX")).synced, 40);
    await a.see("button", "Keep them here");
    await a.click("button", "Take them out");
    await window.waitFor(async () => (await folder("INBOX")).synced === 25, { what: "them to be taken out", timeout: 20_000 });
    await window.waitFor(async () => !(await a.has("li", "15 of 40")), { what: "the question to go" });
  });

  test("one mail goes into Archive by hand once that is switched on, and u brings it back", async () => {
    const archived = () => server.has("Archive", "New question 3");
    const open = async () => {
      await window.keys("/");
      await a.write("New question 3");
      await window.keys("Enter");
      await a.walk("New question 3");
      await window.keys("Enter");
      await a.ticket("New question 3");
    };
    await open();
    await window.keys("Control", "k");
    await a.write("mail into archive");
    await a.see("[role=dialog] [role=option]", "Off: nothing is written to the server");
    await window.keys("Escape");
    await window.keys("Escape");
    await a.command("Mailbox: folders, how far back");
    await a.click("[role=switch]", "Resolved mail into Archive");
    await a.see("section[aria-label=Settings] p", "Only what is switched on");
    await open();
    await a.command("Mail into Archive");
    await a.toast("Goes into the archive on the server");
    await window.waitFor(archived, { what: "the mail to stand in Archive", timeout: 30_000 });
    assert.equal(server.has("INBOX", "New question 3"), false);
    await window.keys("u");
    await window.waitFor(() => server.has("INBOX", "New question 3"), { what: "the mail to be back in the inbox", timeout: 30_000 });
    assert.equal(archived(), false);
  });
});

// What is being written outlives everything: another ticket, the page's process, the whole program. The desk is kept, and
// started again on the same folder.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent, editor, noteField } from "./agent.mjs";
import { keptDesk } from "./kept.mjs";

describe("a draft", () => {
  const desk = keptDesk();
  let window, a;
  const begin = async () => {
    window = await desk.open();
    a = agent(window);
    await a.ready();
  };
  before(begin);
  after(async () => {
    await window?.quit();
    desk.forget();
  });

  const saved = () => a.draftSaved();
  const row = (words) => window.waitFor(async () => (await a.rows()).some((r) => r.includes("No sign-in") && r.includes(`Draft: ${words}`)), { what: `the draft “${words}” in its row` });

  test("of a held reply comes back with its words and its file", async () => {
    await a.command("Outbox");
    await window.waitFor("[data-pane=list] [role=option]:focus", { what: "the held reply" });
    await a.see("section[aria-label='Your mail'] b", "flow-1-result.txt");
    await window.keys("Enter");
    await a.writing();
    assert.match(await a.letter(), /^Hello Nadia,\s+I have run both flows with the new secret\./);
    await a.see("button", "Remove flow-1-result.txt");
    await a.see("[data-pane=mail] [role=status]", "Nadia wrote after you began this reply");
    assert.deepEqual(await desk.ask(window, "outbox", "list"), []);
  });

  test("is in its row, and there again after another ticket", async () => {
    await window.keys("Escape");
    await a.command("Mine");
    await a.walk("No sign-in");
    await window.keys("r");
    await a.write("the ward signs in again ");
    await a.writing();
    await saved();
    await window.keys("Escape");
    await row("the ward signs in again");
    await window.keys("n");
    await window.waitFor(`${noteField}:focus`, { what: "the note" });
    await a.write("only for us");
    await window.keys("Escape");
    await window.keys("Escape");
    await window.waitFor("[role=option][data-id]:focus", { what: "the list" });
    await a.walk("Go-live review");
    await a.ticket("Go-live review");
    await a.walk("No sign-in");
    await a.ticket("No sign-in");
    await window.keys("r");
    await a.writing();
    assert.equal(await a.letter(), "the ward signs in again ");
  });

  test("is there when the process that draws the page died, and the window says that it did", async () => {
    await a.write("since 09:40");
    await saved();
    await window.killPage();
    await a.ready();
    await a.command("Mine");
    await a.walk("No sign-in");
    await window.waitFor(async () => (await a.letter()) === "the ward signs in again since 09:40", { what: "the draft" });
    assert.equal(await window.execute(() => document.querySelector("[data-pane=ticket] iframe, [data-pane=mail] iframe")?.getAttribute("sandbox") ?? "allow-same-origin"), "allow-same-origin");
    await a.rail("Problems");
    await a.see("li[data-code=web-view]", "The page of this window crashed and was opened again.");
  });

  test("is there after the program was killed in mid-sentence, and so is the note beside it", async () => {
    await a.command("Mine");
    await a.walk("No sign-in");
    await a.ticket("No sign-in");
    await window.keys("r");
    await a.writing();
    await a.write(", tell the others");
    await saved();
    await a.write(" and this was too la"); // no pause after it: it may be lost, nothing else
    await window.kill();
    await window.quit();
    await begin();
    await a.command("Mine");
    await row("the ward signs in again since 09:40, tell the others");
    await a.walk("No sign-in");
    await window.waitFor(editor, { what: "the composer" });
    const back = await a.letter();
    assert.ok("the ward signs in again since 09:40, tell the others and this was too la".startsWith(back), back);
    assert.ok(back.startsWith("the ward signs in again since 09:40, tell the others"), back);
    await window.keys("n");
    await window.waitFor(() => window.execute((css) => document.querySelector(css)?.value, noteField).then((text) => text === "only for us"), { what: "the note" });
    const [account] = await desk.ask(window, "account", "list");
    assert.equal(account.state, "ok");
  });
});

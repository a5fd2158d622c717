// A mail is written in the real window: keys typed with a real keyboard, drafts on the real disk, saved replies of the sample.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent } from "./agent.mjs";
import { openWindow } from "./driver.mjs";

const editor = "[data-pane=mail] [contenteditable=true]";

// features: E1, E4
describe("the composer", () => {
  let window, a;
  before(async () => {
    window = await openWindow({ args: ["demo"] });
    a = agent(window);
    await a.ready();
    await a.queue("Mine");
    await a.open("No sign-in");
  });
  after(() => window?.quit());

  const text = () => window.execute((css) => document.querySelector(css)?.innerText.trim() ?? "", editor);
  const html = () => window.execute((css) => document.querySelector(css)?.innerHTML ?? "", editor);
  const writing = () => window.waitFor(() => window.execute((css) => document.activeElement === document.querySelector(css), editor), { what: "the cursor in the mail" });
  const saved = () => a.draftSaved();
  const reading = () => window.waitFor(() => window.execute(() => !document.activeElement?.closest("[contenteditable], textarea, input")), { what: "read mode" });

  test("what catches the keys before the mail is there catches spaces as spaces", async () => {
    const catcher = "[data-pane=mail] textarea[aria-label=Mail]";
    await window.execute((css) => document.querySelector(css).focus(), catcher);
    await a.write("a b ");
    const take = (css) => [document.querySelector(css).value, (document.querySelector(css).value = ""), document.activeElement.blur()][0];
    assert.equal(await window.execute(take, catcher), "a b ");
  });

  test("takes what is typed right after r, and none of it is a command", async () => {
    await window.keys("r");
    await a.write("the export ends at the row 88 214, please try it again! thanks @all");
    await writing();
    await window.waitFor(async () => (await text()).endsWith("@all"), { what: "all that was typed" });
    assert.equal(await text(), "the export ends at the row 88 214, please try it again! thanks @all");
    assert.equal(await a.dialog(), "");
    await saved();
  });

  test("keeps the draft through Esc, another ticket and a reload of the page", async () => {
    await window.keys("Escape");
    await reading();
    await a.see("[role=option]", "No sign-in");
    await window.waitFor(async () => (await a.rows()).some((r) => /No sign-in.*[Dd]raft/s.test(r)), { what: "the draft in the list" });
    await a.open("Please delete");
    await a.open("No sign-in");
    await window.waitFor(async () => (await text()).includes("88 214"), { what: "the draft" });
    await window.execute(() => ((window.before = true), location.reload()));
    await window.waitFor(() => window.execute(() => !window.before), { what: "the page anew" });
    await a.ready();
    await a.queue("Mine");
    await a.open("No sign-in");
    await window.waitFor(async () => (await text()).includes("88 214"), { what: "the draft after a reload" });
    assert.deepEqual(await a.nameless(), []);
  });

  test("puts a saved reply in at the cursor, and a blank stops the send until Tab and words fill it", async () => {
    await window.keys("r");
    await writing();
    await a.write(" #tst_");
    await a.see("[role=option]", "tst_");
    await window.keys("Escape");
    assert.match(await text(), /#tst_$/);
    for (let i = 0; i < 5; i++) await window.keys("Backspace");
    await a.write("#tst_delay");
    await a.see("[role=option]", "tst_delay");
    await window.keys("Enter");
    await window.waitFor(async () => (await html()).includes("data-blank"), { what: "a blank" });
    assert.doesNotMatch(await text(), /#tst/);
    await a.see("[data-pane=mail] [role=status]", "blank");
    await window.keys("Control", "Enter");
    await window.waitFor(() => window.execute(() => /blanks? (is|are) not filled|Not filled/.test(document.body.innerText)), { what: "the blank said" });
    for (let i = 0; i < 8 && (await html()).includes("data-blank"); i++) {
      if (!(await html()).includes("ProseMirror-selectednode")) await window.keys("Tab");
      await a.write("filled");
    }
    assert.match(await text(), /filled/);
    assert.doesNotMatch(await html(), /data-blank/);
  });

  test("Ctrl+Enter twice sends one mail and breaks no line; the focus is back in reading", async () => {
    const written = await html();
    await window.keys("Control", "Enter");
    await window.keys("Control", "Enter");
    await window.waitFor(async () => (await a.says(".toast")).includes("Sending to"), { what: "the toast" });
    await reading();
    await window.keys("u");
    await writing();
    assert.equal(await html(), written);
    await window.keys("Escape");
    await reading();
  });

  test("Ctrl+Enter in the search sends nothing of it", async () => {
    await window.keys("/");
    await window.waitFor(() => window.execute(() => document.activeElement?.tagName === "INPUT"), { what: "the search" });
    await a.write("exp");
    await window.keys("Control", "Enter");
    await window.keys("Control", "Shift", "Enter");
    assert.doesNotMatch(await a.says(".toast"), /Sending/);
    assert.equal(await a.dialog(), "");
    await window.keys("Escape");
    await a.queue("Mine");
    await a.open("No sign-in");
    await window.waitFor(async () => (await text()).includes("88 214"), { what: "the draft, not sent" });
  });

  test("attaches what is pasted", async () => {
    await window.keys("r");
    await writing();
    await window.execute((css) => {
      const data = new DataTransfer();
      data.items.add(new File(["a,b\n1,2\n"], "table.csv", { type: "text/csv" }));
      document.querySelector(css).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, editor);
    await a.see("button", "Remove table.csv");
    await window.keys("Escape");
  });

  test("a note has no address and no send, whatever is pressed", async () => {
    await window.keys("n");
    await window.waitFor(() => window.execute(() => document.activeElement?.tagName === "TEXTAREA"), { what: "the note" });
    await a.write("only for us");
    await window.keys("Control", "Shift", "Enter");
    assert.equal(await a.has("[data-pane=note] button", "Send"), null);
    assert.equal(await a.has("[data-pane=note] b", "From"), null);
    await window.keys("Escape");
  });
});

// What the desk understands of its mail, in the real window on the sample: joining and parting tickets, a suggestion, a
// stranger, a quote that folds, a mail of ours that did not arrive. By keys alone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent } from "./agent.mjs";
import { openWindow } from "./driver.mjs";

describe("understanding mail", () => {
  let window, a;
  before(async () => {
    window = await openWindow({ args: ["demo"], height: 1000 });
    a = agent(window);
    await a.ready();
  });
  after(async () => window?.quit());

  const subjects = async (words) => (await a.rows()).filter((r) => r.toLowerCase().includes(words));
  const count = (css) => window.execute((css) => document.querySelectorAll(css).length, css);
  const mails = () => count("[data-pane=ticket] article");
  const shown = async (css, what) => window.waitFor(async () => (await count(css)) > 0, { what });
  /** Tab until a button with this name has the focus. */
  const tabTo = async (name) => {
    for (let i = 0; i < 80; i++) {
      const at = await window.execute(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.innerText ?? "");
      if (at.trim().startsWith(name)) return;
      await window.keys("Tab");
    }
    assert.fail(`Tab does not come to ${name}`);
  };
  /** The newer of two tickets about one matter is in front, its row has the focus. */
  const drawings = async () => {
    await a.queue("Unassigned");
    await window.waitFor(async () => (await subjects("two drawings")).length === 2, { what: "two tickets about the drawings" });
    await a.walk("two drawings");
    await a.ticket("two drawings");
  };

  test("m offers the other ticket of the same sender first; Enter merges, u parts them again", async () => {
    await drawings();
    const before = await mails();
    await window.keys("m");
    await a.see("[role=dialog] [role=option]", "drawings are missing");
    await window.keys("Enter");
    await a.toast("Merged");
    await window.waitFor(async () => (await mails()) === 3, { what: "all three mails in one ticket" });
    await window.keys("u");
    await a.toast("Taken back");
    await window.waitFor(async () => (await mails()) === before, { what: "the ticket as it was" });
  });

  test("a suggestion does the same, reached by Tab", async () => {
    await drawings();
    await shown("[data-suggestion=merge]", "the suggestion");
    await tabTo("Merge");
    await window.keys("Enter");
    await a.toast("Merged");
    await window.waitFor(async () => (await mails()) === 3, { what: "all three mails in one ticket" });
    assert.equal(await count("[data-suggestion=merge]"), 0);
  });

  test("a mail is split off by name, and comes back", async () => {
    await window.keys("Control", "k");
    await window.waitFor("[role=dialog] [role=combobox]:focus", { what: "the palette" });
    await a.write("split off");
    await window.waitFor(async () => (await a.says("[role=dialog] [role=option][aria-selected=true]")).includes("Split off"), { what: "the command" });
    await window.keys("Enter");
    await a.see("[role=dialog] [role=option]", "Jules Marchand: From the building site");
    await window.keys("Enter");
    await a.toast("Split");
    await window.waitFor(async () => (await mails()) === 1, { what: "the ticket of that mail alone" });
    await window.keys("u");
    await a.toast("Taken back");
    await window.waitFor(async () => (await mails()) === 3, { what: "the ticket with all its mails in front again" });
  });

  test("who is new in a conversation is said, and accepted by a key press", async () => {
    await shown("[data-newhere]", "the stranger");
    await tabTo("Accept");
    await window.keys("Enter");
    await a.toast("Accepted");
    await window.waitFor(async () => (await count("[data-newhere]")) === 0, { what: "them to belong here" });
    await window.keys("u");
    await shown("[data-newhere]", "the stranger again");
  });

  test("what is quoted folds where another mail shows it", async () => {
    await a.see("[data-pane=ticket] button[aria-expanded]", "quoted line");
    assert.equal(await window.execute(() => document.querySelector("[data-pane=ticket] .quoted") === null), true);
    await tabTo("More about this mail");
    assert.deepEqual(await a.nameless(), []);
  });

  test("a mail of ours that did not arrive is marked on its row and in its ticket", async () => {
    await a.queue("Unassigned");
    await a.walk("Question about the trial");
    const row = await window.execute(() => document.activeElement.getAttribute("aria-label"));
    assert.match(row, /Not delivered to dana@osprey-arhitects.example/);
    await window.keys("Enter");
    await window.waitFor(async () => (await count("[data-bounce=failed]")) === 2, { what: "it said at the bounce and at our mail" });
    await tabTo("Write again");
    assert.deepEqual(await a.nameless(), []);
  });

  test("who wrote it is doubted in words at the sender", async () => {
    await a.queue("security@");
    await a.walk("Action required");
    await shown("[data-sender]", "the warnings");
    assert.deepEqual(await a.nameless(), []);
  });
});

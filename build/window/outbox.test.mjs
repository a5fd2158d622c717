// What waits to leave, on a sample desk that is kept: send and resolve through the close dialog, and the reply that was
// held because the customer wrote. The command line beside the window says what really left.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent } from "./agent.mjs";
import { keptDesk } from "./kept.mjs";

describe("the outbox", () => {
  const desk = keptDesk();
  let window, a, sentBefore;
  before(async () => {
    window = await desk.open();
    a = agent(window);
    await a.ready();
    sentBefore = await desk.sent(window);
  });
  after(async () => {
    await window?.quit();
    desk.forget();
  });

  const mails = () => desk.ask(window, "outbox", "list");
  const october = async () => (await desk.ask(window, "search", "october export"))[0];

  test("Ctrl+Shift+Enter with an open line sends nothing: the close dialog asks first", async () => {
    await a.command("Mine");
    await a.walk("October export");
    await a.ticket("October export");
    await window.waitFor(async () => !(await a.current()).startsWith("Unread"), { what: "the newest mail to be read" });
    await window.keys("r");
    await a.writing();
    await a.write("here is the file with semicolons.");
    await window.keys("Control", "Shift", "Enter");
    await a.see("[role=dialog]", "Send and resolve: October export");
    await a.see("[role=dialog] li", "First reply sent");
    assert.match(await a.dialog(), /as if your reply were sent.*Nothing is sent before you press the button.*1 line open/);
    assert.ok((await mails()).every((m) => m.state === "held"));
  });

  test("the line settled by keys, Enter resolves and sends, and u takes both back", async () => {
    await window.waitFor(async () => (await a.focus()).startsWith("Go there"), { what: "the open line" });
    await window.keys("Tab");
    await window.keys("Enter");
    await window.waitFor("[role=dialog] input:focus", { what: "why it does not apply" });
    await a.write("the fix is in their own workspace");
    await window.keys("Enter");
    await window.waitFor(async () => (await a.focus()).startsWith("Send and resolve"), { what: "the focus on the button" });
    await window.keys("Enter");
    await a.toast("Sending to Marco");
    await a.closed("[role=dialog]");
    assert.equal((await october()).status, "resolved");
    assert.deepEqual((await mails()).filter((m) => m.resolves).map((m) => m.state), ["waiting"]);
    await window.keys("u");
    await a.toast("Not sent. The draft is open again");
    await a.writing();
    assert.match(await a.letter(), /About the semicolons: here is the file with semicolons\./);
    assert.equal((await october()).status, "in-progress");
    assert.ok((await mails()).every((m) => m.state === "held"));
  });

  test("with no line open it goes at once", async () => {
    await window.keys("Control", "Shift", "Enter");
    await a.toast("Sending to Marco");
    assert.equal(await a.dialog(), "");
    assert.equal((await october()).status, "resolved");
  });

  test("a held reply says why, beside what the customer wrote; its key alone sends nothing", async () => {
    await a.command("Outbox");
    await a.see("[data-pane=list] [role=option]", "Webhook signature fails in two flows, Nadia, held");
    await a.press("k", "k", "k");
    await window.waitFor("[data-pane=list] [role=option]:focus", { what: "the list of the outbox" });
    await a.see("[data-pane=ticket] [role=status]", "Held before sending");
    assert.match(await a.says("[data-pane=ticket] [role=status]"), /Nadia wrote after you sent this/);
    await window.waitFor(async () => /New since then 1 message .*It carries a space before v1/.test(await a.says("section[aria-label='The conversation']")), { what: "the new mail" });
    assert.match(await a.says("section[aria-label='Your mail']"), /flow-1-result\.txt/);
    assert.deepEqual(await a.nameless(), []);
    await window.keys("s");
    await window.waitFor(async () => (await a.focus()).startsWith("Send as it is"), { what: "the focus on the button" });
    assert.match(await a.says("[data-pane=ticket]"), /Enter sends it, although there is something new/);
    await window.keys("Escape");
    await window.waitFor("[data-pane=list] [role=option]:focus", { what: "the list of the outbox" });
    assert.equal((await mails()).filter((m) => m.state === "held").length, 1);
  });

  test("sent as it is, it leaves once, and so did what was resolved", async () => {
    await window.keys("s");
    await window.waitFor(async () => (await a.focus()).startsWith("Send as it is"), { what: "the focus on the button" });
    await window.keys("Enter");
    await window.waitFor(async () => (await mails()).length === 0, { what: "an empty outbox", timeout: 30_000 });
    await window.waitFor(async () => (await desk.sent(window)) === sentBefore + 2, { what: "two copies in Sent", timeout: 20_000 });
    await a.see("[data-pane=list]", "Outbox");
    await window.waitFor(async () => /Nothing waits to leave/.test(await a.says("[data-pane=list]")), { what: "the empty outbox" });
    const [, ...entries] = await desk.ask(window, "show", (await october()).number);
    assert.equal(entries.filter((e) => e.direction === "out" && e.visibleText?.includes("with semicolons.")).length, 1);
  });
});

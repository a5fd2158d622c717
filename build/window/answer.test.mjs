// The first minute of an answer, by keys alone on a sample desk that is kept: read, take, saved reply, send, undo, send,
// snooze, close. The command line beside the window says what really left.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent, editor } from "./agent.mjs";
import { keptDesk } from "./kept.mjs";

describe("the first answer", () => {
  const desk = keptDesk();
  const subject = "Zollanmeldung"; // nobody writes in it while the sample runs
  let window, a, number, sentBefore, written;
  before(async () => {
    window = await desk.open();
    a = agent(window);
    await a.ready();
  });
  after(async () => {
    await window?.quit();
    desk.forget();
  });

  const mails = async () => (await desk.ask(window, "outbox", "list")).filter((m) => m.number === number);
  const entries = async () => (await desk.ask(window, "show", number)).slice(1);
  const alert = () => a.says("[data-pane=mail] [role=alert]");

  // features: B4
  test("is read and taken", async () => {
    await a.command("Unassigned");
    await a.inQueue("Unassigned");
    await a.walk(subject);
    await a.ticket(subject);
    await window.keys("Enter");
    await window.waitFor("[role=log]:focus", { what: "the conversation" });
    await window.keys("Escape");
    await window.waitFor("[role=option][data-id]:focus", { what: "the list" });
    await window.keys("a");
    await a.toast("Yours now");
    await a.command("Mine");
    await a.inQueue("Mine");
    await a.walk(subject);
    await a.ticket(subject);
    [{ number }] = await desk.ask(window, "search", "zollanmeldung");
    sentBefore = await desk.sent(window);
  });

  // features: E4
  test("r, words, # and letters put a saved reply in at the cursor", async () => {
    await window.keys("r");
    await a.write("It is C# 12, not #1234 or a@b, @lena.");
    await a.writing();
    await window.keys("Enter");
    assert.equal(await a.has("[role=listbox]", "Saved replies"), null, "a # inside of a word opened the saved replies");
    await a.write("#help");
    await a.see("[role=option]", "tst_help_article");
    await window.keys("Enter");
    await window.waitFor(async () => (await a.blanks()) > 0, { what: "the blanks of the reply" });
    assert.match(await a.letter(), /^It is C# 12, not #1234 or a@b, @lena\.\n+Hello Jens,/);
    assert.doesNotMatch(await a.letter(), /#help|\{\{/);
  });

  test("a blank that is not filled stops Ctrl+Enter and is named; Tab goes from one to the next", async () => {
    const names = await window.execute((css) => [...document.querySelectorAll(`${css} [data-blank]`)].map((e) => e.textContent), editor);
    assert.ok(names.length > 1, `blanks: ${names}`);
    await window.keys("Control", "Enter");
    await window.waitFor(async () => (await alert()).startsWith("Not filled in yet:"), { what: "the refusal" });
    for (const name of names) assert.ok((await alert()).includes(name), `${name} is not in “${await alert()}”`);
    assert.deepEqual(await mails(), []);
    for (const [i, name] of names.entries()) {
      assert.equal(await a.says(`${editor} [data-blank].ProseMirror-selectednode`), name);
      await a.write(`answer ${i + 1}`);
      if (i < names.length - 1) await window.keys("Tab");
    }
    assert.equal(await a.blanks(), 0);
    for (const [i] of names.entries()) assert.ok((await a.letter()).includes(`answer ${i + 1}`));
  });

  test("Ctrl+Enter sends after a delay that is seen to run; u gives the draft back word for word", async () => {
    written = await window.execute((css) => document.querySelector(css).innerHTML, editor);
    await window.keys("Control", "Enter");
    await window.keys("Control", "Enter"); // twice is once
    const left = async () => Number(/^Sending to Jens in (\d+) s/.exec(await a.says(".toast"))?.[1] ?? 0);
    const first = await window.waitFor(left, { what: "the countdown" });
    await a.reading();
    await window.waitFor(async () => (await left()) > 0 && (await left()) < first, { what: "the countdown to run" });
    assert.deepEqual((await mails()).map((m) => m.state), ["waiting"]);
    await window.keys("u");
    await a.toast("Not sent. The draft is open again");
    await a.writing();
    assert.equal(await window.execute((css) => document.querySelector(css).innerHTML, editor), written);
    assert.deepEqual(await mails(), []);
    assert.match(await a.current(), new RegExp(subject), "the row of the draft is not the one in front");
  });

  test("sent for good, it stands once in the conversation and once in Sent, without a line break of the keys", async () => {
    await window.keys("Control", "Enter");
    await a.toast("Sending to Jens");
    await a.reading();
    await a.walk(subject);
    await window.waitFor(() => a.has("[data-pane=ticket] article", "You"), { what: "the mail in its ticket while it waits" });
    await a.toast("Sent to Jens", 20_000);
    await window.waitFor(async () => (await desk.sent(window)) === sentBefore + 1, { what: "the copy in Sent", timeout: 20_000 });
    const ours = (await entries()).filter((e) => e.direction === "out");
    assert.equal(ours.length, 1);
    const words = await window.execute((html) => new DOMParser().parseFromString(html.replace(/<br>/g, "\n").replace(/<\/p>/g, "\n\n"), "text/html").body.textContent.trim(), written);
    const folded = (s) => s.replace(/\s+/g, " ").trim();
    assert.equal(folded(ours[0].visibleText), folded(words));
    assert.ok(!/\n\n\n/.test(ours[0].visibleText), "Ctrl+Enter left an empty line");
    assert.deepEqual(await mails(), []);
    const shown = () => window.execute(() => [...document.querySelectorAll("[data-pane=ticket] article")].filter((e) => /^(AS )?You\b/.test(e.innerText.replace(/\s+/g, " "))).length);
    await window.waitFor(async () => (await shown()) === 1, { what: "the mail to stand once in the conversation" });
  });

  test("another one is snoozed meanwhile", async () => {
    await a.walk("Push notifications");
    await window.keys("z");
    await window.waitFor("[role=dialog] input:focus", { what: "the question until when" });
    await a.write("tu");
    await window.waitFor(async () => /Tue \d+ \w+, 09:00/.test(await a.says("[role=dialog] .read")), { what: "the moment in words" });
    await window.keys("Enter");
    await window.waitFor("[role=dialog] [role=radiogroup] :focus, [role=dialog] [role=radio]:focus", { what: "the question why" });
    await window.keys("c");
    await a.toast("Snoozed until Tue");
  });

  // features: F5, F9, C6
  test("the reply proves a line of the checklist; a ticket that was answered closes with e and Enter", async () => {
    await a.walk(subject);
    await a.ticket(subject);
    await window.keys("e");
    await a.see("[role=dialog] li", "First reply sent");
    assert.match(await a.named("[role=dialog] li", "First reply sent", "(e) => e.innerText"), /Reply, \d+ \w+ \d\d:\d\d/);
    await window.keys("Escape");
    await a.closed("[role=dialog]");
    await a.walk("Duplicate seats");
    await window.keys("e");
    await a.see("[role=dialog] li", "First reply sent");
    await window.waitFor(() => window.execute(() => document.activeElement?.textContent.trim().startsWith("Resolve") ?? false), { what: "the focus on Resolve" });
    await window.keys("Enter");
    await a.toast("Resolved “Duplicate seats on the invoice”");
  });
});

// A mail leaves once, and only when a person wants it: the held one of the sample, undo send, what the conversation shows.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent } from "./agent.mjs";
import { openWindow } from "./driver.mjs";

const editor = "[data-pane=mail] [contenteditable=true]";

describe("the outbox", () => {
  let window, a;
  before(async () => {
    window = await openWindow({ args: ["demo"] });
    a = agent(window);
    await a.ready();
  });
  after(() => window?.quit());

  const toast = () => a.says(".toast");
  const said = (words) => window.waitFor(async () => (await toast()).includes(words), { what: `a toast “${words}”`, timeout: 20_000 });
  const writing = () => window.waitFor(() => window.execute((css) => document.activeElement === document.querySelector(css), editor), { what: "the cursor in the mail" });
  const send = () => window.keys("Control", "Enter");

  test("shows the held reply with its reason, beside what came since", async () => {
    await a.see("nav button", "Outbox 1 held");
    await a.rail("Outbox");
    await a.see("[role=option]", "Webhook signature fails in two flows");
    await a.see("[data-pane=ticket] h2", "New since then");
    const text = await a.says("[data-pane=ticket]");
    assert.match(text, /Held before sending\. Nadia wrote/);
    assert.match(text, /It carries a space before v1/);
    assert.match(text, /To 1 person outside/);
    assert.deepEqual(await a.nameless(), []);
  });

  test("sends nothing at a single key", async () => {
    await window.waitFor("[role=option][tabindex='0']:focus", { what: "the focus on the mail" });
    await window.keys("s");
    await a.see("button", "Send as it is");
    await window.waitFor(async () => (await a.focus()).startsWith("Send as it is"), { what: "the focus on the button" });
    await window.keys("Escape");
    await window.waitFor("[role=option][tabindex='0']:focus", { what: "the focus on the mail again" });
    assert.match(await a.says("[data-pane=ticket]"), /Held before sending/);
  });

  test("gives it back to the composer, where the news hold it too", async () => {
    await window.keys("Enter");
    await writing();
    assert.match(await a.says(editor), /I have run both flows/);
    await window.waitFor(() => a.has("nav button", "Outbox"), { what: "the rail" });
    assert.equal(await a.has("nav button", "Outbox 1 held"), null);
    await window.keys("Escape");
  });

  test("counts the undo delay down, takes the mail back with u, and sends it once", async () => {
    await a.queue("Mine");
    await a.open("October export");
    await window.keys("r");
    await writing();
    await a.write("Done.");
    await send();
    await said("Sending to Marco in");
    await a.rail("Today");
    await said("Sending to Marco in");
    await window.keys("u");
    await writing();
    assert.match(await a.says(editor), /Done\./);
    await said("Not sent");
    await send();
    await said("Sending to Marco in");
    await a.open("October export");
    await a.see("[data-pane=ticket] article", "You, message");
    await window.waitFor(async () => /\d+ s to undo/.test(await a.says("[data-pane=ticket]")), { what: "the countdown in the conversation" });
    await said("Sent to Marco");
    await window.waitFor(async () => !/s to undo|waiting|sending/.test(await a.says("[data-pane=ticket] [role=log]")), { what: "a mail that is out", timeout: 20_000 });
    const mails = () =>
      window.execute(() => [...document.querySelectorAll("[role=log] iframe")].filter((f) => f.contentDocument?.body?.innerText.includes("Done.")).length);
    await window.waitFor(async () => (await mails()) > 0, { what: "the mail among the messages" });
    assert.equal(await mails(), 1);
    await a.rail("Outbox");
    await a.see("h2", "Nothing waits to leave");
  });
});

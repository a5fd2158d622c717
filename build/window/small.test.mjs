// On a small screen nothing is cut and nothing scrolls sideways (experience.md, behaviour 7).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent } from "./agent.mjs";
import { openWindow } from "./driver.mjs";

describe("at 1280 × 720", () => {
  let window, a;
  before(async () => {
    window = await openWindow({ args: ["demo"], width: 1280, height: 720 });
    a = agent(window);
    await a.ready();
    await window.waitFor(() => window.execute(() => innerWidth <= 1280 && innerHeight <= 720), { what: "a window that fits the screen" });
  });
  after(() => window?.quit());

  const screens = {
    Today: () => a.today(),
    "a ticket": async () => {
      await a.queue("Mine");
      await window.waitFor("[data-pane=ticket] article", { what: "an entry" });
    },
    "the note": async () => {
      await window.keys("n");
      await window.waitFor("[data-pane=note] textarea:focus", { what: "the note" });
    },
    "the close dialog": async () => {
      await window.keys("Escape");
      await window.waitFor("[role=log]:focus", { what: "the conversation" });
      await window.keys("e");
      await window.waitFor(async () => (await a.dialog()).startsWith("Resolve"), { what: "the close dialog" });
    },
    "the Outbox": async () => {
      await window.keys("Escape");
      await a.rail("Outbox");
      await a.see("[data-pane=ticket] h2", "New since then");
    },
    Settings: async () => {
      await window.keys("Escape");
      await a.rail("Settings");
    },
    "the page of a mailbox": async () => {
      await a.click("button[data-account]", "support@");
      await a.see("section[aria-label=Settings] h2", "Written to the server");
    },
  };
  for (const [name, go] of Object.entries(screens)) {
    test(`${name} fits`, async () => {
      await go();
      assert.deepEqual(await window.execute(overflow), []);
    });
  }
});

// Runs in the page: what is wider than its place, and controls outside of the window or cut by a pane.
function overflow() {
  const out = [];
  const say = (e, what) => out.push(`${what}: ${e.outerHTML.slice(0, 160)}`);
  for (const e of document.querySelectorAll("body, main, section, aside, footer, nav, [role=dialog], [role=listbox], [role=log]"))
    if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0) say(e, "scrolls sideways");
  for (const e of document.querySelectorAll("button, input, textarea, [role=switch], [role=radio]")) {
    const r = e.getBoundingClientRect();
    if (r.width === 0 || r.height === 0) continue;
    if (r.left < -1 || r.right > innerWidth + 1) say(e, "leaves the window");
    for (let p = e.parentElement; p; p = p.parentElement) {
      const style = getComputedStyle(p);
      if (style.overflowX === "visible") continue;
      const box = p.getBoundingClientRect();
      if (r.left < box.left - 1 || r.right > box.right + 1) say(e, "is cut at a side");
      break;
    }
  }
  return out;
}

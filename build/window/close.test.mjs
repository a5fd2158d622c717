// A desk of one's own: the first run, closing that only hides, and quitting that says what is missed.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent } from "./agent.mjs";
import { openWindow } from "./driver.mjs";
import { running } from "./processes.mjs";

describe("a desk of one's own", () => {
  let window, a;
  before(async () => {
    window = await openWindow({ args: [] });
    a = agent(window);
  });
  after(() => window?.quit());

  test("the first run asks for the mailbox and offers the sample", async () => {
    await a.see("h1", "Connect the team mailbox");
    await window.waitFor("input:focus", { what: "the address to have the focus" });
    await a.see("button", "Try the sample mailbox");
    assert.deepEqual(await a.nameless(), []);
  });

  test("a closed window stays in the background, and a second start brings it back", async () => {
    const id = (await window.xdo("search", "--onlyvisible", "--name", "^Deskhand")).split("\n")[0];
    const seen = async () => (await window.xdo("search", "--onlyvisible", "--name", "^Deskhand").catch(() => "")) !== "";
    assert.ok(await seen());
    await window.xdo("windowactivate", "--sync", id);
    // The window manager takes the key, and right after its start it loses one now and then: a person presses again.
    for (let press = 0; press < 8 && (await seen()); press++) {
      await window.xdo("key", "alt+F4");
      for (let look = 0; look < 30 && (await seen()); look++) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(!(await seen()), "the window hides");
    assert.ok(running(window.pid));
    await window.start();
    await window.waitFor(seen, { what: "the window to be back" });
  });
});

describe("the sample's day", () => {
  let window, a;
  before(async () => {
    window = await openWindow({ args: ["demo"], env: { TZ: noon() } }); // late in the evening nothing would be due today
    a = agent(window);
    await a.ready();
  });
  after(() => window?.quit());

  test("quitting says what would be missed, and Esc stays", async () => {
    await window.waitFor("section[aria-label=Today] li", { what: "Today's lines" });
    await window.keys("Control", "k");
    await window.waitFor("[role=combobox]:focus", { what: "the palette" });
    await a.write("quit");
    await a.see("[role=option]", "Quit Deskhand");
    await window.keys("Enter");
    await window.waitFor(async () => (await a.dialog()).startsWith("Quit Deskhand"), { what: "the question" });
    assert.match(await a.dialog(), /would go unannounced\./);
    await window.keys("Escape");
    await a.closed("[role=dialog]");
    assert.ok(running(window.pid));
  });
});

// The zone in which it is noon now; POSIX counts west of Greenwich (tzdata, etcetera).
function noon() {
  const east = 12 - new Date().getUTCHours();
  return east === 0 ? "UTC" : `Etc/GMT${east > 0 ? "-" : "+"}${Math.abs(east)}`;
}

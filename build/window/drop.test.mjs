// Files let go over the window: they come from GTK straight into Go, over the page as over a mail's frame, and are copied.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { agent } from "./agent.mjs";
import { openWindow } from "./driver.mjs";
import { stop } from "./processes.mjs";

describe("a file from the file manager", () => {
  let window, a, at;
  before(async () => {
    window = await openWindow();
    a = agent(window);
    await a.ready();
    await a.queue("Mine");
    await a.open("October export");
    await window.keys("r");
    await window.waitFor("[contenteditable=true]", { what: "the composer" });
    const files = join(window.home, "files");
    mkdirSync(join(files, "folder"), { recursive: true });
    writeFileSync(join(files, "a log.txt"), "a log");
    symlinkSync("/etc/hostname", join(files, "link.txt"));
    at = (name) => pathToFileURL(join(files, name)).href;
  });
  after(() => window?.quit());

  test("stands with the mail, wherever it was let go, and stays where it was", async () => {
    assert.equal(await drop(window, "[contenteditable=true]", [at("a log.txt"), "https://evil.invalid/other.txt"]), "end copy");
    await a.see("button", "Remove a log.txt");
    assert.equal(await drop(window, "[data-pane=ticket] article", [at("a log.txt")]), "end copy");
    await window.waitFor(async () => (await attached(window)) === 2, { what: "the second file" });
    assert.ok(readFileSync(new URL(at("a log.txt")), "utf8") === "a log");
    assert.equal(await a.has("button", "Remove other.txt"), null);
  });

  test("a folder or a link is refused in words, and the page stays", async () => {
    await drop(window, "[contenteditable=true]", [at("folder")]);
    await window.waitFor(() => window.execute(() => document.body.innerText.includes("folder is a folder.")), { what: "the refusal" });
    await drop(window, "[contenteditable=true]", [at("a log.txt"), at("link.txt")]);
    await window.waitFor(() => window.execute(() => document.body.innerText.includes("link.txt is a link")), { what: "the refusal" });
    assert.equal(await attached(window), 2);
    assert.match(await window.title(), /Deskhand/);
  });

  test("what the page calls a drop is none", async () => {
    await window.execute((path) => {
      window.webkit.messageHandlers.external.postMessage(`DD:10:10:${path}`); // what Wails takes for a drop
      window.runtime.EventsEmit("wails:file-drop", 10, 10, [path]);
    }, "/etc/hostname");
    await drop(window, "[contenteditable=true]", [at("a log.txt")]); // whatever came before it is through
    await window.waitFor(async () => (await attached(window)) === 3, { what: "the third file" });
    assert.equal(await a.has("button", "Remove hostname"), null);
  });
});

const attached = (window) => window.execute(() => document.querySelectorAll("ul[aria-label=Attached] button[aria-label^=Remove]").length);

// Drags from a window of its own onto the middle of an element; answers how the drag ended.
async function drop(window, css, uris) {
  const source = await window.dragSource(uris);
  try {
    const id = await window.waitFor(async () => (await window.xdo("search", "--onlyvisible", "--name", "^dragsource$").catch(() => "")).split("\n")[0], { what: "the file manager" });
    await window.xdo("windowmove", "--sync", id, "0", "0");
    const main = (await window.xdo("search", "--onlyvisible", "--pid", String(window.pid))).split("\n")[0];
    const { x, y } = await window.execute((css) => {
      const box = [...document.querySelectorAll(css)].findLast((e) => e.getClientRects().length).getBoundingClientRect();
      return { x: box.x + box.width / 2, y: Math.min(box.y + box.height / 2, innerHeight - 60) };
    }, css);
    await window.xdo("mousemove", "--window", id, "40", "60", "mousedown", "1");
    for (const [dx, dy] of [[60, 70], [90, 90], [110, 110]]) await window.xdo("mousemove", "--window", id, String(dx), String(dy));
    for (const by of [20, 10, 0]) await window.xdo("mousemove", "--window", main, String(Math.round(x) - by), String(Math.round(y) - by), "sleep", "0.1");
    await window.xdo("mouseup", "1");
    return await window.waitFor(() => source.said().split("\n").find((line) => line.startsWith("end ")), { what: "the drag to end" });
  } finally {
    await stop(source.pid);
  }
}

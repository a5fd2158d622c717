// Takes a picture of every screen of the real window, light and dark, on the sample mailbox:
//   node build/window/pictures.mjs FOLDER [NAME…]
// For eyes, not for a test: lay them beside the reference and judge.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openWindow } from "./driver.mjs";
import { agent } from "./agent.mjs";

const [folder, ...wanted] = process.argv.slice(2);
if (!folder) throw new Error("usage: node build/window/pictures.mjs FOLDER [NAME…]");
mkdirSync(folder, { recursive: true });

/** Each leaves the window as it found it: on Today, nothing open. */
const screens = {
  today: async (a) => a.today(),
  ticket: async (a) => a.open("October export stops"),
  record: async (a) => a.open("Nobody can sign in"),
};

async function main() {
  const window = await openWindow({ args: ["demo"] });
  try {
    const a = agent(window);
    await a.ready();
    for (const theme of ["light", "dark"]) {
      await a.theme(theme);
      for (const [name, show] of Object.entries(screens)) {
        if (wanted.length > 0 && !wanted.includes(name)) continue;
        await show(a);
        await window.screenshot(join(folder, `${name}-${theme}.png`));
      }
    }
  } finally {
    await window.quit();
  }
}
await main();

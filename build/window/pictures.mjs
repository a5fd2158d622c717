// Takes a picture of every screen of the real window at 1440 × 900, light and dark, on the sample mailbox:
//   node build/window/pictures.mjs FOLDER [NAME…]      NAME as in ticket, today, close
// For eyes, not for a test: lay them beside the reference and judge. The README's five are made the same way,
// then made small: convert IN.png -strip -dither None -treedepth 8 -colors 256 png8:build/screenshots/NAME.png
import { join } from "node:path";
import { agent } from "./agent.mjs";
import { openWindow } from "./driver.mjs";

const [folder, ...wanted] = process.argv.slice(2);
if (!folder) throw new Error("usage: node build/window/pictures.mjs FOLDER [NAME…]");
const asked = (name) => wanted.length === 0 || wanted.includes(name);

const dialog = (w, what) => w.waitFor("[role=dialog]", { what });

/** Each starts with nothing floating and leaves at most one dialog or field open, which Escape closes. */
const screens = {
  today: (w, a) => a.today(),
  ticket: async (w, a) => {
    await a.queue("Mine");
    await a.open("October export stops");
    await w.waitFor("[data-pane=ticket] iframe", { what: "the mail's frame" });
    await end(w);
  },
  note: async (w, a) => {
    await a.queue("Mine");
    await a.open("No sign-in");
    await w.keys("n");
    await w.waitFor("[data-pane=note] textarea:focus", { what: "the note" });
    await a.write("It is the last slash in their metadata. @le");
    await w.waitFor("[data-pane=note] [role=option]", { what: "the colleagues" });
  },
  snooze: async (w, a) => {
    await a.queue("Mine");
    await a.open("October export stops");
    await w.keys("z");
    await dialog(w, "the snooze dialog");
    await a.write("tu");
    await w.waitFor(async () => /09:00/.test(await a.says("[role=dialog] [aria-live=polite]")), { what: "the moment in words" });
  },
  palette: async (w, a) => {
    await a.queue("Mine");
    await a.open("October export stops");
    await w.keys("Control", "k");
    await dialog(w, "the palette");
    await a.write("sn");
  },
  close: async (w, a) => {
    await a.queue("Mine");
    await a.open("Please delete two");
    await w.keys("e");
    await a.see("[role=dialog] li", "Every message read");
  },
  proven: async (w, a) => {
    await a.queue("Mine");
    await a.open("Duplicate seats");
    await w.keys("e");
    await a.see("[role=dialog] li", "Every message read");
  },
  search: async (w, a) => {
    await a.queue("Mine");
    await w.keys("/");
    await a.write("export");
    await w.waitFor(async () => (await a.rows()).length > 0 && (await a.rows()).length < 7, { what: "what was found" });
  },
  newsletter: async (w, a) => {
    await a.queue("Machine");
    await w.waitFor("[data-pane=ticket] iframe", { what: "the mail's frame" });
  },
  empty: async (w, a) => {
    await a.queue("Mine");
    await w.keys("/");
    await a.write("tag:refund is:snoozed");
    await w.waitFor(async () => (await a.rows()).length === 0, { what: "nothing to be found" });
  },
  problems: (w, a) => a.rail("Problems"),
  settings: (w, a) => a.rail("Settings"),
};

const end = (w) =>
  w.execute(() => {
    const log = document.querySelector("[role=log]");
    log.dispatchEvent(new WheelEvent("wheel"));
    log.scrollTop = log.scrollHeight;
  });

async function clear(w) {
  for (let i = 0; i < 4 && (await w.execute(() => document.querySelector("[role=dialog], [data-pane=note] textarea:focus, input:focus") !== null)); i++)
    await w.keys("Escape");
}

async function sample() {
  const w = await openWindow({ args: ["demo"], width: 1480, height: 980 });
  try {
    const a = agent(w);
    await a.ready();
    await w.resize(1440, 900);
    await a.queue("Machine");
    await w.waitFor("[data-pane=ticket] iframe", { what: "the canary's answer" });
    const names = Object.keys(screens).filter(asked);
    for (const theme of ["Light", "Dark"]) {
      await a.rail("Settings");
      await a.click("[role=radio]", theme);
      for (const name of names) {
        await screens[name](w, a);
        await w.execute(() => [...document.querySelectorAll("button[aria-label=Dismiss]")].forEach((b) => b.click()));
        await w.restPointer();
        await w.screenshot(join(folder, `${name}-${theme.toLowerCase()}.png`));
        await clear(w);
      }
    }
  } finally {
    await w.quit();
  }
}

async function firstRun() {
  const w = await openWindow({ args: [], width: 1480, height: 980 });
  try {
    await w.waitFor("input:focus", { what: "the address" });
    await w.resize(1440, 900);
    await w.screenshot(join(folder, "firstrun-light.png"));
  } finally {
    await w.quit();
  }
}

if (Object.keys(screens).some(asked)) await sample();
if (asked("firstrun")) await firstRun();

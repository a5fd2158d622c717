// Takes a picture of every screen of the real window at 1440 × 900, light and dark, on the sample mailbox; of the
// composer at 1280 × 720 too:
//   node build/window/pictures.mjs FOLDER [NAME…]      NAME as in ticket, today, composer, outbox
// For eyes, not for a test: lay them beside the reference and judge. The README's are made the same way,
// then made small: convert IN.png -strip -dither None -treedepth 8 -colors 256 png8:build/screenshots/NAME.png
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agent, editor, noteField } from "./agent.mjs";
import { openWindow } from "./driver.mjs";
import { connect } from "./connect.mjs";
import { mailServer } from "./mailserver.mjs";

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
    await w.waitFor(`${noteField}:focus`, { what: "the note" });
    await w.keys("Control", "a"); // what the other theme left
    await w.keys("Delete");
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
  composer: async (w, a) => {
    await answer(w, a);
    await a.write("the file is written with semicolons too. #re");
    await a.see("[role=option]", "tst_request_received");
    await a.draftSaved();
  },
  blanks: async (w, a) => {
    await a.queue("Mine");
    await a.open("No sign-in");
    await w.keys("r");
    await a.writing();
    await a.write("#help");
    await a.see("[role=option]", "tst_help_article");
    await w.keys("Enter");
    await w.waitFor(`${editor} [data-blank]`, { what: "the blanks" });
    await w.keys("Control", "Enter");
    await w.waitFor("[data-pane=mail] [role=alert]", { what: "the refusal" });
    await a.draftSaved();
  },
  outbox: async (w, a) => {
    await a.rail("Outbox");
    await a.see("section[aria-label='Your mail'] b", "flow-1-result.txt");
    await w.waitFor("section[aria-label='The conversation'] article", { what: "what is new" });
  },
  sending: async (w, a) => {
    await a.queue("Mine");
    await a.open("Please delete two");
    await w.keys("r");
    await a.writing();
    await a.write("Hello Owen, both accounts are deleted, and their files stay with the team.");
    await w.keys("Control", "Enter");
    await a.toast("Sending to Owen");
  },
  resolving: async (w, a) => {
    await answer(w, a);
    await a.write("the file is written with semicolons too.");
    await w.keys("Control", "Shift", "Enter");
    await a.see("[role=dialog] li", "First reply sent");
  },
  bounce: async (w, a) => {
    await a.queue("Unassigned");
    await a.open("Question about the trial");
    await w.waitFor("[data-bounce]", { what: "what did not arrive" });
    await end(w);
  },
  sender: async (w, a) => {
    await a.queue("security@");
    await a.open("Action required");
    await w.waitFor("[data-sender]", { what: "the warnings" });
  },
  stranger: async (w, a) => {
    await a.queue("Unassigned");
    await a.open("Two drawings");
    await w.waitFor("[data-newhere]", { what: "who is new here" });
    await end(w);
  },
  merge: async (w, a) => {
    await a.queue("Unassigned");
    await a.open("two drawings");
    await w.keys("m");
    await w.waitFor("[role=dialog] [role=option]", { what: "what it could be merged with" });
  },
  invite: async (w, a) => {
    await a.queue("Mine");
    await a.open("Go-live review");
    await w.waitFor("[data-invite]", { what: "the invitation" });
    await w.execute(() => document.querySelector("[data-invite]").scrollIntoView({ block: "center" }));
  },
  mailmenu: async (w, a) => {
    await a.queue("Unassigned");
    await a.open("Two drawings");
    await w.execute(() => document.querySelector("[data-entry] .dots button").click());
    await dialog(w, "the mail's menu");
  },
  problems: (w, a) => a.rail("Problems"),
  settings: (w, a) => a.rail("Settings"),
  mailbox: async (w, a) => {
    await a.rail("Settings");
    await a.click("button[data-account]", "support@");
    await a.see("[data-folder]", "INBOX");
    await a.click("button", "Change…");
    await w.waitFor("[role=radiogroup] [data-reach]", { what: "what each choice takes" });
  },
};

const end = (w) =>
  w.execute(() => {
    const log = document.querySelector("[role=log]");
    log.dispatchEvent(new WheelEvent("wheel"));
    log.scrollTop = log.scrollHeight;
  });

// Marco's answer as the sample begins it.
async function answer(w, a) {
  await a.queue("Mine");
  await a.open("October export stops");
  await w.keys("r");
  await a.writing();
  await w.keys("Control", "End");
}

// Leaves what floats, what is written as the sample had it, and no mail on its way.
async function clear(w, a) {
  const floats = () => w.execute(() => document.querySelector("[role=dialog], textarea:focus, input:focus, [role=listbox][aria-label='Saved replies']") !== null);
  for (let i = 0; i < 4 && (await floats()); i++) await w.keys("Escape");
  if (/^Sending/.test(await a.says(".toast"))) {
    await w.keys("u");
    await a.writing();
  }
  if (!(await w.execute((css) => document.activeElement === document.querySelector(css), editor))) return;
  if ((await a.letter()).startsWith("Hello Marco"))
    for (let i = 0; i < 60 && /About the semicolons: ?[^ ]/.test(await a.letter()); i++) await w.keys("Control", "z");
  else {
    await w.keys("Control", "a");
    await w.keys("Delete");
  }
  await w.keys("Escape");
}

async function sample(names, width, height) {
  const w = await openWindow({ args: ["demo"], width: width + 40, height: height + 80 });
  try {
    const a = agent(w);
    await a.ready();
    await w.resize(width, height);
    await a.queue("Machine");
    await w.waitFor("[data-pane=ticket] iframe", { what: "the canary's answer" });
    for (const theme of ["Light", "Dark"]) {
      await a.rail("Settings");
      await a.click("[role=radio]", theme);
      for (const name of names) {
        await screens[name](w, a);
        await w.execute(() => [...document.querySelectorAll("button[aria-label=Dismiss]")].forEach((b) => b.click()));
        await w.restPointer();
        await w.screenshot(join(folder, `${name}-${width === 1440 ? "" : `${width}-`}${theme.toLowerCase()}.png`));
        await clear(w, a);
      }
    }
  } finally {
    await w.quit();
  }
}

// A team of two on a mail server of its own: Asha at the window, Lena at a command line.
async function team() {
  const env = { DESKHAND_PASSPHRASE: "only for these pictures" };
  const dirs = [mkdtempSync(join(tmpdir(), "deskhand-asha-")), mkdtempSync(join(tmpdir(), "deskhand-lena-"))];
  const server = await mailServer();
  for (const [i, subject] of ["October export stops", "Second invoice", "Lost parcel"].entries()) server.put("INBOX", 1 + i, { subject, text: `About the ${subject.toLowerCase()}.` });
  await server.start();
  const w = await openWindow({ args: ["--data", dirs[0]], env, width: 1480, height: 980 });
  const lena = (args, input = "") =>
    new Promise((done, fail) => {
      const child = spawn(w.binary, ["--data", dirs[1], "--json", ...args], { env: { ...w.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
      let out = "";
      child.stdout.on("data", (d) => (out += d));
      child.once("close", (status) => (status ? fail(new Error(args.join(" "))) : done(out.split("\n").filter(Boolean).map((l) => JSON.parse(l)))));
      child.stdin.end(input);
    });
  const shot = async (name) => {
    if (!asked(name)) return;
    for (const [width, height] of [[1440, 900], [1280, 720]])
      for (const theme of ["light", "dark"]) {
        await w.resize(width, height);
        await w.execute((t) => (document.documentElement.dataset.theme = t), theme);
        await w.execute(() => document.querySelectorAll(".toast button[aria-label=Dismiss]").forEach((b) => b.click()));
        await w.restPointer();
        await w.screenshot(join(folder, `${name}-${width === 1440 ? "" : `${width}-`}${theme}.png`));
      }
    await w.resize(1440, 900);
  };
  try {
    const a = agent(w);
    await connect(w, a, server, env.DESKHAND_PASSPHRASE);
    await a.command("Team: people and laptops");
    await a.click("button", "Start a team");
    await w.waitFor("section[aria-label=Team] input:focus", { what: "the name" });
    await w.keys("Control", "a");
    await w.write("Kestrel Support");
    await w.keys("Enter");
    await w.waitFor("[data-sheet]", { what: "the recovery sheet" });
    await w.keys("Escape");
    await a.click("button", "Invite somebody");
    await a.see("[role=option]", "Somebody else");
    await a.click("[role=option]", "Somebody else");
    await w.write("Lena");
    await w.keys("Enter");
    await w.waitFor("[data-invitation] input", { what: "the code" });
    await shot("invitation");
    const code = await w.execute(() => document.querySelector("[data-invitation] input").value);
    await lena(["team", "join", code, "--machine", "lena-laptop", "--password-stdin"], `${server.password}\n`);
    await w.waitFor("[data-request]", { what: "who asks to join" });
    await shot("team");
    await a.click("[data-request] button", "They see the same digits");
    await lena(["sync"]);
    await a.command("Team files");
    await w.waitFor("[data-file]", { what: "the files" });
    await shot("files");
    const { number } = (await lena(["queue", "all"])).find((t) => t.subject === "Second invoice");
    await lena(["claim", number]);
    await a.rail("All");
    await a.inQueue("All");
    await a.open("Second invoice");
    await a.command("Take it");
    await lena(["sync"]);
    await w.waitFor("[data-lost]", { what: "who was first" });
    await shot("lost");
    await a.click("[data-history] button.when", "");
    await w.waitFor("[data-asof]", { what: "the ticket as it was" });
    await shot("timemachine");
    if (asked("join")) await joining(await lena(["team"]).then(() => code));
  } finally {
    await w.quit();
    await server.close();
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function joining(code) {
  const w = await openWindow({ args: [], width: 1480, height: 980 });
  try {
    const a = agent(w);
    await w.waitFor("input:focus", { what: "the address" });
    await w.resize(1440, 900);
    await a.click("[role=radio]", "Join a team");
    await w.waitFor("textarea:focus", { what: "the code's field" });
    await w.write(code);
    await a.see("dl", "What the code says");
    await w.screenshot(join(folder, "join-light.png"));
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

const names = Object.keys(screens).filter(asked);
const narrow = names.filter((name) => ["composer", "blanks", "outbox", "mailbox", "bounce", "stranger", "invite"].includes(name));
if (names.length) await sample(names, 1440, 900);
if (narrow.length) await sample(narrow, 1280, 720);
if (asked("firstrun")) await firstRun();
const ours = ["team", "invitation", "join", "files", "lost", "timemachine"].filter(asked);
if (ours.length) await team();

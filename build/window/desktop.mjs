// A desktop of our own for one test: an X server on a free display, a session bus, a window manager and
// a notification daemon, in a home folder that is deleted at the end. It knows nothing of Deskhand.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, sleep, start, stop } from "./processes.mjs";

// Notifications stay until the test has seen them.
const dunstrc = `[global]
    width = 360
    origin = top-right
    offset = 16x16
    font = DejaVu Sans 10
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
`;

/** @param {{width: number, height: number, env: Record<string, string>}} size of the screen; further variables. */
export async function openDesktop({ width, height, env: extra }) {
  const home = mkdtempSync(join(tmpdir(), "deskhand-window-"));
  const folder = (name) => {
    mkdirSync(join(home, name), { recursive: true, mode: 0o700 });
    return join(home, name);
  };
  const log = (name) => join(folder("log"), name);
  const helpers = [];
  const forget = () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.on("exit", forget);
  const close = async () => {
    for (const helper of helpers.reverse()) await stop(helper.pid);
    forget();
    process.off("exit", forget);
  };
  const env = {
    PATH: process.env.PATH,
    LANG: "C.UTF-8",
    TZ: process.env.TZ ?? "UTC",
    HOME: home,
    XDG_DATA_HOME: folder("data"),
    XDG_CONFIG_HOME: folder("config"),
    XDG_CACHE_HOME: folder("cache"),
    XDG_RUNTIME_DIR: folder("run"),
    GSETTINGS_BACKEND: "memory",
    NO_AT_BRIDGE: "1",
    ...extra,
  };
  const helper = (command, args, { name = command, ...how } = {}) => {
    const started = start(command, args, { env, log: log(name), ...how });
    helpers.push(started);
    return started;
  };
  try {
    const x = helper("Xvfb", ["-displayfd", "3", "-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp", "-noreset"], { pipe3: true });
    env.DISPLAY = `:${await Promise.race([firstLine(x.child.stdio[3]), x.failed])}`;
    const bus = helper("dbus-daemon", ["--session", "--nofork", "--nopidfile", "--print-address=3"], { pipe3: true });
    env.DBUS_SESSION_BUS_ADDRESS = await Promise.race([firstLine(bus.child.stdio[3]), bus.failed]);
    const config = join(folder("config"), "dunstrc");
    writeFileSync(config, dunstrc);
    helper("openbox", ["--sm-disable"]);
    helper("dunst", ["-config", config, "-print"]);
    await onBus(env, "org.freedesktop.Notifications");
  } catch (error) {
    await close();
    throw error;
  }
  return {
    env,
    home,
    log,
    helper,
    close,
    /** What the notification daemon was sent, as text, newest last. */
    notifications: () => readFileSync(log("dunst"), "utf8"),
    /** A picture of the whole screen, notifications and menus included. */
    rootShot: (file) => run("import", ["-window", "root", file], { env }),
    /** xdotool, for what WebDriver cannot reach: native dialogs, other keyboard layouts. */
    xdo: async (...args) => (await run("xdotool", args, { env })).stdout.trim(),
  };
}

async function firstLine(stream) {
  let text = "";
  for await (const piece of stream) {
    text += piece;
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
  throw new Error("a helper ended before it said where it listens");
}

async function onBus(env, name) {
  const call = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", `string:${name}`];
  for (let tries = 0; tries < 100; tries++) {
    if ((await run("dbus-send", call, { env })).stdout.includes("boolean true")) return;
    await sleep(50);
  }
  throw new Error(`${name} did not come up on the session bus`);
}

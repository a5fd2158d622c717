// Drives the real window: the production binary, unmodified, under WebKitWebDriver on a desktop of its own.
// It speaks the W3C protocol with fetch and knows nothing of Deskhand's screens.
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDesktop } from "./desktop.mjs";
import { children, descendants, freePort, gone, nameOf, run, sleep, stop, watch } from "./processes.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const bin = join(here, "..", "bin");
const PATIENCE = 30_000; // what a busy machine may take for anything; nothing waits that long on an idle one
const atOnce = 100; // letters of one command, so that it ends in time
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf"; // W3C WebDriver, section 12
const KEYS = {
  Backspace: "\uE003", Tab: "\uE004", Enter: "\uE007", Shift: "\uE008", Control: "\uE009", Alt: "\uE00A",
  Escape: "\uE00C", Space: " ", PageUp: "\uE00E", PageDown: "\uE00F", End: "\uE010", Home: "\uE011",
  ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015", Delete: "\uE017", F1: "\uE031",
}; // prettier-ignore

/**
 * Opens the window and waits for its page.
 * @param {{args?: string[], env?: Record<string, string>, binary?: string, width?: number, height?: number}} options
 * DESKHAND in the environment names another build of the program.
 */
export async function openWindow({ args = ["demo"], env = {}, binary = process.env.DESKHAND ?? join(bin, "deskhand"), width = 1440, height = 900 } = {}) {
  accessSync(binary, constants.X_OK); // else the driver would wait for a program that never comes
  const shim = await automationShim();
  const desktop = await openDesktop({ width, height, env });
  try {
    const { driver, call } = await startDriver(desktop);
    const began = Date.now();
    // env(1) puts the library into the program alone, not into the driver, and keeps the process id.
    const { sessionId } = await call("POST", "/session", {
      capabilities: {
        alwaysMatch: { "webkitgtk:browserOptions": { binary: "/usr/bin/env", args: [`LD_PRELOAD=${shim}`, binary, ...args] } },
      },
    });
    const [pid] = children(driver.pid);
    watch(pid);
    const session = { call, id: sessionId };
    return makeWindow({
      desktop,
      pid,
      binary,
      start: () => desktop.helper(binary, args, { name: "second" }),
      startMs: Date.now() - began,
      call: (method, path, body) => session.call(method, `/session/${session.id}${path}`, body),
      rejoin: async () => {
        const inspector = readFileSync(`/proc/${pid}/environ`, "utf8").match(/WEBKIT_INSPECTOR_SERVER=([\d.:]+)/)[1];
        const { call } = await startDriver(desktop, `--target=${inspector}`);
        const { sessionId } = await call("POST", "/session", { capabilities: {} });
        Object.assign(session, { call, id: sessionId });
      },
    });
  } catch (error) {
    const said = logs(desktop);
    await desktop.close();
    throw new Error(`open ${binary}: ${error.message}\n${said}`, { cause: error });
  }
}

// A driver listens on a port of its own.
async function startDriver(desktop, ...args) {
  const port = await freePort();
  const driver = desktop.helper("WebKitWebDriver", ["--host=127.0.0.1", `--port=${port}`, ...args]);
  const call = caller(`http://127.0.0.1:${port}`);
  await until(async () => (await call("GET", "/status")).ready, { what: "WebKitWebDriver", tolerant: true });
  return { driver, call };
}

function makeWindow({ desktop, pid, binary, start, startMs, call, rejoin }) {
  const find = async (css) => (await call("POST", "/element", { using: "css selector", value: css }))[ELEMENT];
  const execute = (script, ...args) => {
    const text = typeof script === "function" ? `return (${script}).apply(null, arguments)` : script;
    return call("POST", "/execute/sync", { script: text, args });
  };
  const shot = async (file) => {
    mkdirSync(dirname(file), { recursive: true });
    await execute(repaint);
    try {
      writeFileSync(file, Buffer.from(await call("GET", "/screenshot"), "base64"));
    } finally {
      await execute("window.stopRepaint()");
    }
  };
  /** The window's own id: the largest of the program's, for a tip or a menu is a window too. */
  const frame = async () => {
    let [best, most] = ["", 0];
    for (const id of (await desktop.xdo("search", "--onlyvisible", "--pid", String(pid))).split("\n")) {
      const said = await desktop.xdo("getwindowgeometry", "--shell", id).catch(() => ""); // gone since
      const [w, h] = ["WIDTH", "HEIGHT"].map((name) => Number(said.match(new RegExp(`^${name}=(\\d+)`, "m"))?.[1] ?? 0));
      if (w * h > most) [best, most] = [id, w * h];
    }
    return best;
  };
  return {
    pid,
    /** The program that it runs. */
    binary,
    /** Milliseconds from starting the program to a page that answers. */
    startMs,
    home: desktop.home,
    env: desktop.env,
    title: () => call("GET", "/title"),
    find,
    text: async (css) => call("GET", `/element/${await find(css)}/text`),
    click: async (css) => call("POST", `/element/${await find(css)}/click`, {}),
    /** Types into the element, with real key events. */
    type: async (css, text) => call("POST", `/element/${await find(css)}/value`, { text }),
    /** Presses keys together and lets go, where the focus is: keys("Control", "k"). */
    keys: (...names) => {
      const values = names.map((name) => KEYS[name] ?? name);
      const actions = [
        ...values.map((value) => ({ type: "keyDown", value })),
        ...values.toReversed().map((value) => ({ type: "keyUp", value })),
      ];
      return call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    /** Types a long text where the focus is, every letter a key of its own, without a pause. */
    write: async (text) => {
      const letters = [...text];
      for (let i = 0; i < letters.length; i += atOnce) {
        const actions = letters.slice(i, i + atOnce).flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
        await call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
      }
    },
    /** Gives the page this many pixels; the screen must have room for the frame around them. */
    resize: async (width, height) => {
      // Asked again until it is so: a busy desktop may drop the first, and xdotool's --sync waits for ever where nothing changes.
      const so = async () => {
        const id = await frame();
        await desktop.xdo("windowmove", id, "0", "0", "windowsize", id, String(width), String(height));
        await sleep(200);
        return execute((w, h) => innerWidth === w && innerHeight === h, width, height);
      };
      await until(so, { what: `${width} × ${height}`, tolerant: true, timeout: 60_000 });
    },
    /** Moves the pointer off everything that looks different under it. */
    restPointer: async () => {
      const id = await frame();
      await desktop.xdo("mousemove", "--window", id, "40", "880", "mousemove_relative", "1", "1");
    },
    /** Clicks with the desktop's own pointer at a place that a function in the page answers: {x, y}. */
    point: async (script) => {
      const id = await frame();
      const { x, y } = await execute(script);
      await desktop.xdo("windowactivate", "--sync", id, "mousemove", "--window", id, String(Math.round(x)), String(Math.round(y)), "click", "1");
    },
    /** Runs a function, or the text of one's body, in the page and returns what it returns. */
    execute,
    /** Goes into a frame for the calls that follow; without a selector back to the page. */
    frame: async (css) => call("POST", "/frame", { id: css ? { [ELEMENT]: await find(css) } : null }),
    screenshot: shot,
    /** Starts the program once more, as a person would who does not see that it runs. */
    start,
    /** Runs the same program in a terminal beside the window; answers what it printed. */
    command: async (...args) => (await run(binary, args, { env: desktop.env })).stdout,
    /** Ends the process that draws the page, as a crash would, and waits for the next one. */
    killPage: async () => {
      const pages = () => descendants(pid).filter((p) => nameOf(p).startsWith("WebKitWebProc"));
      const died = pages();
      died.forEach((p) => process.kill(p, "SIGKILL"));
      await until(async () => pages().some((p) => !died.includes(p)), { what: "a new process of the page" });
      await rejoin(); // the driver gives a session up whose page has died
    },
    /** Ends the whole program, as a power failure would. */
    kill: async () => {
      process.kill(pid, "SIGKILL");
      await gone(pid, 2000);
    },
    /** A window to drag these addresses from; said() is what it has printed. */
    dragSource: async (uris) => {
      const name = `dragsource-${Date.now()}`;
      const { pid } = desktop.helper(await compiled("dragsource", "gtk+-3.0"), uris, { name });
      return { pid, said: () => readFileSync(desktop.log(name), "utf8") };
    },
    rootShot: desktop.rootShot,
    notifications: desktop.notifications,
    xdo: desktop.xdo,
    /** Waits until a selector matches, or until a function (run here, not in the page) returns something true. */
    waitFor: (wanted, { timeout = PATIENCE, what = String(wanted) } = {}) => {
      const check = typeof wanted === "string" ? () => execute((css) => document.querySelector(css) !== null, wanted) : wanted;
      return until(check, { what, timeout }).catch(async (error) => {
        throw new Error(`${error.message}; ${await execute(inFront).catch((e) => e.message)}`, { cause: error });
      });
    },
    logs: () => logs(desktop),
    /** Ends the program as a shutdown does, so that it tidies up, then its desktop. The driver would kill it. */
    quit: async () => {
      await stop(pid, 5000);
      await call("DELETE", "").catch(() => {}); // NoSuchWindow: the program has gone with its last window
      await desktop.close();
    },
  };
}

// Runs in the page. A screenshot waits for the next frame, which a page at rest never paints (WebKitGTK 2.50),
// so one pixel changes by less than an eye can see while it is taken.
function repaint() {
  const pixel = document.documentElement.appendChild(document.createElement("i"));
  pixel.style.cssText = "position:fixed;top:0;left:0;width:1px;height:1px;z-index:2147483647;pointer-events:none";
  let on = false;
  const timer = setInterval(() => (pixel.style.background = (on = !on) ? "rgb(128 128 128 / 0.01)" : "none"), 10);
  window.stopRepaint = () => {
    clearInterval(timer);
    pixel.remove();
    delete window.stopRepaint;
  };
}

// Runs in the page. What somebody sees who is asked why nothing comes.
function inFront() {
  const say = (e, most) => e?.innerText.replace(/\s+/g, " ").trim().slice(0, most) || "nothing";
  const at = document.activeElement;
  const said = [...document.querySelectorAll("[role=status], [role=alert]")].map((e) => say(e, 80)).filter((s) => s !== "nothing");
  return `the focus is on ${at?.cloneNode().outerHTML.slice(0, 160)}, in front is “${say(document.querySelector("[role=dialog]") ?? document.body, 400)}”, said is ${JSON.stringify(said)}`;
}

// Each command of the driver is one HTTP request (W3C WebDriver, section 6).
function caller(address) {
  return async (method, path, body) => {
    const what = `${method} ${path.replace(/^\/session\/[^/]+/, "")}`;
    try {
      const answer = await fetch(address + path, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) });
      const { value } = await answer.json();
      if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
      return value;
    } catch (error) {
      throw new Error(`${what}: ${error.message}`, { cause: error });
    }
  };
}

async function until(check, { what, timeout = PATIENCE, tolerant = false }) {
  for (const end = Date.now() + timeout; ; await sleep(50)) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      if (!tolerant) throw error;
    }
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain for ${what}`);
  }
}

function logs(desktop) {
  const read = (name) => {
    try {
      return readFileSync(desktop.log(name), "utf8").trim().split("\n").slice(-20).join("\n");
    } catch {
      return "";
    }
  };
  return ["WebKitWebDriver", "Xvfb", "dbus-daemon", "dunst"].map((name) => `--- ${name}\n${read(name)}`).join("\n");
}

const automationShim = () => compiled("automation", "webkit2gtk-4.1", "-shared", "-fPIC");

// Compiles a C file of this folder once for each change of it.
async function compiled(name, library, ...flags) {
  const source = join(here, `${name}.c`);
  const program = join(bin, flags.includes("-shared") ? `${name}.so` : name);
  const time = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (time(program) > time(source)) return program;
  mkdirSync(bin, { recursive: true });
  const { stdout } = await run("pkg-config", ["--cflags", "--libs", library]);
  await run("gcc", [...flags, "-O1", "-Wall", "-Wextra", "-Werror", "-o", program, source, ...stdout.trim().split(/\s+/)]);
  return program;
}

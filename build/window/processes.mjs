// Starts and ends the helpers a window needs: every one is ended by its own process id, also when the
// test run itself is ended early. Nothing is ever looked up or killed by name.
import { execFile, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { promisify } from "node:util";

export const run = promisify(execFile);

const alive = new Set();
process.on("exit", () => {
  for (const pid of alive) signal(pid, "SIGKILL");
});
for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => process.exit(1));

/**
 * Starts a program. Its output goes to the file `log`.
 * @param {string} command
 * @param {string[]} args
 * @param {{env: NodeJS.ProcessEnv, log: string, pipe3?: boolean}} how `pipe3` opens file descriptor 3 for reading.
 */
export function start(command, args, { env, log, pipe3 = false }) {
  const out = openSync(log, "a");
  const child = spawn(command, args, { env, stdio: ["ignore", out, out, ...(pipe3 ? ["pipe"] : [])] });
  closeSync(out);
  const failed = new Promise((_, reject) => child.once("error", reject));
  failed.catch(() => {}); // heard by whoever waits on the program
  watch(child.pid);
  child.unref(); // a test that threw must not be kept waiting by its helpers
  child.once("exit", () => alive.delete(child.pid));
  return { child, pid: child.pid, failed, running: () => child.exitCode === null && child.signalCode === null };
}

/** Makes sure that `pid` is gone when this process is. */
export function watch(pid) {
  if (pid) alive.add(pid);
}

/** Asks a process to end; makes it end after `patience` milliseconds. */
export async function stop(pid, patience = 3000) {
  if (!pid) return;
  signal(pid, "SIGTERM");
  if (!(await gone(pid, patience))) {
    signal(pid, "SIGKILL");
    await gone(pid, 2000);
  }
  alive.delete(pid);
}

/** Waits until the process is gone; false if it is still there after `patience` milliseconds. */
export async function gone(pid, patience) {
  for (const end = Date.now() + patience; running(pid); await sleep(25)) if (Date.now() > end) return false;
  return true;
}

export function running(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** The process ids of the direct children of `pid`. */
export function children(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

/** The process ids of all that `pid` started, from any of its threads, and of what those started. */
export function descendants(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8"));
    const direct = threads.join(" ").split(" ").filter(Boolean).map(Number);
    return direct.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return []; // a thread or the process has just ended
  }
}

/** What the kernel calls a process, at most 15 letters; '' when it is gone. */
export function nameOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** A TCP port that was free a moment ago. */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

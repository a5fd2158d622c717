// A sample desk in a folder of its own that outlives its window: for tests that end the program and start it again, or
// that ask the command line what really became of a mail.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWindow } from "./driver.mjs";

export function keptDesk() {
  const dir = mkdtempSync(join(tmpdir(), "deskhand-kept-"));
  const forget = () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.on("exit", forget);
  return {
    dir,
    open: (options = {}) => openWindow({ ...options, args: ["demo", "--data", dir] }),
    /** Runs a command on this desk beside its window; answers the objects it printed. */
    ask: async (window, ...args) => (await window.command("--data", dir, "--json", ...args)).split("\n").filter(Boolean).map((line) => JSON.parse(line)), // prettier-ignore
    /** How many mails stand in Sent, as the sample's IMAP server tells. */
    async sent(window) {
      const [account] = await this.ask(window, "account", "list");
      return account.folders.find((f) => f.name === "Sent").messages;
    },
    forget: () => {
      forget();
      process.off("exit", forget);
    },
  };
}

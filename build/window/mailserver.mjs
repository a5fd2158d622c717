// A private mail server for one test: Dovecot with a Maildir that the test may change as a second client would, and a
// stand-in for the server that sends, which lets everybody in and takes no mail.
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePort, run, sleep, start, stop } from "./processes.mjs";

const DAY = 24 * 3600 * 1000;

const conf = ({ dir, port, login, internal, group, chroot }) => `base_dir = ${dir}/run
state_dir = ${dir}/state
instance_name = window
protocols = imap
listen = 127.0.0.1
log_path = ${dir}/dovecot.log
auth_mechanisms = plain login
auth_failure_delay = 0
disable_plaintext_auth = no
default_login_user = ${login}
default_internal_user = ${internal}
default_internal_group = ${group}
first_valid_uid = 1
first_valid_gid = 1
ssl = no
mail_location = maildir:~/Maildir
mail_fsync = never
maildir_very_dirty_syncs = no
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${dir}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u ${dir}/users
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
  mailbox Archive {
    special_use = \\Archive
    auto = create
  }
  mailbox Projects {
    auto = create
  }
}
service imap-login {
  ${chroot}
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`;

/** Starts it. `mail` lays mail out before anybody opens a folder; `close` ends it and forgets it. */
export async function mailServer() {
  const dir = mkdtempSync(join(tmpdir(), "dove"));
  const owner = await mailOwner();
  for (const sub of ["run", "state", "mail"]) mkdirSync(join(dir, sub), { mode: 0o755 });
  await run("chmod", ["755", dir]);
  const port = await freePort();
  writeFileSync(join(dir, "users"), `team:{PLAIN}correct horse:${owner.uid}:${owner.gid}::${dir}/mail::\n`);
  writeFileSync(join(dir, "dovecot.conf"), conf({ dir, port, ...owner }));
  const own = (path) => process.getuid() === 0 && chownSync(path, owner.uid, owner.gid);
  own(join(dir, "mail"));
  const box = join(dir, "mail", "Maildir");
  const folder = (name) => (name === "INBOX" ? box : join(box, `.${name}`));
  let n = 0;
  const server = {
    port,
    smtpPort: 0,
    password: "correct horse",
    /** Puts a mail into a folder, so many days old; answers its Message-ID. `answers`: that of the mail it answers. */
    put(name, days, { subject, text, from = "Ada <ada@customer.example>", answers }) {
      for (const path of [box, folder(name), ...["cur", "new", "tmp"].map((sub) => join(folder(name), sub))]) {
        mkdirSync(path, { recursive: true });
        own(path);
      }
      const at = new Date(Date.now() - days * DAY);
      const id = ++n;
      const path = join(folder(name), "cur", `${Math.floor(at / 1000)}.M${id}.window:2,S`);
      const lines = [`From: ${from}`, "To: team@kestrel.example", `Subject: ${subject}`, `Date: ${at.toUTCString()}`, `Message-ID: <m${id}@customer.example>`, ...(answers ? [`In-Reply-To: ${answers}`, `References: ${answers}`] : []), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text, ""]; // prettier-ignore
      writeFileSync(path, lines.join("\r\n"));
      utimesSync(path, at, at); // what the server says it was received at
      own(path);
      return `<m${id}@customer.example>`;
    },
    /** Deletes so many mails of a folder behind everybody's back. */
    lose(name, count) {
      const cur = join(folder(name), "cur");
      for (const file of readdirSync(cur).sort().slice(0, count)) unlinkSync(join(cur, file));
    },
    /** Whether a folder holds a mail with this subject. */
    has(name, subject) {
      const files = ["cur", "new"].flatMap((sub) => {
        const path = join(folder(name), sub);
        return existsSync(path) ? readdirSync(path).map((file) => join(path, file)) : [];
      });
      return files.some((file) => readFileSync(file, "utf8").includes(`Subject: ${subject}\r\n`));
    },
    log: () => readFileSync(join(dir, "dovecot.log"), "utf8"),
    async start() {
      const { pid } = start("/usr/sbin/dovecot", ["-F", "-c", join(dir, "dovecot.conf")], { env: process.env, log: join(dir, "stderr") });
      this.pid = pid;
      for (const end = Date.now() + 20_000; !(await answers(port)); await sleep(50))
        if (Date.now() > end) throw new Error(`Dovecot does not answer: ${readFileSync(join(dir, "stderr"), "utf8")}`);
    },
    async close() {
      await stop(this.pid);
      smtp.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  const smtp = createServer(takesNothing);
  await new Promise((done) => smtp.listen(0, "127.0.0.1", done));
  smtp.unref();
  server.smtpPort = smtp.address().port;
  return server;
}

// Dovecot refuses to keep root's mail, and as a normal user it may not change to another one.
async function mailOwner() {
  if (process.getuid() !== 0) {
    const { username, uid, gid } = userInfo();
    const group = (await run("id", ["-gn"])).stdout.trim();
    return { uid, gid, login: username, internal: username, group, chroot: "chroot =" };
  }
  const id = async (flag) => Number((await run("id", [flag, "games"])).stdout);
  return { uid: await id("-u"), gid: await id("-g"), login: "dovenull", internal: "dovecot", group: "dovecot", chroot: "" };
}

function answers(port) {
  return new Promise((done) => {
    const line = connect(port, "127.0.0.1");
    line.once("data", (b) => (line.destroy(), done(b.toString().startsWith("* OK"))));
    line.once("error", () => done(false));
  });
}

function takesNothing(line) {
  const say = (s) => line.write(`${s}\r\n`);
  say("220 window.test ready");
  line.on("error", () => {});
  let text = "";
  line.on("data", (b) => {
    text += b;
    for (let end; (end = text.indexOf("\r\n")) >= 0; ) {
      const verb = text.slice(0, end).split(" ")[0].toUpperCase();
      text = text.slice(end + 2);
      if (verb === "EHLO") say("250-window.test\r\n250 AUTH PLAIN LOGIN");
      else if (verb === "AUTH") say("235 welcome");
      else if (verb === "QUIT") (say("221 bye"), line.end());
      else say(verb === "NOOP" || verb === "RSET" ? "250 fine" : "554 takes no mail");
    }
  });
}

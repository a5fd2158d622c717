// What is typed and pasted into a mail or a note is text: no letter of it is a command, nothing of a stranger's markup
// comes in, and what leaves is checked in the mail as it was sent.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agent, editor, noteField } from "./agent.mjs";
import { keptDesk } from "./kept.mjs";

// Every key that is a command outside, over and over.
const commands = "jkezrncash1234tumvfilodxyb/?!";
const letters = (n) => Array.from({ length: 44 }, (_, i) => `${commands.slice(i % 7)} `).join("").slice(0, n); // prettier-ignore

describe("words", () => {
  const desk = keptDesk();
  const subject = "Go-live review";
  let window, a, changes, sentBefore;
  before(async () => {
    window = await desk.open();
    a = agent(window);
    await a.ready();
    await a.command("Mine");
    await a.walk(subject);
    await a.ticket(subject);
    changes = await history();
    sentBefore = await desk.sent(window);
  });
  after(async () => {
    await window?.quit();
    desk.forget();
  });

  const history = async () => JSON.stringify(await desk.ask(window, "history", await number()));
  const number = async () => (await desk.ask(window, "search", "go-live review")).find((t) => t.subject === subject).number;
  const html = () => window.execute((css) => document.querySelector(css).innerHTML, editor);
  const clear = async () => {
    await window.keys("Control", "a");
    await window.keys("Delete");
    await window.waitFor(async () => (await a.letter()).trim() === "", { what: "an empty mail" });
  };
  const paste = (type, text) =>
    window.execute((css, type, text) => {
      const data = new DataTransfer();
      if (type === "image/png") data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], "image.png", { type }));
      else data.setData(type, text);
      document.querySelector(css).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, editor, type, text); // prettier-ignore

  // features: E2
  test("a thousand letters in a mail fire no command, and Esc leaves", async () => {
    await window.keys("r");
    await a.writing();
    const text = letters(1000);
    await window.write(text);
    await window.waitFor(async () => (await a.letter()).length >= 1000, { what: "the thousand letters" });
    assert.equal((await a.letter()).replaceAll("\u00a0", " "), text);
    await noCommand();
    await window.keys("Escape");
    await window.waitFor("[role=log]:focus", { what: "the conversation" });
    await window.keys("r");
    await a.writing();
    await clear();
  });

  test("# opens at the beginning of a word alone; @ and Alt+Enter are nothing in a mail", async () => {
    const open = () => a.has("[role=listbox]", "Saved replies");
    await a.write("C# #12 a#b @le");
    assert.equal(await open(), null);
    assert.equal(await a.has("[role=listbox] [role=option]", "Lena"), null);
    await window.keys("Alt", "Enter");
    assert.equal(await a.letter(), "C# #12 a#b @le");
    await a.write(" #re");
    await window.waitFor(open, { what: "the saved replies" });
    await window.keys("Escape");
    await window.waitFor(async () => !(await open()), { what: "them to close" });
    assert.equal(await a.letter(), "C# #12 a#b @le #re");
    await a.writing();
    await noCommand();
    await clear();
  });

  test("what is pasted keeps its words and lists, and loses style, class and script", async () => {
    await paste("text/html", `<style>p{color:red}</style><div class="MsoNormal" style="font:72px x"><script>window.deskhandPasteRan=1</script><p id="x" onclick="1">Pasted <b>words</b><img src="https://collect.invalid/p.gif" onerror="window.deskhandPasteRan=1"></p><ul><li>one</li></ul><a href="javascript:alert(1)">go</a><iframe src="https://collect.invalid/"></iframe><form><input></form></div>`);
    await window.waitFor(async () => (await a.letter()).includes("Pasted words"), { what: "the words" });
    const got = await html();
    assert.match(got, /<strong>words<\/strong>/);
    assert.match(got, /<ul><li><p>one<\/p><\/li><\/ul>/);
    assert.doesNotMatch(got, /style=|class="(?!ProseMirror)|script|onerror|onclick|javascript|collect\.invalid|<iframe|<form|<input|id=/i);
    assert.equal(await window.execute(() => window.deskhandPasteRan ?? null), null);
  });

  test("a pasted picture stands in the text and leaves with the mail", async () => {
    await window.keys("Control", "End");
    await paste("image/png", "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP8z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==");
    await window.waitFor(() => window.execute((css) => document.querySelector(`${css} img`)?.naturalWidth === 2, editor), { what: "the picture in the text" });
    assert.match(await window.execute((css) => document.querySelector(`${css} img`).src, editor), /^wails:\/\/[^/]*\/draft-file\//);
    await a.draftSaved();
    await window.keys("Control", "Enter");
    await a.toast("Sending to Tomás");
  });

  test("an answer to a hostile mail quotes it in a frame without scripts, and nothing of it comes into the page", async () => {
    await a.command("Unassigned");
    await a.walk("Action required");
    await a.ticket("Action required");
    for (const key of ["r", "f"]) {
      await window.keys(key);
      await window.waitFor(`${editor}`, { what: "the composer" });
      await window.waitFor("[data-pane=mail] button[aria-expanded]", { what: "the quoted mail" });
      await window.execute(() => document.querySelector("[data-pane=mail] button[aria-expanded=false]")?.click());
      await window.waitFor(() => window.execute(() => document.querySelector("[data-pane=mail] iframe")?.contentDocument?.body.textContent.includes("98 % full") ?? false), { what: "the quoted mail in its frame" });
      const seen = await window.execute((css) => {
        const frame = document.querySelector("[data-pane=mail] iframe");
        const marks = [window, frame.contentWindow].flatMap((w) => Object.keys(w).filter((k) => /^deskhand.*Ran$/.test(k)));
        const loaded = [...performance.getEntriesByType("resource"), ...frame.contentWindow.performance.getEntriesByType("resource")].map((r) => r.name);
        return {
          marks,
          sandbox: frame.getAttribute("sandbox"),
          active: [...frame.contentDocument.querySelectorAll("script, iframe, object, embed, form, input, link, svg, base, [onload], [onerror]")].length,
          letter: document.querySelector(css).textContent.trim(),
          outside: loaded.filter((name) => name.includes("collect.invalid")),
        };
      }, editor);
      assert.deepEqual(seen, { marks: [], sandbox: "allow-same-origin", active: 0, letter: "", outside: [] });
      await window.keys("Escape");
    }
  });

  // features: E1
  test("two hundred letters in a note fire no command either", async () => {
    await a.command("Mine");
    await a.walk("Duplicate seats");
    await a.ticket("Duplicate seats");
    await window.keys("n");
    await window.waitFor(`${noteField}:focus`, { what: "the note" });
    const text = letters(200);
    await window.write(text);
    await window.waitFor(async () => (await window.execute((css) => document.querySelector(css).value.length, noteField)) >= 200, { what: "the letters" });
    assert.equal(await window.execute((css) => document.querySelector(css).value, noteField), text);
    assert.equal(await a.dialog(), "");
    await a.write("C# a@b");
    assert.equal(await a.has("[role=listbox] [role=option]", "Lena"), null);
    await window.keys("Escape");
  });

  test("the mail that left holds the words, the picture, and no markup of the page it came from", async () => {
    const ours = () => desk.ask(window, "show", subjectNumber).then((all) => all.filter((e) => e.direction === "out" && e.text?.includes("Pasted words")));
    const subjectNumber = await number();
    await window.waitFor(async () => (await desk.sent(window)) === sentBefore + 1, { what: "the copy in Sent", timeout: 20_000 });
    assert.equal((await ours()).length, 1);
    const [mail] = await ours();
    assert.deepEqual(mail.attachments.map((f) => [f.type, f.inline]), [["image/png", true]]);
    const raw = await window.command("--data", desk.dir, "show", subjectNumber, "--raw", mail.id);
    const body = decoded(raw);
    assert.match(body, /<strong>words<\/strong>/);
    assert.match(body, /<img src="cid:[^"]+"/);
    assert.doesNotMatch(body, /MsoNormal|font:72px|javascript:|collect\.invalid|onerror|deskhandPasteRan|draft-file/);
    assert.equal(raw.match(/^Message-ID:/gim).length, 1);
    assert.ok((await history()).length > changes.length);
  });

  async function noCommand() {
    assert.equal(await a.dialog(), "");
    assert.match(await a.current(), new RegExp(subject));
    assert.equal(await history(), changes);
  }
});

// Quoted-printable undone, well enough to look for words in it.
const decoded = (raw) => raw.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

// What a person does in Deskhand's window, in words: go to a queue, open a ticket, read what is on the screen.
// It finds things as a person or a screen reader does, by role and name, never by a class.

/** The text of the mail that is being written. */
export const editor = "[data-pane=mail] [contenteditable=true]";
/** The text of the note that is being written. */
export const noteField = "[data-pane=note] textarea[aria-label^='Internal note']";

/** @param {Awaited<ReturnType<typeof import("./driver.mjs").openWindow>>} window */
export function agent(window) {
  const { execute, keys, waitFor } = window;
  const visible = `(e) => e.getClientRects().length > 0`;

  /** Runs `pick` over the elements of a selector whose name or text begins with the words; returns its answer. */
  const named = (css, words, pick) =>
    execute(`
      const words = arguments[1];
      const all = [...document.querySelectorAll(arguments[0])].filter(${visible});
      const name = (e) => (e.getAttribute("aria-label") ?? e.textContent).replace(/\\s+/g, " ").trim();
      const e = all.find((e) => name(e) === words) ?? all.find((e) => name(e).startsWith(words)) ?? all.find((e) => name(e).includes(words));
      return e ? (${pick})(e) : null;`, css, words); // prettier-ignore
  const has = (css, words) => named(css, words, `() => true`);
  const see = (css, words) => waitFor(() => has(css, words), { what: `${css} “${words}”` });

  /** Clicks with a real pointer, so that the window knows that no key was used. */
  const click = async (css, words) => {
    await see(css, words);
    await named(css, words, `(e) => { e.scrollIntoView({ block: "nearest" }); document.querySelectorAll("[data-test-hit]").forEach((o) => delete o.dataset.testHit); e.dataset.testHit = ""; return true; }`); // prettier-ignore
    await window.click("[data-test-hit]");
  };

  /** The row in focus: what it says, its place, and how many there are. */
  const standing = () =>
    execute(() => {
      const row = document.querySelector("[role=option][data-id][tabindex='0']");
      const get = (name) => row?.getAttribute(name) ?? "";
      return { id: get("data-id"), says: get("aria-label"), at: Number(get("aria-posinset")), of: Number(get("aria-setsize")) };
    });

  const a = {
    has,
    see,
    click,
    named,
    /** Types text where the focus is, one key after the other. */
    write: (text) => keysInTurn(window, [...text]),
    /** Presses single keys one after the other: press("z", "t", "u", "Enter"). */
    press: (...names) => keysInTurn(window, names),
    ready: () => waitFor("[data-pane=rail]", { what: "the rail" }),
    /** The rows of the list, as a reader hears them. */
    rows: () => execute(() => [...document.querySelectorAll("[role=option][data-id]")].map((o) => o.getAttribute("aria-label"))),
    current: () => execute(() => document.querySelector("[role=option][data-id][tabindex='0']")?.getAttribute("aria-label") ?? ""),
    /** What a selector's first element says, white space folded. */
    says: (css) => execute((css) => document.querySelector(css)?.innerText.replace(/\s+/g, " ").trim() ?? "", css),
    rail: (name) => click("nav button", name),
    queue: async (name) => {
      await a.rail(name);
      await a.inQueue(name);
    },
    today: async () => {
      await a.rail("Today");
      await waitFor("section[aria-label=Today] li", { what: "Today's lines" });
    },
    /** Opens a ticket of the list in front by clicking its row. */
    open: async (subject) => {
      await click("[role=option][data-id]", subject);
      await a.ticket(subject);
    },
    /** The list says its name, and the rows are its own. */
    inQueue: async (name) => {
      await waitFor(() => execute((name) => document.querySelector("[data-pane=list] h1, [data-pane=list] h2")?.textContent.startsWith(name) ?? false, name), { what: `the queue ${name}` }); // prettier-ignore
      await a.settled();
    },
    /** The rows of the list are those that were asked for. */
    settled: () => waitFor("[data-pane=list] [role=listbox][aria-busy=false]", { what: "the rows of the list" }),
    /** The ticket in front. */
    ticket: async (subject) => {
      await see("[data-pane=ticket] h1, [data-pane=ticket] h2", subject);
      await waitFor("[data-pane=ticket] article", { what: "an entry" });
    },
    /** Walks up, then down the list by keys until the row in focus says the subject. */
    walk: async (subject) => {
      await waitFor("[role=option][data-id]:focus", { what: "the list to have the focus" });
      await a.settled();
      await waitFor(() => has("[role=option][data-id]", subject), { what: `the row ${subject}` });
      const ways = { k: (p) => p.at === 1, j: (p) => p.at === p.of };
      for (const [key, last] of Object.entries(ways))
        for (let place = await standing(); ; place = await standing()) {
          if (place.says.includes(subject)) return;
          if (last(place)) break;
          await window.keys(key);
          await waitFor(async () => (await standing()).id !== place.id, { what: `a row beside ${place.says}` });
        }
      throw new Error(`no row ${subject} among ${JSON.stringify(await a.rows())}`);
    },
    /** What the focus is on, in words. */
    focus: () => execute(() => document.activeElement?.textContent.replace(/\s+/g, " ").trim() ?? ""),
    /** The heading of the dialog in front; '' without one. */
    dialog: () => execute(() => document.querySelector("[role=dialog]")?.innerText.replace(/\s+/g, " ").trim() ?? ""),
    /** Controls that a screen reader cannot name. */
    nameless: () =>
      execute(() => {
        const name = (e) =>
          e.getAttribute("aria-label") ||
          e.textContent.trim() ||
          e.title ||
          e.placeholder ||
          [...(e.labels ?? [])].map((l) => l.textContent).join("") ||
          (e.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("");
        const all = document.querySelectorAll("button, a[href], input, textarea, select, [role=button], [role=switch], [role=radio], [role=option], iframe");
        return [...all].filter((e) => e.getClientRects().length > 0 && !e.closest("[aria-hidden=true]") && !name(e).trim()).map((e) => e.outerHTML.slice(0, 200));
      }),
    /** Those of the selectors that find nothing. */
    missing: (...selectors) => execute((all) => all.filter((css) => document.querySelector(css) === null), selectors),
    /** Said beside the tabs, and not aloud: it comes at each pause. */
    draftSaved: () => see("[data-pane=mail] [role=tablist] ~ span", "Draft saved"),
    toast: (words, timeout) => waitFor(() => has("[role=status]", words), { what: `the toast “${words}”`, timeout }),
    /** Runs a command of the palette by its name. */
    command: async (name) => {
      await window.keys("Control", "k");
      await waitFor("[role=dialog] [role=combobox]:focus", { what: "the palette" });
      await a.write(name.toLowerCase());
      await waitFor(async () => (await a.says("[role=dialog] [role=option][aria-selected=true]")).includes(name), { what: `the command ${name}` });
      await window.keys("Enter");
      await a.closed("[role=dialog]");
    },
    /** The cursor is in the mail that is being written. */
    writing: () => waitFor(`${editor}:focus`, { what: "the cursor in the mail" }),
    /** Nothing is being written: letters are commands. */
    reading: () => waitFor(() => execute(() => !document.activeElement?.closest("[contenteditable], textarea, input")), { what: "read mode" }),
    /** The mail as it stands in the editor, and its blanks that nobody has filled. */
    letter: () => execute((css) => (document.querySelector(css)?.innerText ?? "").replace(/\n+$/, ""), editor),
    blanks: () => execute((css) => document.querySelectorAll(`${css} [data-blank]`).length, editor),
    closed: (css) => waitFor(() => execute((css) => document.querySelector(css) === null, css), { what: `${css} to go` }),
  };
  return a;
}

async function keysInTurn(window, names) {
  for (const name of names) await window.keys(...(Array.isArray(name) ? name : [name]));
}

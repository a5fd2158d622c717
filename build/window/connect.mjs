// Connects the mail server of a test to a new desk, at its window, as a person fills the first run in.

/** Ends with the mailbox in step. */
export async function connect(window, a, server, passphrase) {
  const field = async (label, text) => {
    await window.waitFor(() => window.execute((label) => [...document.querySelectorAll("label")].some((l) => l.textContent.trim() === label), label), { what: label });
    await window.execute((label) => {
      const at = [...document.querySelectorAll("label")].find((l) => l.textContent.trim() === label);
      const input = document.getElementById(at.htmlFor) ?? at.querySelector("input, select");
      input.focus();
      input.select?.();
    }, label);
    await window.write(text);
  };
  await window.waitFor("input:focus", { what: "the address" });
  await window.write("team@kestrel.example");
  await window.keys("Tab");
  await field("Password", server.password);
  await a.click("button", "Change");
  await field("Reads from (IMAP)", "127.0.0.1");
  await field("Sends through (SMTP)", "127.0.0.1");
  await window.execute(() => [...document.querySelectorAll("select")].forEach((s) => ((s.value = "none"), s.dispatchEvent(new Event("change", { bubbles: true })))));
  const ports = await window.execute(() => [...document.querySelectorAll("label")].filter((l) => l.textContent.trim() === "Port").map((l) => l.htmlFor));
  for (const [i, port] of [server.port, server.smtpPort].entries()) {
    await window.execute((id) => (document.getElementById(id).focus(), document.getElementById(id).select()), ports[i]);
    await window.write(String(port));
  }
  await field("Sign-in name, if it is not the address", "team");
  await field("Who you are", "Asha");
  await field("Short id, says who acted", "asha");
  if (await a.has("label", "Passphrase")) await field("Passphrase for this desk’s sealed file", passphrase);
  await window.keys("Enter");
  await window.waitFor("[role=radiogroup] [role=radio]:focus", { what: "how far back", timeout: 30_000 });
  await window.keys("Enter");
  await a.see("[role=status]", "Signed in as team@kestrel.example");
  await window.keys("Enter");
  await a.ready();
  await window.waitFor(async () => /^Synced \d/.test(await a.says("footer .word")), { what: "the mailbox to be in step", timeout: 60_000 });
}

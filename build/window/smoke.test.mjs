// The first thing that must be true of the window: the program that people get opens it on the sample mailbox.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openWindow } from "./driver.mjs";

test("the sample desk opens in the real window", async () => {
  const window = await openWindow({ args: ["demo"] });
  try {
    await window.waitFor(async () => (await window.title()) !== "", { what: "the document's title" });
    assert.match(await window.title(), /Deskhand/);
  } finally {
    await window.quit();
  }
});

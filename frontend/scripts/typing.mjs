/**
 * How long a key press takes in the composer, beside a bare TipTap page, in one run: `node scripts/typing.mjs`.
 * Prints both p95s, of the work on the main thread and until the frame is drawn, in milliseconds, and their ratio.
 * Fails above 1.5. Needs a Chromium (CHROMIUM, else /usr/bin/chromium). --no-build takes what was built before.
 */
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const most = 1.5;
const rounds = 4;
const text =
  'Hello Marco, thank you for the log. It shows the same row, and the repaired file is attached: week 41, 18 402 rows. ' +
  'We changed the date of one shipment by hand; the export runs through now. Please look at it before Friday, 09:00. ';
process.chdir(root);

if (!process.argv.includes('--no-build')) {
  await build({ root, mode: 'demo', logLevel: 'error' });
  await build({
    root: `${root}/scripts/typing`,
    configFile: false,
    base: './',
    logLevel: 'error',
    build: {
      outDir: `${root}/shots/dist/bare`,
      emptyOutDir: true,
      rollupOptions: { input: `${root}/scripts/typing/bare.html` },
    },
  });
}
const server = await preview({
  root,
  mode: 'demo',
  build: { outDir: 'shots/dist' },
  preview: { port: 0 },
  logLevel: 'error',
});
const url = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

/** Counts from the key press to the end of what it set off (work, with its layout), and to the frame after it. */
function watch() {
  const took = { work: [], frame: [] };
  let from = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    void document.body.offsetHeight;
    took.work.push(performance.now() - from);
  };
  window.addEventListener(
    'keydown',
    () => {
      const at = performance.now();
      from = at;
      requestAnimationFrame(() => setTimeout(() => took.frame.push(performance.now() - at)));
    },
    true,
  );
  window.addEventListener('input', () => port2.postMessage(0));
  window.took = took;
}

const p95 = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.95)] ?? NaN;

async function metrics(cdp) {
  const { metrics: all } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(all.map((m) => [m.name, m.value]));
}

async function measure(page) {
  await page.keyboard.type(text, { delay: 12 }); // warm
  await page.evaluate(watch);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const before = await metrics(cdp);
  await page.keyboard.type(text.repeat(2), { delay: 12 });
  await page.waitForTimeout(100);
  if (process.argv.includes('--where')) {
    const after = await metrics(cdp);
    for (const n of ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration', 'TaskDuration'])
      console.log(`${n} ${(((after[n] - before[n]) * 1000) / (2 * text.length)).toFixed(3)} ms a key`);
  }
  const took = await page.evaluate(() => window.took);
  return { work: p95(took.work), frame: p95(took.frame), keys: took.work.length };
}

async function bare() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${url}bare/bare.html`);
  await page.locator('.ProseMirror').click();
  const m = await measure(page);
  await page.close();
  return m;
}

async function ours() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByRole('button', { name: /^Mine/ }).click();
  await page.getByRole('option', { name: /October export/ }).click();
  await page.getByRole('heading', { name: /October export/ }).waitFor();
  await page.keyboard.press('r');
  await page.getByRole('textbox', { name: /^Reply to/ }).waitFor();
  await page.waitForTimeout(300);
  const m = await measure(page);
  await page.close();
  return m;
}

/** Of the rounds the quietest: what else runs on the machine only ever adds. */
const least = (list) => Math.min(...list);
const got = { bare: [], ours: [] };
for (let i = 0; i < rounds; i++) {
  got.bare.push(await bare());
  got.ours.push(await ours());
}
await browser.close();
await server.close();

let worst = 0;
for (const what of ['work', 'frame']) {
  const b = least(got.bare.map((m) => m[what]));
  const o = least(got.ours.map((m) => m[what]));
  if (what === 'work') worst = o / b;
  console.log(
    `${what.padEnd(5)} p95: bare ${b.toFixed(2)} ms, composer ${o.toFixed(2)} ms, ratio ${(o / b).toFixed(2)}`,
  );
}
console.log(`${got.ours[0].keys} keys a round, ${rounds} rounds, the quietest counts`);
process.exit(worst > most ? 1 : 0);

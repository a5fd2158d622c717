/**
 * Takes pictures of every screen from the in-memory desk, to lay beside the
 * reference: `node scripts/shot.mjs [name …]`, into shots/. Needs a Chromium
 * (CHROMIUM, else /usr/bin/chromium). Builds first unless --no-build.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { launch } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}/shots`;
const args = process.argv.slice(2);
const only = args.filter((a) => !a.startsWith('--'));
mkdirSync(out, { recursive: true });
process.chdir(root);

const wide = { width: 1440, height: 900 };
const small = { width: 1280, height: 720 };

const older = (page) => page.goto(`${page.url()}?older`);

async function mine(page) {
  await page.getByRole('button', { name: /^Mine/ }).click();
  await page.getByRole('option', { name: /October export/ }).click();
  await page.getByRole('heading', { name: /October export/ }).waitFor();
  await page.waitForTimeout(250);
}

/** In a team of three, on its page. */
async function team(p) {
  await p.goto(`${p.url()}?team`);
  await p.getByRole('button', { name: /^Settings/ }).click();
  await p.getByRole('button', { name: 'Open', exact: true }).click();
  await p.getByText('People and laptops').waitFor();
  await p.waitForTimeout(150);
}
async function files(p, name) {
  await team(p);
  await p.getByRole('button', { name: 'Open', exact: true }).click();
  await p.locator(`[data-file="${name}"]`).click();
  await p.waitForTimeout(200);
}
async function lost(p) {
  await p.goto(`${p.url()}?team`);
  await p.getByRole('button', { name: /^All/ }).first().click();
  await p.getByRole('option', { name: /October export/ }).click();
  await p.locator('[data-lost]').waitFor();
  await p.waitForTimeout(250);
}
const alone = async (p) => {
  await p.goto(`${p.url()}?own`);
  await p.getByRole('button', { name: /^Settings/ }).click();
  await p.getByRole('button', { name: /team$/ }).click();
};

/** name, sizes, what to do before the picture. */
const screens = [
  ['ticket', [wide, small], mine],
  ['today', [wide, small], async (p) => void (await p.waitForTimeout(300))],
  [
    'note',
    [wide, small],
    async (p) => {
      await mine(p);
      await p.keyboard.press('n');
      await p.keyboard.type('@Jonas the importer took the year 0026 without a word. @an');
    },
  ],
  [
    'compose',
    [wide, small],
    async (p) => {
      await mine(p);
      await p.keyboard.press('r');
      await p.waitForTimeout(200);
      await p.keyboard.type('Hello Marco,');
      await p.keyboard.press('Enter');
      await p.keyboard.type('thank you for the log, it shows the same row. The repaired file is attached. #');
      await p.waitForTimeout(200);
      await p.keyboard.press('ArrowDown');
    },
  ],
  [
    'blanks',
    [wide, small],
    async (p) => {
      await mine(p);
      await p.keyboard.press('Shift+R');
      await p.waitForTimeout(200);
      await p.keyboard.press('#');
      await p.waitForTimeout(300);
      await p.keyboard.press('ArrowDown');
      await p.keyboard.press('Enter');
      await p.waitForTimeout(700);
    },
  ],
  [
    'addresses',
    [wide, small],
    async (p) => {
      await mine(p);
      await p.keyboard.press('f');
      await p.waitForTimeout(200);
      await p.keyboard.type('nobody@, na');
      await p.waitForTimeout(700);
    },
  ],
  [
    'search',
    [wide],
    async (p) => {
      await mine(p);
      await p.keyboard.press('/');
      await p.keyboard.type('export is:open');
      await p.waitForTimeout(200);
    },
  ],
  [
    'nothing',
    [wide],
    async (p) => {
      await mine(p);
      await p.keyboard.press('/');
      await p.keyboard.type('is:open tag:billng');
      await p.waitForTimeout(200);
    },
  ],
  [
    'bulk',
    [wide],
    async (p) => {
      await mine(p);
      await p.keyboard.press('x');
      await p.waitForTimeout(200);
      await p.keyboard.press('Shift+J');
      await p.waitForTimeout(200);
      await p.keyboard.press('Shift+J');
    },
  ],
  [
    'more',
    [wide],
    async (p) => {
      await mine(p);
      await p.getByRole('button', { name: 'More' }).click();
    },
  ],
  [
    'palette',
    [wide],
    async (p) => {
      await mine(p);
      await p.keyboard.press('Control+k');
      await p.keyboard.type('snoo');
    },
  ],
  [
    'close',
    [wide],
    async (p) => {
      await mine(p);
      await p.keyboard.press('e');
    },
  ],
  [
    'snooze',
    [wide],
    async (p) => {
      await mine(p);
      await p.keyboard.press('z');
      await p.keyboard.type('tue 9');
    },
  ],
  [
    'toast',
    [wide],
    async (p) => {
      await mine(p);
      await p.keyboard.press('4');
    },
  ],
  [
    'outbox',
    [wide, small],
    async (p) => {
      await p.getByRole('button', { name: /^Outbox/ }).click();
      await p.getByText('New since then').waitFor();
    },
  ],
  [
    'outbox-waiting',
    [wide],
    async (p) => {
      await p.getByRole('button', { name: /^Outbox/ }).click();
      await p.getByText('New since then').waitFor();
      await p.keyboard.press('j');
      await p.waitForTimeout(200);
    },
  ],
  ['first-run', [wide, small], async (p) => void (await p.goto(`${p.url()}?first-run`))],
  [
    'how-far',
    [wide, small],
    async (p) => {
      await p.goto(`${p.url()}?first-run`);
      await p.getByLabel('Address of the team mailbox').fill('support@kestrel.example');
      await p.getByLabel('Password').fill('right horse');
      await p.getByLabel('Who you are').fill('Asha Sharma');
      await p.keyboard.press('Enter');
      await p.getByRole('radiogroup').waitFor();
    },
  ],
  ['team', [wide, small], team],
  [
    'team-end',
    [wide],
    async (p) => {
      await team(p);
      await p.locator('.scroll').evaluate((e) => (e.scrollTop = 9999));
    },
  ],
  ['team-none', [wide], alone],
  ['lost', [wide, small], lost],
  [
    'timemachine',
    [wide, small],
    async (p) => {
      await lost(p);
      await p.locator('[data-history] .when').nth(2).click();
      await p.locator('[data-asof]').waitFor();
      await p.waitForTimeout(200);
    },
  ],
  [
    'changed-reply',
    [wide],
    async (p) => {
      await lost(p);
      await p.keyboard.press('r');
      await p.waitForTimeout(300);
      await p.keyboard.type(' #delay');
      await p.waitForTimeout(300);
    },
  ],
  ['files', [wide, small], (p) => files(p, 'replies/tst_refund.md')],
  ['files-proposal', [wide, small], (p) => files(p, 'policy.yaml')],
  ['files-conflict', [wide], (p) => files(p, 'replies/tst_delay.md')],
  ['files-frozen', [wide], (p) => files(p, 'replies/waiting_in_meeting.md')],
  [
    'team-create',
    [wide, small],
    async (p) => {
      await alone(p);
      await p.getByRole('button', { name: 'Start a team' }).click();
    },
  ],
  [
    'team-sheet',
    [wide],
    async (p) => {
      await alone(p);
      await p.getByRole('button', { name: 'Start a team' }).click();
      await p.keyboard.press('Enter');
      await p.getByRole('dialog').waitFor();
      await p.waitForTimeout(200);
    },
  ],
  [
    'team-leave',
    [wide],
    async (p) => {
      await team(p);
      await p.getByRole('button', { name: 'What can be done with Jonas', exact: true }).click();
      await p.keyboard.press('Enter');
      await p.getByText('What is theirs').waitFor();
      await p.waitForTimeout(200);
    },
  ],
  [
    'team-revoke',
    [wide],
    async (p) => {
      await team(p);
      await p.getByRole('button', { name: 'What can be done with jonas-mac' }).click();
      await p.keyboard.press('ArrowDown');
      await p.keyboard.press('Enter');
      await p.getByText('for good').first().waitFor();
      await p.waitForTimeout(200);
    },
  ],
  [
    'join',
    [wide, small],
    async (p) => {
      await p.goto(`${p.url()}?first-run`);
      await p.getByRole('radio', { name: 'Join a team' }).click();
      await p
        .getByLabel('The code that you were given')
        .fill(
          'deskhand-join-AYpFq2x7mV0c1tQy9Zr3KdUe5sWnHb8oJgTfLiPaDvMxC4Rk6EuNzS0yGhBwOqIjXlAtFsVcPdRm2Yk7eNuHgT1b',
        );
      await p.waitForTimeout(200);
    },
  ],
  [
    'join-digits',
    [wide],
    async (p) => {
      await p.goto(`${p.url()}?first-run`);
      await p.getByRole('radio', { name: 'Join a team' }).click();
      await p
        .getByLabel('The code that you were given')
        .fill(
          'deskhand-join-AYpFq2x7mV0c1tQy9Zr3KdUe5sWnHb8oJgTfLiPaDvMxC4Rk6EuNzS0yGhBwOqIjXlAtFsVcPdRm2Yk7eNuHgT1b',
        );
      await p.getByLabel(/^Password/).fill('right horse');
      await p.keyboard.press('Enter');
      await p.getByText('You are in').waitFor();
    },
  ],
  ['problems', [wide], async (p) => p.getByRole('button', { name: /^Problems/ }).click()],
  [
    'mailbox',
    [wide, small],
    async (p) => {
      await p.getByRole('button', { name: /^Settings/ }).click();
      await p.getByRole('button', { name: /support@/ }).click();
      await p.getByRole('button', { name: 'Change…' }).click();
      await p.getByRole('radiogroup').waitFor();
    },
  ],
  [
    'folders',
    [wide, small],
    async (p) => {
      await older(p);
      await p.getByRole('button', { name: /^Settings/ }).click();
      await p.getByRole('button', { name: /support@/ }).click();
      await p.getByText('Written to the server').waitFor();
    },
  ],
  [
    'mailbox-older',
    [wide],
    async (p) => {
      await older(p);
      await p.getByRole('button', { name: /^Settings/ }).click();
      await p.getByRole('button', { name: /support@/ }).click();
      await p.getByText('Written to the server').waitFor();
      await p.locator('.scroll').evaluate((e) => (e.scrollTop = 9999));
    },
  ],
  [
    'vanished',
    [wide],
    async (p) => {
      await older(p);
      await p.getByRole('button', { name: /^Problems/ }).click();
    },
  ],
  [
    'head',
    [wide],
    async (p) => {
      await older(p);
      await mine(p);
      await p.locator('[role=log]').evaluate((e) => {
        e.dispatchEvent(new WheelEvent('wheel'));
        e.scrollTop = 0;
      });
    },
  ],
  [
    'head-end',
    [wide],
    async (p) => {
      await older(p);
      await mine(p);
      await p.locator('[role=log]').evaluate((e) => {
        e.dispatchEvent(new WheelEvent('wheel'));
        e.scrollTop = 9999;
      });
    },
  ],
  [
    'older',
    [wide],
    async (p) => {
      await older(p);
      await mine(p);
      await p.keyboard.press('/');
      await p.keyboard.type('export');
      await p.waitForTimeout(300);
    },
  ],
  [
    'place',
    [wide],
    async (p) => {
      await older(p);
      await mine(p);
      await p.getByRole('button', { name: 'More', exact: true }).click();
      await p.keyboard.type('mail');
    },
  ],
  [
    'which-mail',
    [wide, small],
    async (p) => {
      await older(p);
      await mine(p);
      await p.keyboard.press('Control+k');
      await p.keyboard.type('mail into arch');
      await p.keyboard.press('Enter');
      await p.getByRole('dialog').waitFor();
    },
  ],
  [
    'head-open',
    [wide, small],
    async (p) => {
      await older(p);
      await mine(p);
      await p.getByRole('button', { name: /Here by its head/ }).click();
    },
  ],
  [
    'older-none',
    [wide],
    async (p) => {
      await older(p);
      await mine(p);
      await p.keyboard.press('/');
      await p.keyboard.type('is:open tag:billng');
      await p.waitForTimeout(300);
      await p.keyboard.press('Control+g');
    },
  ],
  ['settings', [wide], async (p) => p.getByRole('button', { name: /^Settings/ }).click()],
  [
    'settings-end',
    [wide],
    async (p) => {
      await p.getByRole('button', { name: /^Settings/ }).click();
      await p.locator('.settings .scroll').evaluate((e) => (e.scrollTop = 9999));
    },
  ],
  ['unassigned', [wide], async (p) => p.getByRole('button', { name: /^Unassigned/ }).click()],
  [
    'html',
    [wide],
    async (p) => {
      await p.getByRole('button', { name: /^Mine/ }).click();
      await p.getByRole('option', { name: /weekly report/ }).click();
    },
  ],
];

if (!args.includes('--no-build')) await build({ root, mode: 'demo', logLevel: 'warn' });
const server = await preview({
  root,
  mode: 'demo',
  build: { outDir: 'shots/dist' },
  preview: { port: 0 },
  logLevel: 'warn',
});
const url = server.resolvedUrls?.local[0] ?? '';
const browser = await launch();
let broken = 0;
for (const [name, sizes, act] of screens) {
  if (only.length && !only.includes(name)) continue;
  for (const viewport of sizes) {
    for (const scheme of ['light', 'dark']) {
      if (viewport === small && scheme === 'dark') continue;
      const context = await browser.newContext({ viewport, colorScheme: scheme });
      const page = await context.newPage();
      page.on(
        'console',
        (m) =>
          m.type() === 'error' &&
          !/canary|favicon|404/.test(m.text()) &&
          console.error(`${name}: ${m.text()}`),
      );
      page.on('pageerror', (e) => {
        broken++;
        console.error(`${name}: ${e.stack ?? e}`);
      });
      await page.goto(url);
      await page.evaluate(() => document.fonts.ready);
      try {
        await act(page);
        await page.waitForTimeout(350);
      } catch (e) {
        broken++;
        console.error(`${name}: ${e}`);
      }
      await page.screenshot({ path: `${out}/${name}-${viewport.width}-${scheme}.png` });
      await context.close();
    }
  }
}
await browser.close();
await server.close();
process.exit(broken ? 1 : 0);

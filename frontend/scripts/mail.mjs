/** The sample's HTML mail, served to the preview as the desk would: without scripts, under its own policy. */
const head = (extra) =>
  `<!doctype html><meta charset="utf-8"><style>body{margin:0;font:14px/20px "Inter Variable",system-ui,sans-serif;overflow:hidden}table{border-collapse:collapse;font-size:12px;line-height:20px}td{padding-right:24px}p{margin:0 0 8px}${extra}</style>`;

const mails = {
  canary:
    '<!doctype html><html><title>canary</title><p data-canary>canary<script>document.documentElement.dataset.ran="1"</script><img src="https://canary.invalid/x.png" alt="">',
  e3: `${head('')}<p>Our log of last night. Could we also get it as CSV with semicolons?</p><table><tr><td>Week<td>Rows<td>Result<tr><td>41<td>18 402<td>written<tr><td>42<td>6 117<td>stopped at 88 214</table><p style="margin-top:8px"><a href="#open-1">our log</a> · <a href="#open-2">www.kestrel.example</a></p>`,
  h3: `${head('h2{font-size:16px}')}<h2>Your week at Harbour</h2><p>Tickets, calls, hours: the headings are there, nothing stands below them.</p><p>The report of this week has only headings. Is that a fault, or did nothing happen?</p>`,
};

/** What waits in the sample's outbox: /outbox/ID. */
const replies = {
  s7kq2m9fkxa:
    '<p>Hello Nadia,</p><p>I have run both flows with the new secret. The signature of the first one is right now.</p><p>For the second flow, please send me the exact header that your server receives; then I can compare the two.</p><p>The test result follows this afternoon.</p><p>On Tue 17:54, Nadia wrote:</p><blockquote><p>Two of our flows refuse the signature since Tuesday. The others are fine, with the same key.</p></blockquote>',
  s1guestseat: '<p>Hello Tomás,</p><p>with the plan you have there is none.</p>',
  s2formerstf: '<p>Hello Owen,</p><p>Both accounts are deleted, the files stay with the team.</p>',
};

/** A Connect middleware: answers GET /mail/ID and /outbox/ID. */
export function serveMail(req, res, next) {
  const [, kind, id] = /^\/(mail|outbox)\/([\w-]+)/.exec(req.url ?? '') ?? [];
  if (!id) return next();
  res.setHeader('content-type', 'text/html; charset=utf-8');
  res.setHeader(
    'content-security-policy',
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'",
  );
  res.end(kind === 'outbox' ? head('p+p{margin-top:12px}') + (replies[id] ?? '') : (mails[id] ?? head('')));
}

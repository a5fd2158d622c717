/**
 * The canary: a frame like any mail's, served by the desk at /mail/canary, that
 * tries a script and a remote image. Whatever gets through is told to the desk,
 * which then shows mail as plain text only. No answer counts as unsafe.
 */
import { backend } from '$lib/api';

export const canaryUrl = '/mail/canary';
/** A script runs at once; a remote image would need the network. */
const patience = 1500;

/** What came through, or null when this was not the canary's page. */
export function inspect(doc: Document | null): { script: boolean; remote: boolean } | null {
  const root = doc?.documentElement;
  if (!root || root.querySelector('[data-canary]') === null) return null;
  const script = root.dataset['ran'] !== undefined || doc.title === 'ran';
  const remote = [...doc.images].some((i) => i.naturalWidth > 0);
  return { script, remote };
}

/** Runs it once and says when the desk knows the result; answers the function that takes the frame away. */
export function canary(known: () => void = () => undefined): () => void {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.className = 'unseen';
  frame.src = canaryUrl;
  let timer: ReturnType<typeof setTimeout> | undefined;
  frame.addEventListener('load', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const seen = inspect(frame.contentDocument);
      if (seen) void backend.canaryResult(seen.script, seen.remote).then(known, () => undefined);
      frame.remove();
    }, patience);
  });
  document.body.append(frame);
  return () => {
    clearTimeout(timer);
    frame.remove();
  };
}

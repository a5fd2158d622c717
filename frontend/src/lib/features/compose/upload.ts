/** Bytes that the page holds (pasted, let go here) into a draft, in pieces that a bound call takes. */
import { backend } from '$lib/api';
import type { Coming, Letter } from './letter.svelte';

const piece = 512 * 1024;

/** Attaches them one after the other; the first that fails is said, the rest go on. */
export async function upload(letter: Letter, files: readonly File[]): Promise<void> {
  for (const f of files) await one(letter, f);
}

async function one(letter: Letter, f: File): Promise<void> {
  const name = f.name || 'pasted';
  let coming: Coming = { name, size: f.size, done: 0 };
  const put = (next: Coming | null) => {
    const rest = letter.coming.filter((c) => c !== coming);
    letter.coming = next ? [...rest, next] : rest;
    if (next) coming = next;
  };
  put(coming);
  try {
    const id = await backend.beginFile(letter.id, name, f.type, f.size);
    for (let from = 0; from < f.size; from += piece) {
      await backend.fileChunk(id, await base64(f.slice(from, from + piece)));
      put({ ...coming, done: Math.min(f.size, from + piece) });
    }
    letter.attached([await backend.endFile(id)]);
  } catch (e) {
    letter.say(e, 'files');
  } finally {
    put(null);
  }
}

function base64(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const r = new FileReader();
    r.onload = () => resolve(String(r.result).split(',')[1] ?? '');
    r.onerror = () => reject(r.error ?? new Error('The file could not be read.'));
    r.readAsDataURL(part);
  });
}

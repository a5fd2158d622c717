/** Moves one mail on its server; the toast names it and can take it back. */
import { backend, type MailPlace } from '$lib/api';
import { toast } from '$lib/stores/toast.svelte';

export async function place(message: string, where: MailPlace): Promise<void> {
  try {
    toast.done(await backend.place(message, where));
  } catch (e) {
    toast.failed(e);
  }
}

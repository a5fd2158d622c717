/** The mailboxes as they are now: the session's, read again when shown and after each round. */
import { onMount } from 'svelte';
import { backend, type AccountView } from '$lib/api';
import { coalesce } from '$lib/coalesce';
import { desk } from './desk.svelte';

/** Called while a component is made; it stops with the component. */
export function freshMailboxes() {
  let error = $state<unknown>(null);
  async function load() {
    try {
      desk.knowAll(await backend.accounts());
      error = null;
    } catch (e) {
      error = e;
    }
  }
  onMount(() => {
    void load();
    return backend.on(
      'sync',
      coalesce(() => void load(), 500),
    );
  });
  return {
    get list(): AccountView[] {
      return desk.session.accounts;
    },
    get error() {
      return error;
    },
  };
}

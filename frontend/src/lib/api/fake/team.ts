/** The in-memory desk's mailbox, settings and problems. */
import type { ConnectResult, Problem, Settings, TeamApi } from '../backend';
import type { Mailboxes } from './mailbox';
import { nothing, type State } from './state';
import { hour } from './ticket';

export interface TeamOptions {
  firstRun: boolean;
}

export function team(
  state: State,
  options: TeamOptions,
  saved: { settings: Settings },
  boxes: Mailboxes,
): TeamApi {
  boxes.problems = [
    ...boxes.problems,
    {
      code: 'message_broken',
      message: 'One message could not be read in full',
      hint: 'Kept as it came: “Re: Zollanmeldung”, part 3 has no end. The ticket shows what is readable.',
      since: state.now() - 9 * hour,
      file: '',
      line: 0,
      action: 'raw:mb1',
    },
  ] satisfies Problem[];
  const fine = (email: string): ConnectResult => ({
    ok: true,
    text: `Signed in as ${email}. 3,120 messages; the newest come first.`,
    code: '',
    hint: 'Customers read “Asha at Kestrel” and “Kestrel Support”: both names stand in policy.yaml.',
    field: '',
    account: boxes.accounts[0] ?? null,
  });
  const wrong = (): ConnectResult => ({
    ok: false,
    text: 'The server refused the password.',
    code: 'auth_refused',
    hint: 'Many servers want an app password.',
    field: 'password',
    account: null,
  });
  return {
    async servers(email) {
      const host = email.split('@')[1] ?? '';
      return {
        imapHost: `imap.${host}`,
        imapPort: 993,
        imapSecurity: 'tls',
        smtpHost: `smtp.${host}`,
        smtpPort: 465,
        smtpSecurity: 'tls',
        how: host.endsWith('.example') ? 'found by the domain' : 'guessed',
      };
    },
    async connect(f) {
      if (f.password === '' || f.password === 'wrong') return wrong();
      options.firstRun = false;
      return fine(f.email);
    },
    async trySample() {
      options.firstRun = false;
      state.changed([]);
      return { ...nothing, text: 'This is the sample mailbox. It is deleted at exit.' };
    },
    accounts: async () => structuredClone(boxes.accounts),
    async removeAccount(id) {
      boxes.accounts = boxes.accounts.filter((a) => a.id !== id);
      return { ...nothing, text: 'Removed from this desk. Nothing in the mailbox was touched.' };
    },
    testAccount: async (id) => fine(boxes.accounts.find((a) => a.id === id)?.email ?? ''),
    enterPassword: async (_id, password) =>
      password === 'wrong' ? wrong() : fine(boxes.accounts[0]?.email ?? ''),
    async unlock(passphrase) {
      if (passphrase !== 'wrong')
        return { ...fine(''), text: 'Unlocked until Deskhand quits. Signing in now' };
      const text = 'That passphrase does not open the sealed file.';
      return { ...wrong(), text, code: 'refused', hint: '', field: 'passphrase' };
    },
    async syncNow() {
      boxes.tell({ word: 'syncing', count: 3, total: 12 });
      setTimeout(() => boxes.tell({ word: 'synced', lastSync: state.now(), count: 0, total: 0 }), 1200);
    },
    syncState: async () => ({ ...boxes.sync }),
    problems: async () => structuredClone(boxes.problems),
    ...boxes.team(),
    settings: async () => ({ ...saved.settings }),
    async saveSettings(s) {
      saved.settings = { ...s };
      return { ...nothing, text: 'Saved.' };
    },
    canaryResult: async () => undefined,
    quitInfo: async () => ({ text: 'A callback in 2 minutes and a meeting in 10 would go unannounced.' }),
    quit: async () => undefined,
  };
}

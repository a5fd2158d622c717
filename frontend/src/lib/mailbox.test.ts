import { describe, expect, it } from 'vitest';
import type { FolderState, SurveyView } from '$lib/api';
import {
  boxWords,
  byWork,
  choiceWords,
  fits,
  folderWords,
  reachLabel,
  reachWords,
  suggested,
} from './mailbox';

const folder = (f: Partial<FolderState>): FolderState => ({
  name: 'INBOX',
  role: 'inbox',
  messages: 0,
  synced: 0,
  heads: 0,
  parts: 0,
  missing: 0,
  followed: true,
  lookedAt: 1,
  ...f,
});

describe('what of a folder is here', () => {
  it('is said in words', () => {
    expect(folderWords(folder({ messages: 12_431, synced: 12_431 }))).toBe('all 12,431 here');
    expect(folderWords(folder({ messages: 1, synced: 1 }))).toBe('its one mail is here');
    expect(folderWords(folder({ messages: 12_431, synced: 12_119, heads: 8200, missing: 312 }))).toBe(
      '3,919 here, 8,200 by their heads, 312 still to come',
    );
    expect(folderWords(folder({ messages: 8200, synced: 8200, heads: 8200 }))).toBe('8,200 by their heads');
    expect(folderWords(folder({ messages: 40, synced: 40, parts: 2, missing: 1 }))).toBe(
      'all 40 here, 2 without their large files, 1 could not come whole',
    );
    expect(folderWords(folder({ lookedAt: 0 }))).toBe('not looked at yet');
    expect(folderWords(folder({}))).toBe('empty');
    expect(folderWords(folder({ followed: false, synced: 7 }))).toBe('not followed, 7 here from before');
  });

  it('is summed up for a mailbox, over what is followed', () => {
    const folders = [
      folder({ messages: 10, synced: 10 }),
      folder({ name: 'Sent', role: 'sent', messages: 5, synced: 4, missing: 1 }),
      folder({ name: 'Old', role: '', messages: 900, followed: false }),
    ];
    const a = {
      id: 'a',
      email: '',
      state: 'ok' as const,
      lastSync: 1,
      folders,
      reach: 0,
      mirror: [],
      parked: [],
    };
    expect(boxWords(a)).toBe('14 here, 1 still to come');
    expect(boxWords({ ...a, folders: [] })).toBe('');
  });

  it('is listed as the desk works: inbox, sent, archive, chosen, junk, trash, then the others by name', () => {
    const roles = ['trash', 'drafts', 'archive', '', 'junk', 'sent', 'inbox'] as const;
    const list = roles.map((role) => folder({ name: role || 'Chosen', role, followed: role !== 'drafts' }));
    const others = ['b', 'a'].map((name) => folder({ name, role: '', followed: false }));
    expect(byWork([...others, ...list]).map((f) => f.name)).toEqual([
      'inbox',
      'sent',
      'archive',
      'Chosen',
      'junk',
      'trash',
      'a',
      'b',
      'drafts',
    ]);
  });
});

describe('how far back', () => {
  const choice = (reach: number, whole: number, disk: number) => ({
    reach,
    messages: 1000,
    whole,
    bytes: 2 * disk,
    disk,
  });
  const survey = (all: number, free: number): SurveyView => ({
    choices: [choice(0, 1000, all), choice(365, 400, all / 3), choice(90, 90, all / 10)],
    free,
    estimated: true,
  });

  it('is said in words', () => {
    expect([0, 365, 90, 1].map(reachLabel)).toEqual(['All mail', '12 months', '90 days', '1 day']);
    expect(reachWords(90)).toMatch(/last 90 days/);
    expect(choiceWords(choice(0, 1000, 1))).toBe('1,000 mails, all whole');
    expect(choiceWords(choice(90, 90, 1))).toBe('90 whole, 910 older ones by their heads');
  });

  it('is all where that is little, else a year, else what fits', () => {
    expect(suggested(survey(1.2e9, 100e9))).toBe(0);
    expect(suggested(survey(9e9, 100e9))).toBe(365);
    expect(suggested(survey(9e9, 3.5e9))).toBe(90);
    expect(suggested(survey(1.2e9, 0))).toBe(0);
    expect(suggested(survey(90e9, 1e9))).toBe(90);
    expect(fits(choice(0, 1, 1e9), survey(1e9, 2.5e9))).toBe(false);
  });
});

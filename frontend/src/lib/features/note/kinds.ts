/** Kinds of a note, as the command line knows them. */
export const kinds = [
  { id: 'note', label: 'Note', icon: 'lock' },
  { id: 'question', label: 'Question', icon: 'circle-question-mark' },
  { id: 'summary', label: 'Summary', icon: 'text-quote' },
  { id: 'resolution', label: 'Resolution', icon: 'circle-check' },
] as const;

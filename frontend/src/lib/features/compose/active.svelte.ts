/** The mail composer on the screen, as commands reach it; null while none is open. */
export interface Active {
  send: (resolve: boolean) => void;
  attach: (pictures: boolean) => void;
  format: () => void;
  link: () => void;
  saved: () => void;
  answer: () => void;
  discard: () => void;
}

class ActiveMail {
  now = $state.raw<Active | null>(null);
}

export const active = new ActiveMail();

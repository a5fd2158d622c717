// Package closing is the pre-close checklist: it lays the policy's lines over the facts of one ticket and says which are
// proven, by what, which were ticked by hand, and what still holds a close up. It also reads and writes the hand-off.
//
// Everything is a pure function of its arguments: a fact that goes away un-ticks its line the next time somebody asks.
// It must not know the clock, the store, the journal or the mailbox, and it must never change a ticket.
package closing

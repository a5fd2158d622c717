// Package ticket gives the journal's field paths their meaning and folds a ticket's ops and mails into what is shown:
// status, owner, priority, tags, snooze, queues and the next moment at which any of that changes by itself.
//
// It is pure: Project is a function of its arguments, time included. It must not do I/O and must not make ops
// from ops; what follows from mail is derived here and never journaled (journal.md §1.4).
package ticket

// Package compose is the answer: drafts of mails, what they go to and quote, the step from a draft into the outbox, and
// what a person does with a mail that waits there. Everything it keeps is on the disk before it says so.
//
// It must not speak to a server: the desk runs the outbox's engine over this package's queue. It must not decide what
// state a mail goes to (outbox.Apply does), and a draft never enters the journal.
package compose

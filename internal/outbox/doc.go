// Package outbox sends what a person sent, once. It is a durable queue: every step is on disk before the next, the mail
// server is handed a mail at most once without a person's key, and what cannot be known is shown as unsure instead of
// guessed (mailbox.md, "SMTP"). The copy in Sent is a step of its own.
//
// It must not write or judge a mail, know a ticket's state, read passwords from anywhere but its caller, or import an
// adapter: the queue, the guard and the Sent folder are interfaces that desk hands in.
package outbox

// Package dial reaches a mail server: it connects, encrypts, signs in to SMTP, and says in words what went wrong and what
// to do. The mailbox's engine and the outbox share it, so that both trust the same certificates and refuse the same things.
//
// It must not know an account, keep a connection, or send a mail.
package dial

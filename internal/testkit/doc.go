// Package testkit is what tests lean on: a private Dovecot, an in-process IMAP and SMTP server, a proxy that breaks
// lines on purpose, and believable mail in any amount. It is imported from tests only and knows nothing of the desk.
package testkit

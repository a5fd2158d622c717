// Package inbox is the reading side of the desk: queues, tickets, their conversation, search, and what a mail holds.
// It must not change a ticket; only marking as read is its to write.
package inbox

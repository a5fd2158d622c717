// Package mail turns the bytes of one mail into a Message: ids, people, subject, times, the text a person wrote, the
// attachments as rows, and what machine sent it. It never fails and never panics: what cannot be read is named in
// Problems and the rest is shown.
//
// Ids and the time of a message are stored for ever (journal.md §3.1): they come from the header block alone, through the
// strict reader of RFC 5322 in strict.go, and a better parser must never change one. Everything for the eye is read by a
// second, lenient reader.
//
// It must not do any I/O, read a clock, or hold an attachment in memory.
package mail

// Package mail turns the bytes of one mail into a Message: ids, people, subject, times, the text a person wrote, the
// attachments as rows, and what machine sent it. It never fails and never panics: what cannot be read is named in
// Problems and the rest is shown.
//
// Ids and the time of a message are stored for ever (journal.md §3.1): they come from the header block alone, through the
// strict reader of RFC 5322 in strict.go, and a better parser must never change one. Everything for the eye is read by a
// second, lenient reader.
//
// The lenient reader goes once over the bytes, line by line (source.go), depth first through the parts (walk.go, leaf.go),
// and through what is packed inside a part: winmail.dat (tnef.go), files in plain text (unpack.go), a mail inside its
// signature (cms.go). Such files have paths like "2~1". Where a header is broken, loosehead.go and eol.go say what it meant;
// where no label or a wrong one names a charset, detect.go finds it.
//
// It must not do any I/O, read a clock, or hold an attachment in memory.
package mail

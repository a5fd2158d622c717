// Package replica carries the journal: it seals what was done here, puts it into a place that all laptops of the team reach,
// takes in what others put there, and keeps that place whole and small (journal.md §3.5–3.9). The place is a Transport, the
// laptop's memory a Store; both are handed in.
//
// It must not know what an op means beyond @team and redact, judge a signature by where a message lies, or read a clock or
// chance that was not handed in: the random histories of its tests run on both.
package replica

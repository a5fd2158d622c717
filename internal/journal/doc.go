// Package journal holds the replicated log's own grammar: op records and their exact bytes, stamps and the clock,
// the two merge primitives (register and observed-remove set), blobs and device ids (design: journal.md §3).
//
// It is pure and knows no ticket: it must not give any field path a meaning, and it must not do I/O or read a clock.
// Whatever it writes is stored for ever, so its encodings are frozen by testdata/golden.
package journal

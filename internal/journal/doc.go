// Package journal holds the replicated log's own grammar and rules (design: journal.md §3):
//
//   - an op and its exact bytes (op.go, decode.go, stamp.go, blob.go), the two merge primitives (fold.go);
//   - how ops travel: signed batches (batch.go) in containers (container*.go) under the team's keys (keys.go), what
//     may be deleted because another message covers it (cover.go), snapshots for a new laptop (snapshot.go);
//   - who may say what: the team folded from its own ops (team*.go), quotas, invites and the recovery sheet.
//
// It is pure: the same input gives the same bytes on every laptop. It must not give any path of a ticket a meaning, must
// not do I/O, read a clock or draw random numbers. Whatever it writes is stored for ever, so its encodings are frozen by
// testdata/golden.
package journal

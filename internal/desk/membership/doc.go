// Package membership is the team as people set it up: who is in it, on which laptops, who may change that, and by which
// place the journal travels (journal.md §3.8).
//
// It writes ops on @team and keeps secrets in the vault. It must not carry anything itself: the desk hands in what runs
// the journal's engine and opens its place.
package membership

// Package teamfile holds the rules of the team's files: which path of the journal a file of the data folder has, under which
// name one that came may be written, what may be in it, which of its versions stands, and what lost, waits or fights
// (journal.md §3.3, §3.9 and §3.11). It reads company tables too.
//
// It is pure: it must not touch a disk, a database or a clock. What comes from the journal counts as hostile here.
package teamfile

// Package teamfile lets the team's files travel: replies/, handbook/, policy.yaml and roster.yaml of the data folder, and
// the rows of companies/. An edit that came to rest in the folder becomes an op, a version that came is written into the
// folder (journal.md §3.3 and §3.9).
//
// It must not carry anything to other laptops, and must not write a name that a stranger chose: files are read and written
// through os.Root only, by the rules of the domain package of the same name.
package teamfile

// Package mem is a place for the journal in memory, with the bad days of real ones on order: acknowledgements that get lost,
// listings that are stale or miss something, renumbering, a folder that is gone.
//
// It is for tests and must not keep anything beyond the process.
package mem

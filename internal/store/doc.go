// Package store keeps the desk in SQLite: sources that cannot be fetched or computed again, and projections of them
// that can (architecture.md, "Tables"). It is the only importer of database/sql, the driver and goose.
//
// It holds no use case: it must not decide what an agent may do, talk to a network, or show anything. One goroutine
// writes; people's writes go before background ones and are durable, mail ingest is not.
package store

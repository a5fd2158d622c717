package store

import (
	"log/slog"
	"sync/atomic"
	"time"
)

// stage is one part of the work on arriving mail.
type stage int

const (
	stageRead       stage = iota // parsing, beside the writer
	stagePack                    // compressing, beside the writer
	stageRaw                     // writing the bytes and placements
	stageThread                  // writing message rows and uniting them with their tickets
	stageProject                 // computing and writing tickets and queues
	stageIndex                   // writing the search index
	stageMerge                   // merging it
	stageCommit                  // commits: what was written goes to the WAL
	stageCheckpoint              // and from there into the file, beside the writer
	stages
)

func stageNames() [stages]string {
	return [stages]string{"read", "pack", "raw", "thread", "project", "index", "merge", "commit", "checkpoint"}
}

// spent adds up where the time goes, by the clock.
type spent [stages]atomic.Int64

// since is called by defer, with time.Now as it is when the stage begins.
func (s *spent) since(what stage, began time.Time) { s[what].Add(int64(time.Since(began))) }

// tell logs it in milliseconds, where anything was spent on mail.
func (s *spent) tell(log *slog.Logger) {
	if s[stageRead].Load() == 0 {
		return
	}
	var all []any
	for i, name := range stageNames() {
		all = append(all, name, time.Duration(s[i].Load()).Milliseconds())
	}
	log.Debug("milliseconds of arriving mail", all...)
}

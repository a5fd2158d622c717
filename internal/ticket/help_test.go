package ticket

import (
	"testing"
	"time"

	"deskhand/internal/journal"
)

const (
	devMe    = "0000000000001"
	devOther = "0000000000002"
	anchorA  = "tAAAAAAAAAAAAAAAA"
	anchorB  = "tBBBBBBBBBBBBBBBB"
)

// t0 is the desk's start in tests; noon moments count minutes from it.
func t0() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }

func mins(n int) Time { return TimeOf(t0().Add(time.Duration(n) * time.Minute)) }

// fatal is *testing.T or *rapid.T.
type fatal interface {
	Helper()
	Fatal(args ...any)
}

// log collects ops as a desk would write them: stamped, with the stamp replaced, texts as blobs.
type log struct {
	t       fatal
	last    journal.Stamp
	records []journal.Record
	blobs   map[string]string
}

func newLog(t fatal) *log { return &log{t: t, blobs: map[string]string{}} }

func (l *log) text(name string) (string, bool) { s, ok := l.blobs[name]; return s, ok }

// act writes one action at a moment and returns its id.
func (l *log) act(device string, at Time, drafts ...Draft) string {
	l.t.Helper()
	for _, d := range drafts {
		l.last = journal.Next(at.Go(), l.last)
		v, err := journal.Marshal(d.Value)
		if err != nil {
			l.t.Fatal(err)
		}
		op := &journal.Op{ID: d.ID, Stamp: l.last, Kind: d.Kind, Object: d.Object, Path: d.Path, Value: v, Dots: d.Dots, Undoes: d.Undoes, Blobs: d.Blobs, Prev: d.Prev}
		if d.Kind == journal.Set {
			prev := journal.Fold(l.records).Stamp(d.Path)
			op.Prev = &prev
		}
		if len(drafts) > 1 {
			op.Group = drafts[0].ID
		}
		for _, s := range d.Texts {
			name, _, err := journal.NewBlob([journal.SaltLen]byte{byte(len(l.blobs))}, s)
			if err != nil {
				l.t.Fatal(err)
			}
			l.blobs[name] = s
			op.Blobs = append(op.Blobs, name)
		}
		if err := journal.Encode(op); err != nil {
			l.t.Fatal(err)
		}
		l.records = append(l.records, journal.Record{Device: device, Hash: journal.RecordHash(device, op.Raw), Op: op})
	}
	return drafts[0].ID
}

func (l *log) state() *journal.Object { return journal.Fold(l.records) }

// input is a ticket of these mails and the log's ops, as agent asha of the support team sees it at a moment.
func (l *log) input(now Time, mails ...Mail) Input {
	return Input{
		Mails: mails, Records: l.records, Texts: l.text, Now: now,
		Agent: func(device string) string {
			if device == devMe {
				return "asha"
			}
			return "bela"
		},
		Rules:  Rules{First: func(string) Status { return Open }, Queues: map[string]string{"gdpr@kestrel.example": "gdpr@"}},
		Viewer: Viewer{Me: "asha", Teams: []string{"team:support"}, Start: TimeOf(t0()), OpenFrom: TimeOf(t0().Add(-14 * 24 * time.Hour))},
	}
}

func (l *log) project(now Time, mails ...Mail) Row { return Project(l.input(now, mails...)) }

// customer is a question from outside at a minute.
func customer(key string, at Time) Mail {
	return Mail{Key: "m" + key, Anchor: anchorA, At: at, Name: "Marco", Addr: "marco@halvorsen.example", Mailbox: "support@kestrel.example", Subject: "Export stops", Snippet: "Is it " + key + "?"}
}

// answer is our own mail to outside.
func answer(key string, at Time) Mail {
	return Mail{Key: "m" + key, Anchor: anchorA, At: at, Name: "Asha", Addr: "support@kestrel.example", Out: true, Outside: true, Sent: true, Subject: "Re: Export stops", Snippet: key}
}

func names(l *log) Names {
	return Names{
		Texts: l.text, Me: "asha", Zone: time.UTC,
		Agent: func(device string) string {
			if device == devMe {
				return "asha"
			}
			return "bela"
		},
		Owner:    func(id string) string { return id },
		Status:   func(id Status) string { return "«" + string(id) + "»" },
		Tag:      func(id string) string { return "#" + id },
		Priority: func(id Priority) string { return string(id) },
	}
}

var _ fatal = (*testing.T)(nil)

package ticket

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// Lost is this agent's newest change of a field that a colleague's won over, made without seeing it (journal.md §3.10). It
// stands until somebody at this desk acts on the ticket again.
type Lost struct {
	Field  string `json:"field"`  // path of the field: owner, status, priority, …
	Mine   string `json:"mine"`   // value as its field has it: an agent's id, a status, a priority; of texts the text
	Theirs string `json:"theirs"` // likewise
	By     string `json:"by"`     // agent id
	At     Time   `json:"at"`     // when they made it
}

// Here is what only this desk knows of a ticket's ops.
type Here struct {
	Device string
	Number func(journal.Record) int64 // in the order in which ops came to count here, those made here too
	Noted  func() int64               // up to which number somebody here has taken note of what was lost
}

// lost finds what of this desk's own changes was overruled and nobody here has acted on since: exact, from what the ops
// replaced and the order in which they came, whatever their times. Of several fields the one that matters most.
func lost(in Input, state *journal.Object) *Lost {
	if in.Here.Number == nil {
		return nil
	}
	mine := map[string]journal.Record{} // the newest by path
	for _, r := range in.Records {
		if f, known := FieldOf(r.Path); r.Device == in.Here.Device && known && f.Name != "" && (r.Kind == journal.Set || r.Kind == journal.Claim) && !PerObject(r.Path) {
			if was, ok := mine[r.Path]; !ok || was.Stamp < r.Stamp {
				mine[r.Path] = r
			}
		}
	}
	if len(mine) == 0 || !slices.ContainsFunc(in.Records, func(r journal.Record) bool { return r.Device != in.Here.Device }) {
		return nil
	}
	by := overruled(in.Records)
	for _, path := range slices.SortedFunc(maps.Keys(mine), func(a, b string) int { return cmp.Or(cmp.Compare(weight(a), weight(b)), cmp.Compare(a, b)) }) {
		r, q := mine[path], by[mine[path].Hash]
		stands := state.Registers[path]
		if q.Op == nil || bytes.Equal(stands.Value, r.Value) && slices.Equal(stands.Blobs, r.Blobs) {
			continue
		}
		if who := in.Agent(stands.Device); who != in.Viewer.Me && !actedAfter(in, in.Here.Number(q)) {
			return &Lost{Field: path, Mine: said(r, in.Texts), Theirs: said(stands.Record, in.Texts), By: who, At: Time(stands.Stamp.Millis())}
		}
	}
	return nil
}

// weight orders fields: what matters most is least.
func weight(path string) int {
	if at := slices.Index([]string{PathOwner, PathStatus, PathPriority}, path); at >= 0 {
		return at
	}
	return 3
}

// actedAfter tells whether somebody at this desk acted on the ticket, or took note, after an op had come.
func actedAfter(in Input, n int64) bool {
	return in.Here.Noted() >= n || slices.ContainsFunc(in.Records, func(r journal.Record) bool {
		return r.Device == in.Here.Device && !IsReadMark(r.Path) && in.Here.Number(r) > n
	})
}

// said is the value of a register as a field has it.
func said(r journal.Record, texts Texts) string {
	var status StatusValue
	if r.Path == PathStatus && json.Unmarshal(r.Value, &status) == nil {
		return string(status.S)
	}
	if at := 0; len(r.Blobs) > 0 && json.Unmarshal(r.Value, &at) == nil {
		return blobText(r.Blobs, at, texts)
	}
	if text := one(r.Value); text != "" || string(r.Value) == `""` || string(r.Value) == "null" {
		return text
	}
	return string(r.Value)
}

// FrozenWords say of a ticket why it can only be read here.
const FrozenWords = "A newer Deskhand changed this ticket. Update Deskhand on this laptop to go on with it."

// Freezes tells an op whose meaning must be known before anything else is done to its object (journal.md §3.3). This
// program knows none of them yet.
func Freezes(path string) bool { return strings.HasPrefix(path, "!") }

func frozen(records []journal.Record) bool {
	return slices.ContainsFunc(records, func(r journal.Record) bool { return Freezes(r.Path) })
}

package ticket

import (
	"encoding/json"
	"slices"

	"deskhand/internal/journal"
)

// PathDeleted takes an object away (journal.md §3.3).
const PathDeleted = "deleted"

// NewFree drafts a free object of a kind, of a ticket or of none: callback, meeting, promise, task, idea, log row, baton,
// shift. fields are drafts of its paths whose object is left empty. The journal, the replica and the merge know nothing of
// kinds: a later one needs no more than this.
func NewFree(kind, of string, fields ...Draft) (drafts []Draft, object string) {
	begin := set("", PathNew, ObjectValue{Kind: kind, Ticket: of})
	begin.Object = journal.ObjectFromOp('o', begin.ID)
	drafts = append([]Draft{begin}, slices.Clone(fields)...)
	for i := range drafts {
		drafts[i].Object = begin.Object
	}
	return drafts, begin.Object
}

// ProjectFree is what a free object is; ok is false where its making was undone or it was deleted, or where the first op
// of it is not here yet.
func ProjectFree(state *journal.Object) (v ObjectValue, ok bool) {
	raw := state.Value(PathNew)
	if raw == nil || string(raw) == "null" || json.Unmarshal(raw, &v) != nil || v.Kind == "" {
		return ObjectValue{}, false
	}
	if gone, _ := decode[bool](state, PathDeleted); gone {
		return ObjectValue{}, false
	}
	return v, true
}

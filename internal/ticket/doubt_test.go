package ticket

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"deskhand/internal/journal"
)

// TestOneOfTwoGoesOn: of two answers to one ticket that were begun apart, each taking it or ending it, exactly one finds the
// other's a doubt once both desks hold all, whatever the clocks say.
func TestOneOfTwoGoesOn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		base := newLog(rt)
		base.act(devMe, mins(1), SetField(anchorA, PathPriority, High))
		claims := rapid.Bool().Draw(rt, "nobody owns it")
		actions := map[string]string{}
		records := slices.Clone(base.records)
		came := map[string][]journal.Record{}
		for _, device := range []string{devMe, devOther} {
			apart := *base
			apart.records = slices.Clone(base.records)
			var drafts []Draft
			if claims {
				drafts = append(drafts, ClaimOwner(anchorA, device, journal.NoStamp))
			}
			statuses := []Status{PendingPartner, Resolved, Closed}
			if claims { // a claim is enough
				statuses = append(statuses, InProgress, "")
			}
			if s := rapid.SampledFrom(statuses).Draw(rt, "status of "+device); s != "" {
				drafts = append(drafts, SetStatus(anchorA, s, 0))
			}
			actions[device] = apart.act(device, mins(rapid.IntRange(2, 9).Draw(rt, "at")), drafts...)
			records = append(records, apart.records[1:]...)
			came[device] = apart.records[1:]
		}
		held := 0
		for me, other := range map[string]string{devMe: devOther, devOther: devMe} {
			n := News{Came: came[other], All: records, Action: actions[me], Me: me, Agent: func(d string) string { return d }}
			if len(Doubts(n)) > 0 {
				held++
			}
		}
		if held != 1 {
			rt.Fatalf("%d of two are held", held)
		}
	})
}

// TestDoubtsKnowing: what somebody did knowing of my answer holds it, though mine came first.
func TestDoubtsKnowing(t *testing.T) {
	l := newLog(t)
	mine := l.act(devMe, mins(1), ClaimOwner(anchorA, "asha", journal.NoStamp), SetStatus(anchorA, InProgress, 0))
	n := News{Action: mine, Me: "asha", Agent: names(l).Agent}
	from := len(l.records)
	l.act(devOther, mins(2), SetField(anchorA, PathOwner, "bela"))
	n.All, n.Came = l.records, l.records[from:]
	if got := Doubts(n); len(got) != 1 {
		t.Errorf("taken over: %d doubts", len(got))
	}
	from = len(l.records)
	l.act(devOther, mins(3), SetField(anchorA, PathOwner, "asha"))
	l.act(devOther, mins(3), SetField(anchorA, PathPriority, Low), AddTo(anchorA, PathTags, "vip"))
	l.act(devOther, mins(3), AddTo(anchorA, PathLinks, anchorB))
	l.act(devOther, mins(3), AddNote(anchorA, "note", "for bela", []string{"bela"}))
	l.act(devOther, mins(3), SetStatus(anchorA, InProgress, 0))
	l.act(devOther, mins(3), SetForwarded(anchorA, "mX", nil))
	n.All, n.Came = l.records, l.records[from:]
	if got := Doubts(n); len(got) != 0 {
		t.Errorf("given back, ranked, linked, noted, forwarded: %d doubts, first %s", len(got), got[0].Path)
	}
	from = len(l.records)
	l.act(devOther, mins(4), SetField(anchorA, "!new/thing", 1))
	n.All, n.Came = l.records, l.records[from:]
	if got := Doubts(n); len(got) != 1 {
		t.Errorf("not understood: %d doubts", len(got))
	}
}

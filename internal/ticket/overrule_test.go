package ticket

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"deskhand/internal/journal"
)

// TestHistoryOverruled: who changed something that a colleague had changed unseen is told so, and by whom; what came after
// and was seen overrules nobody.
func TestHistoryOverruled(t *testing.T) {
	l := newLog(t)
	before := l.act(devMe, mins(1), SetStatus(anchorA, InProgress, 0))
	apart := *l // the other laptop has come this far
	apart.records = slices.Clone(l.records)
	mine := l.act(devMe, mins(2), SetStatus(anchorA, Resolved, 0), AddTo(anchorA, PathTags, "vip"))
	same := l.act(devMe, mins(2), SetField(anchorA, PathPriority, High))
	theirs := apart.act(devOther, mins(3), SetStatus(anchorA, PendingPartner, 0))
	apart.act(devOther, mins(3), SetField(anchorA, PathPriority, High))
	l.records = append(l.records, apart.records[1:]...)
	l.last = max(l.last, apart.last)
	after := l.act(devMe, mins(9), SetStatus(anchorA, Open, 0))

	n := names(l)
	n.Came = func(r journal.Record) Time {
		if r.Device == devOther {
			return mins(7)
		}
		return 0
	}
	n.Vouched = func(device string) bool { return device == devMe }
	got := map[string]Change{}
	for _, c := range History(l.records, n) {
		got[c.Op] = c
	}
	if c := got[mine]; !c.Overruled || c.OverruledBy != "bela" || c.Text != "set «resolved», tagged it #vip, overruled by bela" || c.CameAt != 0 || c.MadeAt != mins(2) || c.Device != devMe || c.Unconfirmed {
		t.Errorf("mine is %+v", c)
	}
	if c := got[theirs]; c.Overruled || c.CameAt != mins(7) || c.MadeAt != mins(3) || !c.Unconfirmed || c.Device != devOther {
		t.Errorf("theirs is %+v", c)
	}
	for _, op := range []string{before, same, after} {
		if got[op].Overruled {
			t.Errorf("%+v was not overruled", got[op])
		}
	}
	data, err := json.Marshal(got[mine])
	if err != nil || !json.Valid(data) || slices.Contains(keysOf(t, data), "cameAt") || !slices.Contains(keysOf(t, data), "overruledBy") {
		t.Errorf("as JSON it is %s, %v", data, err)
	}
}

func keysOf(t *testing.T, data []byte) (keys []string) {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

// TestOverruledProperty: of three laptops that hear of each other now and then, a value is overruled exactly if one that wins
// over it was made by somebody who had not heard of it.
func TestOverruledProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type desk struct {
			knows []journal.Record
			last  journal.Stamp
		}
		desks := make([]desk, 3)
		var all []journal.Record
		heard := map[journal.Hash]map[journal.Hash]bool{} // op → what its desk knew
		for step := range rapid.IntRange(1, 25).Draw(t, "steps") {
			i := rapid.IntRange(0, 2).Draw(t, "desk")
			d := &desks[i]
			if rapid.IntRange(0, 2).Draw(t, "hear") == 0 { // all of another
				for _, r := range desks[rapid.IntRange(0, 2).Draw(t, "of")].knows {
					if !slices.ContainsFunc(d.knows, func(k journal.Record) bool { return k.Hash == r.Hash }) {
						d.knows = append(d.knows, r)
						d.last = journal.Receive(t0(), d.last, r.Stamp)
					}
				}
				continue
			}
			prev := journal.Fold(d.knows).Stamp(PathOwner)
			d.last = journal.Next(mins(rapid.IntRange(0, 30).Draw(t, "clock")).Go(), d.last)
			for slices.ContainsFunc(all, func(r journal.Record) bool { return r.Stamp == d.last }) { // `p` would name two
				d.last++
			}
			op := &journal.Op{ID: NewOpID(), Stamp: d.last, Kind: rapid.SampledFrom([]journal.Kind{journal.Set, journal.Claim}).Draw(t, "kind"), Object: anchorA, Path: PathOwner, Value: fmt.Appendf(nil, `"a%d"`, step), Prev: &prev}
			if err := journal.Encode(op); err != nil {
				t.Fatal(err)
			}
			device := fmt.Sprintf("%013d", i)
			r := journal.Record{Device: device, Hash: journal.RecordHash(device, op.Raw), Op: op}
			heard[r.Hash] = map[journal.Hash]bool{}
			for _, k := range d.knows {
				heard[r.Hash][k.Hash] = true
			}
			d.knows, all = append(d.knows, r), append(all, r)
		}
		got := overruled(rapid.Permutation(all).Draw(t, "order"))
		for _, r := range all {
			want := false
			for _, q := range all {
				want = want || journal.OrderOf(q).Compare(journal.OrderOf(r)) > 0 && !heard[q.Hash][r.Hash]
			}
			if by := got[r.Hash]; (by.Op != nil) != want || by.Op != nil && heard[by.Hash][r.Hash] {
				t.Fatalf("%s overruled: %v, want %v", r.Raw, by.Op != nil, want)
			}
		}
	})
}

package ticket

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/journal"
)

// drawTicket is a ticket as anything can have made it: mails of all kinds over two anchors, actions of two desks.
func drawTicket(t *rapid.T) (*log, []Mail) {
	l := newLog(t)
	minute := rapid.Map(rapid.IntRange(-30*24*60, 300), mins)
	anchor := rapid.SampledFrom([]string{anchorA, anchorB})
	device := rapid.SampledFrom([]string{devMe, devOther})
	var mails []Mail
	for i := range rapid.IntRange(0, 5).Draw(t, "mails") {
		m := customer(string(rune('a'+i)), minute.Draw(t, "at"))
		if rapid.Bool().Draw(t, "out") {
			m = answer(string(rune('a'+i)), m.At)
			m.Outside = rapid.Bool().Draw(t, "outside")
		}
		m.Anchor = anchor.Draw(t, "anchor")
		m.Machine = rapid.SampledFrom([]string{"", "", "", "auto-reply", "bounce"}).Draw(t, "machine")
		if m.Machine == "bounce" {
			m.Bounce, m.BounceOf = &Bounce{Action: rapid.SampledFrom([]string{"failed", "delayed"}).Draw(t, "bounce")}, anchor.Draw(t, "bounced")
		}
		m.Thanks, m.Read = rapid.IntRange(0, 4).Draw(t, "thanks") == 0, rapid.Bool().Draw(t, "read")
		m.Junk, m.Trash = rapid.IntRange(0, 5).Draw(t, "junk") == 0, rapid.IntRange(0, 6).Draw(t, "trash") == 0
		mails = append(mails, m)
	}
	at := 0
	for range rapid.IntRange(0, 6).Draw(t, "actions") {
		at += rapid.IntRange(0, 40).Draw(t, "later")
		l.act(device.Draw(t, "device"), mins(at), drawAction(t, l, anchor.Draw(t, "on"), mails)...)
	}
	return l, mails
}

// drawAction is anything an agent can do.
func drawAction(t *rapid.T, l *log, on string, mails []Mail) []Draft {
	var seen Time
	for _, m := range mails {
		if m.Customer() {
			seen = max(seen, m.At)
		}
	}
	who := rapid.SampledFrom([]string{"asha", "bela", "team:support", ""})
	tag := rapid.SampledFrom([]string{"a", "b", "c"})
	switch rapid.IntRange(0, 10).Draw(t, "action") {
	case 0:
		return []Draft{SetField(on, PathOwner, who.Draw(t, "owner"))}
	case 1:
		if v, _ := decode[string](l.state(), PathOwner); v != "" { // a claim is only for a ticket without owner
			return []Draft{SetField(on, PathOwner, "")}
		}
		return []Draft{ClaimOwner(on, "asha", l.state().Stamp(PathOwner))}
	case 2:
		s := rapid.SampledFrom([]Status{Triage, Open, InProgress, PendingDepartment, PendingPartner, Resolved, Closed}).Draw(t, "status")
		return []Draft{SetStatus(on, s, rapid.SampledFrom([]Time{0, seen}).Draw(t, "seen"))}
	case 3:
		return []Draft{SetField(on, PathPriority, rapid.SampledFrom([]Priority{Low, High}).Draw(t, "priority"))}
	case 4:
		return []Draft{AddTo(on, PathTags, rapid.SliceOfNDistinct(tag, 1, 2, rapid.ID).Draw(t, "tags")...)}
	case 5:
		return []Draft{RemoveFrom(on, PathTags, l.state(), tag.Draw(t, "tag"))}
	case 6:
		until := mins(rapid.SampledFrom([]int{30, 60, 120, 400}).Draw(t, "until"))
		return []Draft{SetSnooze(on, until, rapid.Bool().Draw(t, "reply"), seen, ReasonClient, rapid.SampledFrom([]string{"", "why"}).Draw(t, "note"))}
	case 7:
		return []Draft{SetSnooze(on, 0, true, seen, ReasonUs, "")}
	case 8:
		return []Draft{AddNote(on, "note", "@asha look", []string{"asha"}), SetStatus(on, InProgress, seen)}
	case 9:
		return []Draft{SetField(on, PathSpam, rapid.Bool().Draw(t, "spam")), SetText(on, PathSubject, rapid.SampledFrom([]string{"", "Name"}).Draw(t, "name"))}
	}
	return []Draft{ClearSnooze(on), SetText(on, PathInquiry, "why they asked"), SetCheck(on, "line", "ticked", "seen")}
}

// TestProjectOrder: the order in which mails and ops come changes nothing.
func TestProjectOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, mails := drawTicket(t)
		now := mins(rapid.IntRange(0, 500).Draw(t, "now"))
		want := l.project(now, slices.Clone(mails)...)
		in := l.input(now, rapid.Permutation(mails).Draw(t, "mails again")...)
		in.Records = rapid.Permutation(l.records).Draw(t, "ops again")
		if len(in.Records) > 0 {
			in.Records = append(in.Records, rapid.SliceOfN(rapid.SampledFrom(in.Records), 0, 3).Draw(t, "twice")...)
		}
		if diff := cmp.Diff(want, Project(in)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestMachinesOpenNothing: mail of a machine, or one that only thanks, changes neither status nor snooze, and makes nobody
// wait; a ticket of nothing else stands in the queue Machine alone.
func TestMachinesOpenNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, mails := drawTicket(t)
		now := mins(rapid.IntRange(0, 500).Draw(t, "now"))
		before := l.project(now, slices.Clone(mails)...)
		more := customer("z", mins(rapid.IntRange(-100, 500).Draw(t, "at")))
		if kind := rapid.SampledFrom([]string{"", "auto-reply", "bounce", "list", "receipt", "notification"}).Draw(t, "kind"); kind != "" {
			more.Machine = kind
		} else {
			more.Thanks = true
		}
		after := l.project(now, append(slices.Clone(mails), more)...)
		if before.Status != after.Status || before.Snooze.Active != after.Snooze.Active || before.WaitsSince != after.WaitsSince && before.History == after.History && before.Spam == after.Spam {
			t.Fatalf("%s %v since %v, then %s %v since %v", before.Status, before.Snooze.Active, before.WaitsSince, after.Status, after.Snooze.Active, after.WaitsSince)
		}
		if after.Machine == slices.ContainsFunc(append(mails, more), func(m Mail) bool { return m.Machine == "" }) {
			t.Fatalf("machine %t", after.Machine)
		}
		for _, q := range after.Queues {
			if after.Machine && !after.Spam && !slices.Contains([]string{QueueMachine, QueueMentions, QueueSnoozed}, q.Queue) {
				t.Fatalf("a ticket of machine mail stands in %s", q.Queue)
			}
		}
	})
}

// TestBounceWarns: it warns only of our own mail, at work, and never once we wrote after it.
func TestBounceWarns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, mails := drawTicket(t)
		row := l.project(mins(1000), slices.Clone(mails)...)
		if row.Bounce == nil {
			return
		}
		if !slices.ContainsFunc(mails, Mail.wrote) || row.Status.Done() {
			t.Fatalf("%+v, %s", row.Bounce, row.Status)
		}
		again := answer("y", mins(2000))
		again.Anchor = "tCCCCCCCCCCCCCCCC"
		if row := l.project(mins(3000), append(slices.Clone(mails), again)...); row.Bounce != nil {
			t.Fatalf("we wrote again: %+v", row.Bounce)
		}
	})
}

// TestNextChange: until NextChange the row says the same at any moment, so that nothing need ever be asked before it.
func TestNextChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, mails := drawTicket(t)
		from := rapid.IntRange(0, 500).Draw(t, "now")
		row := l.project(mins(from), slices.Clone(mails)...)
		later := mins(from + rapid.IntRange(0, 1000).Draw(t, "later"))
		if row.NextChange != 0 {
			if row.NextChange <= mins(from) {
				t.Fatalf("at %v the next change is %v", mins(from).Go(), row.NextChange.Go())
			}
			later = Time(rapid.Int64Range(int64(mins(from)), int64(row.NextChange)-1).Draw(t, "before"))
		}
		if diff := cmp.Diff(row, l.project(later, slices.Clone(mails)...)); diff != "" {
			t.Fatalf("between %v and %v it changed\n%s", mins(from).Go(), later.Go(), diff)
		}
	})
}

// TestUndo: taking back the last action gives the row that stood before it, but for when it was last touched, who it is
// numbered by, whether it came back from a snooze unattended, and that what somebody worked on stays.
//
// features: B16, E8
func TestUndo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, mails := drawTicket(t)
		now := mins(1000)
		before := l.project(now, slices.Clone(mails)...)
		on := rapid.SampledFrom([]string{anchorA, anchorB}).Draw(t, "on")
		action := l.act(devMe, now, drawAction(t, l, on, mails)...)
		drafts, changed, err := Undo([][]journal.Record{l.records}, action)
		if err != nil || len(changed) > 0 {
			t.Fatalf("undo: changed %v, %v", changed, err)
		}
		if len(drafts) == 0 {
			return // it had removed what was not there
		}
		l.act(devMe, now+1, drafts...)
		after := l.project(now, slices.Clone(mails)...)
		for _, r := range []*Row{&before, &after} {
			r.UpdatedAt, r.CreatedAt, r.Anchor, r.Back, r.Shown, r.Queues = 0, 0, "", "", true, nil
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatal(diff)
		}
		all := History(l.records, names(l))
		i := slices.IndexFunc(all, func(c Change) bool { return c.Op == action })
		if i >= 0 && !all[i].Undone {
			t.Fatalf("history does not say that it was undone: %+v", all[i])
		}
		// Taking back the undo is doing it again.
		again, changed, err := Undo([][]journal.Record{l.records}, drafts[0].ID)
		if err != nil || len(changed) > 0 {
			t.Fatalf("redo: changed %v, %v", changed, err)
		}
		l.act(devMe, now+2, again...)
		all = History(l.records, names(l))
		if i := slices.IndexFunc(all, func(c Change) bool { return c.Op == action }); i >= 0 && all[i].Undone {
			t.Fatal("history says that what was done again is undone")
		}
	})
}

package ticket

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
)

// TestMergeDrafts: each register is written once, and only where the other ticket has a value of its own.
func TestMergeDrafts(t *testing.T) {
	mine, theirs := newLog(t), newLog(t)
	mine.act(devMe, mins(1), SetField(anchorA, PathOwner, "asha"))
	theirs.act(devMe, mins(2), SetField(anchorB, PathOwner, "lena"), SetField(anchorB, PathSpam, true))
	drafts := Merge(anchorA, anchorB, journal.Fold(mine.records), journal.Fold(theirs.records), SetField(anchorA, PathOwner, "asha"))
	got := map[string][]any{}
	for _, d := range drafts {
		got[d.Object+" "+d.Path] = append(got[d.Object+" "+d.Path], d.Value)
	}
	want := map[string][]any{anchorA + " owner": {"asha"}, anchorB + " parent": {anchorA}, anchorA + " spam": {nil}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSystemOutside: a ticket is of the channel of its first mail, and its telephone number is the first that one says.
func TestSystemOutside(t *testing.T) {
	form, call, plain := customer("1", mins(1)), customer("2", mins(2)), customer("3", mins(3))
	form.Channel, form.Phone, call.Channel, call.Phone = "web-form", "+49 30 1", "phone", "+49 30 2"
	for _, tt := range []struct {
		mails          []Mail
		channel, phone string
	}{
		{[]Mail{form, call, plain}, "web-form", "+49 30 1"},
		{[]Mail{call, plain}, "phone", "+49 30 2"},
	} {
		slices.Reverse(tt.mails)
		if r := newLog(t).project(mins(9), tt.mails...); r.Channel != tt.channel || r.Phone != tt.phone {
			t.Errorf("%q %q, want %q %q", r.Channel, r.Phone, tt.channel, tt.phone)
		}
	}
}

package mail

import (
	"cmp"
	"strings"
	"testing"
)

// machineGolden is what a person who had not seen the rules says of a mail of testdata/corpus/machine; what is absent is not
// judged.
type machineGolden struct {
	Kind                                         string
	Status, Action, Recipient, OriginalMessageID *string
	Hard                                         *bool
}

// rate counts what was right.
type rate struct{ right, of int }

func (r *rate) judge(t *testing.T, name, what string, got, want any) {
	t.Helper()
	r.of++
	if got == want {
		r.right++
		return
	}
	t.Logf("%s: %s is %v, want %v", name, what, got, want)
}

func (r *rate) atLeast(t *testing.T, what string, least float64) {
	t.Helper()
	share := float64(r.right) / float64(max(r.of, 1))
	t.Logf("%s: %d of %d, %.1f %%", what, r.right, r.of, 100*share)
	if share < least {
		t.Errorf("%s: %.2f %%, at least %.2f %%", what, 100*share, 100*least)
	}
}

// TestMachineCorpus reads mails of machines, and of people that look like them, as they were written blind.
func TestMachineCorpus(t *testing.T) {
	var kinds, bounces, people, status, original, recipient, action, hard rate
	for c := range corpus[machineGolden](t, "machine", 150) {
		name, want, m := c.name, c.want, Parse(c.raw)
		if want.Kind != "" {
			kinds.judge(t, name, "kind", cmp.Or(m.Machine, "none"), want.Kind)
		}
		if want.Kind != "bounce" {
			if want.Kind == "none" {
				people.judge(t, name, "a person's mail", cmp.Or(m.Machine, "none"), "none")
			}
			continue
		}
		bounces.judge(t, name, "bounce", m.Machine, "bounce")
		b := m.Bounce
		if b == nil {
			continue
		}
		for _, f := range []struct {
			rate *rate
			what string
			got  string
			want *string
		}{{&status, "status", b.Status, want.Status}, {&action, "action", b.Action, want.Action}, {&recipient, "recipient", b.Recipient, want.Recipient}, {&original, "original", b.OriginalMessageID, want.OriginalMessageID}} {
			if f.want != nil {
				f.rate.judge(t, name, f.what, f.got, *f.want)
			}
		}
		if want.Hard != nil {
			hard.judge(t, name, "hard", b.Hard, *want.Hard)
		}
		if b.Reason == "" || strings.Contains(b.Reason, "\n") {
			t.Logf("%s: the reason is %q", name, b.Reason)
		}
	}
	kinds.atLeast(t, "kind", 0.985)
	bounces.atLeast(t, "bounces recognised", 0.99)
	people.atLeast(t, "people's mail left alone", 0.999)
	status.atLeast(t, "status", 0.95)
	original.atLeast(t, "original found", 0.95)
	recipient.atLeast(t, "recipient", 0.95)
	action.atLeast(t, "action", 0.98)
	hard.atLeast(t, "hard or soft", 0.98)
}

package teamfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/policy"
)

const png = "\x89PNG\r\n\x1a\n....."

// What lies in the creator's folder is in the folders of who joins; what they had stands beside, or waits to be shared.
func TestFilesOfTheCreatorArrive(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	a.write("replies/first contact/Hello.de.md", "Hallo")
	a.write("replies/refund.md", "We refund.")
	a.write("handbook/how.md", "![](shots/one.png)")
	a.write("handbook/shots/one.png", png)
	a.write("policy.yaml", string(policy.Sample()))
	a.write("roster.yaml", "shifts: []\n")
	b.write("replies/refund.md", "We do not refund.")
	b.write("replies/mine.md", "My own.")
	b.write("replies/crlf.md", "one\r\ntwo\r\n")
	a.write("replies/crlf.md", "one\ntwo\n")
	b.write("policy.yaml", "team: {name: Before}\n")
	begin(all)
	settle(all)
	want := a.folder()
	want["replies/mine.md"], want["replies/crlf.md"] = "My own.", "one\r\ntwo\r\n"
	if diff := cmp.Diff(want, b.folder()); diff != "" {
		t.Error(diff)
	}
	if got := b.text("replies/refund (before the team).txt"); got != "We do not refund." {
		t.Error(got)
	}
	if got := b.text("policy.before-team.yaml"); got != "team: {name: Before}\n" {
		t.Error(got)
	}
	if a.text("replies/mine.md") != "-" {
		t.Error("what nobody shared travelled")
	}
	done(t)(b.Share(t.Context(), "replies/mine.md"))
	b.step()
	settle(all)
	if diff := cmp.Diff("My own.", a.text("replies/mine.md")); diff != "" || a.problems()+b.problems() != "" {
		t.Error(diff, a.problems(), b.problems())
	}
}

// An edit, a new file, a renamed and a deleted one arrive, and nothing is echoed: the journal grows by what was done.
func TestEditsTravelOnce(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	a.write("replies/refund.md", "We refund.")
	a.write("replies/other.md", "Other.")
	begin(all)
	settle(all)
	b.write("replies/refund.md", "We refund within a week.")
	b.write("handbook/new page.md", "# New")
	b.step()
	a.remove("replies/other.md")
	a.step()
	settle(all)
	for _, d := range all {
		want := map[string]string{"replies/refund.md": "We refund within a week.", "handbook/new page.md": "# New"}
		if diff := cmp.Diff(want, d.folder()); diff != "" || d.problems() != "" {
			t.Errorf("%s: %s%s", d.agent, diff, d.problems())
		}
		got := must[[]Version](t)(d.Versions(t.Context(), "replies/refund.md"))
		if len(got) != 2 || got[0].Name != "ben" || !got[0].Stands || got[1].Stands || len(must[[]Version](t)(d.Versions(t.Context(), "replies/other.md"))) != 2 {
			t.Errorf("%s: %+v", d.agent, got)
		}
		if (got[0].CameAt == 0) != (d == b) {
			t.Errorf("%s: came %v", d.agent, got[0].CameAt)
		}
		shown, err := d.Version(t.Context(), "replies/refund.md", got[0].ID[:8])
		if diff := cmp.Diff([]Line{{"@", "@@ -1,1 +1,1 @@"}, {"-", "We refund."}, {"+", "We refund within a week."}}, shown.Diff); diff != "" || err != nil {
			t.Error(diff, err)
		}
	}
	before := must[[]Version](t)(a.Versions(t.Context(), "replies/refund.md"))
	done(t)(a.Restore(t.Context(), "replies/refund.md", before[1].ID))
	done(t)(b.Restore(t.Context(), "replies/other.md", must[[]Version](t)(b.Versions(t.Context(), "replies/other.md"))[1].ID))
	settle(all)
	for _, d := range all {
		if d.text("replies/refund.md") != "We refund." || d.text("replies/other.md") != "Other." {
			t.Errorf("%s: %v", d.agent, d.folder())
		}
	}
}

// Two edits made apart: the later one stands everywhere, the other is beside on its author's laptop alone, until taken away.
func TestConflict(t *testing.T) {
	all := crew(t, clock(), "asha", "ben", "chloe")
	a, b := all[0], all[1]
	a.write("replies/refund.md", "We refund.")
	begin(all)
	settle(all)
	a.write("replies/refund.md", "Asha's")
	a.step()
	b.write("replies/refund.md", "Ben's")
	b.step()
	settle(all)
	for _, d := range all {
		if d.text("replies/refund.md") != "Ben's" {
			t.Errorf("%s: %q", d.agent, d.text("replies/refund.md"))
		}
		beside := strings.Contains(strings.Join(d.all(), "\n"), ".txt")
		if beside != (d == a) || strings.Contains(d.problems(), "conflict") != (d == a) {
			t.Errorf("%s: %v %s", d.agent, d.all(), d.problems())
		}
	}
	c := must[[]Conflict](t)(a.Conflicts(t.Context()))
	if len(c) != 1 || a.text(c[0].Beside) != "Asha's" || c[0].Stands.Name != "ben" || c[0].Lost.Overrule != c[0].Stands.ID || !strings.HasPrefix(c[0].Beside, "replies/refund (Asha, 3 Nov 14.") {
		t.Errorf("%+v", c)
	}
	a.remove(c[0].Beside)
	settle(all)
	if c := must[[]Conflict](t)(a.Conflicts(t.Context())); len(c) != 0 || a.problems() != "" {
		t.Errorf("%+v %s", c, a.problems())
	}
}

// A member's policy is a proposal: the folder gets the team's back, an admin sees the difference and decides.
func TestProposals(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	sample := string(policy.Sample())
	a.write("policy.yaml", sample)
	begin(all)
	settle(all)
	changed := strings.Replace(sample, "Kestrel Support", "Kestrel Help", 1)
	b.write("policy.yaml", changed)
	b.step()
	settle(all)
	for _, d := range all {
		p := must[[]Proposal](t)(d.Proposals(t.Context()))
		if len(p) != 1 || p[0].Name != "ben" || p[0].Mine != (d == b) || p[0].Wrong != "" || len(p[0].Diff) < 3 || d.text("policy.yaml") != sample {
			t.Errorf("%s: %+v", d.agent, p)
		}
	}
	id := must[[]Proposal](t)(a.Proposals(t.Context()))[0].ID
	if _, err := b.Accept(t.Context(), id); err == nil {
		t.Error("a member accepted")
	}
	done(t)(a.Accept(t.Context(), id[:10]))
	settle(all)
	for _, d := range all {
		if d.text("policy.yaml") != changed || len(must[[]Proposal](t)(d.Proposals(t.Context()))) != 0 {
			t.Errorf("%s: %+v", d.agent, must[[]Proposal](t)(d.Proposals(t.Context())))
		}
	}
	b.write("policy.yaml", sample)
	b.step()
	settle(all)
	done(t)(a.Decline(t.Context(), must[[]Proposal](t)(a.Proposals(t.Context()))[0].ID))
	settle(all)
	if b.text("policy.yaml") != changed || len(must[[]Proposal](t)(b.Proposals(t.Context()))) != 0 {
		t.Error("declined, but not so")
	}
}

// Two laptops that format one file each in its own way are stopped, until a person chooses.
func TestFightIsFrozen(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	a.write("handbook/list.md", "* one\n")
	begin(all)
	settle(all)
	format := func() {
		a.step()
		if a.text("handbook/list.md") != "* one\n" {
			a.write("handbook/list.md", "* one\n")
			a.step()
		}
		a.send(b)
		b.step()
		if b.text("handbook/list.md") != "- one\n" {
			b.write("handbook/list.md", "- one\n")
			b.step()
		}
		b.send(a)
	}
	for range 30 {
		format()
	}
	if got := must[[]Version](t)(a.Versions(t.Context(), "handbook/list.md")); len(got) > 9 {
		t.Errorf("%d versions", len(got))
	}
	settle(all)
	for _, d := range all {
		f := must[[]Fight](t)(d.Frozen(t.Context()))
		if len(f) != 1 || len(f[0].Choices) != 2 || !strings.Contains(d.problems(), "laptop 0 and laptop 1") {
			t.Errorf("%s: %+v %s", d.agent, f, d.problems())
		}
	}
	fight := must[[]Fight](t)(a.Frozen(t.Context()))[0]
	done(t)(b.Thaw(t.Context(), fight.Path, fight.Choices[0].ID))
	settle(all)
	if a.text("handbook/list.md") != b.text("handbook/list.md") || a.problems()+b.problems() != "" || len(must[[]Fight](t)(a.Frozen(t.Context()))) != 0 {
		t.Error(a.text("handbook/list.md"), b.text("handbook/list.md"), a.problems())
	}
}

// A folder that is lost, or emptied, is written back; nothing of it is deleted for the others.
func TestLostFolderIsWrittenBack(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	a.write("handbook/one.md", "1")
	a.write("handbook/two.md", "2")
	begin(all)
	settle(all)
	b.remove("handbook/one.md")
	b.remove("handbook/two.md")
	b.until("the folder", func() bool {
		b.step()
		return b.text("handbook/one.md") == "1"
	})
	settle(all)
	for _, d := range all {
		if d.text("handbook/one.md") != "1" || d.text("handbook/two.md") != "2" {
			t.Errorf("%s: %v", d.agent, d.all())
		}
	}
}

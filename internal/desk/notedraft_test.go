package desk

import "testing"

// TestANoteBesideOneBeingWritten: a note takes away the draft that says the same, and no other.
func TestANoteBesideOneBeingWritten(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	waits := func(want string) {
		t.Helper()
		d, ok, err := o.d.Work.Draft(ctx, o.id)
		if err != nil || d.Text != want || ok != (want != "") {
			t.Errorf("the note being written is %q, want %q (%v)", d.Text, want, err)
		}
	}
	if err := o.d.Work.SaveDraft(ctx, o.id, "Ask @lena\r\nabout it ", "question"); err != nil {
		t.Fatal(err)
	}
	do[any](t)(o.d.Work.Note(ctx, o.id, "From the command line", ""))
	waits("Ask @lena\r\nabout it ")
	do[any](t)(o.d.Work.Note(ctx, o.id, "Ask @lena\nabout it", "question"))
	waits("")
}

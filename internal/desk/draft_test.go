package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// attached is a mail of Marco's with files, delivered; it returns the mail's key.
func (o *office) attached(id string, files ...string) string {
	o.t.Helper()
	at := o.c.now()
	parts := ""
	for _, f := range files {
		parts += "--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=\"" + f + "\"\n\n1;2\n"
	}
	o.deliver(fmt.Sprintf(`Received: from mx by mx; %[1]s
From: Marco <marco@halvorsen.example>
To: cloud@kestrel.example
Date: %[1]s
Subject: Re: October export stops
Message-ID: <%[2]s@halvorsen.example>
References: <q1@halvorsen.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Here is the log.
%[3]s--b--
`, at.Format(time.RFC1123Z), id, parts))
	return mail.Key(id+"@halvorsen.example", "marco@halvorsen.example", fmt.Sprint(at.Unix()))
}

// TestABlankForward: the files that a forward brings along are nobody's work: alone they are not listed, not counted and
// pruned, and make room for those of another mail.
func TestABlankForward(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	one := o.attached("q2", "log.csv")
	o.c.set(o.c.now().Add(time.Minute))
	two := o.attached("q3", "more.csv")
	stands := func(want bool) {
		t.Helper()
		list := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id))
		mark := o.ticket().Draft
		counts := false
		err := o.d.store.Read(ctx, func(tx *store.Tx) error {
			_, row, err := tx.Ticket(o.id)
			if err != nil {
				return err
			}
			marks, err := tx.Marks([]int64{row})
			counts = marks[row].DraftKind != ""
			return err
		})
		if err != nil || (len(list) == 1) != want || counts != want || !want && mark != "" {
			t.Errorf("it stands %v: listed %d, marked %q %v (%v)", want, len(list), mark, counts, err)
		}
	}
	d := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", one))
	if !d.Blank || len(d.Files) != 1 || d.Files[0].Name != "log.csv" {
		t.Fatalf("it begins as %+v", d)
	}
	stands(false)
	if again := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", two)); again.ID != d.ID || len(again.Files) != 1 || again.Files[0].Name != "more.csv" {
		t.Errorf("of the other mail: %+v", again)
	}
	own := do[compose.File](t)(o.d.Compose.Attach(ctx, d.ID, "mine.txt", "", false, strings.NewReader("x")))
	stands(true)
	if again := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", one)); len(again.Files) != 2 || again.Blank {
		t.Errorf("a file of one's own was lost: %+v", again)
	}
	if err := o.d.Compose.RemoveFile(ctx, d.ID, own.ID); err != nil {
		t.Fatal(err)
	}
	stands(false)
	e := edit(d, "")
	e.To = "lena@kestrel.example"
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	stands(true)
	e.To = ""
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	for _, at := range []time.Duration{time.Hour, 25 * time.Hour} {
		gone := at > 24*time.Hour
		err := o.d.store.Write(ctx, func(tx *store.Tx) error {
			n, err := tx.PruneOutbox(ticket.TimeOf(o.c.now().Add(at)))
			if (n > 0) != gone {
				t.Errorf("after %s %d rows were pruned", at, n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if !gone {
			continue
		}
		if _, err := o.d.Compose.Draft(ctx, d.ID); fault.From(err) == nil || fault.From(err).Code != fault.NotFound {
			t.Errorf("it is still there: %v", err)
		}
	}
}

// TestForwardCutShort: a forward whose files did not all come along is not sent without them: the next look takes them.
func TestForwardCutShort(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	key := o.attached("q2", "log.csv")
	d := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", key))
	err := o.d.store.Write(ctx, func(tx *store.Tx) error { // as a process that is killed leaves it
		if err := tx.RemoveDraftFile(d.Files[0].ID); err != nil {
			return err
		}
		_, err := tx.BeginDraftFile(store.DraftFile{Draft: d.ID, Name: "log.csv", Along: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if at := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", key)); len(at.Files) != 0 { // it may still be coming
		t.Errorf("at once: %+v", at.Files)
	}
	o.c.set(o.c.now().Add(2 * time.Minute))
	if again := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", key)); again.ID != d.ID || len(again.Files) != 1 || again.Files[0].Size != d.Files[0].Size {
		t.Errorf("then: %+v", again)
	}
	o.c.set(o.c.now().Add(time.Minute))
	second := o.attached("q3", "a.csv", "b.csv")
	cut, stop := context.WithCancel(ctx)
	leave := o.d.Subscribe(func(n Notice) { // the first file is there
		if n.Kind == Changed {
			stop()
		}
	})
	_, err = o.d.Compose.Open(cut, o.id, "forward", second)
	leave()
	if err == nil {
		t.Error("it was not cut short")
	}
	if again := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", second)); len(again.Files) != 2 {
		t.Errorf("after an end: %+v", again.Files)
	}
}

// TestLookingWritesNothing: two windows that show one blank reply do not write in turn for ever.
func TestLookingWritesNothing(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	d := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
	o.c.set(o.c.now().Add(time.Minute))
	if again := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", "")); again.SavedAt != d.SavedAt {
		t.Errorf("looked at, it was written at %v", again.SavedAt)
	}
	o.c.set(o.c.now().Add(2 * time.Hour))
	if again := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", "")); again.ID != d.ID || again.SavedAt == d.SavedAt {
		t.Errorf("used, it is not kept from being pruned: %+v", again)
	}
}

// TestWrittenInTwoPlaces: whoever saves over words that they have not seen puts them aside: told once, shown beside the
// draft until somebody says so, restorable.
func TestWrittenInTwoPlaces(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	beside := openDesk(t, o.dir, o.c)
	t.Cleanup(func() { beside.Close() }) //nolint:errcheck // the folder goes next
	here := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
	there := do[compose.Draft](t)(beside.Compose.Open(ctx, o.id, "reply", ""))
	one := do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(here, "<p>From <b>here</b></p>")))
	if one.Other != nil || one.Base == "" || one.SavedAt <= here.SavedAt {
		t.Fatalf("the first: %+v", one)
	}
	two := do[compose.Saved](t)(beside.Compose.Save(ctx, edit(there, "<p>From there</p>")))
	if two.Other == nil || two.Other.HTML != "<p>From <strong>here</strong></p>" || two.Other.Notice == "" || two.ID != one.ID || two.SavedAt <= one.SavedAt {
		t.Fatalf("the second: %+v", two)
	}
	kept := two.Other.ID
	there.Base = two.Base
	two = do[compose.Saved](t)(beside.Compose.Save(ctx, edit(there, "<p>From there, on</p>")))
	if two.Other != nil {
		t.Errorf("one's own words were put aside: %+v", two.Other)
	}
	d := do[compose.Draft](t)(o.d.Compose.Draft(ctx, here.ID))
	if d.HTML != "<p>From there, on</p>" || d.Other == nil || d.Other.ID != kept || d.Base != two.Base {
		t.Errorf("it stands as %+v", d)
	}
	if list := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id)); len(list) != 1 {
		t.Errorf("%d drafts are listed", len(list))
	}
	e := edit(here, "<p>From there, on, and from <i>here</i></p>") // stale, but nothing is lost by it
	if s := do[compose.Saved](t)(o.d.Compose.Save(ctx, e)); s.Other != nil {
		t.Errorf("put aside although it stands there: %+v", s.Other)
	}
	if _, err := o.d.Compose.Discard(ctx, kept); err != nil {
		t.Fatal(err)
	}
	if d := do[compose.Draft](t)(o.d.Compose.Draft(ctx, here.ID)); d.Other != nil {
		t.Errorf("left alone it is still shown: %+v", d.Other)
	}
	back := do[compose.Draft](t)(o.d.Compose.Restore(ctx, kept))
	if back.HTML != "<p>From <strong>here</strong></p><hr><p>From there, on, and from <em>here</em></p>" || back.Blank {
		t.Errorf("restored: %s", back.HTML)
	}
}

// TestManyWriters: however the saves of two writers fall together, each word is in the draft or beside it.
func TestManyWriters(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	beside := openDesk(t, o.dir, o.c)
	t.Cleanup(func() { beside.Close() }) //nolint:errcheck // the folder goes next
	first := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
	var writers sync.WaitGroup
	for w, d := range []*Desk{o.d, beside} {
		writers.Go(func() {
			mine := first
			for i := range 20 {
				s, err := d.Compose.Save(ctx, edit(mine, fmt.Sprintf("<p>writer%d wrote word%d.</p>", w, i)))
				if err != nil {
					t.Error(err)
					return
				}
				mine.Base = s.Base
			}
		})
	}
	writers.Wait()
	d := do[compose.Draft](t)(o.d.Compose.Draft(ctx, first.ID))
	if d.Other == nil {
		t.Fatalf("nothing was put aside, there stands %s", d.HTML)
	}
	all := []string{d.HTML, d.Other.HTML}
	for w := range 2 {
		if last := fmt.Sprintf("<p>writer%d wrote word19.</p>", w); !slices.Contains(all, last) {
			t.Errorf("%s is neither in the draft nor beside it: %q", last, all)
		}
	}
}

// TestTypedOnAfterItWasSent: one window sends a draft and begins the next, the other one types on in the first: whatever
// stood anywhere stands in the draft or beside it.
func TestTypedOnAfterItWasSent(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	d := o.write("reply", "<p>First</p>")
	base := do[compose.Draft](t)(o.d.Compose.Draft(ctx, d.ID)).Base
	do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}))
	next := o.write("reply", "<p>Begun elsewhere</p>")
	for _, page := range []string{"<p>First, and more</p>", "<p>First, and more and more</p>"} {
		e := edit(d, page)
		e.Base = base
		s := do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
		if d.ID, base = s.ID, s.Base; s.ID != next.ID {
			t.Fatalf("saved as %+v, want %s", s, next.ID)
		}
		got := do[compose.Draft](t)(o.d.Compose.Draft(ctx, s.ID))
		all := got.HTML
		if got.Other != nil {
			all += got.Other.HTML
		}
		if !strings.Contains(all, page) || !strings.Contains(all, "Begun elsewhere") {
			t.Errorf("after %s: %q, beside it %+v", page, got.HTML, got.Other)
		}
	}
}

// TestTypedOnAfterAMerge: a mail is taken back while the next reply is being written: both become one, and what a window
// still types into the other one is not refused.
func TestTypedOnAfterAMerge(t *testing.T) {
	for _, begun := range []string{"", "<p>Next</p>"} {
		o := newOffice(t)
		ctx := t.Context()
		q := o.send("<p>First</p>", compose.SendOptions{})
		d := o.write("reply", begun)
		if _, _, err := o.d.Compose.Act(ctx, q.Mail.ID, compose.ActCancel); err != nil {
			t.Fatal(err)
		}
		s := do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(d, "<p>Next, typed on</p>")))
		got := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
		if got.ID != s.ID || !strings.Contains(got.HTML, "typed on") || !strings.Contains(got.HTML, "First") {
			t.Errorf("begun with %q, it stands as %q", begun, got.HTML)
		}
	}
}

// TestDiscardAMailBesideADraft: a mail is thrown away while the next reply is being written: that one stays as it is, and
// what was thrown away can be brought back.
func TestDiscardAMailBesideADraft(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	q := o.send("<p>First</p>", compose.SendOptions{})
	next := o.write("reply", "<p>Next</p>")
	_, m, err := o.d.Compose.Act(ctx, q.Mail.ID, compose.ActDiscard)
	if err != nil {
		t.Fatal(err)
	}
	if list := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id)); len(list) != 1 || list[0].ID != next.ID || list[0].HTML != "<p>Next</p>" {
		t.Errorf("left: %+v", list)
	}
	if list := do[[]compose.Mail](t)(o.d.Compose.Mails(ctx)); len(list) != 0 {
		t.Errorf("the outbox holds %+v", list)
	}
	if back := do[compose.Draft](t)(o.d.Compose.Restore(ctx, m.Draft)); !strings.Contains(back.HTML, "First") || !strings.Contains(back.HTML, "Next") {
		t.Errorf("brought back: %q", back.HTML)
	}
}

// TestLookingWaitsForNoWriter: a window that looks again at a draft somebody writes in has it while the writer is busy.
func TestLookingWaitsForNoWriter(t *testing.T) {
	o := newOffice(t)
	d := o.write("reply", "<p>Half</p>")
	err := o.d.store.Write(t.Context(), func(*store.Tx) error {
		again, err := o.d.Compose.Open(t.Context(), o.id, "reply", "")
		if again.ID != d.ID || again.HTML != "<p>Half</p>" {
			t.Errorf("seen %+v", again)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

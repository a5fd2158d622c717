package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// attached is a mail of Marco's with a file, delivered; it returns the mail's key.
func (o *office) attached(id, file string) string {
	o.t.Helper()
	at := o.c.now()
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
--b
Content-Type: text/csv
Content-Disposition: attachment; filename="%[3]s"

1;2
--b--
`, at.Format(time.RFC1123Z), id, file))
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

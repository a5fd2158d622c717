package desk

import (
	"strings"
	"testing"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
)

// TestSwap: what was discarded or written over comes back, files and all, and what stood there goes where it came from.
func TestSwap(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	if _, err := o.d.Compose.Swap(ctx, o.id, "reply"); fault.From(err).Code != fault.NotFound {
		t.Fatalf("of nothing: %v", err)
	}
	one := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
	do[compose.File](t)(o.d.Compose.Attach(ctx, one.ID, "a.txt", "", false, strings.NewReader("A")))
	do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(one, "<p>One</p>")))
	do[any](t)(o.d.Compose.Discard(ctx, one.ID))
	swapped := func(want string, files int) compose.Draft {
		t.Helper()
		d := do[compose.Draft](t)(o.d.Compose.Swap(ctx, o.id, "reply"))
		list := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id))
		if d.HTML != want || len(d.Files) != files || len(list) != 1 || list[0].ID != d.ID {
			t.Fatalf("%s with %d files, of %d drafts; want %s", d.HTML, len(d.Files), len(list), want)
		}
		return d
	}
	two := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
	do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(two, "<p>Two</p>")))
	swapped("<p>One</p>", 1)
	swapped("<p>Two</p>", 0)
	d := swapped("<p>One</p>", 1)
	e := edit(d, "<p>Over it</p>")
	e.Base = "" // as the command line writes anew
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	swapped("<p>One</p>", 1)
	swapped("<p>Over it</p>", 1)
	if _, err := o.d.Compose.Swap(ctx, o.id, "forward"); fault.From(err).Code != fault.NotFound {
		t.Errorf("a forward: %v", err)
	}
}

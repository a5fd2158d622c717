package desk

import (
	"slices"
	"strings"
	"testing"

	"deskhand/internal/desk/core"
)

// TestOutwardKeywords: on a real server the mail of a ticket carries its owner, status and tags as keywords, undo takes
// them off, and nothing that another program does to them comes back.
func TestOutwardKeywords(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.mirror("keywords")
	o.sync()
	o.stands("INBOX")
	do[core.Done](t)(o.d.Work.Claim(ctx, o.id, false))
	o.sync()
	o.stands("INBOX", "dh-owner-asha", "dh-status-in-progress")
	do[core.Done](t)(o.d.Work.Tag(ctx, o.id, []string{"bug", "billing"}, nil))
	o.sync()
	o.stands("INBOX", "dh-owner-asha", "dh-status-in-progress", "dh-tag-billing", "dh-tag-bug")
	o.undo()
	o.sync()
	o.stands("INBOX", "dh-owner-asha", "dh-status-in-progress")
	h := o.hand()
	h.Flag("INBOX", "dh-owner-asha", false, h.UIDs("INBOX")...)
	h.Flag("INBOX", "dh-owner-zoe", true, h.UIDs("INBOX")...)
	o.sync()
	o.sync()
	o.stands("INBOX", "dh-owner-zoe", "dh-status-in-progress")
	if k := o.ticket(); k.Owner != "asha" {
		t.Errorf("a keyword made it %q's", k.Owner)
	}
	o.resolve()
	o.sync()
	o.stands("INBOX", "dh-owner-asha", "dh-status-resolved")
	o.mirror()
	do[core.Done](t)(o.d.Work.Status(ctx, o.id, "open"))
	o.sync()
	o.stands("INBOX", "dh-owner-asha", "dh-status-resolved")
	if p := o.outward(); p.Waiting+p.Parked > 0 {
		t.Errorf("waits: %+v", p)
	}
	if got := h.Flags("INBOX"); slices.ContainsFunc(got[1], func(f string) bool { return strings.HasPrefix(f, `\`) && f != `\Recent` }) {
		t.Errorf("other marks changed: %v", got)
	}
}

package app

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deskhand/internal/desk"
	"deskhand/internal/mail/sanitize"
	"deskhand/internal/ticket"
)

// sheetBudget is how long the opening of a ticket may wait for mails' pages to be made safe: a key press shows the ticket
// at once (experience.md 1).
const sheetBudget = 25 * time.Millisecond

// entries shows a conversation. Pages that were never shown are prepared newest first while the budget lasts; the others
// afterwards, and then the page is told to look again.
func (h *host) entries(id string, list []ticket.Entry) []EntryView {
	out := make([]EntryView, len(list))
	until := time.Now().Add(sheetBudget)
	var later []string
	for i, e := range slices.Backward(list) {
		ready := !e.HasHTML || e.Outbox != nil || h.sheets.get(e.ID) != nil || time.Now().Before(until)
		out[i] = h.entry(e, ready)
		if !ready {
			later = append(later, e.ID)
		}
	}
	notDelivered(out, list)
	if len(later) > 0 {
		h.spawn(func() { h.prepare(id, later) })
	}
	return out
}

func (h *host) prepare(id string, keys []string) {
	for _, key := range keys {
		if h.ctx.Err() != nil {
			return
		}
		if _, err := h.sheet(key); err != nil {
			h.o.Log.Warn("prepare a mail's page", "error", err)
			h.sheets.put(key, &sheet{links: []LinkView{}}) // told once, by the frame
		}
	}
	h.events.hear(desk.Notice{Kind: desk.Changed, Tickets: []string{id}})
}

// entry shows one thing of a conversation; remote are the senders whose pictures from outside are always shown.
func (h *host) entry(e ticket.Entry, ready bool) EntryView {
	v := EntryView{
		ID: e.ID, Key: e.ID, Kind: string(e.Kind), Direction: e.Direction, To: some(e.To), Cc: some(e.Cc), At: int64(e.At), Date: int64(e.Date),
		Text: e.Text, VisibleText: e.VisibleText, QuotedText: e.QuotedText, QuotedHeld: e.QuotedHeld, Runs: some(e.Runs), HasHTML: e.HasHTML, Machine: machine(e),
		Attachments: make([]Attachment, 0, len(e.Attachments)), Links: []LinkView{}, Problems: some(e.Problems), NoteKind: e.NoteKind,
		Mentions: some(e.Mentions), Read: e.Read, Op: e.Op, Extent: e.Extent, Size: e.Size, Wanted: e.Wanted, Elsewhere: e.Elsewhere,
	}
	for _, a := range e.Attachments {
		v.Attachments = append(v.Attachments, attachmentView(a))
	}
	switch e.Kind {
	case ticket.KindMessage:
		h.message(e, ready, &v)
	case ticket.KindEvent:
		v.By, v.ByName, v.EventText = e.From, e.FromName, e.Text
	case ticket.KindNote, ticket.KindCall:
		v.By, v.ByName = e.From, e.FromName
	}
	return v
}

func (h *host) message(e ticket.Entry, ready bool, v *EntryView) {
	v.FromName, v.FromAddr = e.FromName, e.From
	v.Sender, v.NewHere, v.Secure, v.SecureWhy = senderView(e.Sender), e.NewHere, e.Secure, e.SecureWhy
	if e.Outbox != nil {
		v.Outbox = h.pending(e)
		if e.HasHTML {
			v.FrameURL = outboxPrefix + e.Outbox.ID
		}
		return
	}
	if e.Gone {
		v.Problems = append(slices.Clone(v.Problems), "This mail is no longer on the server. It is kept here.")
	}
	if len(e.Invites) > 0 {
		v.Invite = inviteView(e.Invites[0], time.Now(), h.desk.Zone())
		v.Invite.Proposal, v.Invite.Taken = e.Proposal, e.Taken
	}
	if !e.HasHTML {
		v.Links = h.linkViews(e.From, sanitize.PlainResult(e.Text).Links)
		return
	}
	v.FrameURL = frameURL(e.ID)
	if !ready {
		return
	}
	s, err := h.sheet(e.ID)
	if err != nil {
		v.Problems = append(slices.Clone(v.Problems), "Its page could not be prepared: "+err.Error())
		return
	}
	v.Links, v.RemoteBlocked = s.links, len(s.remote)
	if e.Remote {
		h.consent.allow(e.ID)
	}
	if h.consent.allowed(e.ID) && len(s.remote) > 0 {
		v.FrameURL, v.RemoteBlocked = v.FrameURL+"?remote=1", 0
	}
}

// machine says what kind of machine wrote, with a bounce's reason.
func machine(e ticket.Entry) string {
	if e.Machine == "none" {
		return ""
	}
	if _, reason, ok := strings.Cut(e.BounceText, ": "); ok && e.Machine == "bounce" {
		return e.Machine + ": " + reason
	}
	return e.Machine
}

func (h *host) rows(tickets []ticket.Ticket) []Row {
	out := make([]Row, 0, len(tickets))
	for _, t := range tickets {
		out = append(out, h.row(t))
	}
	return out
}

func (h *host) row(t ticket.Ticket) Row {
	r := Row{
		ID: t.ID, Number: t.Number, Subject: t.Subject, Channel: t.Channel, ContactName: cmp.Or(t.Contact.Name, t.Contact.Email),
		Snippet: firstLine(t), Status: string(t.Status), StatusLabel: h.desk.Team.Policy().StatusLabel(t.Pipeline, string(t.Status)),
		Priority: string(t.Priority), Owner: t.Owner, Unread: t.Unread > 0, At: int64(t.UpdatedAt), LastCustomerAt: int64(t.LastCustomerAt),
		WaitsSince: int64(t.WaitsSince), SnoozedUntil: int64(t.SnoozedUntil), SnoozeReason: string(t.SnoozeReason), SnoozeReply: t.SnoozeReply,
		Back: t.Back, Tags: some(t.Tags), History: t.History, Machine: t.Machine, Messages: t.Messages,
		Draft: t.Draft, Outbox: t.Outbox, Waits: t.Waits, Bounce: bounced(t.Bounce),
	}
	if t.Company != nil {
		r.CompanyName = t.Company.Name
	}
	if s := t.SLA; s != nil {
		r.SLADue, r.SLABreached = int64(cmp.Or(s.NextResponseDue, s.FirstResponseDue)), s.Breached
	}
	return r
}

// some makes a list that JSON shows as one.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// firstLine is what a list shows of a ticket's newest mail.
func firstLine(t ticket.Ticket) string {
	if t.Snippet == "" && t.Head {
		return "Here by its head"
	}
	return t.Snippet
}

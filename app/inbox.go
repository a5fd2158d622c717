package app

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"deskhand/internal/desk/fault"
	"deskhand/internal/ticket"
)

// Inbox is the reading side: queues, lists, conversations, search.
type Inbox struct{ h *host }

const (
	policyQueue = "policy:"
	maxRows     = 500
	maxRaw      = 2 << 20 // bytes of a mail's source that the page shows
)

// queueName is a queue as the page names it: those that policy adds end in "@".
func queueName(name string) string {
	if strings.HasSuffix(name, "@") {
		return policyQueue + name
	}
	return name
}

// Session tells who works here, and the words for ids.
func (i *Inbox) Session() (Session, error) { return i.h.session() }

// Queues lists the queues with their counts.
func (i *Inbox) Queues() ([]QueueInfo, error) {
	queues, err := i.h.desk.Inbox.Queues(i.h.ctx)
	out := make([]QueueInfo, 0, len(queues))
	for _, q := range queues {
		out = append(out, QueueInfo{Name: queueName(q.Name), Label: q.Label, Count: q.Count, Unread: q.Unread})
	}
	return out, fail(err)
}

// List reads a stretch of a queue.
func (i *Inbox) List(queue, after string, limit int) (Page, error) {
	p, err := i.h.desk.Inbox.List(i.h.ctx, strings.TrimPrefix(queue, policyQueue), after, within(limit))
	return Page{Rows: i.h.rows(p.Tickets), Next: p.Next, Total: p.Total}, fail(err)
}

func within(limit int) int { return min(max(limit, 1), maxRows) }

// Search finds tickets by words and operators.
func (i *Inbox) Search(query string, limit int) (SearchPage, error) {
	out := SearchPage{Rows: []Row{}, Snippets: []Snippet{}, Ask: []Ask{}}
	r, err := i.h.desk.Inbox.Search(i.h.ctx, query, "", within(limit))
	if err != nil {
		return out, fail(err)
	}
	out.Next, out.Unindexed, out.Heads, out.Total = r.Next, r.Unindexed, r.Heads, len(r.Hits)
	for _, hit := range r.Hits {
		out.Rows = append(out.Rows, i.h.row(hit.Ticket))
		out.Snippets = append(out.Snippets, Snippet{Ticket: hit.Ticket.ID, Text: hit.Snippet})
	}
	return out, nil
}

// Open reads a ticket with everything beside it. It takes an id or what a person types for one.
func (i *Inbox) Open(typed string) (TicketView, error) {
	h, empty := i.h, emptyView()
	id, err := h.resolve(typed)
	if err != nil {
		return empty, fail(err)
	}
	t, err := h.desk.Inbox.Ticket(h.ctx, id)
	if err != nil {
		return empty, fail(err)
	}
	entries, err := h.desk.Inbox.Entries(h.ctx, id)
	if err != nil {
		return empty, fail(err)
	}
	if slices.ContainsFunc(entries, func(e ticket.Entry) bool { return e.Extent == "head" && !e.Wanted && !e.Gone }) {
		h.spawn(func() { // older mail comes while it is looked at; each is told when it is here
			if err := h.desk.Inbox.Opened(h.ctx, id); err != nil && h.ctx.Err() == nil {
				h.o.Log.Warn("want the older mail of a ticket", "error", err)
			}
		})
	}
	view := h.ticketView(t, entries)
	return view, fail(h.besideTicket(h.ctx, id, &view))
}

// emptyView is what goes with an error: JSON shows its lists as lists.
func emptyView() TicketView {
	return TicketView{
		Categories: []string{}, Entries: []EntryView{}, Others: []Row{}, Agenda: []AgendaItem{}, Asks: []AskView{}, Replying: []string{}, Why: []WhyView{},
		Row: Row{Tags: []string{}}, Contact: Contact{Phones: []string{}},
	}
}

// besideTicket adds what stands beside the conversation.
func (h *host) besideTicket(ctx context.Context, id string, view *TicketView) error {
	others, err := h.desk.Inbox.Others(ctx, id)
	if err != nil {
		return err //nolint:wrapcheck // a fault, told as it is
	}
	view.Others = h.rows(others)
	if view.Company != nil {
		c, err := h.desk.Inbox.Company(ctx, id)
		if err != nil && fault.From(err).Code != fault.NotFound {
			return err //nolint:wrapcheck // a fault, told as it is
		}
		for _, f := range c.Fields {
			if f.Value != "" && f.ID != "plan" && f.ID != "name" {
				view.Company.Fields = append(view.Company.Fields, CompanyField(f))
			}
		}
	}
	closing, err := h.desk.Closing.View(ctx, id, endingOf(""), "")
	if err != nil {
		return err //nolint:wrapcheck // a fault, told as it is
	}
	view.Checklist = progress(closing.Lines)
	for _, a := range closing.Asks {
		view.Asks = append(view.Asks, AskView{Key: a.Message, Text: a.Text, Open: a.Open, At: a.At.UnixMilli()})
	}
	view.Replying = h.writers(id).Names
	items, err := h.desk.Agenda.Of(ctx, id)
	if err != nil {
		return err //nolint:wrapcheck // a fault, told as it is
	}
	view.Agenda = agendaItems(items)
	draft, ok, err := h.desk.Work.Draft(ctx, id)
	if ok && draft.Text != "" {
		view.Draft = &NoteDraft{Text: draft.Text, Kind: draft.Detail}
	}
	if err != nil {
		return err //nolint:wrapcheck // a fault, told as it is
	}
	mails, err := h.desk.Compose.Drafts(ctx, id)
	if len(mails) > 0 {
		m := mails[0]
		view.MailDraft = &MailDraft{ID: m.ID, Kind: m.Kind, Snippet: m.Snippet, UpdatedAt: int64(m.SavedAt)}
	}
	return err //nolint:wrapcheck // a fault, told as it is
}

const idLength = 17 // t and 16 letters

func (h *host) resolve(typed string) (string, error) {
	if len(typed) == idLength && typed[0] == 't' {
		return typed, nil
	}
	return h.desk.Inbox.Resolve(h.ctx, typed) //nolint:wrapcheck // a fault, told as it is
}

// OpenAt reads a ticket as it stood at a moment, Unix milliseconds: only what had come and been done by then.
func (i *Inbox) OpenAt(typed string, at int64) (TicketView, error) {
	h, when := i.h, time.UnixMilli(at)
	id, err := h.resolve(typed)
	if err != nil {
		return emptyView(), fail(err)
	}
	t, err := h.desk.Inbox.At(h.ctx, id, when)
	if err != nil {
		return emptyView(), fail(err)
	}
	entries, err := h.desk.Inbox.EntriesAt(h.ctx, id, when)
	if err != nil {
		return emptyView(), fail(err)
	}
	view := h.ticketView(t, entries)
	view.Others, view.Agenda, view.Checklist = []Row{}, []AgendaItem{}, Progress{}
	return view, nil
}

// MarkRead notes what this agent has seen.
func (i *Inbox) MarkRead(ticket string, keys []string) error {
	return fail(i.h.desk.Inbox.MarkRead(i.h.ctx, ticket, keys))
}

// Raw shows a mail as it came, cut where it is very long.
func (i *Inbox) Raw(key string) (string, error) {
	raw, err := i.h.desk.Inbox.Raw(i.h.ctx, key)
	if err != nil {
		return "", fail(err)
	}
	tail := ""
	if len(raw) > maxRaw {
		raw, tail = raw[:maxRaw], "\n… cut here"
	}
	if utf8.Valid(raw) {
		return string(raw) + tail, nil
	}
	out := make([]rune, 0, len(raw))
	for _, b := range raw { // every byte shows itself, as Latin-1
		out = append(out, rune(b))
	}
	return string(out) + tail, nil
}

// OpenLink opens the n-th link of a mail. Where it leads, only the desk knows. One that writes a mail begins a reply.
func (i *Inbox) OpenLink(key string, n int, confirmed bool) (LinkOpened, error) {
	o, err := i.h.desk.Inbox.OpenLink(i.h.ctx, key, n, confirmed)
	if err != nil || o.Mail == nil {
		return LinkOpened{OK: o.OK, Ask: o.Ask, Refused: o.Refused}, fail(err)
	}
	b, err := i.h.desk.Compose.OpenMailto(i.h.ctx, key, *o.Mail)
	return LinkOpened{Ticket: b.Draft.Ticket, Text: b.Text}, fail(err)
}

// ShowRemote shows the pictures from outside of one mail as long as the window lives, and answers the frame's address.
// always: of all mails of its sender, where the mailbox's server found that it is theirs (security.md).
func (i *Inbox) ShowRemote(key string, always bool) (string, error) {
	if always {
		if err := i.h.desk.Inbox.AlwaysRemote(i.h.ctx, key); err != nil {
			return "", fail(err)
		}
	}
	i.h.consent.allow(key)
	return frameURL(key) + "?remote=1", nil
}

// FetchMail wants the whole of a mail that is here in part.
func (i *Inbox) FetchMail(key string) error { return fail(i.h.desk.Inbox.Fetch(i.h.ctx, key)) }

// SearchOlder has the server search the mails that are here by their heads, and fetches what it finds.
func (i *Inbox) SearchOlder(query string) (OlderFound, error) {
	o, err := i.h.desk.Inbox.SearchOlder(i.h.ctx, query)
	return OlderFound{Asked: o.Asked, Found: o.Found}, fail(err)
}

func frameURL(key string) string { return mailPrefix + key }

// ticketView is a ticket and its conversation.
func (h *host) ticketView(t ticket.Ticket, entries []ticket.Entry) TicketView {
	p := h.desk.Team.Policy()
	view := TicketView{
		Row: h.row(t), Pipeline: t.Pipeline, PipelineLabel: t.Pipeline, Department: t.Department, Categories: some(t.Categories),
		Contact: Contact{Name: t.Contact.Name, Email: t.Contact.Email, Phones: some(t.Contact.Phones)}, Entries: []EntryView{}, Asks: []AskView{},
		Replying: []string{}, Why: []WhyView{},
	}
	for _, l := range p.Pipelines() {
		if l.ID == t.Pipeline || t.Pipeline == "" && l.ID == p.DefaultPipeline() {
			view.Pipeline, view.PipelineLabel = l.ID, l.Label
		}
	}
	for _, d := range p.Departments() {
		if d.ID == t.Department {
			view.Department = d.Label
		}
	}
	if c := t.Company; c != nil {
		view.Company = &Company{Name: c.Name, Plan: c.Plan, ChurnRisk: c.ChurnRisk, Fields: []CompanyField{}}
	}
	view.ReadOnly, view.Lost = t.Frozen, h.lost(t)
	for field, by := range t.By {
		view.Why = append(view.Why, WhyView{Field: field, Text: by})
	}
	slices.SortFunc(view.Why, func(a, b WhyView) int { return strings.Compare(a.Field, b.Field) })
	view.Contact.OffsetMinutes, view.Contact.KnowsOffset = offsetOf(entries)
	view.Contact.Language = languageOf(entries)
	view.Entries = h.entries(t.ID, entries)
	return view
}

// Candidates lists what a ticket could be merged with.
func (i *Inbox) Candidates(ticket, typed string) ([]Row, error) {
	list, err := i.h.desk.Inbox.Candidates(i.h.ctx, ticket, typed)
	return i.h.rows(list), fail(err)
}

// Suggestions lists what the mail of a ticket hints at.
func (i *Inbox) Suggestions(ticket string) ([]SuggestionView, error) {
	list, err := i.h.desk.Inbox.Suggestions(i.h.ctx, ticket)
	out := make([]SuggestionView, 0, len(list))
	for _, s := range list {
		out = append(out, SuggestionView(s))
	}
	return out, fail(err)
}

// DismissSuggestion lets a suggestion not come again on this desk.
func (i *Inbox) DismissSuggestion(ticket, id string) error {
	return fail(i.h.desk.Inbox.Dismiss(i.h.ctx, ticket, id))
}

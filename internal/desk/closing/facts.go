package closing

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/core"
	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Service closes tickets.
type Service struct {
	core  *core.Core
	o     Options
	found found
}

// Options are what the desk hands in.
type Options struct {
	Parsed func(tx *store.Tx, m store.Message) *mail.Message // a mail as it was read, kept for the next time; nil: read anew
	Outbox Outbox                                            // nil: no mail leaves with a close
}

// New makes the service.
func New(c *core.Core, o Options) *Service {
	if o.Parsed == nil {
		o.Parsed = func(tx *store.Tx, m store.Message) *mail.Message { return mail.ParseReader(tx.Raw(m.Raw), m.Size) }
	}
	return &Service{core: c, o: o}
}

// dossier is a ticket with everything that closing asks about.
type dossier struct {
	ticket  ticket.Ticket
	row     int64
	state   *journal.Object
	facts   rules.Facts
	checks  map[string]rules.Check
	lines   []rules.Line
	tx      *store.Tx
	mails   []talk       // in the order of facts.Messages
	sending *store.Draft // that goes out with the close; nil: none
	people  []string     // addresses of those outside who wrote, or whom the ticket is about
}

func (s *Service) dossier(tx *store.Tx, id string) (*dossier, error) {
	t, row, err := tx.Ticket(id)
	if err != nil {
		return nil, err
	}
	records, err := tx.RecordsOf(row)
	if err != nil {
		return nil, err
	}
	d := &dossier{ticket: t, row: row, state: journal.Fold(records), checks: map[string]rules.Check{}, tx: tx}
	if err := s.gather(d, records); err != nil {
		return nil, err
	}
	for path, reg := range d.state.Registers {
		if line, ok := strings.CutPrefix(path, "check/"); ok {
			s.check(d, line, reg)
		}
	}
	d.lines = rules.Evaluate(s.core.Policy().Checklist(s.asked(d)), d.facts, d.checks)
	return d, nil
}

func (s *Service) gather(d *dossier, records []journal.Record) error {
	p := s.core.Policy()
	d.facts.Now, d.facts.Zone = s.core.Now(), s.core.Zone()
	if err := s.mails(d); err != nil {
		return err
	}
	for _, r := range records {
		text, ok := ticket.NoteText(r, d.tx.Text)
		if ok && d.state.Registers[r.Path].ID == r.ID {
			d.facts.Notes = append(d.facts.Notes, rules.Note{ID: r.ID, Kind: ticket.NoteKind(r), By: d.tx.Author(r.Device), Text: text, At: r.Stamp.Time()})
		}
		if r.Path == ticket.PathSnooze && string(r.Value) != "null" && r.Undoes == "" {
			d.pending(p, r)
		}
	}
	d.facts.HandOff = rules.HandOff{Inquiry: d.text(ticket.PathInquiry), Done: d.text(ticket.PathDone), Remaining: d.text(ticket.PathRemaining)}
	d.facts.Unknown = []policy.Evidence{policy.EvidenceNoPromise} // found in text by a later engine; asked by hand until then
	d.facts.Tags = d.ticket.Tags
	for _, t := range p.AreaTags() {
		d.facts.NeededTags = append(d.facts.NeededTags, t.ID)
	}
	d.facts.Departments = d.ticket.Departments
	d.facts.Links = links(d.facts.Notes)
	if err := s.unsent(d); err != nil {
		return err
	}
	s.asks(d)
	return s.planned(d)
}

// links are the notes that hold a web address: a bug, a thread, another department's ticket.
func links(notes []rules.Note) []string {
	var out []string
	for _, n := range notes {
		for _, w := range strings.Fields(n.Text) {
			if strings.HasPrefix(w, "https://") || strings.HasPrefix(w, "http://") {
				out = append(out, w)
			}
		}
	}
	return out
}

func (s *Service) planned(d *dossier) error {
	items, err := d.tx.AgendaOf(d.row)
	now := s.core.Now()
	for _, a := range items {
		switch {
		case a.State == ticket.StateCancelled:
		case a.Kind == ticket.AgendaCallback:
			c := rules.Call{ID: a.Object, At: earlier(a.At.Go(), now)}
			if a.State == ticket.StateDone {
				c.Outcome = "answered"
			}
			d.facts.Calls = append(d.facts.Calls, c)
		case a.Kind == ticket.AgendaMeeting:
			d.facts.Meetings = append(d.facts.Meetings, rules.Meeting{ID: a.Object, Title: a.Title, End: a.Until.Go(), Over: a.Until.Go().Before(now)})
		}
	}
	return err
}

// pending notes one time the ticket waited, with what was said about it.
func (d *dossier) pending(p *policy.Policy, r journal.Record) {
	var v ticket.SnoozeValue
	if json.Unmarshal(r.Value, &v) != nil {
		return
	}
	reason, ok := p.SnoozeReason(string(v.Reason))
	if !ok || !reason.NeedsNote {
		return
	}
	out := rules.Pending{Ref: r.ID, What: reason.Label, At: r.Stamp.Time()}
	if v.Note != nil && *v.Note < len(r.Blobs) {
		out.Note, _ = d.tx.Text(r.Blobs[*v.Note])
	}
	d.facts.Pendings = append(d.facts.Pendings, out)
}

func (d *dossier) text(path string) string {
	reg := d.state.Registers[path]
	if d.state.Value(path) == nil || len(reg.Blobs) == 0 {
		return ""
	}
	text, _ := d.tx.Text(reg.Blobs[0])
	return text
}

func (s *Service) check(d *dossier, line string, reg journal.Register) {
	var v ticket.CheckValue
	if json.Unmarshal(reg.Value, &v) != nil {
		return
	}
	c := rules.Check{State: rules.CheckState(v.State), By: d.tx.Author(reg.Device), At: reg.Op.Stamp.Time()}
	if v.Why != nil && *v.Why < len(reg.Blobs) {
		c.Why, _ = d.tx.Text(reg.Blobs[*v.Why])
	}
	d.checks[line] = c
}

// asked is what the policy's conditions are put to.
func (s *Service) asked(d *dossier) policy.Case {
	p, t := s.core.Policy(), d.ticket
	c := policy.Case{
		Tags: t.Tags, Categories: t.Categories, Pipeline: t.Pipeline, Department: t.Department, Channel: t.Channel, Priority: string(t.Priority),
		DeliveredTo: t.Mailbox, From: t.Contact.Email, Subject: t.Subject, Call: len(d.facts.Calls) > 0, Meeting: len(d.facts.Meetings) > 0,
		Pending: len(d.facts.Pendings) > 0,
	}
	if t.Company != nil {
		c.Plan, c.Company = t.Company.Plan, []string{t.Company.Name}
	}
	if m, ok := p.Member(t.Owner); ok {
		c.OwnerTier = m.Tier
	}
	for _, m := range d.facts.Messages {
		c.Customer = c.Customer || !m.Ours && !m.Machine
	}
	return c
}

func (s *Service) read(ctx context.Context, id string, fn func(*dossier) error) error {
	return s.core.Read(ctx, func(tx *store.Tx) error {
		d, err := s.dossier(tx, id)
		if err != nil {
			return err
		}
		return fn(d)
	})
}

func times(attempts []rules.Attempt) []time.Time {
	out := make([]time.Time, 0, len(attempts))
	for _, a := range attempts {
		out = append(out, a.At)
	}
	return out
}

// earlier: a call made before its planned time was made by now, not later.
func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

package closing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// View is everything the close dialog shows.
type View struct {
	Ticket         ticket.Ticket
	Lines          []rules.Line
	HandOff        rules.HandOff
	Proposed       rules.HandOff // what to fill empty parts with
	Asks           []rules.Ask   // what the customer asked for, oldest first
	Attempts       []time.Time
	AttemptsNeeded int
	Reasons        []policy.Reason
	CanResolve     bool
	CanClose       bool
}

// View evaluates a ticket's checklist; sending is the draft of a mail that is to go out with the close, empty for none.
func (s *Service) View(ctx context.Context, id string, ending policy.Ending, sending string) (View, error) {
	var v View
	err := s.read(ctx, id, func(d *dossier) error {
		if err := s.send(d, sending); err != nil {
			return err
		}
		v = s.view(d, ending)
		return nil
	})
	return v, err
}

// Asks lists what the people outside asked for, oldest first, each open until a mail of ours went out after it.
func (s *Service) Asks(ctx context.Context, id string) (out []rules.Ask, err error) {
	err = s.read(ctx, id, func(d *dossier) error {
		out = d.facts.Asks
		return nil
	})
	return out, err
}

func (s *Service) view(d *dossier, ending policy.Ending) View {
	p := s.core.Policy()
	solved := rules.Decide(d.lines, d.facts, rules.Request{Ending: policy.EndingSolved})
	silent := rules.Decide(d.lines, d.facts, rules.Request{Ending: policy.EndingSilent, Needed: p.Attempts()})
	return View{
		Ticket: d.ticket, Lines: d.lines, HandOff: d.facts.HandOff, Proposed: rules.Prefill(d.facts, s.story(d, ending)),
		Asks: d.facts.Asks, Attempts: times(rules.Attempts(d.facts)), AttemptsNeeded: p.Attempts(), Reasons: p.NoAnswerReasons(),
		CanResolve: solved.Allowed, CanClose: silent.Allowed,
	}
}

// Tick sets a line by hand: ticked, na or open. A tick without evidence needs a few words, "na" its reason.
func (s *Service) Tick(ctx context.Context, id, typed string, state rules.CheckState, why string) (core.Done, error) {
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, _ int64) (core.Edit, error) {
		d, err := s.dossier(tx, id)
		if err != nil {
			return core.Edit{}, err
		}
		draft, text, err := s.tick(d, typed, state, why)
		return core.Edit{Drafts: []ticket.Draft{draft}, Text: text}, err
	})
}

func (s *Service) tick(d *dossier, typed string, state rules.CheckState, why string) (ticket.Draft, string, error) {
	line, err := policy.ResolveLine(s.core.Policy().Checklist(s.asked(d)), typed)
	if err != nil {
		return ticket.Draft{}, "", err
	}
	why = strings.TrimSpace(why)
	if state == rules.CheckNA && why == "" {
		return ticket.Draft{}, "", fault.New(fault.Usage, "“Not applicable” needs its reason.", "Say in a few words why the line does not apply.")
	}
	at := slices.IndexFunc(d.lines, func(l rules.Line) bool { return l.ID == line })
	if at >= 0 && state == rules.CheckTicked {
		switch l := d.lines[at]; {
		case !l.Kind.ByHand():
			return ticket.Draft{}, "", fault.Newf(fault.Refused, "It ticks itself once that is so. If it does not apply here, say “not applicable” with the reason.", "“%s” is shown by evidence: %s.", l.Text, cmp.Or(l.Why, "nothing shows it yet"))
		case why == "":
			return ticket.Draft{}, "", fault.Newf(fault.Usage, "Say in a few words what was done.", "“%s” is ticked by hand and needs a few words.", l.Text)
		}
	}
	words := map[rules.CheckState]string{rules.CheckTicked: "Ticked", rules.CheckNA: "Not applicable", rules.CheckOpen: "Open again"}
	return ticket.SetCheck(d.ticket.ID, line, string(state), why), words[state] + ": " + line, nil
}

// SetHandOff stores the form as far as it is filled; parts that say the same as before are left alone.
func (s *Service) SetHandOff(ctx context.Context, id string, h rules.HandOff) (core.Done, error) {
	return s.core.On(ctx, id, func(tx *store.Tx, _ ticket.Ticket, _ int64) (core.Edit, error) {
		d, err := s.dossier(tx, id)
		if err != nil {
			return core.Edit{}, err
		}
		return core.Edit{Drafts: handOffDrafts(d, h), Text: "Hand-off saved"}, nil
	})
}

func handOffDrafts(d *dossier, h rules.HandOff) []ticket.Draft {
	var out []ticket.Draft
	for _, part := range []struct{ path, old, new string }{
		{ticket.PathInquiry, d.facts.HandOff.Inquiry, h.Inquiry},
		{ticket.PathDone, d.facts.HandOff.Done, h.Done},
		{ticket.PathRemaining, d.facts.HandOff.Remaining, h.Remaining},
	} {
		if text := strings.TrimSpace(part.new); text != part.old {
			out = append(out, ticket.SetText(d.ticket.ID, part.path, text))
		}
	}
	return out
}

// Request is how a ticket is to be closed.
type Request struct {
	As            ticket.Status // resolved or closed
	HandOff       *rules.HandOff
	Tick          map[string]string // line → what was done
	NotApplicable map[string]string // line → reason
	AnywayWhy     string            // close although lines are open, because
	Send          string            // draft of a mail that goes out with it; empty: none
	How           SendOptions       // of Send
}

// Close goes through the gate: refused with the open lines, or done as one action with everything it was given. With
// Send the reply goes into the outbox in the same transaction, or nothing happens at all.
func (s *Service) Close(ctx context.Context, id string, r Request) (core.Done, error) {
	r.As = cmp.Or(r.As, ticket.Resolved)
	if r.Send == "" {
		return s.core.On(ctx, id, func(tx *store.Tx, _ ticket.Ticket, _ int64) (core.Edit, error) { return s.end(tx, id, r) })
	}
	if s.o.Outbox == nil {
		return core.Done{}, fault.New(fault.Refused, "This desk cannot send mail.", "Close the ticket without sending.")
	}
	// Open lines are told before a mail is made.
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		_, err := s.end(tx, id, r)
		return err
	})
	if err != nil {
		return core.Done{}, err
	}
	mail, err := s.o.Outbox.Prepare(ctx, r.Send, r.How)
	if err != nil {
		return core.Done{}, fault.From(err)
	}
	var m store.OutboxMail
	done, err := s.core.On(ctx, id, func(tx *store.Tx, _ ticket.Ticket, _ int64) (core.Edit, error) {
		edit, err := s.end(tx, id, r)
		if err != nil {
			return edit, err
		}
		edit.Drafts, m, err = mail.In(tx, edit.Drafts...)
		edit.Text = mail.Text() + ", " + lower(edit.Text)
		return edit, err
	})
	if err != nil {
		return core.Done{}, err
	}
	return mail.Went(ctx, m, done), nil
}

// end drafts what ends the ticket, or refuses.
func (s *Service) end(tx *store.Tx, id string, r Request) (core.Edit, error) {
	d, err := s.dossier(tx, id)
	if err != nil {
		return core.Edit{}, err
	}
	p, t := s.core.Policy(), d.ticket
	status, ok := p.Status(t.Pipeline, string(r.As))
	if !ok || status.Kind != policy.KindDone {
		return core.Edit{}, fault.New(fault.Usage, fmt.Sprintf("%q does not end a ticket.", r.As), "Close it --as resolved or --as closed.")
	}
	if t.Status == r.As && r.Send == "" {
		return core.Edit{Text: status.Label + " already"}, nil
	}
	if err := s.send(d, r.Send); err != nil {
		return core.Edit{}, err
	}
	drafts, err := s.given(d, r)
	if err != nil {
		return core.Edit{}, err
	}
	decision := rules.Decide(d.lines, d.facts, rules.Request{Ending: status.Ending, Anyway: strings.TrimSpace(r.AnywayWhy), Needed: p.Attempts()})
	if !decision.Allowed {
		return core.Edit{}, refusal(t, status, decision, p.Attempts())
	}
	seen, err := tx.NewestCustomer(d.row)
	if err != nil {
		return core.Edit{}, err
	}
	end := append([]ticket.Draft{ticket.SetStatus(t.ID, r.As, seen)}, awake(t)...)
	if len(decision.Without) > 0 {
		end = append(end, ticket.SetClose(t.ID, "", strings.TrimSpace(r.AnywayWhy), decision.Without))
	}
	read, err := s.readMarks(tx, d)
	if err != nil {
		return core.Edit{}, err
	}
	moves, err := s.core.Archived(tx, d.row)
	if err != nil {
		return core.Edit{}, err
	}
	return core.Edit{Drafts: slices.Concat(end, moves, drafts, read), Text: fmt.Sprintf("%s “%s”", status.Label, t.Subject)}, nil
}

// lower begins a text in lower case, to stand behind another.
func lower(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(r)) + text[n:]
}

// given works ticks and hand-off of the request into the dossier, so that the gate sees them.
func (s *Service) given(d *dossier, r Request) ([]ticket.Draft, error) {
	var drafts []ticket.Draft
	if r.HandOff != nil {
		drafts = append(drafts, handOffDrafts(d, *r.HandOff)...)
		d.facts.HandOff = *r.HandOff
	}
	for state, lines := range map[rules.CheckState]map[string]string{rules.CheckTicked: r.Tick, rules.CheckNA: r.NotApplicable} {
		for line, why := range lines {
			draft, _, err := s.tick(d, line, state, why)
			if err != nil {
				return nil, err
			}
			drafts = append(drafts, draft)
			d.checks[strings.TrimPrefix(draft.Path, "check/")] = rules.Check{State: state, Why: why, By: s.core.Agent(), At: s.core.Now()}
		}
	}
	d.lines = rules.Evaluate(s.core.Policy().Checklist(s.asked(d)), d.facts, d.checks)
	return drafts, nil
}

// readMarks journals what was read of the ticket, together with its close (journal.md, `read/<agent>`).
func (s *Service) readMarks(tx *store.Tx, d *dossier) ([]ticket.Draft, error) {
	keys, err := tx.ReadKeys(d.row)
	if err != nil {
		return nil, err
	}
	path := ticket.PathRead(s.core.Agent())
	known := d.state.Members(path)
	keys = slices.DeleteFunc(keys, func(k string) bool { return slices.Contains(known, k) })
	if len(keys) == 0 || s.core.Agent() == "" {
		return nil, nil
	}
	return []ticket.Draft{ticket.AddTo(d.ticket.ID, path, keys...)}, nil
}

func refusal(t ticket.Ticket, status policy.Status, d rules.Decision, needed int) error {
	e := fault.Newf(fault.Refused, "`deskhand checklist "+t.Number+"` shows each line; --anyway --why TEXT closes all the same and is recorded.",
		"%s is not %s yet", t.Number, strings.ToLower(status.Label))
	for _, l := range d.Open {
		e.Lines = append(e.Lines, l.Text+": "+cmp.Or(l.Why, "open"))
	}
	if d.Missing > 0 {
		e.Lines = append(e.Lines, fmt.Sprintf("%d of %d attempts to reach the customer are on record", len(d.Attempts), needed))
	}
	e.Message += fmt.Sprintf(": %d open. %s.", len(e.Lines), strings.Join(e.Lines, ". "))
	return e
}

// NoAnswer ends tickets that needed no answer, with one reason and one undo for all (C7).
func (s *Service) NoAnswer(ctx context.Context, ids []string, typed string) (core.Done, error) {
	p := s.core.Policy()
	reason, err := p.ResolveNoAnswer(typed)
	if err != nil {
		return core.Done{}, fault.From(err)
	}
	var done core.Done
	op, text, err := s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		var edit core.Edit
		closed := 0
		for _, id := range ids {
			t, row, err := tx.Ticket(id)
			if err != nil {
				return edit, err
			}
			if t.Status.Done() {
				continue
			}
			seen, err := tx.NewestCustomer(row)
			if err != nil {
				return edit, err
			}
			done.Ticket, done.Number = t.ID, t.Number
			edit.Drafts = append(edit.Drafts, ticket.SetStatus(t.ID, ticket.Closed, seen), ticket.SetClose(t.ID, reason, "", nil))
			edit.Drafts = append(edit.Drafts, awake(t)...)
			moves, err := s.core.Archived(tx, row)
			if err != nil {
				return edit, err
			}
			edit.Drafts = append(edit.Drafts, moves...)
			closed++
			edit.Text = fmt.Sprintf("Closed “%s”: no answer needed", t.Subject)
		}
		if closed > 1 {
			edit.Text = fmt.Sprintf("Closed %d tickets: no answer needed", closed)
		}
		return edit, nil
	})
	done.Op, done.Text, done.Undo = op, text, op != ""
	return done, err
}

// awake ends the snooze of a ticket that is closed: a reply must not find it hidden.
func awake(t ticket.Ticket) []ticket.Draft {
	if !t.Snoozed {
		return nil
	}
	return []ticket.Draft{ticket.ClearSnooze(t.ID)}
}

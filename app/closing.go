package app

import (
	"cmp"
	"strings"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/closing"
	"deskhand/internal/policy"
	"deskhand/internal/ticket"
)

// Closing is the honest close.
type Closing struct{ h *host }

func endingOf(as string) policy.Ending {
	if as == string(ticket.Closed) {
		return policy.EndingSilent
	}
	return policy.EndingSolved
}

// Checklist shows what is proven, what is open, and the hand-off; with a draft that goes out with the close, as if it were sent.
func (c *Closing) Checklist(ticket, as, sending string) (CloseView, error) {
	v, err := c.h.desk.Closing.View(c.h.ctx, ticket, endingOf(as), sending)
	return c.h.closeView(v), fail(err)
}

// Tick sets a line by hand.
func (c *Closing) Tick(ticket, line, state, why string) (CloseView, error) {
	to := rules.CheckState(state)
	if state == string(rules.NotApplicable) {
		to = rules.CheckNA
	}
	if _, err := c.h.desk.Closing.Tick(c.h.ctx, ticket, line, to, why); err != nil {
		return c.h.closeView(closing.View{}), fail(err)
	}
	return c.Checklist(ticket, "", "")
}

// HandOff keeps the form as far as it is filled.
func (c *Closing) HandOff(ticket string, form HandOff) (CloseView, error) {
	if _, err := c.h.desk.Closing.SetHandOff(c.h.ctx, ticket, rules.HandOff{Inquiry: form.Inquiry, Done: form.Done, Remaining: form.Remaining}); err != nil {
		return c.h.closeView(closing.View{}), fail(err)
	}
	return c.Checklist(ticket, "", "")
}

// Close goes through the gate; anywayWhy closes although lines are open, and is recorded. sending is a draft whose mail
// goes out with it, or nothing happens at all.
func (c *Closing) Close(id, as, anywayWhy, sending string) (Done, error) {
	how := closing.SendOptions{Anyway: c.h.agreedTo(sending)}
	return done(c.h.desk.Closing.Close(c.h.ctx, id, closing.Request{As: ticket.Status(as), AnywayWhy: anywayWhy, Send: sending, How: how}))
}

// CloseNoAnswer ends tickets that needed no answer.
func (c *Closing) CloseNoAnswer(tickets []string, reason string) (Done, error) {
	return done(c.h.desk.Closing.NoAnswer(c.h.ctx, tickets, reason))
}

func (h *host) closeView(v closing.View) CloseView {
	out := CloseView{
		Ticket: h.row(v.Ticket), Lines: []ChecklistLine{}, Attempts: []int64{}, AttemptsNeeded: v.AttemptsNeeded,
		NoAnswerReasons: []Label{}, CanResolve: v.CanResolve, CanClose: v.CanClose, AreaTags: []string{},
		HandOff: HandOff{
			Inquiry: cmp.Or(v.HandOff.Inquiry, v.Proposed.Inquiry), Done: cmp.Or(v.HandOff.Done, v.Proposed.Done),
			Remaining: cmp.Or(v.HandOff.Remaining, v.Proposed.Remaining),
		},
	}
	for _, l := range v.Lines {
		line := ChecklistLine{
			ID: l.ID, Text: l.Text, State: string(l.State), By: string(l.By), Required: l.Required, Why: l.Why, ByHand: l.Kind.ByHand(),
		}
		if e := l.Evidence; e != nil {
			line.Evidence = &Evidence{Kind: e.Kind, Ref: e.Ref, Text: e.Text}
			if !e.At.IsZero() {
				line.Evidence.Text += ", " + e.At.In(h.desk.Zone()).Format("2 Jan 15:04")
			}
		}
		out.Lines = append(out.Lines, line)
	}
	for _, at := range v.Attempts {
		out.Attempts = append(out.Attempts, at.UnixMilli())
	}
	for _, r := range v.Reasons {
		out.NoAnswerReasons = append(out.NoAnswerReasons, Label{ID: r.ID, Label: r.Label})
	}
	for _, t := range h.desk.Team.Policy().AreaTags() {
		out.AreaTags = append(out.AreaTags, t.ID)
	}
	return out
}

// progress sums a checklist up for the record beside the mail.
func progress(lines []rules.Line) Progress {
	out := Progress{Total: len(lines)}
	for _, l := range lines {
		switch {
		case l.State != rules.Open:
			out.Done++
		case out.Next == "":
			out.Next = strings.TrimSuffix(l.Text, ".")
		}
	}
	return out
}

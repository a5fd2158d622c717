package app

import (
	"strings"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/work"
	machinekind "deskhand/internal/mail/machine"
	"deskhand/internal/ticket"
)

// Work is what an agent does to a ticket.
type Work struct{ h *host }

func done(d core.Done, err error) (Done, error) {
	return Done{Op: d.Op, Text: d.Text, Undo: d.Undo, Mail: d.Mail, UndoUntil: int64(d.UndoUntil)}, fail(err)
}

// Assign gives a ticket to an agent or a team.
func (w *Work) Assign(ticket, owner, context string) (Done, error) {
	return done(w.h.desk.Work.Assign(w.h.ctx, ticket, owner, context))
}

// Claim takes a ticket.
func (w *Work) Claim(ticket string, takeOver bool) (Done, error) {
	return done(w.h.desk.Work.Claim(w.h.ctx, ticket, takeOver))
}

// Noted says that a colleague's change, which overruled one made here, was read.
func (w *Work) Noted(ticket string) (Done, error) {
	return Done{}, fail(w.h.desk.Work.Noted(w.h.ctx, ticket))
}

// SetStatus sets a status that is not behind the checklist.
func (w *Work) SetStatus(ticket, status string) (Done, error) {
	return done(w.h.desk.Work.Status(w.h.ctx, ticket, status))
}

// SetPriority sets a priority.
func (w *Work) SetPriority(ticket, priority string) (Done, error) {
	return done(w.h.desk.Work.Priority(w.h.ctx, ticket, priority))
}

// Tag adds and removes tags.
func (w *Work) Tag(ticket string, add, remove []string) (Done, error) {
	return done(w.h.desk.Work.Tag(w.h.ctx, ticket, add, remove))
}

// Rename shows a ticket under another name.
func (w *Work) Rename(ticket, text string) (Done, error) {
	return done(w.h.desk.Work.Rename(w.h.ctx, ticket, text))
}

// Note writes an internal comment.
func (w *Work) Note(ticket, text, kind string) (Done, error) {
	return done(w.h.desk.Work.Note(w.h.ctx, ticket, text, kind))
}

// SaveNoteDraft keeps a note that is being written.
func (w *Work) SaveNoteDraft(ticket, text, kind string) error {
	return fail(w.h.desk.Work.SaveDraft(w.h.ctx, ticket, text, kind))
}

// When says how a moment in plain words was understood, here and where the customer is.
func (w *Work) When(text, ticket string) (WhenView, error) {
	at, _, err := w.h.desk.Work.When(text)
	if err != nil {
		return WhenView{Error: fault.From(err).Message}, nil //nolint:nilerr // half a word is no failure: it is said beside the field
	}
	if at.Reply {
		return WhenView{Reply: true, Here: "When they reply"}, nil
	}
	out := WhenView{At: at.Until.UnixMilli(), Here: at.Until.In(w.h.desk.Zone()).Format("Mon 2 Jan, 15:04")}
	if ticket == "" {
		return out, nil
	}
	entries, err := w.h.desk.Inbox.Entries(w.h.ctx, ticket)
	if err != nil {
		return out, nil //nolint:nilerr // the customer's zone is a help, not a need
	}
	_, here := at.Until.In(w.h.desk.Zone()).Zone()
	if minutes, ok := offsetOf(entries); ok && minutes*60 != here {
		out.There = at.Until.In(time.FixedZone("", minutes*60)).Format("Mon 15:04") + " their time"
	}
	return out, nil
}

// offsetOf is the customer's offset from UTC in minutes, as the newest mail's date says.
func offsetOf(entries []ticket.Entry) (minutes int, ok bool) {
	for _, e := range entries {
		if e.Kind == ticket.KindMessage && e.Direction == "in" && e.DateOffset != nil {
			minutes, ok = *e.DateOffset, true
		}
	}
	return minutes, ok
}

// Snooze hides a ticket until a moment or a reply.
func (w *Work) Snooze(ticket, when, reason, note string) (Done, error) {
	return done(w.h.desk.Work.Snooze(w.h.ctx, ticket, when, reason, note))
}

// Unsnooze brings a ticket back.
func (w *Work) Unsnooze(ticket string) (Done, error) {
	return done(w.h.desk.Work.Unsnooze(w.h.ctx, ticket))
}

// Place moves one mail on the server: to inbox, archive, junk or trash.
func (w *Work) Place(message, where string) (Done, error) {
	return done(w.h.desk.Work.Place(w.h.ctx, message, where))
}

// Merge joins other tickets into the survivor.
func (w *Work) Merge(survivor string, others []string) (Done, error) {
	return done(w.h.desk.Work.Merge(w.h.ctx, survivor, others...))
}

// Split puts mails into a ticket of their own.
func (w *Work) Split(ticket string, messages []string) (NewDone, error) {
	d, err := w.h.desk.Work.Split(w.h.ctx, ticket, messages...)
	return NewDone{Op: d.Op, Text: d.Text, Undo: d.Undo, Ticket: d.Ticket}, fail(err)
}

// Accept says that who wrote a mail belongs into its conversation.
func (w *Work) Accept(message string) (Done, error) {
	return done(w.h.desk.Work.Accept(w.h.ctx, message))
}

// Judge says by hand who wrote a mail.
func (w *Work) Judge(message, who string) (Done, error) {
	kind := ticket.NoMachine
	if who == "machine" {
		kind = machinekind.KindNotification
	}
	return done(w.h.desk.Work.Machine(w.h.ctx, message, kind))
}

// NewTicket begins a ticket without a mail.
func (w *Work) NewTicket(subject, from, channel, text string) (NewDone, error) {
	d, err := w.h.desk.Work.New(w.h.ctx, work.NewTicket{Subject: subject, From: from, Channel: channel, Body: text})
	return NewDone{Op: d.Op, Text: d.Text, Undo: d.Undo, Ticket: d.Ticket}, fail(err)
}

// Undo takes an action back, or a mail that has not left yet, whichever is newer; or asks where somebody built on it.
func (w *Work) Undo(op string, anyway bool) (UndoDone, error) {
	d, err := w.h.desk.Undo(w.h.ctx, op, anyway)
	if f := fault.From(err); f != nil && f.Ask && !anyway {
		return UndoDone{Ask: f.Message}, nil
	}
	return UndoDone{Op: d.Op, Text: d.Text, Undo: d.Undo}, fail(err)
}

// History lists what was done to a ticket, newest first.
func (w *Work) History(ticket string) ([]ChangeView, error) {
	changes, err := w.h.desk.Inbox.History(w.h.ctx, ticket)
	out := make([]ChangeView, 0, len(changes))
	p, laptop := w.h.desk.Team.Policy(), w.h.laptops()
	for _, c := range changes {
		v := ChangeView{
			Op: c.Op, By: c.By, ByName: p.OwnerLabel(c.By), At: int64(c.At), Field: c.Field, Old: c.Old, New: c.New, Text: c.Text,
			Undone: c.Undone, CanUndo: c.Op != "" && !c.Undone && c.Undoes == "" && !strings.HasPrefix(c.Field, "sent/"), // a mail stays sent
			CameAt: int64(c.CameAt), Overruled: c.Overruled, Device: laptop(c.Device), Unconfirmed: c.Unconfirmed,
		}
		if c.Overruled {
			v.OverruledBy = p.OwnerLabel(c.OverruledBy)
		}
		out = append(out, v)
	}
	return out, fail(err)
}

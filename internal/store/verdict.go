package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/mail/machine"
	"deskhand/internal/ticket"
)

// Outside is what a rule of the policy says of the mail of a system outside.
type Outside struct {
	Channel string
	Machine bool // nobody waits for an answer
	// Moved: who waits is not the sender. Addr is empty where they cannot be answered by mail.
	Moved             bool
	Name, Addr, Phone string
}

// judgement is what a mail counts as on this desk.
type judgement struct {
	judged  string // kind of machine by the reader and the rules; empty: a person's
	machine string // the one in force
	channel string
	phone   string
	from    mail.Address // who wrote it, or for whom a system did
	bounce  string       // JSON of a ticket.Bounce, or empty
}

// judgeBy says what a mail counts as: by hand first, by the rules second, else as it was read.
func (r *Rules) judgeBy(m *mail.Message, said *journal.Object) (judgement, error) {
	j := r.judge(m)
	if b := m.Bounce; b != nil {
		data, err := json.Marshal(ticket.Bounce(*b))
		if err != nil {
			return j, fmt.Errorf("write a bounce: %w", err)
		}
		j.bounce = string(data)
	}
	j.machine = inForce(j.judged, byHand(said))
	return j, nil
}

// byHand is the verdict that somebody gave on a mail; empty: none stands, or one that only a newer version knows.
func byHand(said *journal.Object) string {
	kind := stringOf(said, ticket.PathMachine)
	if kind != ticket.NoMachine && !slices.Contains(machine.Kinds(), kind) {
		return ""
	}
	return kind
}

// inForce is the kind that a verdict by hand leaves: another one, none, or the one that was read.
func inForce(judged, byHand string) string {
	switch byHand {
	case "":
		return judged
	case ticket.NoMachine:
		return ""
	}
	return byHand
}

// judge is judgeBy without what was said by hand.
func (r *Rules) judge(m *mail.Message) judgement {
	j := judgement{judged: m.Machine, from: m.From}
	if j.judged == machine.KindList && r.OwnList != nil && r.OwnList(m.ListID) {
		j.judged = ""
		// A group of the provider that is one of our addresses writes in its own name for those who write to it.
		if r.Ours(m.From.Addr) && len(m.ReplyTo) > 0 && m.ReplyTo[0].Addr != "" && !r.Ours(m.ReplyTo[0].Addr) {
			j.from = m.ReplyTo[0]
			if j.from.Name == "" {
				name, _, _ := strings.Cut(m.From.Name, " via ")
				j.from.Name = strings.Trim(name, "' \"")
			}
		}
	}
	if r.Outside == nil || m.Bounce != nil || j.judged == machine.KindReceipt {
		return j
	}
	o, ok := r.Outside(m)
	switch {
	case !ok:
		return j
	case r.Ours(m.From.Addr) && (!o.Moved && !o.Machine || len(m.InReplyTo)+len(m.References) > 0):
		return j // our own answer to such a mail
	case o.Machine:
		j.judged = machine.KindNotification
	default:
		j.judged = ""
	}
	j.channel, j.phone = o.Channel, o.Phone
	if o.Moved {
		j.from = mail.Address{Name: o.Name, Addr: o.Addr}
	}
	return j
}

// setVerdict puts the verdict by hand on a mail in force, or takes one back.
func (tx *Tx) setVerdict(key string) error {
	said, err := tx.said(key)
	if err != nil {
		return err
	}
	var raw int64
	var judged string
	if err := tx.row(`SELECT raw, judged FROM message WHERE raw = (SELECT id FROM raw WHERE key = ?)`, []any{key}, &raw, &judged); err != nil {
		return ignoreNotFound(err) // its mail has not come yet
	}
	return tx.exec(`UPDATE message SET machine = ? WHERE raw = ?`, inForce(judged, byHand(said)), raw)
}

// bounceOf reads a message's bounce column, and the anchor of the mail that bounced.
func bounceOf(text string) (*ticket.Bounce, string) {
	if text == "" {
		return nil, ""
	}
	var b ticket.Bounce
	if json.Unmarshal([]byte(text), &b) != nil {
		return nil, ""
	}
	if b.OriginalMessageID == "" {
		return &b, ""
	}
	return &b, mail.Anchor(b.OriginalMessageID)
}

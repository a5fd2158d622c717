package compose

import (
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// itemOf is a stored mail as the outbox's rules take it.
func itemOf(m store.OutboxMail) outbox.Item {
	i := outbox.Item{
		ID: m.ID, Version: m.Version, Account: m.Account, Ticket: m.Ticket, State: outbox.State(m.State), Reason: outbox.Reason(m.Reason), Words: m.Words,
		From: m.Sender, Subject: m.Subject, MessageID: m.MessageID, Size: m.Size, Begun: m.Begun.Go(), Queued: m.Queued.Go(), NotBefore: m.NotBefore.Go(),
		Undo: m.Undo, NextTry: m.NextTry.Go(), Changed: m.Changed.Go(), FailedAt: m.FailedAt.Go(), SentAt: m.SentAt.Go(), Tries: m.Tries, Looks: m.Looks,
		Seen: m.Seen.Go(), Keys: m.Keys, Settled: m.Settled,
	}
	for _, r := range m.To {
		i.To = append(i.To, outbox.Recipient(r))
	}
	return i
}

// with is a stored mail after the outbox's rules changed it.
func with(m store.OutboxMail, i outbox.Item) store.OutboxMail {
	m.Version, m.State, m.Reason, m.Words = i.Version, string(i.State), string(i.Reason), i.Words
	m.Queued, m.NotBefore, m.Undo, m.NextTry = ticket.TimeOf(i.Queued), ticket.TimeOf(i.NotBefore), i.Undo, ticket.TimeOf(i.NextTry)
	m.Changed, m.FailedAt, m.SentAt, m.Seen = ticket.TimeOf(i.Changed), ticket.TimeOf(i.FailedAt), ticket.TimeOf(i.SentAt), ticket.TimeOf(i.Seen)
	m.Tries, m.Looks, m.Keys, m.Settled = i.Tries, i.Looks, i.Keys, i.Settled
	m.To = nil
	for _, r := range i.To {
		m.To = append(m.To, store.OutboxRecipient(r))
	}
	return m
}

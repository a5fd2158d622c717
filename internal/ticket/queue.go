package ticket

import (
	"slices"

	"deskhand/internal/journal"
)

// The queues of cli.md, in the order of the rail.
const (
	QueueMine       = "mine"
	QueueUnassigned = "unassigned"
	QueueWaiting    = "waiting"
	QueueMentions   = "mentions"
	QueueSnoozed    = "snoozed"
	QueueIncomplete = "incomplete"
	QueueBotChats   = "bot-chats"
	QueueMachine    = "machine"
	QueueSpam       = "spam"
	QueueAll        = "all"
)

// Queues lists them.
func Queues() []string {
	return []string{
		QueueMine, QueueUnassigned, QueueWaiting, QueueMentions, QueueSnoozed,
		QueueIncomplete, QueueBotChats, QueueMachine, QueueSpam, QueueAll,
	}
}

// far keeps tickets in which nobody waits below all in which somebody does.
const far = int64(1) << 46

// places lists the queues a row stands in. Where a customer waits, who waits longest stands first; then the newest.
// Nothing in it depends on "now" but through the row, so a list is one range scan.
func places(r *Row, in Input) []Place {
	if !r.Shown {
		return nil
	}
	newest := -int64(r.UpdatedAt)
	work := far + newest
	if r.WaitsSince != 0 {
		work = int64(r.WaitsSince)
	}
	var out []Place
	add := func(yes bool, queue string, sort int64) {
		if yes {
			out = append(out, Place{queue, sort})
		}
	}
	live := r.Live()
	ours := r.Owner != "" && (r.Owner == in.Viewer.Me || slices.Contains(in.Viewer.Teams, r.Owner))
	add(live && ours, QueueMine, work)
	add(live && r.Owner == "", QueueUnassigned, work)
	add(live && r.Status.Waits(), QueueWaiting, work)
	add(r.Mentioned != 0, QueueMentions, -int64(r.Mentioned))
	add(r.Snooze.Active && !r.Spam, QueueSnoozed, snoozeSort(r.Snooze))
	add(r.Channel == "bot" && !r.Spam && !r.History && !reviewed(in), QueueBotChats, work)
	add(r.Machine && !r.Spam && !r.History, QueueMachine, newest)
	add(r.Spam, QueueSpam, newest)
	add(!r.Spam && !r.Machine && !r.History, QueueAll, newest)
	if q := in.Rules.Queues[r.Mailbox]; q != "" {
		add(live, q, work)
	}
	return out
}

func snoozeSort(s Snooze) int64 {
	if s.Until == 0 {
		return far
	}
	return int64(s.Until)
}

// reviewed: somebody has said of a bot's transcript whether it was right (B14).
func reviewed(in Input) bool {
	return slices.ContainsFunc(in.Records, func(rec journal.Record) bool { return rec.Path == "review" })
}

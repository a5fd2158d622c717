package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/notify"
	"deskhand/internal/remind"
)

// popups shows reminders as notifications of the desktop, where the person wants them (experience.md 21). Whoever
// subscribes shows them too, so a session without a notification service is a problem, not a failure.
type popups struct {
	d       *Desk
	out     notify.Notifier
	clicked func(ticket string)

	mu      sync.Mutex
	tickets map[string]string // by the key of the note
}

const (
	problemPopups = "popups"
	keptPopups    = 200 // notes whose click is still understood
)

func newPopups(d *Desk, clicked func(ticket string)) *popups {
	p := &popups{d: d, clicked: clicked, tickets: map[string]string{}}
	o := notify.Options{AppName: "Deskhand", OnAction: p.answered}
	if d.o.Sample {
		o.Label = "Sample"
	}
	p.out = notify.New(o)
	return p
}

// Notify hands a notice to the desktop. It never fails: the window shows the same notice.
func (p *popups) Notify(ctx context.Context, n remind.Notice) error {
	set, err := p.d.Team.Settings(ctx)
	if err != nil || !set.Notifications || silent(set, p.d.o.Now().In(p.d.Zone())) {
		return nil //nolint:nilerr // without settings the window alone shows it
	}
	note := notify.Note{Title: n.Title, Body: n.Body, Urgent: n.Urgent, Actions: []notify.Action{{ID: "default", Label: "Open"}}}
	if len(n.Keys) > 0 {
		note.Key = n.Keys[0]
	}
	p.keep(note.Key, n.Ticket)
	if err := p.out.Notify(ctx, note); err != nil {
		p.d.log.Warn("show a notification", "error", err)
		p.d.problems.put(team.Problem{
			Key: problemPopups, Code: "notifications", Message: "This desktop shows no notifications; reminders are shown in the window only.",
			Hint: "Keep the window in sight, or start a notification service.",
		})
		return nil
	}
	p.d.problems.clear(problemPopups)
	return nil
}

func (p *popups) keep(key, ticket string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.tickets) >= keptPopups {
		clear(p.tickets)
	}
	p.tickets[key] = ticket
}

func (p *popups) answered(key, action string) {
	p.mu.Lock()
	ticket, ok := p.tickets[key]
	p.mu.Unlock()
	if ok && action == "default" && p.clicked != nil {
		p.clicked(ticket)
	}
}

// silent tells whether now lies in the quiet hours, which may pass midnight.
func silent(s team.Settings, now time.Time) bool {
	at := now.Format("15:04")
	from, to := s.QuietFrom, s.QuietTo
	if from == "" || to == "" || from == to || slices.ContainsFunc([]string{from, to}, func(c string) bool { return len(c) != len(at) }) {
		return false
	}
	if from < to {
		return from <= at && at < to
	}
	return at >= from || at < to
}

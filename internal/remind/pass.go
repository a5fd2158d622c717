package remind

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	mergeAbove = 3               // more reminders than this at once become one notice
	lateAfter  = 2 * time.Minute // from here on the notice says when it was due
	nameAtMost = 3               // a merged notice names so many and counts the rest
)

// Once is one look, for who runs no engine.
func (e *Engine) Once(ctx context.Context) error { return e.pass(ctx) }

// pass is one look: project what has changed, then show what is due. What fails is tried again in the next pass.
func (e *Engine) pass(ctx context.Context) error {
	now := e.o.Now().Round(0) // without the monotonic reading: only the wall clock counts
	if err := e.o.Source.Project(ctx, now); err != nil {
		return fmt.Errorf("project what is due: %w", err)
	}
	listed, err := e.o.Source.Due(ctx, now)
	if err != nil {
		return fmt.Errorf("list what is due: %w", err)
	}
	e.forget(listed)
	errs := []error{e.finish(ctx, now)}
	due := make([]Reminder, 0, len(listed))
	for _, r := range listed {
		if e.done[r.Key] {
			continue
		}
		if err := e.before(ctx, r.Key, now); err != nil {
			errs = append(errs, err)
			continue
		}
		due = append(due, r)
	}
	for _, n := range e.notices(due, now) {
		errs = append(errs, e.show(ctx, n, now))
	}
	return errors.Join(errs...)
}

// forget drops what the source no longer lists: the ticket was closed, or the mark has arrived.
func (e *Engine) forget(listed []Reminder) {
	keep := make(map[string]bool, len(listed))
	for _, r := range listed {
		keep[r.Key] = true
	}
	for _, m := range []map[string]bool{e.marked, e.done} {
		for key := range m {
			if !keep[key] {
				delete(m, key)
			}
		}
	}
}

// before writes the first mark, once in the life of this process: a notice that could not be shown is tried again
// without another mark, else it would be lost.
func (e *Engine) before(ctx context.Context, key string, now time.Time) error {
	if e.marked[key] {
		return nil
	}
	if err := e.o.Source.Fired(ctx, key, now); err != nil {
		return fmt.Errorf("mark reminder %s: %w", key, err)
	}
	e.marked[key] = true
	return nil
}

func (e *Engine) show(ctx context.Context, n Notice, now time.Time) error {
	if err := e.o.Notifier.Notify(ctx, n); err != nil {
		return fmt.Errorf("notify %q: %w", n.Title, err)
	}
	for _, key := range n.Keys {
		delete(e.marked, key)
		e.done[key] = true
	}
	return e.finish(ctx, now)
}

// finish writes the second mark of everything that was shown.
func (e *Engine) finish(ctx context.Context, now time.Time) error {
	var errs []error
	for key := range e.done {
		if err := e.o.Source.Fired(ctx, key, now); err != nil {
			errs = append(errs, fmt.Errorf("mark reminder %s: %w", key, err))
			continue
		}
		delete(e.done, key)
	}
	return errors.Join(errs...)
}

// notices makes one notice a reminder, or one for all of them when they are too many to read one by one.
func (e *Engine) notices(due []Reminder, now time.Time) []Notice {
	if len(due) > mergeAbove {
		return []Notice{merge(due)}
	}
	out := make([]Notice, 0, len(due))
	for _, r := range due {
		out = append(out, Notice{
			Title: r.Title, Body: join(r.Body, e.late(r.Due, now)), Urgent: r.Kind.urgent(),
			Keys: []string{r.Key}, Ticket: r.Ticket,
		})
	}
	return out
}

func merge(due []Reminder) Notice {
	n := Notice{Title: fmt.Sprintf("%d reminders", len(due))}
	var names []string
	for _, r := range due {
		n.Keys = append(n.Keys, r.Key)
		n.Urgent = n.Urgent || r.Kind.urgent()
		if len(names) < nameAtMost {
			names = append(names, r.Title)
		}
	}
	if !slices.ContainsFunc(due, func(r Reminder) bool { return r.Kind != Mention && r.Kind != Given }) {
		n.Title = fmt.Sprintf("%d mentions and tickets for you", len(due))
	}
	n.Body = fmt.Sprintf("%s; and %d more", strings.Join(names, "; "), len(due)-len(names))
	return n
}

// late says when a reminder was due if that is a while ago.
func (e *Engine) late(due, now time.Time) string {
	if now.Sub(due) < lateAfter {
		return ""
	}
	zone := e.o.Zone
	if zone == nil {
		zone = now.Location()
	}
	due, now = due.In(zone), now.In(zone)
	if due.YearDay() == now.YearDay() && due.Year() == now.Year() {
		return "due " + due.Format("15:04")
	}
	return "due " + due.Format("Mon 2 Jan, 15:04")
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// Package notify shows desktop notifications. On Linux it speaks to the notification service itself, so that a notice
// can be replaced and answered; elsewhere through beeep, the portable floor.
//
// Every text is cleaned first (Clean): below lie markup, a PowerShell here-string and AppleScript, and a subject comes
// from a stranger. It must not decide what is worth a notice, and it must not log a text.
package notify

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// ErrNoService means that this session has nothing that shows notifications. The app shows a Problem.
var ErrNoService = errors.New("no notification service answers")

// Note is one notification.
type Note struct {
	Title, Body string
	Urgent      bool

	// Key lets a later note with the same key replace this one where the platform can; empty: never replaced.
	Key string
	// Actions are buttons where the platform has them. The answer comes to Options.OnAction.
	Actions []Action
}

// Action is a button under a note.
type Action struct {
	ID    string // comes back in OnAction; "default" is a click on the note itself
	Label string
}

// Notifier shows notes.
type Notifier interface {
	// Notify returns when the platform has taken the note, or an error after at most Options.Timeout.
	Notify(ctx context.Context, n Note) error
	// Close ends the connection to the service; notes that are shown stay.
	Close() error
}

// Options say how notes look.
type Options struct {
	AppName string // "Deskhand"
	Label   string // put before each title, as "Sample"; empty: nothing
	Icon    []byte // PNG; nil: none

	// OnAction is told of a button or click: the note's Key and the Action's ID. It must not block. May be nil.
	OnAction func(key, action string)
	// Timeout bounds each note; 0 is three seconds.
	Timeout time.Duration
}

const defaultTimeout = 3 * time.Second

// New makes the best notifier of this platform. It connects at the first note, not here.
func New(o Options) Notifier {
	if o.AppName == "" {
		o.AppName = "Deskhand"
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	return &cleaner{o: o, flavour: flavourOf(runtime.GOOS), below: platform(o)}
}

// sender shows texts that are already clean.
type sender interface {
	send(ctx context.Context, n Note) error
	close() error
}

// cleaner is the one door to every sender.
type cleaner struct {
	o       Options
	flavour Flavour
	below   sender
}

func (c *cleaner) Notify(ctx context.Context, n Note) error {
	if c.o.Label != "" {
		n.Title = c.o.Label + ": " + n.Title
	}
	n.Title = Title(n.Title, c.flavour)
	n.Body = Body(n.Body, c.flavour)
	if n.Title == "" {
		n.Title = c.o.AppName
	}
	actions := make([]Action, len(n.Actions))
	for i, a := range n.Actions {
		actions[i] = Action{ID: a.ID, Label: Title(a.Label, c.flavour)}
	}
	n.Actions = actions
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	if err := c.bounded(ctx, n); err != nil {
		return fmt.Errorf("show notification: %w", err)
	}
	return nil
}

// bounded gives up waiting when ctx ends: a connect to a dead bus and the programs that beeep starts take no context.
func (c *cleaner) bounded(ctx context.Context, n Note) error {
	done := make(chan error, 1)
	go func() { done <- c.below.send(ctx, n) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrNoService, ctx.Err())
	}
}

func (c *cleaner) Close() error { return c.below.close() }

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deskhand/internal/desk"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/ticket"
)

// seat is the open desk and the output of one command.
type seat struct {
	*printer
	desk *desk.Desk
	errs *printer
	info team.Session // who I am, and the labels of ids
}

// options are those of every command.
func (sh *shell) options() desk.Options {
	o := desk.Options{
		Dir: sh.data, Log: sh.log(), Passphrase: sh.passphrase, Now: sh.prog.Now, Version: sh.prog.Version, WorkFactor: sh.prog.WorkFactor,
	}
	if sh.trace {
		o.Trace = cleanWriter{sh.prog.Err}
	}
	return o
}

// at makes a command that runs on the open desk. --data must name a desk: a slip of the hand makes no new one.
func (sh *shell) at(fn func(context.Context, *seat, []string) error) func(*cobra.Command, []string) error {
	run := sh.making(fn)
	return func(cmd *cobra.Command, args []string) error {
		if err := sh.deskThere(); err != nil {
			return err
		}
		return run(cmd, args)
	}
}

// deskThere refuses a folder of --data that holds no desk; what is no folder, or cannot be looked at, the desk refuses.
func (sh *shell) deskThere() error {
	if sh.data == "" || desk.Here(sh.data) {
		return nil
	}
	return fault.Newf(fault.NotFound, "Check --data. A new desk begins with deskhand account add, or with deskhand demo for a sample, and the same --data.",
		"There is no desk in %s.", sh.data)
}

// making is at, and makes the desk where there is none.
func (sh *shell) making(fn func(context.Context, *seat, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		return sh.withDesk(cmd.Context(), sh.options(), func(ctx context.Context, s *seat) error { return fn(ctx, s, args) })
	}
}

// withDesk opens the desk, runs fn and closes it; a failure of closing or of the output is not lost.
func (sh *shell) withDesk(ctx context.Context, o desk.Options, fn func(context.Context, *seat) error) (err error) {
	d, err := desk.Open(ctx, o)
	if err != nil {
		return err //nolint:wrapcheck // already a fault for people
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := sh.shutOut(ctx, d); err != nil {
		return err
	}
	info, err := d.Team.Session(ctx)
	if err != nil {
		return fmt.Errorf("read who works here: %w", err)
	}
	s := &seat{printer: sh.stdout(), errs: sh.stderr(), desk: d, info: info}
	if zone, err := time.LoadLocation(info.Zone); err == nil && info.Zone != "" {
		s.zone = zone
	}
	err = cmp.Or(fn(ctx, s), s.err)
	return cmp.Or(sh.shutOut(context.WithoutCancel(ctx), d), err) // it may have learnt that just now
}

// report prints what an action did.
func (s *seat) report(done core.Done, err error) error {
	if err != nil {
		return err
	}
	if s.json {
		s.object(done)
		return nil
	}
	number := ""
	if done.Number != "" { // a ticket may be gone: a mail that is only in Trash has none
		number = done.Number + "  "
	}
	s.prose("", strong(number), say(done.Text))
	if s.tty && done.Undo {
		s.line(faint("deskhand undo takes it back"))
	}
	return nil
}

// remark says on stderr what is odd about something that was done all the same.
func (s *seat) remark(text string) { s.errs.text("", text, yellow) }

// nothing says on a terminal that a list is empty, and what to do. A pipe and JSON get nothing (cli.md).
func (s *seat) nothing(text string, hints ...string) {
	if !s.tty || s.json {
		return
	}
	if s.info.FirstRun {
		text, hints = "No mailbox is connected.", []string{"deskhand account add --email ADDRESS --agent ID connects one; deskhand demo tries a sample."}
	}
	s.line(say(text))
	for _, hint := range hints {
		s.text("", hint, dim)
	}
}

// whole writes "today" and a bare hour out as a date: what is planned is read again on another day.
func (s *seat) whole(text string) string {
	return strings.Replace(text, "today ", s.now.In(s.zone).Format("Mon 2 Jan "), 1)
}

// pick finds what a person meant among fixed ids: the id itself or a unique beginning of it.
func pick(what, typed string, ids []string) (string, error) {
	fold := strings.ToLower(strings.TrimSpace(typed))
	var found []string
	for _, id := range ids {
		if fold == id {
			return id, nil
		}
		if fold != "" && strings.HasPrefix(id, fold) {
			found = append(found, id)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", usage("Known: "+strings.Join(ids, ", ")+".", "there is no %s %q", what, typed)
	}
	return "", usage("Write one more letter: "+strings.Join(found, ", ")+".", "%s %q could be several", what, typed)
}

// Text prints labels, JSON prints ids.

func (s *seat) statusLabel(id ticket.Status) string {
	for _, st := range s.info.Statuses {
		if st.ID == string(id) {
			return st.Label
		}
	}
	return string(id)
}

func (s *seat) personLabel(id string) string {
	id = strings.TrimPrefix(id, "team:")
	for _, m := range s.info.Members {
		if m.ID == id {
			return m.Name
		}
	}
	for _, t := range s.info.Teams {
		if t.ID == id {
			return t.Label
		}
	}
	return id
}

func (s *seat) tagLabels(ids []string) string {
	labels := make([]string, len(ids))
	for i, id := range ids {
		labels[i] = id
		if n := slices.IndexFunc(s.info.Tags, func(t team.Tag) bool { return t.ID == id }); n >= 0 {
			labels[i] = s.info.Tags[n].Label
		}
	}
	return strings.Join(labels, ", ")
}

func (s *seat) reasonLabel(id ticket.Reason) string {
	for _, r := range s.info.Reasons {
		if r.ID == string(id) {
			return r.Label
		}
	}
	return string(id)
}

package desk

import (
	"context"
	"fmt"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
)

// Check is one thing that the doctor looked at.
type Check struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Report is what the doctor found.
type Report struct {
	Checks []Check `json:"checks"`
}

// OK tells whether nothing is wrong.
func (r Report) OK() bool {
	for _, c := range r.Checks {
		if !c.OK {
			return false
		}
	}
	return true
}

// Doctor checks the desk; with rebuild it projects everything anew and compares row by row, which needs the engine
// lock. progress counts mails and may be nil.
func (d *Desk) Doctor(ctx context.Context, rebuild bool, progress func(done int)) (Report, error) {
	var r Report
	add := func(name string, err error, good, hint string) {
		c := Check{Name: name, OK: err == nil, Message: good}
		if err != nil {
			f := fault.From(err)
			c.Message, c.Hint = f.Message, f.Hint
			if hint != "" {
				c.Hint = hint
			}
		}
		r.Checks = append(r.Checks, c)
	}
	add("data folder", nil, d.dir+", readable by you alone", "")
	if free, total, ok := d.store.Room(); ok {
		good, err := fmt.Sprintf("%.1f GB free", float64(free)/1e9), error(nil)
		if !d.room() {
			err = fault.Newf(fault.Data, "Free some space on its disk. Until then mail comes by its head alone.", "%s of %.0f GB are not enough for mail.", good, float64(total)/1e9)
		}
		add("free space", err, good, "")
	}
	add("database", d.store.QuickCheck(ctx), "whole", "Copies are in backups/ of the data folder; mail can be fetched again.")
	ops, err := d.store.CheckJournal(ctx)
	add("journal", err, fmt.Sprintf("%d changes, each as it was written", ops), "")
	team, err := d.checkTeam(ctx)
	if err != nil {
		return r, fault.From(err)
	}
	r.Checks = append(r.Checks, team...)
	vault, err := d.vault.open(ctx)
	kind := ""
	if err == nil {
		kind = vault.Kind()
	}
	add("secrets", err, "kept in the "+kindWord(kind), "")
	err = d.Reply.Reload(ctx) // what is wrong with a file is among the problems
	add("saved replies", err, fmt.Sprintf("%d in %s", d.Reply.Library().Len(), d.Reply.Dir()), "")
	p, err := d.Team.Problems(ctx)
	if err != nil {
		return r, err
	}
	for _, problem := range p {
		r.Checks = append(r.Checks, Check{Name: problem.Code, Message: problem.Message, Hint: problem.Hint})
	}
	if !rebuild {
		return r, nil
	}
	if err := d.lock.take(); err != nil {
		return r, err
	}
	rows, diffs, err := d.store.Rebuild(ctx, progress)
	if err != nil {
		return r, fault.From(err)
	}
	r.Checks = append(r.Checks, rebuilt(rows, diffs))
	d.notices.tell(Notice{Kind: Changed, Queues: true})
	return r, nil
}

func rebuilt(rows int, diffs []store.Difference) Check {
	c := Check{Name: "rebuild", OK: len(diffs) == 0, Message: fmt.Sprintf("%d rows computed anew, each as it stood", rows)}
	if !c.OK {
		c.Message = fmt.Sprintf("%d of %d rows stood otherwise; the new ones are in force now. First: %s %s %s", len(diffs), rows, diffs[0].Table, diffs[0].Row, diffs[0].How)
		c.Hint = "Nothing is lost: rows are computed from mail and changes. Please report it."
	}
	return c
}

func kindWord(kind string) string {
	if kind == "file" {
		return "sealed file"
	}
	return "keyring of this computer"
}

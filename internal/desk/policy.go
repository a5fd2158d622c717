package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/policy"
	"deskhand/internal/watch"
)

const policyFile = "policy.yaml"

// readPolicy puts the folder's policy in force; a new desk gets the sample. A broken file is a problem and the shipped
// rules hold until it is mended.
func (d *Desk) readPolicy(ctx context.Context) error {
	path := filepath.Join(d.dir, policyFile)
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		src = policy.Sample()
		if err := os.WriteFile(path, src, 0o600); err != nil {
			return fmt.Errorf("write %s: %w", policyFile, err)
		}
	} else if err != nil {
		return fmt.Errorf("read %s: %w", policyFile, err)
	}
	if !d.usePolicy(src) {
		d.core.SetPolicy(policy.Default())
	}
	return nil
}

// usePolicy swaps the policy if src is whole; else the last good one stays and the problem names file and line.
func (d *Desk) usePolicy(src []byte) bool {
	p, found := policy.Parse(src)
	d.problems.clearWith("policy", nil)
	for i, pr := range found {
		d.problems.put(team.Problem{
			Key: fmt.Sprintf("policy %d", i), Code: "policy", Message: fmt.Sprintf("policy.yaml, line %d, column %d: %s", pr.Line, pr.Column, pr.Message),
			Hint: pr.Hint, File: policyFile, Line: pr.Line, Action: "file:" + policyFile,
		})
	}
	if p == nil {
		return false
	}
	d.mu.Lock()
	d.source = src
	d.mu.Unlock()
	d.core.SetPolicy(p)
	return true
}

// watchPolicy follows the file while engines run.
func (d *Desk) watchPolicy(ctx context.Context) error {
	first := true
	return watch.Watch(ctx, filepath.Join(d.dir, policyFile), nil, func(s watch.Snapshot) {
		if first {
			first = false
			return
		}
		for _, f := range s.Files {
			if f.Name == policyFile && d.usePolicy(f.Data) {
				d.reengage(ctx)
				d.notices.tell(Notice{Kind: Changed, Queues: true})
			}
		}
	})
}

// reengage puts changed rules or settings in force while engines run, and computes anew what follows from them.
func (d *Desk) reengage(ctx context.Context) {
	err := d.engage(ctx)
	if err == nil {
		err = d.store.Fill(ctx, nil)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		d.problems.set("rules", fmt.Errorf("the changed rules are not in force: %w", err), "")
		return
	}
	d.problems.clear("rules")
}

// enlist writes a new member into policy.yaml, in one step, and puts it in force.
func (d *Desk) enlist(ctx context.Context, id, name string) error {
	path := filepath.Join(d.dir, policyFile)
	src, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", policyFile, err)
	}
	out, err := policy.AddMember(src, id, name)
	if err != nil {
		return fault.Newf(fault.Usage, "Add yourself to team: members: in "+path+" by hand.", "You could not be added to the team: %v.", err)
	}
	if err := os.WriteFile(path+".new", out, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", policyFile, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write %s: %w", policyFile, err)
	}
	d.usePolicy(out)
	return nil
}

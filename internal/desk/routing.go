package desk

import (
	"context"
	"crypto/sha256"
	"fmt"

	"deskhand/internal/desk/core"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// routes lists the versions of the policy by which tickets are routed, oldest first: the team's where there is one, else
// this desk's own, to which the one in force is added when it routes otherwise than the newest.
func (d *Desk) routes(ctx context.Context) ([]store.Route, error) {
	versions, err := d.policyVersions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the versions of the policy: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	parsed := map[[32]byte]*policy.Policy{}
	var out []store.Route
	for _, v := range versions {
		sum := sha256.Sum256(v.Source)
		p := d.parsed[sum]
		if p == nil {
			p, _ = policy.Parse(v.Source)
		}
		if p == nil { // a newer program may read it
			continue
		}
		parsed[sum] = p
		out = append(out, core.RouteOf(p, v.From))
	}
	d.parsed = parsed
	return out, nil
}

func (d *Desk) policyVersions(ctx context.Context) (out []store.PolicyVersion, err error) {
	d.mu.Lock()
	source := d.source
	d.mu.Unlock()
	if d.teamPolicies != nil {
		if out, err = d.teamPolicies(ctx); err != nil || len(out) > 0 {
			return out, err
		}
	}
	add, alone := false, false
	look := func(tx *store.Tx) (err error) {
		if out, err = tx.PolicyVersions(); err == nil {
			add, alone = newVersion(out, source)
		}
		return err
	}
	if err := d.store.Read(ctx, look); err != nil || !add {
		return out, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := look(tx); err != nil || !add { // another process was first
			return err
		}
		v := store.PolicyVersion{From: ticket.TimeOf(d.o.Now()), Source: source}
		if alone {
			out = nil
		}
		out = append(out, v)
		return tx.AddPolicyVersion(v, alone)
	})
	return out, err
}

// newVersion tells whether a source routes otherwise than the newest version, and whether it stands alone: what came with
// the program was never this team's own rules, so the first that are hold for its whole past.
func newVersion(have []store.PolicyVersion, source []byte) (add, alone bool) {
	p, _ := policy.Parse(source)
	if p == nil || len(have) == 0 {
		return p != nil, true
	}
	newest, _ := policy.Parse(have[len(have)-1].Source)
	if newest != nil && newest.RoutePrint() == p.RoutePrint() {
		return false, false
	}
	return true, newest == nil && len(have) == 1 || len(have) == 1 && newest.RoutePrint() == policy.Default().RoutePrint()
}

package desk

import (
	"context"
	"errors"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
)

// syncJournal does a round of the team's journal for `deskhand sync`, and adds what it did. Without a team it is nothing.
func (d *Desk) syncJournal(ctx context.Context, out *team.SyncResult) error {
	st, err := d.Membership.State(ctx)
	if err != nil || st.ID == "" {
		return err
	}
	if err := d.Files.Sync(ctx); err != nil {
		d.log.Warn("look at the team's files", "error", err)
	}
	r, err := d.carrier.carry(ctx, false)
	if out.Journal == nil {
		out.Journal = &team.JournalResult{}
	}
	out.Journal.Ops += r.Ops
	out.Journal.Sent += r.Sent
	if err != nil {
		f := fault.From(err)
		out.Journal.Error = core.FailedFrom(f)
		return f
	}
	d.carrier.looked(ctx)
	if err := d.Files.Sync(ctx); err != nil {
		d.log.Warn("look at the team's files", "error", err)
	}
	return nil
}

// journalWaits tells whether changes of this laptop have not left.
func (d *Desk) journalWaits(ctx context.Context) bool {
	h, err := d.Membership.Health(ctx)
	return err == nil && h.Waiting > 0
}

// pullJournal looks what colleagues did, before a mail leaves. Only a line that is down holds the mail, which could not
// leave either, and that this laptop was shut out: whatever else is wrong with the journal is told on its own.
func (d *Desk) pullJournal(ctx context.Context) error {
	st, err := d.Membership.State(ctx)
	if err != nil || st.ID == "" {
		return err
	}
	if st.Revoked {
		return membership.Shut()
	}
	within, cancel := context.WithTimeoutCause(ctx, pullWithin, errors.New("looking at the team's journal takes longer than "+pullWithin.String()))
	defer cancel()
	_, err = d.carrier.carry(within, true)
	switch {
	case err == nil, fault.From(err).Code == fault.Offline:
		return err
	case d.shutOut(ctx): // seen in this very look
		return membership.Shut()
	}
	d.log.Warn("look at the team's journal before a mail leaves", "error", err)
	return nil
}

// Journal tells how the team's journal stands here.
func (e engines) Journal(ctx context.Context) (team.Journal, error) {
	h, err := e.d.Membership.Health(ctx)
	if err != nil {
		return team.Journal{}, err
	}
	out := team.Journal{
		Devices: h.Devices, Ops: h.Ops, Quarantined: h.Quarantined, Waiting: h.Waiting, Parked: h.Parked, Orphans: h.Orphans,
		LastPull: h.LastPull, Unconfirmed: h.Unconfirmed, Agent: e.d.Agent(),
	}
	st, err := e.d.Membership.State(ctx)
	if err != nil || st.ID == "" {
		return out, err
	}
	out.Team, out.Transport = st.ID, st.Kind
	t, err := e.d.Membership.Team(ctx)
	if err == nil {
		out.Name = e.d.Membership.NameOf(t)
	}
	return out, err
}

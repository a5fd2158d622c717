package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/journal"
	"deskhand/internal/replica/imap"
	"deskhand/internal/store"
)

// checkTeam looks at what the team's journal holds here: who lacks what, what waits and why. Without a team there is nothing
// to look at.
func (d *Desk) checkTeam(ctx context.Context) ([]Check, error) {
	st, err := d.Membership.State(ctx)
	if err != nil || st.ID == "" {
		return nil, err
	}
	h, err := d.Membership.Health(ctx)
	if err != nil {
		return nil, err
	}
	var whole []Check
	add := func(name, good string, bad bool, message, hint string) {
		c := Check{Name: name, OK: !bad, Message: good}
		if bad {
			c.Message, c.Hint = message, hint
		}
		whole = append(whole, c)
	}
	gaps, err := d.gaps(ctx)
	if err != nil {
		return nil, err
	}
	add("streams", fmt.Sprintf("%d laptops, nothing missing between their changes", h.Devices), len(gaps) > 0,
		"Changes are missing: "+strings.Join(gaps, "; "), "They come when those laptops sync next, or from any laptop that has them.")
	add("quarantine", "nothing in the journal waits to be understood", h.Quarantined+h.Unread > 0,
		fmt.Sprintf("%d messages and %d changes of the journal cannot be read or wait for something", h.Quarantined, h.Unread),
		"They are kept, and tried again when the team changes or Deskhand is updated. `deskhand status` says what they wait for.")
	held := "" // it stays so: nobody has to do anything
	if h.Held > 0 {
		held = fmt.Sprintf("; %d that a shut out laptop made, or that only an admin may make, do not count", h.Held)
	}
	hint := "Changes that wait for their mail show when it is here: follow the folder it lies in, or keep mail of more days."
	if h.Orphans == 0 {
		hint = "They count once their time has come or an admin has confirmed their laptop: deskhand team."
	}
	add("waiting changes", "every change stands on its ticket"+held, h.Parked+h.Orphans > 0,
		fmt.Sprintf("%d changes wait for their mail, %d for their time or an admin%s", h.Orphans, h.Parked, held), hint)
	secrets, err := d.Membership.Secrets(ctx, st.ID, 0)
	if err == nil && len(secrets) == 0 && !st.Revoked {
		err = fault.New(fault.Refused, "The team's first secret is not on this laptop.", "Join again with a new invitation, or use the recovery sheet.")
	}
	if err != nil {
		f := fault.From(err)
		add("team secret", "", true, f.Message, f.Hint)
		return whole, nil
	}
	add("team secret", "kept as the passwords are", false, "", "")
	return whole, nil
}

// gaps names the devices between whose batches something is missing.
func (d *Desk) gaps(ctx context.Context) (out []string, err error) {
	t, err := d.Membership.Team(ctx)
	if err != nil {
		return nil, err
	}
	of := map[string][]journal.BatchMeta{}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachBatch("", func(m journal.BatchMeta) error {
			of[m.Device] = append(of[m.Device], m)
			return nil
		})
	})
	for device, batches := range of {
		slices.SortFunc(batches, func(a, b journal.BatchMeta) int { return cmp.Compare(a.A, b.A) })
		reach := uint64(0)
		for _, b := range batches {
			if b.A > reach+1 {
				out = append(out, fmt.Sprintf("%d–%d of %s", reach+1, b.A-1, d.Membership.Words(t, device)))
			}
			reach = max(reach, b.B)
		}
	}
	slices.Sort(out)
	return out, err
}

// TakeBack moves mail of the journal that a filter or a person put elsewhere back into its folder, and says how many.
func (d *Desk) TakeBack(ctx context.Context) (n int, err error) {
	var strays []store.Stray
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		strays, err = tx.Strays()
		return err
	})
	if err != nil {
		return 0, fault.From(err)
	}
	accounts, err := d.accounts(ctx)
	if err != nil {
		return 0, fault.From(err)
	}
	for _, a := range accounts {
		folders := map[string][]string{}
		for _, s := range strays {
			if s.Account == a.ID {
				folders[s.Folder] = append(folders[s.Folder], s.MessageID)
			}
		}
		if len(folders) == 0 {
			continue
		}
		moved, err := d.takeBack(ctx, a, folders)
		n += moved
		if err != nil {
			return n, fault.From(err)
		}
		d.wakeAccount(a.ID)
	}
	return n, nil
}

func (d *Desk) takeBack(ctx context.Context, a store.Account, folders map[string][]string) (n int, err error) {
	place, err := d.carrier.open(ctx, membership.Where{Kind: membership.KindIMAP, Account: a})
	if err != nil {
		return 0, err
	}
	defer place.Close() //nolint:errcheck // what was moved is what counts
	by, ok := place.(closer)
	if !ok {
		return 0, nil
	}
	folder, ok := by.line.(*imap.Transport)
	if !ok {
		return 0, nil
	}
	for name, ids := range folders {
		moved, err := folder.TakeBack(ctx, name, ids)
		n += moved
		if err != nil {
			return n, fmt.Errorf("move the journal's mail out of %s: %w", name, err)
		}
	}
	return n, nil
}

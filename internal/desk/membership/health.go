package membership

import (
	"context"

	"deskhand/internal/desk/core"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Health is how this laptop's part of the journal stands.
type Health struct {
	Devices     int         `json:"devices"`
	Ops         int         `json:"ops"`
	Waiting     int         `json:"waiting"`     // changes of this laptop that have not left
	Parked      int         `json:"parked"`      // of the far future, or beyond a quota
	Held        int         `json:"held"`        // of who may not say it
	Orphans     int         `json:"orphans"`     // changes that wait for their mail
	Quarantined int         `json:"quarantined"` // messages of which something waits
	Unread      int         `json:"unread"`      // lines that this program cannot read
	Unconfirmed int         `json:"unconfirmed"` // laptops that nobody vouched for
	LastPull    ticket.Time `json:"lastPull"`    // 0: never
	Clock       int64       `json:"clock"`       // by how many ms this computer's clock is corrected
}

// settingPulled is when the journal's place was last looked at, as Unix ms.
const settingPulled = "journal-pulled"

// Pulled notes that it was looked at, in the transaction of whoever looked.
func Pulled(tx *store.Tx, at ticket.Time) error { return core.SetSetting(tx, settingPulled, int64(at)) }

// Health counts. It goes through the whole journal: a page may ask, a list may not.
func (s *Service) Health(ctx context.Context) (h Health, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.JournalCounts()
		if err != nil {
			return err
		}
		h = Health{
			Devices: c.Devices, Ops: c.Ops, Waiting: c.Unsent, Parked: c.Parked, Held: c.Held, Orphans: c.Orphans, Quarantined: c.Quarantined, Unread: c.Unread,
		}
		st, err := readState(tx)
		if err != nil {
			return err
		}
		if st.ID == "" {
			h.Waiting = 0 // there is nobody to send it to
			return nil
		}
		at, err := core.Setting[int64](tx, settingPulled)
		if err != nil {
			return err
		}
		h.LastPull = ticket.Time(at)
		t, err := Fold(tx, st.ID)
		if err != nil {
			return err
		}
		for _, d := range t.Devices {
			if !d.Confirmed && !d.Revoked {
				h.Unconfirmed++
			}
		}
		return nil
	})
	return h, err
}

// Unsent counts what a status line tells: the changes of this laptop that have not left, and, where it is asked, those that
// wait for their mail. Without a team, or shut out of it, nothing waits.
func (s *Service) Unsent(ctx context.Context, mail bool) (unsent, orphans int, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		st, err := readState(tx)
		if err != nil || st.ID == "" || st.Revoked {
			return err
		}
		if unsent, err = tx.Unsent(); err != nil || !mail {
			return err
		}
		orphans, err = tx.Orphans()
		return err
	})
	return unsent, orphans, err
}

// Write tells the others that an answer is being written here, Stop that it is no more. Neither waits for anything.
func (s *Service) Write(ctx context.Context, ticket string) error { return s.say(ctx, ticket, false) }

// Stop takes back what Write said.
func (s *Service) Stop(ctx context.Context, ticket string) error { return s.say(ctx, ticket, true) }

func (s *Service) say(ctx context.Context, ticket string, stop bool) error {
	st, err := s.State(ctx)
	if err == nil && st.ID != "" && !st.Revoked {
		s.host.Write(ticket, stop)
	}
	return err
}

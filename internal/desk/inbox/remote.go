package inbox

import (
	"context"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail/sender"
	"deskhand/internal/store"
)

const (
	remoteSetting = "remote.senders" // addresses whose pictures from outside are always shown, one a line
	maxSenders    = 1000             // the newest that are remembered
)

// AlwaysRemote remembers that pictures from outside are shown in every mail of this one's sender, where the mailbox's
// server found that it is theirs. Of any other mail anybody could be the sender: refused.
func (s *Service) AlwaysRemote(ctx context.Context, key string) error {
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		m, err := find(tx, key)
		if err != nil {
			return err
		}
		w, err := s.writers(tx)
		if err != nil {
			return err
		}
		v, err := w.judge(m, nil)
		if err != nil {
			return err
		}
		from := strings.ToLower(s.Parsed(tx, m).From.Addr)
		if v == nil || v.Auth != sender.Pass || from == "" {
			return fault.New(fault.Refused, "Nobody has checked that this mail is its sender's.", "Show its pictures once.")
		}
		list, err := remoteSenders(tx)
		if err != nil || slices.Contains(list, from) {
			return err
		}
		list = append(list, from)
		return tx.SetSetting(remoteSetting, strings.Join(list[max(0, len(list)-maxSenders):], "\n"))
	})
	if err != nil {
		return fault.From(err)
	}
	return nil
}

func remoteSenders(tx *store.Tx) ([]string, error) {
	text, _, err := tx.Setting(remoteSetting)
	return strings.Fields(text), err
}

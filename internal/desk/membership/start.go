package membership

import (
	"context"
	"strconv"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// pathOpenFrom is since when unanswered mail counts as open though it is older than the start, Unix ms.
const pathOpenFrom = "cfg/open-from"

// moments are the ops by which this desk's moments become the team's.
func moments(tx *store.Tx) (out []ticket.Draft, err error) {
	for _, m := range []struct{ setting, path string }{{team.SettingStart, journal.PathStart}, {team.SettingOpenFrom, pathOpenFrom}} {
		text, ok, err := tx.Setting(m.setting)
		if err != nil {
			return nil, err
		}
		if ms, bad := strconv.ParseInt(text, 10, 64); ok && bad == nil {
			out = append(out, put(m.path, ms))
		}
	}
	return out, nil
}

// TakeStart makes the team's start moment this desk's: what is history to one is history to all.
func (s *Service) TakeStart(ctx context.Context, t *journal.Team) error {
	want := map[string]int64{team.SettingStart: t.Start}
	var from int64
	readValue(t, pathOpenFrom, &from)
	want[team.SettingOpenFrom] = from
	stale := false
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		for name, ms := range want {
			text, _, err := tx.Setting(name)
			if err != nil {
				return err
			}
			stale = stale || ms != 0 && text != strconv.FormatInt(ms, 10)
		}
		return nil
	})
	if err != nil || !stale {
		return err
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		for name, ms := range want {
			if ms == 0 {
				continue
			}
			if err := tx.SetSetting(name, strconv.FormatInt(ms, 10)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fault.From(err)
	}
	return nil
}

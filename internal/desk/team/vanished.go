package team

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
)

// settingGone holds what many messages gone at once came to, by account and folder.
const settingGone = "vanished"

// gone is a question about messages that went all at once.
type gone struct {
	Gone int `json:"gone"` // as of the last look
	Kept int `json:"kept"` // so many a person chose to keep: no question before more are gone
}

func goneKey(account, folder string) string { return account + " " + folder }

// AskVanished notes that so many messages of a folder are gone at once, and tells whether a person is to be asked: not
// where they chose to keep them and no more are gone since.
func (s *Service) AskVanished(ctx context.Context, account, folder string, n int) (ask bool, err error) {
	key := goneKey(account, folder)
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		all, err := core.Setting[map[string]gone](tx, settingGone)
		if err != nil {
			return err
		}
		g := all[key]
		ask = n > g.Kept
		if g.Gone == n {
			return nil
		}
		g.Gone = n
		return setGone(tx, all, key, &g)
	})
	return ask, err
}

// StillVanished forgets the questions of an account that the last round did not repeat: the messages are back, or out.
func (s *Service) StillVanished(ctx context.Context, account string, folders []string) error {
	stale := func(tx *store.Tx) (all map[string]gone, is bool, err error) {
		all, err = core.Setting[map[string]gone](tx, settingGone)
		for key := range all {
			folder, ours := strings.CutPrefix(key, goneKey(account, ""))
			if ours && !slices.Contains(folders, folder) {
				delete(all, key)
				is = true
			}
		}
		return all, is, err
	}
	is := false
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		_, is, err = stale(tx)
		return err
	})
	if err != nil || !is {
		return err
	}
	return s.core.Store.Write(ctx, func(tx *store.Tx) error {
		all, _, err := stale(tx)
		if err != nil {
			return err
		}
		return putGone(tx, all)
	})
}

// Vanished answers the question about messages that went all at once: they are taken out with the next look, or kept,
// and then nobody is asked before more are gone.
func (s *Service) Vanished(ctx context.Context, account, folder string, takeOut bool) error {
	key := goneKey(account, folder)
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := stored(tx, account); err != nil {
			return err
		}
		all, err := core.Setting[map[string]gone](tx, settingGone)
		if err != nil {
			return err
		}
		g, asked := all[key]
		if !asked {
			return fault.Newf(fault.NotFound, "`deskhand status` says when there is something to decide.", "Nothing of %s is gone that was asked about.", folder)
		}
		if !takeOut {
			g.Kept = g.Gone
			return setGone(tx, all, key, &g)
		}
		if err := tx.AllowVanished(account, folder, g.Gone); err != nil {
			return err
		}
		return setGone(tx, all, key, nil)
	})
	if err != nil {
		return fault.From(err)
	}
	s.engines.Answered(ctx, account, folder)
	return nil
}

// setGone puts a question down, or drops it.
func setGone(tx *store.Tx, all map[string]gone, key string, g *gone) error {
	if all == nil {
		all = map[string]gone{}
	}
	delete(all, key)
	if g != nil {
		all[key] = *g
	}
	return putGone(tx, all)
}

func putGone(tx *store.Tx, all map[string]gone) error {
	text, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("write what is gone: %w", err)
	}
	return tx.SetSetting(settingGone, string(text))
}

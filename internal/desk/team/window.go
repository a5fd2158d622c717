package team

import (
	"context"
	"encoding/json"
	"fmt"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/policy"
	"deskhand/internal/store"
)

const settingPlace = "window-place"

// Policy is the one in force, for labels.
func (s *Service) Policy() *policy.Policy { return s.core.Policy() }

// Place is how large the window was.
type Place struct {
	Width, Height int // device-independent pixels; 0: never stored
	Maximised     bool
}

// Place reads how large the window was.
func (s *Service) Place(ctx context.Context) (p Place, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		p, err = core.Setting[Place](tx, settingPlace)
		return err
	})
	return p, err
}

// SavePlace keeps how large the window is.
func (s *Service) SavePlace(ctx context.Context, p Place) error { return s.keep(ctx, settingPlace, p) }

func (s *Service) keep(ctx context.Context, name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fault.From(fmt.Errorf("write setting %s: %w", name, err))
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(name, string(text)) })
	if err != nil {
		return fault.From(err)
	}
	return nil
}

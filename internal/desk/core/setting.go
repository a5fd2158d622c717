package core

import (
	"encoding/json"
	"fmt"

	"deskhand/internal/store"
)

// Setting reads a setting that holds more than a word; the zero value where it was never set.
func Setting[T any](tx *store.Tx, name string) (T, error) {
	var v T
	text, ok, err := tx.Setting(name)
	if err != nil || !ok {
		return v, err
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return v, fmt.Errorf("read setting %s: %w", name, err)
	}
	return v, nil
}

// SetSetting writes one.
func SetSetting(tx *store.Tx, name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write setting %s: %w", name, err)
	}
	return tx.SetSetting(name, string(text))
}

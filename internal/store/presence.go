package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// settingWriting is who writes an answer just now, for the processes that do not listen: Unix ms until when, by anchor and
// device. It is this desk's alone and never in the log.
const settingWriting = "writing"

type writing map[string]map[string]int64

func (tx *Tx) writing() (writing, error) {
	out := writing{}
	text, ok, err := tx.Setting(settingWriting)
	if err != nil || !ok {
		return out, err
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("read who writes an answer: %w", err)
	}
	now := tx.s.now().UnixMilli()
	for anchor, of := range out {
		for device, until := range of {
			if until <= now {
				delete(of, device)
			}
		}
		if len(of) == 0 {
			delete(out, anchor)
		}
	}
	return out, nil
}

// SetWriting notes that a device writes an answer on an anchor; a zero moment: no more.
func (tx *Tx) SetWriting(anchor, device string, until time.Time) error {
	w, err := tx.writing()
	if err != nil {
		return err
	}
	if w[anchor] == nil {
		w[anchor] = map[string]int64{}
	}
	if w[anchor][device] = until.UnixMilli(); until.IsZero() {
		delete(w[anchor], device)
	}
	text, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("keep who writes an answer: %w", err)
	}
	return tx.SetSetting(settingWriting, string(text))
}

// Writers are the agents who write an answer on a ticket just now, other than this desk's.
func (tx *Tx) Writers(id int64) ([]string, error) {
	w, err := tx.writing()
	if err != nil || len(w) == 0 {
		return nil, err
	}
	anchors, err := list[string](tx, `SELECT anchor FROM node WHERE ticket = ?`, id)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, a := range anchors {
		for device := range w[a] {
			if who := tx.s.agent(device); who != tx.s.viewer.Load().Me {
				out = append(out, who)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

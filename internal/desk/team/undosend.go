package team

import (
	"context"
	"strconv"
	"time"

	"deskhand/internal/store"
)

// SettingUndoSend is how many seconds a sent mail waits, for whoever thinks better of it.
const SettingUndoSend = "undo-send"

const undoSend, mostUndoSend = 10, 60 // seconds

func seconds(n int) int { return min(max(n, 0), mostUndoSend) }

// UndoSend is how long a mail waits before it goes out: 10 s unless the person chose another time.
func (s *Service) UndoSend(ctx context.Context) time.Duration {
	n := undoSend
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		text, ok, err := tx.Setting(SettingUndoSend)
		if set, bad := strconv.Atoi(text); ok && err == nil && bad == nil {
			n = seconds(set)
		}
		return err
	})
	if err != nil {
		n = undoSend // a delay too many does no harm
	}
	return time.Duration(n) * time.Second
}

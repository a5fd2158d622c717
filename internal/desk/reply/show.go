package reply

import (
	"context"

	"deskhand/internal/desk/fault"
	"deskhand/internal/opener"
)

// OpenFolder shows the folder in the desktop's file manager. One that was lost is written back first.
func (s *Service) OpenFolder(ctx context.Context) error {
	if err := s.Reload(ctx); err != nil {
		return err
	}
	if err := opener.Folder(ctx, s.Dir()); err != nil {
		f := fault.New(fault.Refused, "No program of this desktop showed the folder.", "Open it by hand: "+s.Dir())
		f.Err = err
		return f
	}
	return nil
}

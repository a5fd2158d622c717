package imapsync

import (
	"context"
	"fmt"
)

// tooMany tells whether a person is asked before that many messages of a folder are taken out.
func tooMany(gone, of int) bool {
	return gone > vanishCount || gone >= vanishFloor && gone*100 > of*vanishPercent
}

// vanished takes out placements whose message is gone there. What stands in another folder was moved and goes quietly;
// of the rest suspiciously many are kept and asked for. early says that other folders still get older mail: what seems
// gone may come there, so nobody is asked yet.
func (r *folderRound) vanished(ctx context.Context, early bool) error {
	moved, err := r.e.sink.Elsewhere(ctx, r.f, r.gone)
	if err != nil {
		return storeError(ctx, fmt.Errorf("look for %d messages of %s elsewhere: %w", len(r.gone), r.f.Name, err))
	}
	lost := len(minus(r.gone, moved))
	out := r.gone
	r.m.unjudged = false
	if of := r.here + len(r.gone); tooMany(lost, of) {
		may := false
		if r.m.unjudged = early; !early {
			if may, err = r.mayVanish(ctx, lost, of); err != nil {
				return err
			}
		}
		if !may {
			out, r.incomplete = moved, true
		}
	}
	if len(out) == 0 {
		return nil
	}
	if err := r.e.sink.Vanished(ctx, r.f, out); err != nil {
		return storeError(ctx, fmt.Errorf("take out %d messages of %s: %w", len(out), r.f.Name, err))
	}
	r.res.Vanished = len(out)
	return nil
}

// matched ends the matching of a folder that the server numbered anew: what was not met is no longer there. That is
// asked for as any other loss is.
func (r *folderRound) matched(ctx context.Context) error {
	gone := r.f.Exists - len(r.server)
	if !tooMany(gone, r.f.Exists) {
		return nil
	}
	may, err := r.mayVanish(ctx, gone, r.f.Exists)
	if !may {
		r.incomplete = true
	}
	return err
}

func (r *folderRound) mayVanish(ctx context.Context, gone, of int) (bool, error) {
	may, err := r.e.sink.Allowed(ctx, r.f, gone)
	if err != nil {
		return false, storeError(ctx, fmt.Errorf("ask whether messages of %s may go: %w", r.f.Name, err))
	}
	if !may {
		r.e.report(&VanishProblem{Folder: r.f.Name, Gone: gone, Of: of})
	}
	return may, nil
}

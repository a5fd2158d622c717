package cli

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"

	"deskhand/internal/desk"
)

// TestTabWaits: however long the desk takes for its answer, nobody waits longer than the bound behind TAB, and what was
// found by then is offered; how long it took to open is not taken off. One that does not open offers nothing.
func TestTabWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sh, _, _ := testShell("", nil)
		sh.data = t.TempDir()
		d, err := desk.Open(t.Context(), desk.Options{Dir: sh.data, NoKeyring: true})
		if err == nil {
			err = d.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		press := func(ctx context.Context) (offered []string, waited time.Duration) {
			cmd := &cobra.Command{}
			cmd.SetContext(ctx)
			begun := time.Now()
			slow := func(ctx context.Context, _ *seat, _ string) []string {
				time.Sleep(askWithin / 2)
				found := []string{"found in time"}
				<-ctx.Done()
				return found
			}
			offered, _ = sh.complete(func([]string) offer { return slow })(cmd, nil, "")
			return offered, time.Since(begun)
		}
		if got, waited := press(t.Context()); !slices.Equal(got, []string{"found in time"}) || waited != askWithin {
			t.Errorf("a desk that is slow to answer: %q after %v", got, waited)
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if got, waited := press(over); len(got) != 0 || waited != 0 {
			t.Errorf("a desk that does not open: %q after %v", got, waited)
		}
	})
}

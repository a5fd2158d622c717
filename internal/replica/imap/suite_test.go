package imap_test

import (
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"

	"deskhand/internal/imapsync"
	"deskhand/internal/replica/imap"
	"deskhand/internal/testkit/place"
)

func TestDovecot(t *testing.T) {
	place.Suite(t, func(t *testing.T) *place.Rig { return dovecot(t).rig(imap.Options{}) })
}

func TestMemory(t *testing.T) {
	place.Suite(t, func(t *testing.T) *place.Rig { return memory(t).rig(imap.Options{}) })
}

// A server as poor as Courier's: nothing but UIDPLUS and IDLE.
func TestPoor(t *testing.T) {
	place.Suite(t, func(t *testing.T) *place.Rig {
		return memory(t, goimap.CapESearch, goimap.CapMove, goimap.CapUnselect, goimap.CapNamespace).rig(imap.Options{})
	})
}

// A server that cannot tell of news is looked at.
func TestPoorest(t *testing.T) {
	o := imap.Options{Line: imapsync.Options{PollEvery: 100 * time.Millisecond}}
	place.Suite(t, func(t *testing.T) *place.Rig {
		return memory(t, goimap.CapESearch, goimap.CapUnselect, goimap.CapIdle).rig(o)
	})
}

// Short lines.
func TestShort(t *testing.T) {
	o := imap.Options{Short: true, Line: imapsync.Options{PollEvery: 100 * time.Millisecond}}
	place.Suite(t, func(t *testing.T) *place.Rig { return memory(t).rig(o) })
}

func TestDovecotSdbox(t *testing.T) {
	place.Suite(t, func(t *testing.T) *place.Rig {
		r := sdbox(t).rig(imap.Options{})
		r.Renumber = nil
		return r
	})
}

package mem_test

import (
	"testing"

	"deskhand/internal/replica"
	"deskhand/internal/replica/mem"
	"deskhand/internal/testkit/place"
)

// The double keeps what real places promise.
func TestSuite(t *testing.T) {
	place.Suite(t, func(*testing.T) *place.Rig {
		f := mem.NewFolder(nil)
		return &place.Rig{
			Ordered:  true,
			Open:     func(*testing.T) replica.Transport { return &mem.Client{Folder: f} },
			Foreign:  func(*testing.T) { f.Put(mem.Mail{Data: []byte("Subject: hello")}) },
			Empty:    func(*testing.T) { f.Change(func([]mem.Mail) []mem.Mail { return nil }) },
			Remove:   func(*testing.T) { f.Remove() },
			Renumber: func(*testing.T) { f.Renumber() },
		}
	})
}

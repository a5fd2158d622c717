package membership

import (
	"encoding/json"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// Paths on @team beside those that package journal knows. They are stored for ever.
const (
	pathName    = "cfg/name"    // of the team, a text
	pathEncrypt = "cfg/encrypt" // bool
	pathPaper   = "cfg/paper"   // device id of the key on the newest recovery sheet
)

func put(path string, v any) ticket.Draft { return ticket.SetField(journal.TeamObject, path, v) }

// readValue reads a register of @team; what has another shape counts as absent.
func readValue(t *journal.Team, path string, into any) {
	if raw := t.TeamValue(path); raw != nil {
		_ = json.Unmarshal(raw, into) // one bad op hides nothing else
	}
}

// paperOf is the key on the team's newest recovery sheet.
func paperOf(t *journal.Team) (device string) {
	readValue(t, pathPaper, &device)
	return device
}

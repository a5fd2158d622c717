package savedreply

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed replies
var shipped embed.FS

// Names of shipped replies that other parts of the desk look for.
const (
	NameFirstResponse   = "tst_first_response" // proposed for the first reply (E10)
	NameHandOff         = "hand_off"           // note at closing (F9)
	NameWaiting         = "waiting_in_meeting" // 5 minutes after the start (E12, G8)
	NameReschedule      = "meeting_reschedule" // 15 minutes after it (E13, G9)
	NameFollowUp        = "follow_up"          // cadence of a silent customer (E14, F3)
	NameMinutes         = "mom"                // minutes of meeting (G2, G10, G14)
	NameCallbackMissed  = "tst_callback_missed"
	NameScreenShare     = "tst_screen_share"     // 15 minutes (G6)
	NameAskDetails      = "tst_ask_details"      // data gathering (A11)
	NameRequestReceived = "tst_request_received" // "we have your request of …" (D8)
	NameDelay           = "tst_delay"            // before an ETA passes (F12)
)

// AskNextSteps is the question of the minutes that must not be left empty (G14): see Rendered.Omitted.
const AskNextSteps = "Next steps: who does what until when?"

// Shipped is the first set of replies as a folder.
func Shipped() fs.FS {
	sub, err := fs.Sub(shipped, "replies")
	if err != nil {
		panic(fmt.Sprintf("the embedded replies: %v", err)) // "replies" is a valid path: cannot happen
	}
	return sub
}

// Files is the first set by path, as a new desk or a lost folder gets it.
func Files() map[string][]byte {
	out := map[string][]byte{}
	err := fs.WalkDir(Shipped(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		out[path], err = fs.ReadFile(Shipped(), path)
		return err
	})
	if err != nil {
		panic(fmt.Sprintf("the embedded replies: %v", err)) // embedded files can be read: cannot happen
	}
	return out
}

// Files is the library's file for each reply, for writing a lost folder back.
func (l *Library) Files() map[string][]byte {
	out := make(map[string][]byte, len(l.replies))
	for _, r := range l.replies {
		out[r.Path] = Format(r)
	}
	return out
}

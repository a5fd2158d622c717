package app

import (
	"slices"
	"time"
)

const (
	problemView = "web-view"
	// A page that dies so often so soon would die for ever: its mail is left alone for a while.
	viewDeaths = 3
	viewWithin = time.Minute
	viewRest   = 30 * time.Second
	// viewTold is how long the problem list says that the page died.
	viewTold = 10 * time.Minute
)

// viewDied: the process that draws the page is gone, with what was typed since the last pause. The page begins anew; drafts
// come from the disk.
func (h *host) viewDied() {
	now := time.Now()
	h.mu.Lock()
	h.deaths = slices.DeleteFunc(h.deaths, func(at time.Time) bool { return now.Sub(at) > viewWithin })
	h.deaths = append(h.deaths, now)
	often := len(h.deaths) >= viewDeaths
	h.mu.Unlock()
	h.o.Log.Error("the web view's process died", "times", len(h.deaths))
	h.raise(Problem{
		Code: problemView, Message: "The page of this window crashed and was opened again.",
		Hint: "What you were writing is kept up to your last pause. Should it happen again, update WebKitGTK.",
	})
	h.spawn(func() {
		if often && !h.rest(viewRest) {
			return
		}
		reloadWebView()
		if h.rest(viewTold) && !h.diedSince(now) {
			h.clear(problemView)
		}
	})
}

func (h *host) rest(d time.Duration) bool {
	select {
	case <-h.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func (h *host) diedSince(at time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.deaths) > 0 && h.deaths[len(h.deaths)-1].After(at)
}

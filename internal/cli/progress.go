package cli

import (
	"fmt"
	"sync"
	"time"

	"github.com/rivo/uniseg"
)

// progress is one line on stderr that is written over; it exists only where stderr is a terminal.
type progress struct {
	mu    sync.Mutex
	p     *printer // nil: nothing is shown
	shown int      // columns of the line that stands there
	last  time.Time
	clock func() time.Time
}

// every is how often the line changes at most.
const every = 100 * time.Millisecond

func (sh *shell) progress() *progress {
	if !sh.errTTY || sh.json {
		return &progress{}
	}
	return &progress{p: sh.stderr(), clock: sh.prog.Now}
}

// show replaces the line.
func (g *progress) show(format string, args ...any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.p == nil || g.clock().Sub(g.last) < every {
		return
	}
	g.last = g.clock()
	g.replace(cutText(cleanLine(fmt.Sprintf(format, args...)), max(20, g.p.width-1)))
}

// done takes the line away.
func (g *progress) done() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.p != nil && g.shown > 0 {
		g.replace("")
		g.p.write("\r")
	}
}

func (g *progress) replace(text string) {
	width := uniseg.StringWidth(text)
	g.p.write("\r" + text + say("").padding(g.shown-width))
	g.shown = width
}

package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wailsapp/wails/v2/pkg/options"

	"deskhand/internal/desk"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
)

// host is what the bound services share: the desk, the window, and what only this window knows.
type host struct {
	o          Options
	desk       *desk.Desk
	ctx        context.Context // ends with the window
	stop       context.CancelFunc
	work       sync.WaitGroup
	unhear     func()
	events     *emitter
	mail       *mailHandler
	consent    *consent
	sheets     *sheets
	canary     *canary
	drops      drops
	pastes     pastes
	agreed     atomic.Pointer[string] // draft that goes out with a close although somebody wrote
	passphrase passphrase
	crew       teamwork
	secrets    atomic.Pointer[string] // kind of secret store, once known

	mu       sync.Mutex
	screen   screen // nil before the window stands
	problems []Problem
	deaths   []time.Time // of the process that draws the page, in the last minute
}

func newHost(o Options) *host {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	h := &host{o: o, consent: newConsent(), sheets: newSheets(), unhear: func() {}}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.canary = newCanary()
	h.mail = &mailHandler{h: h, fetch: newFetcher()}
	h.events = newEmitter(h.emit, told{h.syncState, h.allProblems, h.outboxState, h.writers})
	return h
}

func (h *host) bound() []any {
	return []any{&Inbox{h}, &Work{h}, &Closing{h}, &Compose{h}, &Agenda{h}, &Team{h}, &Membership{h}, &Files{h}}
}

func (h *host) emit(event string, payload any) {
	if s := h.shown(); s != nil {
		s.Emit(event, payload)
	}
}

func (h *host) shown() screen {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.screen
}

// started: the window stands. It must not wait for the mailbox.
func (h *host) started(ctx context.Context) {
	h.begin(newScreen(ctx))
	listenForDrops(h.dropped)
	attendWebView(h.viewDied)
	h.spawn(h.watchPlace)
}

// begin starts what runs beside the page.
func (h *host) begin(s screen) {
	h.mu.Lock()
	h.screen = s
	h.mu.Unlock()
	h.unhear = h.desk.Subscribe(h.events.hear)
	h.spawn(func() { h.events.run(h.ctx) })
	h.spawn(h.engines)
	if h.desk.Agent() != "" {
		h.learnSecrets()
	}
}

// spawn runs fn beside the page, unless the window is closing.
func (h *host) spawn(fn func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ctx.Err() == nil {
		h.work.Go(fn)
	}
}

// close ends everything of this window; the desk last.
func (h *host) close() {
	h.mu.Lock()
	h.stop()
	h.mu.Unlock()
	h.unhear()
	h.canary.close()
	h.work.Wait()
	if err := h.desk.Close(); err != nil {
		h.o.Log.Error("close the desk", "error", err)
	}
}

func (h *host) ended(context.Context) {
	h.mu.Lock()
	h.screen = nil
	h.mu.Unlock()
	h.stop()
}

// quit ends the program.
func (h *host) quit() {
	if s := h.shown(); s != nil {
		s.Quit()
	}
}

// again: somebody started the program a second time. It shows, and never acts (security.md).
func (h *host) again(options.SecondInstanceData) { h.show("") }

// show brings the window back, and a ticket into it.
func (h *host) show(ticket string) {
	s := h.shown()
	if s == nil {
		return
	}
	s.Show()
	if ticket != "" {
		h.events.show(ticket)
	}
}

const (
	problemEngines = "engine-busy"
	problemCanary  = "canary"
	busyEvery      = 10 * time.Second
)

// engines runs sync and reminders as long as the window lives. Where another process has them, the window shows what that
// one writes, and tries again.
func (h *host) engines() {
	for h.ctx.Err() == nil {
		var err error
		if h.o.Sample {
			_, err = h.desk.Team.Sync(h.ctx, nil) // the first round furnishes the sample desk
		}
		if err == nil {
			h.clear(problemEngines)
			err = h.desk.RunEngines(h.ctx)
		}
		if h.ctx.Err() != nil {
			return
		}
		f := fault.From(err)
		if f != nil {
			h.o.Log.Warn("run engines", "error", f.Message)
			h.raise(engineProblem(f, errors.Is(err, desk.ErrEngineBusy)))
		}
		h.beside()
	}
}

// beside follows what another process writes for a while.
func (h *host) beside() {
	ctx, cancel := context.WithTimeout(h.ctx, busyEvery)
	defer cancel()
	if err := h.desk.Beside(ctx); err != nil && ctx.Err() == nil {
		h.o.Log.Error("follow the other process", "error", err)
	}
	<-ctx.Done()
}

func engineProblem(f *fault.Error, busy bool) Problem {
	if busy {
		return Problem{
			Code: problemEngines, Message: f.Message,
			Hint: "Mail and changes appear here all the same; reminders come from that process. This window takes over once it ends.",
		}
	}
	return Problem{Code: problemEngines, Message: f.Message, Hint: cmp.Or(spoken(f.Hint), "It is tried again every 10 seconds.")}
}

// raise shows a problem that this window alone has, until it is cleared.
func (h *host) raise(p Problem) {
	h.mu.Lock()
	known := false
	for i := range h.problems {
		if h.problems[i].Code == p.Code {
			p.Since, known = h.problems[i].Since, true
			h.problems[i] = p
		}
	}
	if !known {
		p.Since = time.Now().UnixMilli()
		h.problems = append(h.problems, p)
	}
	h.mu.Unlock()
	h.events.hear(desk.Notice{Kind: desk.Trouble})
}

func (h *host) clear(code string) {
	h.mu.Lock()
	kept := h.problems[:0]
	for _, p := range h.problems {
		if p.Code != code {
			kept = append(kept, p)
		}
	}
	gone := len(kept) != len(h.problems)
	h.problems = kept
	h.mu.Unlock()
	if gone {
		h.events.hear(desk.Notice{Kind: desk.Trouble})
	}
}

// watchPlace remembers how large the window is.
func (h *host) watchPlace() {
	t := time.NewTicker(placeEvery)
	defer t.Stop()
	var last team.Place
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-t.C:
		}
		s := h.shown()
		if s == nil {
			return
		}
		var now team.Place
		now.Width, now.Height, now.Maximised = s.Size()
		if now == last || now.Width < minWidth {
			continue
		}
		if now.Maximised && last.Width != 0 {
			now.Width, now.Height = last.Width, last.Height
		}
		last = now
		if err := h.desk.Team.SavePlace(h.ctx, now); err != nil {
			h.o.Log.Error("keep the window's size", "error", err)
		}
	}
}

// passphrase is the one of the sealed file: from the environment, or as typed in this session.
type passphrase struct{ typed atomic.Pointer[string] }

const passphraseVar = "DESKHAND_PASSPHRASE"

func (p *passphrase) set(s string) {
	if s != "" {
		p.typed.Store(&s)
	}
}

// get is empty where nobody said one; the sealed file then stays closed and says so.
func (p *passphrase) get() (string, error) {
	if s := p.typed.Load(); s != nil {
		return *s, nil
	}
	return os.Getenv(passphraseVar), nil
}

// canReturn says whether something can bring a hidden window back: a second start tells the first over the session bus.
func canReturn(getenv func(string) string) bool {
	if !onBus {
		return true
	}
	if getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	dir := strings.TrimSpace(getenv("XDG_RUNTIME_DIR"))
	if dir == "" {
		return false
	}
	_, err := os.Stat(dir + "/bus")
	return err == nil
}

package app

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/desk"
)

// pane is a window that nobody sees.
type pane struct {
	mu     sync.Mutex
	events map[string][]any
	save   string // what the dialog answers
	files  []string
	shown  int
	quit   int
	folder string
	prints int
}

func (p *pane) Emit(event string, payload any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.events == nil {
		p.events = map[string][]any{}
	}
	p.events[event] = append(p.events[event], payload)
}

func (p *pane) got(event string) []any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.events[event]
}

func (p *pane) SaveAs(string) (string, error) { return p.save, nil }
func (p *pane) OpenFiles(bool) ([]string, error) {
	return p.files, nil
}
func (p *pane) OpenFolder() (string, error) { return p.folder, nil }
func (p *pane) Print()                      { p.prints++ }
func (p *pane) Show()                       { p.shown++ }
func (p *pane) Size() (int, int, bool)      { return 0, 0, false }
func (p *pane) Quit()                       { p.quit++ }

// page is what a page has: the services on the furnished sample desk, and its events.
type page struct {
	*host
	inbox   *Inbox
	work    *Work
	closing *Closing
	compose *Compose
	agenda  *Agenda
	team    *Team
	pane    *pane
}

func openHost(t *testing.T, o Options) *host {
	t.Helper()
	h := newHost(o)
	h.passphrase.set("for this test alone")
	d, err := desk.Open(t.Context(), desk.Options{
		Dir: o.Data, Sample: o.Sample, NoKeyring: true, WorkFactor: 10, Passphrase: h.passphrase.get, Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	h.desk = d
	t.Cleanup(h.close)
	return h
}

// openSample is the sample desk after its first round, with engines running.
func openSample(t *testing.T) *page {
	t.Helper()
	h := openHost(t, Options{Sample: true, Version: "test"})
	p := &page{host: h, inbox: &Inbox{h}, work: &Work{h}, closing: &Closing{h}, compose: &Compose{h}, agenda: &Agenda{h}, team: &Team{h}, pane: &pane{}}
	h.begin(p.pane)
	p.until(t, "the sample to be furnished", func() bool { return h.desk.SyncState(t.Context()).Word != "none" }) // engines follow
	return p
}

func (p *page) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// all are the tickets of a queue.
func (p *page) all(t *testing.T, queue string) []Row {
	t.Helper()
	var out []Row
	for after := ""; ; {
		page, err := p.inbox.List(queue, after, 100)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page.Rows...)
		if after = page.Next; after == "" {
			return out
		}
	}
}

// noNulls fails where a list or a struct that is always there would be null for the page.
func noNulls(t *testing.T, where string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			t.Errorf("%s is null", where)
		}
		for i := range v.Len() {
			noNulls(t, fmt.Sprintf("%s[%d]", where, i), v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			noNulls(t, where+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			noNulls(t, where, v.Elem())
		}
	default:
	}
}

// must is a call that the page makes: it succeeds and sends no null lists.
func must[T any](t *testing.T, what string) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		noNulls(t, what, reflect.ValueOf(v))
		return v
	}
}

// Everything that the page asks of the sample desk is answered with data as views.ts declares it.
func TestThePageOnTheSampleDesk(t *testing.T) {
	p := openSample(t)
	s := must[Session](t, "session")(p.inbox.Session())
	if !s.Ready || s.FirstRun || !s.Sample || s.Agent == "" || s.AgentName == "" || len(s.Members) == 0 || len(s.Statuses) == 0 || len(s.Accounts) != 1 {
		t.Errorf("session %+v", s)
	}
	names := map[string]bool{}
	for _, q := range must[[]QueueInfo](t, "queues")(p.inbox.Queues()) {
		names[q.Name] = true
		must[Page](t, "list "+q.Name)(p.inbox.List(q.Name, "", 5))
	}
	if !names["mine"] || !names["policy:security@"] {
		t.Errorf("queues %v", names)
	}
	kinds := map[string]int{}
	for _, r := range p.all(t, "all") {
		if r.ID == "" || r.Number == "" || r.StatusLabel == "" {
			t.Errorf("row %+v", r)
		}
		v := must[TicketView](t, "open "+r.Number)(p.inbox.Open(r.ID))
		must[[]ChangeView](t, "history "+r.Number)(p.work.History(r.ID))
		must[CloseView](t, "checklist "+r.Number)(p.closing.Checklist(r.ID, "resolved", ""))
		kinds["asks"] += len(v.Asks)
		for _, e := range v.Entries {
			kinds[e.Kind]++
			if e.HasHTML {
				kinds["html"]++
			}
			kinds["links"] += len(e.Links)
			kinds["files"] += len(e.Attachments)
			if e.At == 0 || e.Kind == "message" && e.Key == "" {
				t.Errorf("entry %+v", e)
			}
		}
	}
	for _, k := range []string{"message", "note", "event", "html", "links", "files", "asks"} {
		if kinds[k] == 0 {
			t.Errorf("the sample shows no %s: %v", k, kinds)
		}
	}
	must[Today](t, "today")(p.agenda.Today())
	must[Settings](t, "settings")(p.team.Settings())
	must[[]Problem](t, "problems")(p.team.Problems())
	must[[]AccountView](t, "accounts")(p.team.Accounts())
	must[SearchPage](t, "search")(p.inbox.Search("export", 20))
	must[TicketView](t, "open nothing")(p.inbox.Open(p.all(t, "mine")[0].Number))
}

// A day's work through the bridge: each act is told, shown and taken back.
//
// features: F5
func TestActsThroughTheBridge(t *testing.T) {
	p := openSample(t)
	id := p.all(t, "unassigned")[0].ID
	row := func() Row { return must[TicketView](t, "open")(p.inbox.Open(id)).Row }
	before := row()
	if d := must[Done](t, "claim")(p.work.Claim(id, true)); d.Op == "" || !d.Undo || row().Owner == "" {
		t.Errorf("claimed %+v, %+v", d, row())
	}
	must[Done](t, "priority")(p.work.SetPriority(id, "urgent"))
	must[Done](t, "note")(p.work.Note(id, "A note", "note"))
	if row().Priority != "urgent" {
		t.Errorf("%+v", row())
	}
	if err := p.work.SaveNoteDraft(id, "half a tho", "note"); err != nil {
		t.Fatal(err)
	}
	if v := must[TicketView](t, "open")(p.inbox.Open(id)); v.Draft == nil || v.Draft.Text != "half a tho" {
		t.Errorf("draft %+v", v.Draft)
	}
	if w := must[WhenView](t, "when")(p.work.When("tomorrow 9", id)); w.At == 0 || w.Here == "" || w.Error != "" {
		t.Errorf("when %+v", w)
	}
	if w := must[WhenView](t, "when")(p.work.When("blorf", id)); w.Error == "" {
		t.Errorf("when %+v", w)
	}
	_, err := p.closing.Close(id, "resolved", "", "")
	if f := read(t, err); f.Code != "refused" || strings.Contains(f.Hint, "deskhand ") || f.Message == "" {
		t.Errorf("closed with %+v", f)
	}
	if d := must[Done](t, "close")(p.closing.Close(id, "resolved", "for the test", "")); d.Op == "" || row().Status != "resolved" {
		t.Errorf("closed %+v", d)
	}
	must[UndoDone](t, "undo")(p.work.Undo("", false))
	if row().Status == "resolved" || row().Subject != before.Subject {
		t.Errorf("after undo %+v", row())
	}
	p.until(t, "the page to hear of it", func() bool { return len(p.pane.got(eventChanged)) > 0 })
	for _, payload := range p.pane.got(eventChanged) {
		if text, err := json.Marshal(payload); err != nil || strings.Contains(string(text), "null") {
			t.Errorf("told %s, %v", text, err)
		}
	}
}

// A first run shows the first screen; a refusal to sign in is a result that names the field.
func TestFirstRunAndRefusedSignIn(t *testing.T) {
	h := openHost(t, Options{Data: t.TempDir()})
	s := must[Session](t, "session")((&Inbox{h}).Session())
	if !s.FirstRun || s.Agent != "" {
		t.Errorf("session %+v", s)
	}
	team := &Team{h}
	form := ConnectForm{
		Email: "support@kestrel.example", Password: "x", Agent: "asha", IMAPHost: "127.0.0.1", IMAPPort: 1, IMAPSecurity: "none",
		SMTPHost: "127.0.0.1", SMTPPort: 1, SMTPSecurity: "none",
	}
	if r := must[ConnectResult](t, "connect")(team.Connect(form)); r.OK || r.Text == "" || r.Code != "offline" || r.Field != "imapHost" {
		t.Errorf("connected %+v", r)
	}
	form.Agent = "nobody-here"
	if r := must[ConnectResult](t, "connect")(team.Connect(form)); r.OK || r.Field != "agent" {
		t.Errorf("connected %+v", r)
	}
}

// While another process has the engines, the window works, says so, and follows what that one writes.
func TestAnotherProcessHasTheEngines(t *testing.T) {
	dir := t.TempDir()
	other := openHost(t, Options{Data: dir})
	other.begin(&pane{})
	time.Sleep(200 * time.Millisecond)
	h := openHost(t, Options{Data: dir})
	p := &pane{}
	h.begin(p)
	team := &Team{h}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		list := must[[]Problem](t, "problems")(team.Problems())
		if len(list) > 0 && list[0].Code == problemEngines {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("problems %+v", list)
		}
	}
	if _, err := (&Team{other}).SaveSettings(Settings{Theme: "dark"}); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); len(p.got(eventChanged)) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the window did not hear of what was written elsewhere")
		}
	}
}

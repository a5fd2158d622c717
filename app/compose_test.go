package app

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// mailed is a ticket that a customer wrote, with a draft of an answer on it.
func mailed(t *testing.T, p *page, html string) DraftView {
	t.Helper()
	for _, r := range p.all(t, "mine") {
		if r.Channel != "email" || r.Draft != "" || r.Outbox != "" {
			continue
		}
		d := must[DraftView](t, "draft")(p.compose.Draft(r.ID, "reply", ""))
		if d.To != "" && d.Blank {
			return write(t, p, d, html)
		}
	}
	t.Fatal("the sample has no mail of mine to answer")
	return DraftView{}
}

func write(t *testing.T, p *page, d DraftView, html string) DraftView {
	t.Helper()
	must[DraftSaved](t, "save")(p.compose.SaveDraft(DraftSave{
		ID: d.ID, Kind: d.Kind, From: d.From, To: d.To, Cc: d.Cc, Subject: d.Subject, HTML: html, Quoted: d.Quoted, Saved: []string{}, Base: d.Base,
	}))
	return must[DraftView](t, "draft")(p.compose.Draft(d.Ticket, d.Kind, ""))
}

// An answer is typed, sent, taken back while that is possible, and sent for good.
func TestAnAnswerThroughTheBridge(t *testing.T) {
	p := openSample(t)
	d := mailed(t, p, "<p>Hello, here is the file.</p>")
	if d.Blank || d.From == "" || d.SavedAt == 0 || d.Outside != 1 || d.Quote == nil || !strings.HasPrefix(d.Quote.FrameURL, "/mail/m") {
		t.Errorf("draft %+v", d)
	}
	v := must[TicketView](t, "open")(p.inbox.Open(d.Ticket))
	if v.Row.Draft != "Hello, here is the file." || v.MailDraft == nil || v.MailDraft.ID != d.ID || v.MailDraft.Snippet != v.Row.Draft {
		t.Errorf("the ticket tells of %+v, %+v", v.Row.Draft, v.MailDraft)
	}
	sent := must[SendResult](t, "send")(p.compose.Send(d.ID, false, true))
	if sent.Mail == "" || sent.Problem != "" || !strings.HasPrefix(sent.Text, "Sending to ") || sent.UndoUntil < time.Now().UnixMilli() {
		t.Fatalf("sent %+v", sent)
	}
	if err := p.compose.SendNow(); err != nil { // what waits, but not what can still be taken back
		t.Fatal(err)
	}
	list := must[[]MailView](t, "outbox")(p.compose.Outbox())
	at := slices.IndexFunc(list, func(m MailView) bool { return m.ID == sent.Mail })
	if at < 0 || list[at].State != "waiting" || list[at].UndoUntil != sent.UndoUntil || list[at].Ticket != d.Ticket {
		t.Fatalf("the outbox has %+v", list)
	}
	detail := must[MailDetail](t, "mail")(p.compose.OutboxMail(sent.Mail))
	if !detail.HTML || !strings.Contains(detail.Text, "here is the file") || len(detail.Before) == 0 {
		t.Errorf("detail %+v", detail)
	}
	if w := get(p, http.MethodGet, detail.FrameURL); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "here is the file") || w.Header().Get("Content-Security-Policy") != mailCSP {
		t.Errorf("preview %d %s", w.Code, w.Header())
	}
	v = must[TicketView](t, "open")(p.inbox.Open(d.Ticket))
	if e := v.Entries[len(v.Entries)-1]; v.Row.Outbox != "waiting" || !slices.ContainsFunc(v.Entries, func(e EntryView) bool { return e.Outbox != nil && e.Outbox.ID == sent.Mail }) {
		t.Errorf("the ticket shows %q, its last entry is %+v", v.Row.Outbox, e)
	}
	p.until(t, "the page to hear of the outbox", func() bool { return len(p.pane.got(eventOutbox)) > 0 })
	if info := must[QuitInfo](t, "quit")(p.team.QuitInfo()); !strings.Contains(info.Text, "wait") {
		t.Errorf("quitting says %q", info.Text)
	}

	if u := must[UndoDone](t, "undo")(p.work.Undo("", false)); u.Text == "" || u.Ask != "" {
		t.Errorf("undone %+v", u)
	}
	back := must[DraftView](t, "draft")(p.compose.Draft(d.Ticket, "reply", ""))
	if back.ID != d.ID || back.HTML != d.HTML {
		t.Errorf("back came %+v", back)
	}
	set := must[Settings](t, "settings")(p.team.Settings())
	if set.UndoSend != 10 {
		t.Errorf("undo delay %d s", set.UndoSend)
	}
	set.UndoSend = 0
	must[Done](t, "save")(p.team.SaveSettings(set))
	sent = must[SendResult](t, "send")(p.compose.Send(d.ID, false, true))
	if sent.UndoUntil != 0 || sent.Mail == "" {
		t.Errorf("sent %+v", sent)
	}
	p.until(t, "the mail to be sent", func() bool {
		list := must[[]MailView](t, "outbox")(p.compose.Outbox())
		return !slices.ContainsFunc(list, func(m MailView) bool { return m.ID == sent.Mail })
	})
}

// What stops a mail is said where it is to be mended; nothing is sent.
func TestWhatStopsAMail(t *testing.T) {
	p := openSample(t)
	d := mailed(t, p, `<p>By <span data-blank="0">{{ask "When?"}}</span></p>`)
	check := func(field string, d DraftView) {
		t.Helper()
		r := must[SendResult](t, "send")(p.compose.Send(d.ID, false, true))
		if r.Mail != "" || r.Field != field || r.Problem == "" || strings.Contains(r.Hint, "deskhand ") {
			t.Errorf("%s: %+v", field, r)
		}
	}
	check("body", d)
	if r := must[SendResult](t, "send and resolve")(p.compose.Send(d.ID, true, true)); r.Field != "body" || r.Ask != "" {
		t.Errorf("a blank comes before the checklist: %+v", r)
	}
	d.To = ""
	check("to", write(t, p, d, "<p>Hello</p>"))
	d.To, d.Cc = "ana@customer.example", "nobody"
	check("cc", write(t, p, d, "<p>Hello</p>"))
	d.Cc = ""
	d = write(t, p, d, "<p>Hello</p>")
	if r := must[SendResult](t, "send")(p.compose.Send(d.ID, true, true)); r.Ask != "lines" || r.Mail != "" {
		t.Errorf("send and resolve: %+v", r)
	}
	view := must[CloseView](t, "checklist")(p.closing.Checklist(d.Ticket, "resolved", d.ID))
	if len(view.Lines) == 0 {
		t.Errorf("checklist %+v", view)
	}
	did := must[Done](t, "close")(p.closing.Close(d.Ticket, "resolved", "for the test", d.ID))
	if did.Mail == "" || did.UndoUntil == 0 || must[TicketView](t, "open")(p.inbox.Open(d.Ticket)).Row.Status != "resolved" {
		t.Errorf("closed %+v", did)
	}
	act, err := p.compose.OutboxAct(did.Mail, "edit")
	if err != nil || act.Draft != d.ID || act.Ticket != d.Ticket {
		t.Errorf("edit %+v, %v", act, err)
	}
	if v := must[TicketView](t, "open")(p.inbox.Open(d.Ticket)); v.Row.Status == "resolved" || v.Row.Outbox != "" {
		t.Errorf("after edit %+v", v.Row)
	}
	must[Done](t, "discard")(p.compose.DiscardDraft(d.ID))
	if back := must[DraftView](t, "restore")(p.compose.RestoreDraft(d.ID)); back.ID != d.ID {
		t.Errorf("restored %+v", back)
	}
	if _, err := p.compose.Send("dNOBODY", false, false); read(t, err).Code != "not-found" {
		t.Errorf("a draft that is none: %v", err)
	}
}

func dots(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// paste hands bytes over as the page does.
func paste(t *testing.T, p *page, draft, name, kind string, data []byte) FileView {
	t.Helper()
	id, err := p.compose.BeginFile(draft, name, kind, len(data))
	if err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(data, 100) {
		if err := p.compose.FileChunk(id, base64.StdEncoding.EncodeToString(part)); err != nil {
			t.Fatal(err)
		}
	}
	return must[FileView](t, "end")(p.compose.EndFile(id))
}

func TestFilesComeIntoADraft(t *testing.T) {
	p := openSample(t)
	d := mailed(t, p, "<p>Hello</p>")
	dir := t.TempDir()
	log, folder := filepath.Join(dir, "log.txt"), filepath.Join(dir, "folder")
	if err := os.WriteFile(log, []byte("a log"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	names := func() (out []string) {
		for _, f := range must[DraftView](t, "draft")(p.compose.Draft(d.Ticket, "reply", "")).Files {
			out = append(out, f.Name)
		}
		return out
	}
	p.pane.files = []string{log}
	if list := must[[]FileView](t, "pick")(p.compose.PickFiles(d.ID, false)); len(list) != 1 || list[0].Inline || list[0].URL != "" || list[0].Size != 5 {
		t.Errorf("picked %+v", list)
	}
	p.pane.files = nil
	if list := must[[]FileView](t, "cancel")(p.compose.PickFiles(d.ID, false)); len(list) != 0 {
		t.Errorf("cancelled %+v", list)
	}

	// A drop with something that is no file attaches nothing of it.
	token := p.drops.add([]string{log, folder})
	_, err := p.compose.TakeDropped(d.ID, token)
	if f := read(t, err); f.Code != "refused" || !strings.Contains(f.Message, "folder is a folder") {
		t.Errorf("a folder: %+v", f)
	}
	if got := names(); !slices.Equal(got, []string{"log.txt"}) {
		t.Errorf("files %v", got)
	}
	if _, err := p.compose.TakeDropped(d.ID, token); read(t, err).Code != "not-found" {
		t.Errorf("a token twice: %v", err)
	}
	for _, guess := range []string{"", log, "../" + log, "file://" + log} {
		if list, err := p.compose.TakeDropped(d.ID, guess); err == nil {
			t.Errorf("%q attached %+v", guess, list)
		}
	}
	gone := p.drops.add([]string{filepath.Join(dir, "gone.txt")})
	if _, err := p.compose.TakeDropped(d.ID, gone); read(t, err).Code != "not-found" {
		t.Errorf("a file that is gone: %v", err)
	}
	if list := must[[]FileView](t, "drop")(p.compose.TakeDropped(d.ID, p.drops.add([]string{log, log}))); len(list) != 2 {
		t.Errorf("dropped %+v", list)
	}
	if err := p.compose.RemoveFile(d.ID, must[DraftView](t, "draft")(p.compose.Draft(d.Ticket, "reply", "")).Files[0].ID); err != nil || len(names()) != 2 {
		t.Errorf("removed: %v, %v", err, names())
	}
}

// A pasted picture stands in the text and is shown; nothing else of a draft is, whatever it calls itself.
func TestPicturesOfADraft(t *testing.T) {
	p := openSample(t)
	d := mailed(t, p, "<p>Hello</p>")
	good := paste(t, p, d.ID, "", "image/png", dots(t))
	if !good.Inline || good.CID == "" || good.URL != draftFilePrefix+good.ID {
		t.Fatalf("pasted %+v", good)
	}
	w := get(p, http.MethodGet, good.URL)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/png" || !bytes.Equal(w.Body.Bytes(), dots(t)) ||
		w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Content-Security-Policy") != mailCSP {
		t.Errorf("picture %d %v", w.Code, w.Header())
	}
	svg := paste(t, p, d.ID, "a.png", "image/png", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>steal()</script></svg>`))
	page := paste(t, p, d.ID, "a.html", "text/html", []byte("<script>steal()</script>"))
	other := paste(t, p, d.ID, "a.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"></svg>`))
	if page.Inline || other.Inline {
		t.Errorf("in the text stand %+v, %+v", page, other)
	}
	attached := filepath.Join(t.TempDir(), "attached.png")
	if err := os.WriteFile(attached, dots(t), 0o600); err != nil {
		t.Fatal(err)
	}
	beside := must[[]FileView](t, "drop")(p.compose.TakeDropped(d.ID, p.drops.add([]string{attached})))
	for _, address := range []string{
		svg.URL, draftFilePrefix + beside[0].ID, draftFilePrefix + page.ID, draftFilePrefix + other.ID, draftFilePrefix + d.ID, draftFilePrefix, draftFilePrefix + "../index.html", draftFilePrefix + good.ID + "/x",
		draftFilePrefix + "fNOTHERE", outboxPrefix, outboxPrefix + "sNOTHERE", outboxPrefix + "../../etc/passwd", outboxPrefix + d.ID,
	} {
		if w := get(p, http.MethodGet, address); w.Code == http.StatusOK || strings.Contains(w.Body.String(), "steal") {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
		}
	}
	if w := get(p, http.MethodPost, good.URL); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}

	draft := write(t, p, must[DraftView](t, "draft")(p.compose.Draft(d.Ticket, "reply", "")), `<p>Look: <img src="cid:`+good.CID+`"></p>`)
	sent := must[SendResult](t, "send")(p.compose.Send(draft.ID, false, true))
	if sent.Mail == "" {
		t.Fatalf("sent %+v", sent)
	}
	if w := get(p, http.MethodGet, outboxPrefix+sent.Mail+"?theme=dark"); !strings.Contains(w.Body.String(), good.URL) || strings.Contains(w.Body.String(), "steal") {
		t.Errorf("preview %s", w.Body)
	}
	p.canary.failed.Store(true)
	if w := get(p, http.MethodGet, outboxPrefix+sent.Mail); strings.Contains(w.Body.String(), "Look") || !strings.Contains(w.Body.String(), "does not hold mail safely") {
		t.Errorf("on an unsafe view: %s", w.Body)
	}
}

// What the page hands over in parts must be what it said, in parts of a bounded size.
func TestPastedParts(t *testing.T) {
	p := openSample(t)
	d := mailed(t, p, "<p>Hello</p>")
	b64 := base64.StdEncoding.EncodeToString
	begin := func(size int) string {
		t.Helper()
		id, err := p.compose.BeginFile(d.ID, "a.bin", "application/octet-stream", size)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if _, err := p.compose.BeginFile(d.ID, "film.mp4", "video/mp4", maxAttachment+1); !strings.Contains(read(t, err).Message, "100 MB") {
		t.Errorf("too large: %v", err)
	}
	if _, err := p.compose.BeginFile(d.ID, "a", "", -1); err == nil {
		t.Error("less than nothing was begun")
	}
	if _, err := p.compose.BeginFile("dNOBODY", "a", "", 1); read(t, err).Code != "not-found" {
		t.Errorf("no draft: %v", err)
	}
	short := begin(3)
	if err := p.compose.FileChunk(short, b64([]byte("ab"))); err != nil {
		t.Fatal(err)
	}
	if _, err := p.compose.EndFile(short); err == nil {
		t.Error("half a file was attached")
	}
	long := begin(3)
	if err := p.compose.FileChunk(long, b64([]byte("abcd"))); err == nil {
		t.Error("more came than was said")
	}
	if err := p.compose.FileChunk(begin(3), "*"); err == nil {
		t.Error("no base64 was taken")
	}
	if err := p.compose.FileChunk(begin(2*maxChunk), b64(make([]byte, maxChunk+1))); err == nil {
		t.Error("too much at once was taken")
	}
	if err := p.compose.FileChunk("fNOTHERE", b64([]byte("a"))); err == nil {
		t.Error("a file that nobody began took bytes")
	}
	whole := begin(maxChunk)
	if err := p.compose.FileChunk(whole, b64(make([]byte, maxChunk))); err != nil {
		t.Fatal(err)
	}
	if f := must[FileView](t, "end")(p.compose.EndFile(whole)); f.Size != maxChunk {
		t.Errorf("attached %+v", f)
	}
	if v := must[DraftView](t, "draft")(p.compose.Draft(d.Ticket, "reply", "")); len(v.Files) != 1 {
		t.Errorf("the draft has %+v", v.Files)
	}
}

// Whoever wrote meanwhile is shown before the mail goes.
func TestSomebodyWroteMeanwhile(t *testing.T) {
	p := openSample(t)
	entry, id := hostile(t, p)
	d := must[DraftView](t, "draft")(p.compose.Draft(id, "reply", entry.Key))
	d = write(t, p, d, "<p>Hello Ana</p>")
	more := "From: Ana Vega <ana@vega-labs.example>\nTo: support@kestrel.example\nSubject: Re: Hostile\nDate: " +
		time.Now().Format(time.RFC1123Z) + "\nMessage-ID: <more@vega-labs.example>\nIn-Reply-To: <hostile@vega-labs.example>\n\nOne more thing.\n"
	if err := p.desk.Deliver(more); err != nil {
		t.Fatal(err)
	}
	if err := p.team.SyncNow(); err != nil {
		t.Fatal(err)
	}
	p.until(t, "the second mail", func() bool { return len(must[TicketView](t, "open")(p.inbox.Open(id)).Entries) > 1 })
	r := must[SendResult](t, "send")(p.compose.Send(d.ID, false, false))
	if r.Ask != "news" || r.Mail != "" || r.News == nil || len(r.News.Entries) != 1 || !strings.Contains(r.News.Text, "wrote") {
		t.Fatalf("send: %+v", r)
	}
	if _, err := p.closing.Close(id, "resolved", "for the test", d.ID); read(t, err).Code != "refused" {
		t.Errorf("closed past what nobody read: %v", err)
	}
	if r := must[SendResult](t, "send and resolve")(p.compose.Send(d.ID, true, true)); r.Ask != "lines" || r.Mail != "" {
		t.Errorf("send and resolve: %+v", r)
	}
	if r := must[SendResult](t, "send and resolve")(p.compose.Send(d.ID, true, false)); r.Ask != "lines" || r.Mail != "" {
		t.Errorf("send and resolve: %+v", r)
	}
	if _, err := p.closing.Close(id, "resolved", "for the test", d.ID); read(t, err).Code != "refused" { // a new key press asks anew
		t.Errorf("closed past what nobody read: %v", err)
	}
	must[SendResult](t, "send and resolve")(p.compose.Send(d.ID, true, true))
	if did := must[Done](t, "close")(p.closing.Close(id, "resolved", "for the test", d.ID)); did.Mail == "" { // who wrote was agreed to
		t.Errorf("closed %+v", did)
	}
}

// Saved replies come filled for the ticket; what is not known is left as a blank.
//
// features: E5
func TestSavedRepliesThroughTheBridge(t *testing.T) {
	p := openSample(t)
	d := mailed(t, p, "")
	hits := must[[]SavedHit](t, "find")(p.compose.SavedReplies("first", "email", d.Ticket, 20))
	if len(hits) == 0 || hits[0].HTML == "" || hits[0].Text == "" || hits[0].Refused != "" {
		t.Fatalf("found %+v", hits)
	}
	in := must[SavedInsert](t, "insert")(p.compose.InsertSaved(hits[0].Name, hits[0].Language, "email", d.Ticket))
	if in.HTML == "" || len(in.Blanks) != strings.Count(in.HTML, "data-blank") {
		t.Errorf("inserted %+v", in)
	}
	if again := must[[]SavedHit](t, "find")(p.compose.SavedReplies(in.Name, "email", d.Ticket, 1)); len(again) != 1 || again[0].Uses != hits[0].Uses+1 {
		t.Errorf("counted %+v", again)
	}
	for _, h := range must[[]SavedHit](t, "find")(p.compose.SavedReplies("", "note", d.Ticket, 100)) {
		if (h.Kind == "template") != (h.Refused != "") {
			t.Errorf("in a note: %+v", h)
		}
	}
	if people := must[[]AddressView](t, "people")(p.compose.People("a", 5)); len(people) == 0 || len(people) > 5 {
		t.Errorf("people %+v", people)
	}
}

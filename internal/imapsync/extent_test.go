package imapsync_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/mail"
	"deskhand/internal/testkit"
)

// aged is a mail of size bytes that the server received so many days ago.
func aged(n, days, size int) testkit.Mail {
	m := big(uint64(n), size)
	m.Date = time.Now().AddDate(0, 0, -days).Add(-time.Hour).Truncate(time.Second)
	return m
}

// agedBox loads INBOX with mail of these ages, oldest first, and returns it by UID.
func agedBox(t *testing.T, r *rig, size int, days ...int) map[uint32]testkit.Mail {
	t.Helper()
	box := map[uint32]testkit.Mail{}
	for i, d := range days {
		box[uint32(i+1)] = aged(i+1, d, size)
	}
	r.load(t, "INBOX", len(days), func(i int) testkit.Mail { return box[uint32(i+1)] })
	return box
}

// expect asserts how much of each mail is here, and that what is here is the mail's own.
func expect(t *testing.T, sink *memSink, box map[uint32]testkit.Mail, want map[uint32]imapsync.Extent) {
	t.Helper()
	for uid, m := range box {
		got := sink.get("INBOX", uid)
		raw := m.Raw
		switch want[uid] {
		case imapsync.Head:
			raw = raw[:bytes.Index(raw, []byte("\r\n\r\n"))+4]
		case imapsync.Part:
			raw = raw[:1<<20]
		}
		if got.Extent != want[uid] || got.Size != int64(len(m.Raw)) || got.Missing != "" || !bytes.Equal(got.Raw, raw) {
			t.Errorf("mail %d: %q, size %d, missing %q, %d bytes; want %q, %d, %d bytes", uid, got.Extent, got.Size, got.Missing, len(got.Raw), want[uid], len(m.Raw), len(raw))
		}
	}
}

func TestReach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		box := agedBox(t, r, 9000, 800, 500, 366, 364, 91, 89, 3, 0)
		for reach, heads := range map[int]int{90: 5, 365: 3, 0: 0} {
			a := r.account()
			a.Reach = reach
			sink := newSink()
			e, obs := engineFor(t, a, r.password, sink, imapsync.Options{})
			once(t, e)
			want := map[uint32]imapsync.Extent{}
			for uid := range heads {
				want[uint32(uid+1)] = imapsync.Head
			}
			expect(t, sink, box, want)
			r.equal(t, sink, "INBOX")
			if p := obs.all(); len(p) > 0 {
				t.Errorf("reach %d: problems %v", reach, p)
			}
		}
	})
}

// A longer reach makes heads whole, a shorter one takes nothing away; and nothing comes twice.
func TestReachGrows(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		box := agedBox(t, r, 3000, 800, 300, 100, 3)
		proxy := testkit.StartProxy(t, r.port)
		sink := newSink()
		sync := func(reach int) string {
			a := r.account()
			a.IMAP.Port, a.Reach = proxy.Port, reach
			before := len(proxy.Sent())
			e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
			once(t, e)
			return proxy.Sent()[before:]
		}
		sync(90)
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Head, 2: imapsync.Head, 3: imapsync.Head})
		sync(365)
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Head})
		if said := sync(90); strings.Contains(said, "BODY.PEEK[]") {
			t.Errorf("a shorter reach fetched:\n%s", said)
		}
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Head})
		sync(0)
		expect(t, sink, box, nil)
		if said := sync(0); strings.Contains(said, "BODY.PEEK[]") {
			t.Errorf("all was here, and yet:\n%s", said)
		}
		r.equal(t, sink, "INBOX")
	})
}

// Heads are cheap: hundreds come by one FETCH, however much their mails weigh.
func TestHeadsComeManyAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 400, func(i int) testkit.Mail { return aged(i, 500, 20_000) })
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port, a.Reach = proxy.Port, 90
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		if n := strings.Count(proxy.Sent(), "BODY.PEEK[HEADER]"); n != 1 {
			t.Errorf("%d fetches", n)
		}
		if sink.count("INBOX") != 400 || sink.get("INBOX", 7).Extent != imapsync.Head {
			t.Errorf("%d here, the seventh %q", sink.count("INBOX"), sink.get("INBOX", 7).Extent)
		}
	})
}

func TestLargeMailComesInPart(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		box := map[uint32]testkit.Mail{1: aged(1, 9, 12<<20), 2: aged(2, 8, 6<<20), 3: aged(3, 7, 2000), 4: aged(4, 6, 11<<20)}
		r.load(t, "INBOX", 4, func(i int) testkit.Mail { return box[uint32(i+1)] })
		sink := newSink()
		dir := t.TempDir()
		e, obs := r.engine(t, sink, imapsync.Options{SpoolDir: dir})
		once(t, e)
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Part, 4: imapsync.Part})
		sink.want("INBOX", 1)
		once(t, e)
		expect(t, sink, box, map[uint32]imapsync.Extent{4: imapsync.Part})
		r.equal(t, sink, "INBOX")
		if p, left := obs.all(), files(t, dir); len(p)+len(left) > 0 {
			t.Errorf("problems %v, spool files %v", p, left)
		}
	})
}

// A full disk takes heads only and says so once; what a person asks for comes all the same, the rest when there is room.
func TestNoRoom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		box := agedBox(t, r, 3000, 5, 4, 3, 2)
		r.load(t, "Sent", 1, func(int) testkit.Mail { return aged(9, 1, 100) })
		var room atomic.Bool
		sink := newSink()
		e, obs := r.engine(t, sink, imapsync.Options{Room: room.Load})
		once(t, e)
		head := imapsync.Head
		expect(t, sink, box, map[uint32]imapsync.Extent{1: head, 2: head, 3: head, 4: head})
		var p *imapsync.RoomProblem
		if all := obs.all(); len(all) != 1 || !errors.As(all[0], &p) || p.Error() == "" {
			t.Errorf("problems %v", all)
		}
		sink.want("INBOX", 2)
		once(t, e)
		expect(t, sink, box, map[uint32]imapsync.Extent{1: head, 3: head, 4: head})
		room.Store(true)
		once(t, e)
		expect(t, sink, box, nil)
	})
}

// A header of a megabyte and more is cut where ids end too, so that the mail is the same one when it comes whole.
func TestHeadsOfHostileMail(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mails := make([]testkit.Mail, 6)
		for i := range mails {
			mails[i] = aged(i, 500-i, 1000)
			filler := strings.Repeat(fmt.Sprintf("X-Filler-%d: %s\r\n", i, strings.Repeat("y", 60)), (1<<20)/70)
			mails[i].Raw = append([]byte(filler), mails[i].Raw...)
		}
		r.load(t, "INBOX", len(mails), func(i int) testkit.Mail { return mails[i] })
		a := r.account()
		a.Reach = 90
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		for i, m := range mails {
			got := sink.get("INBOX", uint32(i+1))
			if got.Extent != imapsync.Head || len(got.Raw) > 1<<20 || mail.ParsePart(got.Raw).Key != mail.Parse(m.Raw).Key {
				t.Errorf("mail %d: %q, %d bytes", i, got.Extent, len(got.Raw))
			}
		}
	})
}

// A server that declines the beginning of a section gives whole headers, and large mail whole.
func TestServerWithoutPartialFetch(t *testing.T) {
	body := strings.Repeat("0123456789abcde\n", 11<<16)
	old := time.Now().AddDate(-2, 0, 0).Format("02-Jan-2006 15:04:05 -0700")
	declined := 0
	a := mailbox(4, func(cmd string) string {
		if !strings.HasPrefix(cmd, "UID FETCH") {
			return ""
		}
		var out strings.Builder
		for uid := 1; uid <= 4; uid++ {
			if !inSet(strings.Fields(cmd)[2], uid) {
				continue
			}
			head := fmt.Sprintf("Message-ID: <%d@x>\r\n\r\n", uid)
			switch {
			case strings.Contains(cmd, "RFC822.SIZE") && uid == 4:
				fmt.Fprintf(&out, "* 4 FETCH (UID 4 RFC822.SIZE %d)\r\n", len(head)+len(body))
			case strings.Contains(cmd, "RFC822.SIZE"):
				fmt.Fprintf(&out, "* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"%s\")\r\n", uid, uid, len(head)+2, old)
			case strings.Contains(cmd, "<0."):
				declined++
				return "{tag} BAD no partial fetch here\r\n"
			case strings.Contains(cmd, "BODY.PEEK[HEADER]"):
				fmt.Fprintf(&out, "* %d FETCH (UID %d FLAGS () BODY[HEADER] {%d}\r\n%s)\r\n", uid, uid, len(head), head)
			case strings.Contains(cmd, "BODY.PEEK[]"):
				fmt.Fprintf(&out, "* %d FETCH (UID %d FLAGS () BODY[] {%d}\r\n%s)\r\n", uid, uid, len(head)+len(body), head+body)
			}
		}
		return out.String() + "{tag} OK\r\n"
	}).serve(t)
	a.Reach = 90
	sink := newSink()
	e, obs := engineFor(t, a, "p", sink, imapsync.Options{})
	once(t, e)
	for uid := uint32(1); uid <= 3; uid++ {
		if m := sink.get("INBOX", uid); m.Extent != imapsync.Head || string(m.Raw) != fmt.Sprintf("Message-ID: <%d@x>\r\n\r\n", uid) {
			t.Errorf("mail %d: %+v", uid, m)
		}
	}
	if m := sink.get("INBOX", 4); m.Extent != imapsync.Whole || len(m.Raw) < len(body) || m.Spool == "" {
		t.Errorf("the large mail: %q, %d bytes", m.Extent, len(m.Raw))
	}
	if len(obs.all()) > 0 || declined != 2 {
		t.Errorf("problems %v, declined %d times", obs.all(), declined)
	}
}

// A date the client cannot read closes the line; the message is then asked for alone, without it, and costs the others
// nothing.
func TestUnreadableDate(t *testing.T) {
	a := mailbox(9, func(cmd string) string {
		if strings.Contains(cmd, "INTERNALDATE") && inSet(strings.Fields(cmd)[2], 5) {
			return "* 1 FETCH (UID 1 RFC822.SIZE 21)\r\n* 2 FETCH (UID 2 RFC822.SIZE 21)\r\n* 3 FETCH (UID 3 RFC822.SIZE 21)\r\n* 4 FETCH (UID 4 RFC822.SIZE 21)\r\n" +
				"* 5 FETCH (UID 5 RFC822.SIZE 21 INTERNALDATE \"the day before\")\r\n{tag} OK\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrProtocol) {
		t.Fatalf("err = %v", err)
	}
	once(t, e)
	if sink.count("INBOX") != 9 || string(sink.get("INBOX", 5).Raw) != "Subject: number0005\r\n" {
		t.Errorf("%d here, the fifth %+v", sink.count("INBOX"), sink.get("INBOX", 5))
	}
}

// lightSink keeps of spooled mail its first bytes and its length, so that the engine's memory is what is measured.
type lightSink struct {
	*memSink
	spooled int64
}

func (s *lightSink) Arrive(ctx context.Context, f imapsync.Folder, batch []imapsync.Fetched) error {
	batch = slices.Clone(batch)
	for i, m := range batch {
		if m.Spool == "" {
			continue
		}
		file, err := os.Open(m.Spool)
		if err != nil {
			return err
		}
		head := make([]byte, 1000)
		if _, err := io.ReadFull(file, head); err != nil {
			return err
		}
		info, err := file.Stat()
		file.Close()
		if err != nil {
			return err
		}
		s.spooled += info.Size()
		batch[i].Raw, batch[i].Spool = head, ""
	}
	return s.memSink.Arrive(ctx, f, batch)
}

// TestWantedOf100MB: the mail goes through a file; memory stays where it was.
func TestWantedOf100MB(t *testing.T) {
	d := testkit.StartDovecot(t)
	d.Preload("INBOX", 1, func(int) testkit.Mail { return aged(1, 1, 100<<20) })
	r := &rig{port: d.Port, user: d.User, password: d.Password}
	sink := &lightSink{memSink: newSink()}
	e, obs := r.engine(t, sink, imapsync.Options{})
	once(t, e)
	if m := sink.get("INBOX", 1); m.Extent != imapsync.Part || len(m.Raw) != 1<<20 {
		t.Fatalf("%q, %d bytes", m.Extent, len(m.Raw))
	}
	sink.want("INBOX", 1)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	once(t, e)
	runtime.ReadMemStats(&after)
	m := sink.get("INBOX", 1)
	if m.Extent != imapsync.Whole || m.Size < 100<<20 || sink.spooled != m.Size {
		t.Errorf("%q, size %d, spooled %d", m.Extent, m.Size, sink.spooled)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 { // garbage of each read counts, and a busy computer reads in more pieces
		t.Errorf("%d MB were allocated", grown>>20)
	} else {
		t.Logf("%d KB were allocated", grown>>10)
	}
	if len(obs.all()) > 0 {
		t.Error(obs.all())
	}
}

// On a line paid by the byte mail with large files comes by its head; when the line is another one, the rest comes.
func TestMeteredLine(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		box := map[uint32]testkit.Mail{1: aged(1, 9, 12<<20), 2: aged(2, 8, 300<<10), 3: aged(3, 7, 2000)}
		r.load(t, "INBOX", 3, func(i int) testkit.Mail { return box[uint32(i+1)] })
		var free atomic.Bool
		sink := newSink()
		e, obs := r.engine(t, sink, imapsync.Options{Line: func() imapsync.Line { return imapsync.Line{Metered: !free.Load()} }})
		stop := running(t, e)
		waitFor(t, obs, "the newest", func() bool { return synced(obs) })
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Head, 2: imapsync.Head})
		sink.want("INBOX", 2)
		e.Want()
		waitFor(t, obs, "what was asked for", func() bool { return sink.get("INBOX", 2).Extent == imapsync.Whole })
		stop()
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Head})
		free.Store(true)
		once(t, e)
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Part})
	})
}

// UIDs with holes make long lists: no command is longer than servers take (RFC 2683 section 3.2.1.5).
func TestCommandsStayShort(t *testing.T) {
	d := testkit.StartDovecot(t)
	d.Preload("INBOX", 4400, func(i int) testkit.Mail { return aged(i, 1, 10) })
	r := &rig{port: d.Port, user: d.User, password: d.Password}
	h := r.hand(t)
	var holes []uint32
	for uid := uint32(2); uid <= 4400; uid += 2 {
		holes = append(holes, uid)
	}
	for some := range slices.Chunk(holes, 400) {
		h.Expunge("INBOX", some...)
	}
	proxy := testkit.StartProxy(t, d.Port)
	a := r.account()
	a.IMAP.Port = proxy.Port
	sink := newSink()
	e, _ := engineFor(t, a, d.Password, sink, imapsync.Options{})
	once(t, e)
	if sink.count("INBOX") != 2200 {
		t.Errorf("%d here", sink.count("INBOX"))
	}
	for line := range strings.Lines(proxy.Sent()) {
		if len(line) > 8000 {
			t.Errorf("a line of %d bytes: %.80s", len(line), line)
		}
	}
}

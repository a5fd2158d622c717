package imapsync_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// queue is a Mirror in memory: what it holds is due until it is done or final.
type queue struct {
	list  []imapsync.Intent
	acted []imapsync.Acted
	asked func()
	lose  int // answers that are not heard
}

var errLost = errors.New("killed before it was noted")

func (q *queue) Intents(context.Context, string, int) ([]imapsync.Intent, error) {
	if q.asked != nil {
		q.asked()
	}
	return slices.Clone(q.list), nil
}

func (q *queue) Acted(_ context.Context, _ string, list []imapsync.Acted) error {
	if q.lose > 0 {
		q.lose--
		for i := range q.list {
			q.list[i].Begun = true
		}
		return errLost
	}
	for _, a := range list {
		q.acted = append(q.acted, a)
		q.list = slices.DeleteFunc(q.list, func(i imapsync.Intent) bool { return i.Ref == a.Ref })
	}
	return nil
}

// of finds what became of an intent.
func (q *queue) of(t *testing.T, ref int) imapsync.Acted {
	t.Helper()
	for _, a := range q.acted {
		if a.Ref == ref {
			return a
		}
	}
	t.Fatalf("nothing became of %d: %+v", ref, q.acted)
	return imapsync.Acted{}
}

// wants adds intents on messages of a folder, as the server numbers them.
func (q *queue) wants(sink *memSink, list ...imapsync.Intent) {
	for _, i := range list {
		i.Ref, i.UIDValidity = len(q.list), sink.cursor(i.Folder).UIDValidity
		q.list = append(q.list, i)
	}
}

func flag(folder string, uid uint32, name string, on bool) imapsync.Intent {
	return imapsync.Intent{Folder: folder, UID: uid, Flag: name, On: on}
}

func move(folder string, uid uint32, to string) imapsync.Intent {
	return imapsync.Intent{Folder: folder, UID: uid, To: to}
}

// sums are the bytes of a folder's messages, sorted: what is there, under whatever numbers.
func sums(h *testkit.Hand, folder string) (out []string) {
	for _, s := range h.Standings(folder) {
		out = append(out, s.Sum)
	}
	slices.Sort(out)
	return out
}

// mirrored is a rig with mail in INBOX that was synchronised once, over a line that is listened to.
func mirrored(t *testing.T, r *rig, n int) (*queue, *memSink, *imapsync.Engine, *testkit.Proxy) {
	t.Helper()
	r.load(t, "INBOX", n, testkit.Corpus{Seed: 77}.Mail)
	proxy := testkit.StartProxy(t, r.port)
	a := r.account()
	a.IMAP.Port = proxy.Port
	q, sink := &queue{}, newSink()
	e, _ := engineFor(t, a, r.password, sink, imapsync.Options{Mirror: q})
	once(t, e)
	return q, sink, e, proxy
}

// TestMirror: exactly what is wanted changes on the server, marks go along with a move, and nothing is opened for writing
// where nothing is wanted.
func TestMirror(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q, sink, e, proxy := mirrored(t, r, 6)
		assertOnlyLooks(t, proxy.Sent())
		h := r.hand(t)
		before, was := h.Standings("INBOX"), h.Flags("INBOX")
		moved := before[4].Sum
		q.wants(sink,
			flag("INBOX", 1, `\Seen`, true), flag("INBOX", 2, `\Seen`, true), flag("INBOX", 2, `\Flagged`, true), flag("INBOX", 3, `\Answered`, true),
			move("INBOX", 4, "Trash"), flag("INBOX", 4, `\Flagged`, true))
		once(t, e)
		want := map[uint32][]string{}
		for uid, flags := range was {
			want[uid] = slices.Clone(flags)
		}
		delete(want, 4)
		for uid, more := range map[uint32][]string{1: {`\Seen`}, 2: {`\Seen`, `\Flagged`}, 3: {`\Answered`}} {
			for _, f := range more {
				if !slices.Contains(want[uid], f) {
					want[uid] = append(want[uid], f)
				}
			}
			slices.Sort(want[uid])
		}
		if d := cmp.Diff(want, h.Flags("INBOX")); d != "" {
			t.Errorf("INBOX (-want +server):\n%s", d)
		}
		trash := h.Standings("Trash")
		at := q.of(t, 4)
		if at.ToUID == 0 || len(trash) != 1 || trash[at.ToUID].Sum != moved || !strings.Contains(trash[at.ToUID].Flags, `\Flagged`) {
			t.Errorf("moved to %d: %+v", at.ToUID, trash)
		}
		if len(q.list) > 0 {
			t.Errorf("left: %+v", q.list)
		}
		q.wants(sink, flag("INBOX", 2, `\Flagged`, false))
		once(t, e)
		if slices.Contains(h.Flags("INBOX")[2], `\Flagged`) {
			t.Error("the flag is still there")
		}
		once(t, e)
		r.equal(t, sink, "INBOX")
	})
}

// TestMirrorMeanwhile: what somebody else did to a message meanwhile stands.
func TestMirrorMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q, sink, e, _ := mirrored(t, r, 4)
		h := r.hand(t)
		q.wants(sink, move("INBOX", 2, "Trash"), flag("INBOX", 3, `\Seen`, true), move("INBOX", 4, "Trash"))
		q.asked = func() {
			q.asked = nil
			h.Move("INBOX", "Drafts", 2)
			h.Expunge("INBOX", 3)
		}
		once(t, e)
		if got := []int{len(h.UIDs("Drafts")), len(h.UIDs("INBOX")), len(h.UIDs("Trash"))}; !slices.Equal(got, []int{1, 1, 1}) {
			t.Errorf("Drafts, INBOX, Trash hold %v", got)
		}
		if len(q.list) > 0 || !q.of(t, 0).Gone || q.of(t, 2).Gone {
			t.Errorf("left %+v, acted %+v", q.list, q.acted)
		}
	})
}

// TestMirrorKilled: a kill between a command and its note loses nothing and doubles nothing, whatever way the server moves.
func TestMirrorKilled(t *testing.T) {
	test := func(t *testing.T, r *rig) {
		q, sink, e, _ := mirrored(t, r, 5)
		h := r.hand(t)
		all := sums(h, "INBOX")
		q.wants(sink, flag("INBOX", 1, `\Seen`, true), move("INBOX", 2, "Trash"), move("INBOX", 3, "Trash"))
		for lost := 0; lost < 2; lost++ { // after the marks, after the moves
			q.lose = 1
			if lost == 1 {
				q.list = slices.DeleteFunc(q.list, func(i imapsync.Intent) bool { return i.Flag != "" })
			}
			if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrStore) {
				t.Fatalf("the round went on: %v", err)
			}
		}
		once(t, e)
		for _, a := range q.acted {
			if a.Err != nil {
				t.Errorf("not done: %+v", a)
			}
		}
		if d := cmp.Diff(all, slices.Sorted(slices.Values(append(sums(h, "INBOX"), sums(h, "Trash")...)))); d != "" || len(h.UIDs("Trash")) != 2 {
			t.Errorf("mail was lost or doubled: INBOX %v, Trash %v\n%s", h.UIDs("INBOX"), h.UIDs("Trash"), d)
		}
	}
	onBoth(t, test)
	t.Run("copy", func(t *testing.T) { test(t, poorRig(t, imap.CapMove)) })
}

// poorRig is the in-process server without some capabilities.
func poorRig(t *testing.T, without ...imap.Cap) *rig {
	t.Helper()
	return memoryRigOf(testkit.StartIMAP(t, without...))
}

// TestMirrorCopies: a server without MOVE gets a copy and an expunge of exactly what was copied. What others marked
// \Deleted stays, and a copy whose end nobody heard is not made again.
func TestMirrorCopies(t *testing.T) {
	r := poorRig(t, imap.CapMove)
	q, sink, e, proxy := mirrored(t, r, 6)
	h := r.hand(t)
	h.Flag("INBOX", `\Deleted`, true, 1)
	h.Copy("INBOX", "Trash", 3)
	all := sums(h, "INBOX")
	again, there := move("INBOX", 3, "Trash"), move("INBOX", 4, "Trash")
	again.Begun, there.There = true, true
	q.wants(sink, move("INBOX", 2, "Trash"), again, there)
	once(t, e)
	if got := h.UIDs("INBOX"); !slices.Equal(got, []uint32{1, 5, 6}) {
		t.Errorf("INBOX holds %v", got)
	}
	if got := len(h.UIDs("Trash")); got != 2 { // 2 and the copy of 3; of 4 it was said that it stands there
		t.Errorf("Trash holds %d", got)
	}
	for uid, flags := range h.Flags("Trash") {
		if slices.Contains(flags, `\Deleted`) {
			t.Errorf("the copy %d is marked to be deleted", uid)
		}
	}
	if got := slices.Sorted(slices.Values(append(sums(h, "INBOX"), sums(h, "Trash")...))); len(got) != len(all)-1 {
		t.Errorf("%d messages of %d", len(got), len(all))
	}
	if strings.Contains(proxy.Sent(), " EXPUNGE\r") {
		t.Error("an EXPUNGE of everything was sent")
	}
}

// TestMirrorNoCopy: what is only like the message, or marked to be deleted, is no copy of it. Taking it for one would
// lose the message.
func TestMirrorNoCopy(t *testing.T) {
	r := poorRig(t, imap.CapMove)
	q, sink, e, _ := mirrored(t, r, 0)
	h := r.hand(t)
	letter := func(id, body string) testkit.Mail {
		head := "From: a@b.example\r\n"
		if id != "" {
			head += "Message-ID: <" + id + ">\r\n"
		}
		return testkit.Mail{Raw: []byte(head + "\r\n" + body + "\r\n")}
	}
	h.Append("INBOX", letter("1@x.example", "the original"))
	h.Append("Trash", letter("11@x.example", "the origina")) // its id holds the other's, and it has its size
	h.Append("INBOX", letter("2@x.example", "another"))
	h.Copy("INBOX", "Trash", 2)
	h.Flag("Trash", `\Deleted`, true, 2)
	h.Append("INBOX", letter("", "without an id"))
	h.Copy("INBOX", "Trash", 3)
	once(t, e)
	for uid := uint32(1); uid <= 3; uid++ {
		again := move("INBOX", uid, "Trash")
		again.Begun = true
		q.wants(sink, again)
	}
	once(t, e)
	got := sums(h, "Trash")
	if left := h.UIDs("INBOX"); len(left) > 0 || len(got) != 5 {
		t.Errorf("INBOX holds %v, Trash %d messages", left, len(got))
	}
	if slices.Sort(got); len(slices.Compact(got)) != 4 {
		t.Errorf("of four messages Trash holds %d", len(slices.Compact(got)))
	}
}

// TestMirrorCannot: a server that can neither move nor expunge one message is left alone, with the reason.
func TestMirrorCannot(t *testing.T) {
	r := poorRig(t, imap.CapMove, imap.CapUIDPlus)
	q, sink, e, proxy := mirrored(t, r, 3)
	h := r.hand(t)
	before := h.Standings("INBOX")
	q.wants(sink, move("INBOX", 2, "Trash"), flag("INBOX", 2, `\Answered`, true))
	once(t, e)
	if a := q.of(t, 0); a.Err == nil || !a.Final {
		t.Errorf("acted %+v", a)
	}
	if a := q.of(t, 1); a.Err != nil {
		t.Errorf("the mark: %v", a.Err)
	}
	if len(h.UIDs("Trash")) > 0 || len(h.Standings("INBOX")) != len(before) || strings.Contains(proxy.Sent(), "EXPUNGE") || strings.Contains(proxy.Sent(), "COPY") {
		t.Errorf("something was moved")
	}
}

// TestMirrorMany: 500 acts are a handful of commands.
func TestMirrorMany(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q, sink, e, proxy := mirrored(t, r, 500)
		for uid := uint32(1); uid <= 500; uid++ {
			q.wants(sink, flag("INBOX", uid, `\Seen`, true), move("INBOX", uid, "Trash"))
		}
		before := len(proxy.Sent())
		once(t, e)
		said := proxy.Sent()[before:]
		if n := strings.Count(said, "UID STORE") + strings.Count(said, "UID MOVE") + strings.Count(said, " SELECT"); n != 5 {
			t.Errorf("%d commands", n)
		}
		h := r.hand(t)
		if n, left := len(h.UIDs("Trash")), len(h.UIDs("INBOX")); n != 500 || left != 0 {
			t.Errorf("%d moved, %d left", n, left)
		}
	})
}

// TestMirrorReadOnly: a folder that nobody may write to is declined message by message, and the others go on.
func TestMirrorReadOnly(t *testing.T) {
	d := testkit.StartDovecot(t)
	d.Stop()
	conf := filepath.Join(d.Dir, "dovecot.conf")
	text, err := os.ReadFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "mail_plugins = acl\nplugin {\n  acl = vfile\n}\n"...)
	if err := os.WriteFile(conf, text, 0o644); err != nil {
		t.Fatal(err)
	}
	corpus := testkit.Corpus{Seed: 78}
	d.Preload("INBOX", 3, corpus.Mail)
	d.Preload("Sent", 2, func(i int) testkit.Mail { return corpus.Mail(10 + i) })
	d.Start()
	if err := os.WriteFile(filepath.Join(d.Maildir("Sent"), "dovecot-acl"), []byte("owner lr\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := &rig{port: d.Port, user: d.User, password: d.Password}
	q, sink := &queue{}, newSink()
	e, _ := r.engine(t, sink, imapsync.Options{Mirror: q})
	once(t, e)
	q.wants(sink, flag("Sent", 1, `\Flagged`, true), move("Sent", 2, "Trash"), flag("INBOX", 1, `\Flagged`, true))
	once(t, e)
	for ref := range 2 {
		if a := q.of(t, ref); a.Err == nil || a.Gone {
			t.Errorf("%d: %+v", ref, a)
		}
	}
	if a := q.of(t, 2); a.Err != nil {
		t.Errorf("INBOX: %v", a.Err)
	}
	h := r.hand(t)
	if got := h.Flags("INBOX")[1]; !slices.Contains(got, `\Flagged`) {
		t.Errorf("INBOX 1 has %v", got)
	}
	if len(h.UIDs("Sent")) != 2 || slices.Contains(h.Flags("Sent")[1], `\Flagged`) {
		t.Error("Sent changed")
	}
}

// writable is a mailbox of n that takes marks, except as over says.
func writable(n int, over func(cmd string) string) script {
	return mailbox(n, func(cmd string) string {
		if out := over(cmd); out != "" {
			return out
		}
		if strings.HasPrefix(cmd, "SELECT") {
			return fmt.Sprintf("* %d EXISTS\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] x\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-WRITE] done\r\n", n)
		}
		return ""
	})
}

// TestMirrorOneBad: one message that the server declines keeps no other, and a mark that it does not keep is not tried
// again.
func TestMirrorOneBad(t *testing.T) {
	a := writable(60, func(cmd string) string {
		if f := strings.Fields(cmd); strings.HasPrefix(cmd, "UID STORE") && inSet(f[2], 33) {
			return "{tag} NO not this one\r\n"
		}
		return ""
	}).serve(t)
	q, sink := &queue{}, newSink()
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{Mirror: q})
	once(t, e)
	for uid := uint32(1); uid <= 60; uid++ {
		q.wants(sink, flag("INBOX", uid, `\Seen`, true))
	}
	q.wants(sink, flag("INBOX", 1, `\Flagged`, true))
	once(t, e)
	for ref := range 60 {
		if a := q.of(t, ref); (a.Err != nil) != (ref == 32) || a.Final {
			t.Errorf("%d: %+v", ref+1, a)
		}
	}
	if a := q.of(t, 60); a.Err == nil || !a.Final {
		t.Errorf("a mark that the folder does not keep: %+v", a)
	}
}

// TestMirrorKeywords: keywords are set only where PERMANENTFLAGS has \*, or that very one; elsewhere it is said once and for
// all that there are none.
func TestMirrorKeywords(t *testing.T) {
	for permanent, keeps := range map[string]bool{`\Seen \*`: true, `\Seen dh-status-open`: true, `\Seen \Deleted`: false, "": false} {
		stored := false
		a := mailbox(2, func(cmd string) string {
			switch {
			case strings.HasPrefix(cmd, "SELECT"):
				flags := ""
				if permanent != "" {
					flags = "* OK [PERMANENTFLAGS (" + permanent + ")] x\r\n"
				}
				return "* 2 EXISTS\r\n" + flags + "* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-WRITE] done\r\n"
			case strings.HasPrefix(cmd, "UID STORE"):
				stored = true
				return "{tag} OK done\r\n"
			case strings.HasPrefix(cmd, "UID FETCH") && stored && strings.Contains(cmd, "FLAGS"):
				return "* 1 FETCH (UID 1 FLAGS (DH-Status-Open))\r\n{tag} OK done\r\n"
			}
			return ""
		}).serve(t)
		q, sink := &queue{}, newSink()
		e, _ := engineFor(t, a, "p", sink, imapsync.Options{Mirror: q})
		once(t, e)
		q.wants(sink, flag("INBOX", 1, "dh-status-open", true))
		once(t, e)
		if a := q.of(t, 0); (a.Err == nil) != keeps || a.Final == keeps || stored != keeps {
			t.Errorf("PERMANENTFLAGS (%s): %+v, stored %v", permanent, a, stored)
		}
	}
}

// TestMirrorSilentlyNot: a server that says nothing of what it keeps is asked what it kept.
func TestMirrorSilentlyNot(t *testing.T) {
	looked := false
	a := mailbox(3, func(cmd string) string {
		switch {
		case strings.HasPrefix(cmd, "SELECT"):
			return "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-ONLY] done\r\n"
		case strings.HasPrefix(cmd, "UID STORE"):
			looked = true
			return "{tag} OK\r\n"
		case strings.HasPrefix(cmd, "UID FETCH") && looked:
			return "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 FLAGS ())\r\n{tag} OK\r\n"
		}
		return ""
	}).serve(t)
	q, sink := &queue{}, newSink()
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{Mirror: q})
	once(t, e)
	q.wants(sink, flag("INBOX", 1, `\Seen`, true), flag("INBOX", 2, `\Seen`, true), flag("INBOX", 3, `\Seen`, true))
	once(t, e)
	if one, two, three := q.of(t, 0), q.of(t, 1), q.of(t, 2); one.Err != nil || one.Gone || two.Err == nil || !three.Gone {
		t.Errorf("acted %+v", q.acted)
	}
}

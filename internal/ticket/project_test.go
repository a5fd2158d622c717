package ticket

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
)

// TestEffectiveStatus: what a status is after the mail that its writer had not seen (journal.md §3.3).
//
// features: C1, C2, C3, C4, C5, C6, C7
func TestEffectiveStatus(t *testing.T) {
	thanks := customer("t", mins(50))
	thanks.Thanks = true
	auto := customer("a", mins(51))
	auto.Machine = "auto-reply"
	late := customer("late", mins(3)) // older than what was seen, synced afterwards
	asked := customer("1", mins(5))
	tests := []struct {
		name   string
		status Status // set at minute 20 having seen minute 5; empty: none
		mails  []Mail
		want   Status
	}{
		{"nothing set", "", []Mail{asked}, Open},
		{"resolved stays", Resolved, []Mail{asked}, Resolved},
		{"closed stays", Closed, []Mail{asked}, Closed},
		{"pending partner stays", PendingPartner, []Mail{asked}, PendingPartner},
		{"a reply opens resolved", Resolved, []Mail{asked, customer("2", mins(40))}, Open},
		{"a reply opens closed", Closed, []Mail{asked, customer("2", mins(40))}, Open},
		{"a reply ends waiting for the partner", PendingPartner, []Mail{asked, customer("2", mins(40))}, Open},
		{"a reply made before the key press but not seen", Resolved, []Mail{asked, customer("2", mins(19))}, Open},
		{"a reply leaves pending department", PendingDepartment, []Mail{asked, customer("2", mins(40))}, PendingDepartment},
		{"a reply leaves in progress", InProgress, []Mail{asked, customer("2", mins(40))}, InProgress},
		{"a reply leaves triage", Triage, []Mail{asked, customer("2", mins(40))}, Triage},
		{"an older mail synced late reopens nothing", Resolved, []Mail{asked, late}, Resolved},
		{"thanks reopen nothing", Resolved, []Mail{asked, thanks}, Resolved},
		{"machine mail reopens nothing", Closed, []Mail{asked, auto}, Closed},
		{"our own mail reopens nothing", Closed, []Mail{asked, answer("o", mins(60))}, Closed},
		{"thanks, then a question", Resolved, []Mail{asked, thanks, customer("3", mins(52))}, Open},
	}
	for _, tt := range tests {
		l := newLog(t)
		if tt.status != "" {
			l.act(devMe, mins(20), SetStatus(anchorA, tt.status, mins(5)))
		}
		if got := l.project(mins(100), tt.mails...).Status; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		slices.Reverse(tt.mails)
		if got := l.project(mins(100), tt.mails...).Status; got != tt.want {
			t.Errorf("%s, mails reversed: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestReplyAndResolveApart: a reply and a resolve made apart end open, whichever is synced first; resolving again with
// the reply seen closes it.
//
// features: C6
func TestReplyAndResolveApart(t *testing.T) {
	l := newLog(t)
	asked, reply := customer("1", mins(5)), customer("2", mins(18))
	l.act(devMe, mins(20), SetStatus(anchorA, Resolved, asked.At))
	before := l.project(mins(30), asked)
	after := l.project(mins(30), asked, reply)
	if before.Status != Resolved || after.Status != Open || after.WaitsSince != asked.At {
		t.Fatalf("before %s, after %s waiting since %v", before.Status, after.Status, after.WaitsSince.Go())
	}
	l.act(devOther, mins(40), SetStatus(anchorA, Resolved, reply.At))
	if got := l.project(mins(50), asked, reply).Status; got != Resolved {
		t.Errorf("resolved with the reply seen: %s", got)
	}
}

// TestSnooze: how a snooze ends, and what the row says until somebody acts.
//
// features: F6, F7
func TestSnooze(t *testing.T) {
	asked := customer("1", mins(5))
	reply := customer("2", mins(40))
	thanks := customer("t", mins(41))
	thanks.Thanks = true
	type want struct {
		active bool
		back   string
		next   Time
	}
	tests := []struct {
		name  string
		until Time
		reply bool
		note  string
		now   Time
		mails []Mail
		want  want
	}{
		{"before its end", mins(60), true, "", mins(59), []Mail{asked}, want{true, "", mins(60)}},
		{"at its end", mins(60), true, "", mins(60), []Mail{asked}, want{false, "Back", 0}},
		{"after its end, with a note", mins(60), false, "rerun is done", mins(61), []Mail{asked}, want{false, "Back: rerun is done", 0}},
		{"a reply ends it", mins(60), true, "x", mins(45), []Mail{asked, reply}, want{false, "They replied: x", 0}},
		{"even if they reply", mins(60), false, "", mins(45), []Mail{asked, reply}, want{true, "", mins(60)}},
		{"until they reply alone", 0, true, "", mins(5000), []Mail{asked}, want{true, "", 0}},
		{"until they reply, and they did", 0, true, "", mins(45), []Mail{asked, reply}, want{false, "They replied", 0}},
		{"thanks end nothing", 0, true, "", mins(45), []Mail{asked, thanks}, want{true, "", 0}},
		{"a reply after its end", mins(30), true, "", mins(45), []Mail{asked, reply}, want{false, "Back", 0}},
		{"a mail seen when it was set", mins(60), true, "", mins(45), []Mail{asked, customer("0", mins(4))}, want{true, "", mins(60)}},
	}
	for _, tt := range tests {
		l := newLog(t)
		l.act(devMe, mins(20), SetSnooze(anchorA, tt.until, tt.reply, asked.At, ReasonClient, tt.note))
		r := l.project(tt.now, tt.mails...)
		if got := (want{r.Snooze.Active, r.Back, r.NextChange}); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if r.Snooze.Active == r.Live() {
			t.Errorf("%s: active %v and live %v", tt.name, r.Snooze.Active, r.Live())
		}
	}
	l := newLog(t)
	l.act(devMe, mins(20), SetSnooze(anchorA, mins(60), true, asked.At, ReasonClient, ""))
	if got := l.project(mins(70), asked).Back; got != "Back" {
		t.Fatalf("back: %q", got)
	}
	l.act(devMe, mins(75), AddTo(anchorA, "read/asha", "m1"))
	if got := l.project(mins(80), asked).Back; got != "Back" {
		t.Errorf("reading is no act, yet back is %q", got)
	}
	l.act(devOther, mins(81), SetField(anchorA, PathPriority, High))
	if got := l.project(mins(82), asked).Back; got != "" {
		t.Errorf("somebody acted, yet back is %q", got)
	}
	l.act(devMe, mins(83), SetSnooze(anchorA, mins(200), true, asked.At, ReasonUs, ""))
	l.act(devMe, mins(84), SetStatus(anchorA, Resolved, asked.At))
	if r := l.project(mins(90), asked); r.Snooze.Active || slices.Contains(queuesOf(r), QueueSnoozed) {
		t.Error("a resolved ticket is still snoozed")
	}
	if r := l.project(mins(300), asked); r.Back != "" {
		t.Errorf("a resolved ticket came back: %q", r.Back)
	}
	l.act(devMe, mins(301), ClearSnooze(anchorA))
	if r := l.project(mins(302), asked); r.Snooze != (Snooze{}) {
		t.Errorf("cleared: %+v", r.Snooze)
	}
}

func queuesOf(r Row) []string {
	var out []string
	for _, p := range r.Queues {
		out = append(out, p.Queue)
	}
	slices.Sort(out)
	return out
}

// TestHistoryRule: mail from before the desk's start is history unless it waits for an answer or somebody took it up.
func TestHistoryRule(t *testing.T) {
	day := func(n int) Time { return TimeOf(t0().AddDate(0, 0, n)) }
	ours := answer("o", day(-3))
	ack := answer("ack", day(-3))
	ack.Machine = "auto-reply"
	auto := customer("auto", day(-3))
	auto.Machine = "list"
	thanks := customer("t", day(-2))
	thanks.Thanks = true
	tests := []struct {
		name  string
		act   func(l *log)
		mails []Mail
		want  bool
	}{
		{"old and answered", nil, []Mail{customer("1", day(-4)), ours}, true},
		{"unanswered, not long ago", nil, []Mail{customer("1", day(-4))}, false},
		{"unanswered, long ago", nil, []Mail{customer("1", day(-15))}, true},
		{"unanswered, on the edge", nil, []Mail{customer("1", day(-14))}, false},
		{"answered only by our acknowledgement", nil, []Mail{customer("1", day(-4)), ack}, false},
		{"answered, then thanks", nil, []Mail{customer("1", day(-4)), ours, thanks}, true},
		{"machine mail alone", nil, []Mail{auto}, true},
		{"a question under machine mail", nil, []Mail{customer("1", day(-4)), auto}, false},
		{"answered, then asked again", nil, []Mail{ours, customer("2", day(-2))}, false},
		{"mail since the start", nil, []Mail{customer("1", day(-40)), answer("o", day(0))}, false},
		{"taken up by status", func(l *log) { l.act(devMe, mins(1), SetStatus(anchorA, Open, 0)) }, []Mail{customer("1", day(-40))}, false},
		{"taken up by owner", func(l *log) { l.act(devMe, mins(1), SetField(anchorA, PathOwner, "asha")) }, []Mail{customer("1", day(-40))}, false},
		{"a note does not bring it in", func(l *log) { l.act(devMe, mins(1), AddNote(anchorA, "note", "x", nil)) }, []Mail{customer("1", day(-40))}, true},
		{"begun by hand", func(l *log) { d, _ := NewTicket("internal", "internal"); l.act(devMe, mins(1), d) }, nil, false},
	}
	for _, tt := range tests {
		l := newLog(t)
		if tt.act != nil {
			tt.act(l)
		}
		r := l.project(mins(10), tt.mails...)
		if r.History != tt.want {
			t.Errorf("%s: history is %v", tt.name, r.History)
		}
		if r.History && (len(r.Queues) > 0 || r.Unread != 0 || r.WaitsSince != 0) {
			t.Errorf("%s: history stands in %v with %d unread", tt.name, r.Queues, r.Unread)
		}
	}
}

// TestQueues: each queue holds what cli.md says, and nothing else.
//
// features: B4, B5, B9, B14, E9
func TestQueues(t *testing.T) {
	asked := customer("1", mins(5))
	junk := asked
	junk.Junk = true
	auto := asked
	auto.Machine = "bounce"
	gdpr := asked
	gdpr.Mailbox = "gdpr@kestrel.example"
	trash := asked
	trash.Trash = true
	inside := answer("i", mins(5))
	inside.Outside = false
	set := func(path string, v any) func(*log) {
		return func(l *log) { l.act(devMe, mins(20), SetField(anchorA, path, v)) }
	}
	both := func(fns ...func(*log)) func(*log) {
		return func(l *log) {
			for _, fn := range fns {
				fn(l)
			}
		}
	}
	status := func(s Status) func(*log) {
		return func(l *log) { l.act(devMe, mins(21), SetStatus(anchorA, s, asked.At)) }
	}
	mention := func(l *log) { l.act(devOther, mins(22), AddNote(anchorA, "note", "@asha", []string{"asha"})) }
	snooze := func(l *log) { l.act(devMe, mins(23), SetSnooze(anchorA, mins(1000), true, asked.At, ReasonUs, "n")) }
	tests := []struct {
		name  string
		act   func(*log)
		mails []Mail
		want  string
	}{
		{"new", nil, []Mail{asked}, "all unassigned"},
		{"mine", set(PathOwner, "asha"), []Mail{asked}, "all mine"},
		{"my team's", set(PathOwner, "team:support"), []Mail{asked}, "all mine"},
		{"a colleague's", set(PathOwner, "bela"), []Mail{asked}, "all"},
		{"owner taken off", both(set(PathOwner, "asha"), set(PathOwner, "")), []Mail{asked}, "all unassigned"},
		{"pending department", status(PendingDepartment), []Mail{asked}, "all unassigned waiting"},
		{"pending partner, mine", both(status(PendingPartner), set(PathOwner, "asha")), []Mail{asked}, "all mine waiting"},
		{"resolved", both(set(PathOwner, "asha"), status(Resolved)), []Mail{asked}, "all"},
		{"closed", status(Closed), []Mail{asked}, "all"},
		{"snoozed", both(set(PathOwner, "asha"), snooze), []Mail{asked}, "all snoozed"},
		{"snoozed while waiting", both(status(PendingPartner), snooze), []Mail{asked}, "all snoozed"},
		{"mentioned", mention, []Mail{asked}, "all mentions unassigned"},
		{"mentioned in a closed one", both(status(Closed), mention), []Mail{asked}, "all mentions"},
		{"mentioned by myself", func(l *log) { l.act(devMe, mins(22), AddNote(anchorA, "note", "@asha", []string{"asha"})) }, []Mail{asked}, "all unassigned"},
		{"junk", nil, []Mail{junk}, "spam"},
		{"junk and a good mail", nil, []Mail{junk, customer("2", mins(6))}, "all unassigned"},
		{"marked as spam", set(PathSpam, true), []Mail{asked}, "spam"},
		{"junk that is none", set(PathSpam, false), []Mail{junk}, "all unassigned"},
		{"machine", nil, []Mail{auto}, "machine"},
		{"machine and a person", nil, []Mail{auto, customer("2", mins(6))}, "all unassigned"},
		{"machine marked as spam", set(PathSpam, true), []Mail{auto}, "spam"},
		{"an address with its own queue", nil, []Mail{gdpr}, "all gdpr@ unassigned"},
		{"an address with its own queue, closed", status(Closed), []Mail{gdpr}, "all"},
		{"bot's transcript", set(PathChannel, "bot"), []Mail{asked}, "all bot-chats unassigned"},
		{"bot's transcript, closed", both(set(PathChannel, "bot"), status(Closed)), []Mail{asked}, "all bot-chats"},
		{"bot's transcript, reviewed", both(set(PathChannel, "bot"), set("review", "right")), []Mail{asked}, "all unassigned"},
		{"in the trash alone", nil, []Mail{trash}, ""},
		{"sent to ourselves", nil, []Mail{inside}, ""},
		{"sent to somebody", nil, []Mail{answer("o", mins(5))}, "all unassigned"},
		{"begun by hand", func(l *log) { d, _ := NewTicket("internal", "internal"); l.act(devMe, mins(1), d) }, nil, "all unassigned"},
		{"ops whose mail has not come", set(PathOwner, "asha"), nil, ""},
	}
	for _, tt := range tests {
		l := newLog(t)
		if tt.act != nil {
			tt.act(l)
		}
		r := l.project(mins(100), tt.mails...)
		if got := strings.Join(queuesOf(r), " "); got != tt.want {
			t.Errorf("%s: in %q, want %q", tt.name, got, tt.want)
		}
	}
	l := newLog(t)
	mention(l)
	in := l.input(mins(100), asked)
	in.ReadOps = map[string]bool{l.records[0].ID: true}
	if got := queuesOf(Project(in)); slices.Contains(got, QueueMentions) {
		t.Error("a mention that was read still stands")
	}
}

// TestQueueOrder: who waits longest stands first; where nobody waits, the newest.
func TestQueueOrder(t *testing.T) {
	sortIn := func(r Row, queue string) int64 {
		for _, p := range r.Queues {
			if p.Queue == queue {
				return p.Sort
			}
		}
		t.Fatalf("not in %s: %v", queue, r.Queues)
		return 0
	}
	l := newLog(t)
	long := l.project(mins(100), customer("1", mins(1)), customer("2", mins(50)))
	short := l.project(mins(100), customer("1", mins(10)))
	answered := l.project(mins(100), customer("1", mins(1)), answer("o", mins(60)))
	older := l.project(mins(100), customer("1", mins(1)), answer("o", mins(40)))
	order := []Row{long, short, answered, older}
	if !slices.IsSortedFunc(order, func(a, b Row) int { return int(sortIn(a, QueueUnassigned)-sortIn(b, QueueUnassigned)) >> 1 }) {
		t.Errorf("order is %v", order)
	}
	if sortIn(answered, QueueAll) >= sortIn(long, QueueAll) || sortIn(long, QueueAll) >= sortIn(older, QueueAll) {
		t.Error("All is not newest first")
	}
}

// TestNumberAnchor: the number is that of the anchor whose first op is the oldest; without an op, of the earliest mail.
func TestNumberAnchor(t *testing.T) {
	first, second := customer("1", mins(1)), customer("2", mins(2))
	second.Anchor = anchorB
	l := newLog(t)
	if got := l.project(mins(9), second, first).Anchor; got != anchorA {
		t.Errorf("without an op: %s", got)
	}
	l.act(devMe, mins(3), SetField(anchorB, PathOwner, "asha"))
	l.act(devMe, mins(4), SetField(anchorA, PathOwner, "bela"))
	l.act(devMe, mins(5), SetField(anchorA, PathOwner, "caro"))
	slices.Reverse(l.records)
	if got := l.project(mins(9), second, first).Anchor; got != anchorB {
		t.Errorf("with ops: %s", got)
	}
	// An op of another object (a callback) or a person names no ticket.
	l = newLog(t)
	drafts, _ := NewAgenda(AgendaItem{Kind: AgendaCallback, Ticket: anchorA, At: mins(60)})
	l.act(devMe, mins(3), drafts...)
	if got := l.project(mins(9), second, first).Anchor; got != anchorA {
		t.Errorf("with a callback: %s", got)
	}
}

// TestFields: what ops set and what mail says.
//
// features: C8, B15, B5
func TestFields(t *testing.T) {
	l := newLog(t)
	asked := customer("1", mins(5))
	r := l.project(mins(9), asked)
	if r.Subject != "Export stops" || r.Priority != Medium || r.Channel != "email" || r.ContactAddr != asked.Addr || r.Unread != 1 || r.Messages != 1 ||
		r.CreatedAt != asked.At || r.UpdatedAt != asked.At || r.LastCustomerAt != asked.At || r.WaitsSince != asked.At || r.Snippet != asked.Snippet {
		t.Errorf("mail alone: %+v", r)
	}
	l.act(devMe, mins(10), SetText(anchorA, PathSubject, "October export"), SetField(anchorA, PathPriority, Urgent), SetField(anchorA, PathChannel, "chat"))
	l.act(devMe, mins(11), AddTo(anchorA, PathTags, "b", "a"))
	l.act(devMe, mins(12), SetContact(anchorA, "Lena@Casa.Example")...)
	in := l.input(mins(20), asked)
	who := ContactID("lena@casa.example")
	in.Contact = func(id string) (string, string) {
		if id != who {
			t.Errorf("asked for %s, want %s", id, who)
		}
		var of []journal.Record
		for _, rec := range l.records {
			if rec.Object == id {
				of = append(of, rec)
			}
		}
		return ProjectContact(journal.Fold(of), l.text)
	}
	r = Project(in)
	if r.Subject != "October export" || r.Priority != Urgent || r.Channel != "chat" || r.ContactAddr != "lena@casa.example" || !slices.Equal(r.Tags, []string{"a", "b"}) {
		t.Errorf("after ops: %+v", r)
	}
	l.act(devMe, mins(13), SetText(anchorA, PathSubject, ""))
	l.act(devMe, mins(14), RemoveFrom(anchorA, PathTags, l.state(), "a"))
	if r := l.project(mins(20), asked); r.Subject != "Export stops" || !slices.Equal(r.Tags, []string{"b"}) {
		t.Errorf("taken back: %q %v", r.Subject, r.Tags)
	}
	// A value of another shape hides nothing else.
	l.act(devOther, mins(15), SetField(anchorA, PathPriority, 7), SetField(anchorA, PathOwner, "asha"), SetField(anchorA, PathStatus, "x"), SetField(anchorA, PathSnooze, []int{1}))
	if r := l.project(mins(20), asked); r.Priority != Medium || r.Owner != "asha" || r.Status != Open {
		t.Errorf("odd values: %+v", r)
	}
	if diff := cmp.Diff(l.project(mins(20), asked), l.project(mins(20), asked)); diff != "" {
		t.Error(diff)
	}
}

// TestTime: JSON of moments.
func TestTime(t *testing.T) {
	for at, want := range map[Time]string{0: "null", TimeOf(t0()): `"2026-11-20T09:00:00Z"`, TimeOf(t0().Add(50 * time.Millisecond)): `"2026-11-20T09:00:00.05Z"`} {
		b, err := at.MarshalJSON()
		if err != nil || string(b) != want {
			t.Errorf("%d is %s, %v", at, b, err)
		}
		back := Time(7)
		if err := back.UnmarshalJSON(b); err != nil || back != at {
			t.Errorf("%s is read as %d, %v", b, back, err)
		}
	}
	if TimeOf(time.Time{}) != 0 || !Time(0).Go().IsZero() {
		t.Error("the zero time")
	}
	if new(Time).UnmarshalJSON([]byte(`"yesterday"`)) == nil || new(Time).UnmarshalJSON([]byte(`7`)) == nil {
		t.Error("read what is no time")
	}
}

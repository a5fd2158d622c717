package ticket

import (
	"cmp"
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// Mail is what the projection needs to know of one message.
type Mail struct {
	Key      string // m…
	Anchor   string
	Own      string // anchor of its own Message-ID, where a person put it to another; empty: Anchor
	At       Time
	Name     string // From
	Addr     string
	Peer     string // the first of To and Cc who is not us
	PeerName string
	Out      bool   // from one of our own addresses
	Outside  bool   // addressed to somebody who is not us
	Machine  string // bounce, auto-reply, list, receipt, notification or empty
	Channel  string // of another system, by a rule of the policy; empty: a mail
	Phone    string // of who waits, where such a system says it
	Bounce   *Bounce
	BounceOf string // anchor of the mail that bounced
	Thanks   bool   // thanks only: reopens nothing
	Read     bool   // by this agent
	Junk     bool   // stands in Junk
	Sent     bool   // stands in Sent
	Trash    bool   // stands in Trash alone
	Mailbox  string // the address of ours it was delivered to
	Subject  string
	Snippet  string
	Head     bool // here by its head: older than the mailbox's reach
}

// Customer tells whether a person outside wrote it.
func (m Mail) Customer() bool { return !m.Out && m.Machine == "" }

// makes tells whether the mail alone makes a ticket: one in Sent does only if somebody outside is addressed, one that
// lies only in Trash does not.
func (m Mail) makes() bool { return !m.Trash && (!m.Sent || m.Outside) }

// asks tells whether the mail reopens a ticket and makes its writer wait.
func (m Mail) asks() bool { return m.Customer() && !m.Thanks }

// Viewer is whose desk it is.
type Viewer struct {
	Me       string
	Teams    []string
	Start    Time // the desk's start: older tickets are history
	OpenFrom Time // unanswered mail from here on is open although older than Start
}

// Input is everything a ticket's row is made from.
type Input struct {
	Mails   []Mail
	Records []journal.Record // all ops of all its anchors
	Texts   Texts
	Agent   func(device string) string
	Contact func(id string) (name, addr string) // of a p…
	Rules   Rules
	Route   func(Arrival) Routed // asks the rules in force at arrival; nil: there are none
	Viewer  Viewer
	ReadOps map[string]bool // notes this agent has read, by op id
	Now     Time
	Here    Here
	OfMails []journal.Record // ops that stand on its mails themselves
}

// Rules is what the projection asks of policy.
type Rules struct {
	First   func(pipeline string) Status // of a ticket nobody has set a status for
	Queues  map[string]string            // queue id by address of ours that has one (security@, gdpr@)
	Default Priority                     // of a ticket that came by mail (C10)
}

// Project computes a ticket's row. It is the only definition of what a ticket is; everything that changes a ticket
// writes ops or mails and calls it.
func Project(in Input) Row {
	slices.SortFunc(in.Mails, func(a, b Mail) int { return cmp.Or(cmp.Compare(a.At, b.At), strings.Compare(a.Key, b.Key)) })
	state := journal.Fold(in.Records)
	r := Row{Anchor: numberAnchor(in), Messages: len(in.Mails)}
	begun, isNew := begins(in.Records)
	r.Stated = state.Value(PathStatus) != nil
	r.Shown = isNew || slices.ContainsFunc(in.Mails, Mail.makes) || len(in.Mails) > 0 && worked(in)
	mailFields(&r, in)
	opFields(&r, in, state)
	if isNew && len(in.Mails) == 0 {
		r.Channel = cmp.Or(r.Channel, begun.Channel)
	}
	r.Channel = cmp.Or(r.Channel, "email")
	route(&r, in, state)
	r.Spam = spam(in, state)
	r.History = history(in, state)
	r.Status = effective(in, state, r.Pipeline)
	if !r.Status.Done() {
		r.Bounce = bounced(in.Mails)
	}
	snooze(&r, in, state)
	mentions(&r, in, state)
	r.Lost, r.Frozen = lost(in, state), frozen(in.Records) || frozen(in.OfMails)
	if r.History {
		r.Unread = 0
	}
	if r.Status.Done() || r.Machine || r.Spam || r.History {
		r.WaitsSince = 0
	}
	r.Queues = places(&r, in)
	return r
}

// numberAnchor: the anchor whose first op has the smallest stamp, else that of the earliest mail (journal.md §3.1).
func numberAnchor(in Input) string {
	anchor, least := "", journal.Stamp(0)
	for _, rec := range in.Records {
		if rec.Object != "" && rec.Object[0] == 't' && (anchor == "" || rec.Stamp < least || rec.Stamp == least && rec.Object < anchor) {
			anchor, least = rec.Object, rec.Stamp
		}
	}
	if anchor == "" && len(in.Mails) > 0 {
		anchor = in.Mails[0].Anchor
	}
	return anchor
}

// worked tells whether somebody did something on the ticket: it is then there to stay, wherever its mail is moved.
func worked(in Input) bool {
	return slices.ContainsFunc(in.Records, func(rec journal.Record) bool {
		return rec.Object != "" && rec.Object[0] == 't' && !IsReadMark(rec.Path)
	})
}

func mailFields(r *Row, in Input) {
	r.Machine = len(in.Mails) > 0
	if r.Machine {
		r.Channel = in.Mails[0].Channel
	}
	for _, m := range in.Mails {
		if r.CreatedAt == 0 {
			r.CreatedAt = m.At
		}
		r.Subject = cmp.Or(r.Subject, m.Subject)
		r.Mailbox = cmp.Or(r.Mailbox, m.Mailbox)
		r.Phone = cmp.Or(r.Phone, m.Phone)
		r.UpdatedAt = max(r.UpdatedAt, m.At)
		r.Snippet, r.Head = m.Snippet, m.Head
		r.Machine = r.Machine && m.Machine != ""
		if !m.Out && !m.Read {
			r.Unread++
		}
		switch {
		case m.Customer():
			r.LastCustomerAt = m.At
			if m.asks() && r.WaitsSince == 0 {
				r.WaitsSince = m.At
			}
			if r.ContactAddr == "" {
				r.ContactName, r.ContactAddr = m.Name, m.Addr
			}
		case m.Out && m.Machine == "":
			r.WaitsSince = 0
		}
	}
	for _, m := range in.Mails { // we wrote first, or only machines did
		if r.ContactAddr == "" && m.Out {
			r.ContactName, r.ContactAddr = m.PeerName, m.Peer
		}
	}
	if r.ContactAddr == "" && len(in.Mails) > 0 {
		r.ContactName, r.ContactAddr = in.Mails[0].Name, in.Mails[0].Addr
	}
}

func opFields(r *Row, in Input, state *journal.Object) {
	for _, rec := range in.Records {
		at := Time(rec.Stamp.Millis())
		if r.CreatedAt == 0 || at < r.CreatedAt {
			r.CreatedAt = at
		}
		if !IsReadMark(rec.Path) {
			r.UpdatedAt = max(r.UpdatedAt, at)
		}
	}
	r.Subject = cmp.Or(text(state, PathSubject, in.Texts), r.Subject)
	if who, ok := decode[string](state, PathContact); ok && in.Contact != nil {
		if name, addr := in.Contact(who); addr != "" {
			r.ContactName, r.ContactAddr = name, addr
		}
	}
	r.Owner, _ = decode[string](state, PathOwner)
	prio, _ := decode[Priority](state, PathPriority)
	r.Priority = cmp.Or(prio, in.Rules.Default, Medium)
	r.Pipeline, _ = decode[string](state, PathPipeline)
	r.Department, _ = decode[string](state, PathDept)
	channel, _ := decode[string](state, PathChannel)
	r.Channel = cmp.Or(channel, r.Channel)
	r.Departments = state.Members(PathDepts)
	r.Tags = state.Members(PathTags)
	r.Categories = state.Members(PathCats)
}

func spam(in Input, state *journal.Object) bool {
	if set, ok := decode[bool](state, PathSpam); ok {
		return set
	}
	junk := len(in.Mails) > 0
	for _, m := range in.Mails {
		junk = junk && m.Junk
	}
	return junk
}

// history: the newest message is older than the desk's start, nobody outside waits for an answer, and nobody has
// taken the ticket up since (features.md, "Mail from before the start").
func history(in Input, state *journal.Object) bool {
	if len(in.Mails) == 0 {
		return false
	}
	newest := in.Mails[len(in.Mails)-1].At
	if newest >= in.Viewer.Start {
		return false
	}
	if _, ok := decode[StatusValue](state, PathStatus); ok || len(state.Value(PathOwner)) > 0 || len(state.Value(PathSnooze)) > 0 {
		return false
	}
	for _, m := range slices.Backward(in.Mails) {
		if m.Out && m.Machine == "" { // our own acknowledgement is no answer
			return true
		}
		if m.asks() {
			return m.At < in.Viewer.OpenFrom
		}
	}
	return true
}

// effective: a customer's mail that the writer of a closing or waiting status had not seen opens the ticket again,
// on every laptop alike and without an op.
func effective(in Input, state *journal.Object, pipeline string) Status {
	v, ok := decode[StatusValue](state, PathStatus)
	if !ok {
		return in.Rules.First(pipeline)
	}
	if v.S != PendingPartner && !v.S.Done() {
		return v.S
	}
	if wokenBy(in.Mails, Time(v.Seen)) != 0 {
		return Open
	}
	return v.S
}

// wokenBy is the time of the first customer mail after seen, 0 if there is none.
func wokenBy(mails []Mail, seen Time) Time {
	for _, m := range mails {
		if m.asks() && m.At > seen {
			return m.At
		}
	}
	return 0
}

func snooze(r *Row, in Input, state *journal.Object) {
	v, ok := decode[SnoozeValue](state, PathSnooze)
	if !ok {
		return
	}
	reg := state.Registers[PathSnooze]
	s := Snooze{Until: Time(v.Until), Reply: v.Reply, Reason: v.Reason}
	if v.Note != nil {
		s.Note = blobText(reg.Blobs, *v.Note, in.Texts)
	}
	var woke Time
	why := "Back"
	if v.Until != 0 && Time(v.Until) <= in.Now {
		woke = Time(v.Until)
	}
	if at := wokenBy(in.Mails, Time(v.Seen)); v.Reply && at != 0 && (woke == 0 || at < woke) {
		woke, why = max(at, Time(reg.Op.Stamp.Millis())), "They replied"
		if until := Time(v.Until); until > in.Now && until <= at { // a mail of another clock: then it comes back by the time
			r.NextChange = until
		}
	}
	if woke == 0 {
		s.Active = !r.Status.Done()
		r.NextChange = Time(v.Until)
	} else if !r.Status.Done() && !actedSince(in, woke) {
		r.Back = why
		if s.Note != "" {
			r.Back += ": " + s.Note
		}
	}
	r.Snooze = s
}

// actedSince tells whether somebody has worked on the ticket after it came back.
func actedSince(in Input, woke Time) bool {
	for _, rec := range in.Records {
		if Time(rec.Stamp.Millis()) > woke && !IsReadMark(rec.Path) {
			return true
		}
	}
	return false
}

func mentions(r *Row, in Input, state *journal.Object) {
	for path, reg := range state.Registers {
		if !strings.HasPrefix(path, "note/") || in.Agent(reg.Device) == in.Viewer.Me || in.ReadOps[reg.ID] {
			continue
		}
		if v, ok := decode[NoteValue](state, path); ok && slices.Contains(v.Mentions, in.Viewer.Me) {
			r.Mentioned = max(r.Mentioned, Time(reg.Op.Stamp.Millis()))
		}
	}
}

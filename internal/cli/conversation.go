package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/inbox"
	"deskhand/internal/ticket"
)

// shortID is how much of a message's id is shown: enough to name it inside a ticket.
const shortID = 9

// conversation prints a ticket and its entries; odd gives the links of a mail that are not what they say.
func (s *seat) conversation(t ticket.Ticket, entries []ticket.Entry, full bool, odd func(id string) []inbox.OddLink) {
	if s.json {
		s.object(t)
		for _, e := range entries {
			s.object(e)
		}
		return
	}
	s.head(t)
	for _, e := range entries {
		s.blank()
		s.entry(e, full)
		if e.HasHTML && odd != nil {
			s.oddLinks(odd(e.ID))
		}
		s.rest(t, e)
	}
}

// rest says what of a mail is on the server only, and how it comes.
func (s *seat) rest(t ticket.Ticket, e ticket.Entry) {
	what := ""
	switch e.Extent {
	case "":
		return
	case "head":
		what = "The text of this older mail"
	default:
		what = "The rest of this mail"
	}
	if e.Size > 0 {
		what += ", " + size(e.Size) + ","
	}
	switch {
	case e.Gone:
		s.prose("  ", styled(yellow, what+" was on the server and is no longer there."))
	case e.Wanted:
		s.prose("  ", styled(yellow, what+" is on the server and comes as soon as it is reached."))
	default:
		s.prose("  ", styled(yellow, what+" is on the server: deskhand show "+t.Number+" --fetch"))
	}
}

func (s *seat) head(t ticket.Ticket) {
	s.line(strong(t.Number), strong("  "+cleanLine(subjectOf(t))))
	owner := "nobody's"
	if t.Owner != "" {
		owner = s.personLabel(t.Owner)
	}
	priority := styled(plain, string(t.Priority))
	if t.Priority == "high" || t.Priority == "urgent" {
		priority.style = red
	}
	s.line(say(s.statusLabel(t.Status)+" · "), priority, joinSpans([]string{" · " + owner, s.tagLabels(t.Tags)}, " · "))
	contact := t.Contact.Name
	if t.Contact.Email != "" {
		contact = strings.TrimSpace(contact + " <" + t.Contact.Email + ">")
	}
	company := ""
	if t.Company != nil {
		company = strings.Join(nonEmpty([]string{t.Company.Name, t.Company.Plan}), ", ")
	}
	mailbox := ""
	if t.Mailbox != "" {
		mailbox = "to " + t.Mailbox
	}
	s.line(faint(joinSpans([]string{contact, company, mailbox}, " · ").text))
	for _, fact := range s.facts(t) {
		s.prose("", fact)
	}
}

// facts are the lines under the head that only some tickets have.
func (s *seat) facts(t ticket.Ticket) []span {
	var out []span
	add := func(yes bool, sp span) {
		if yes {
			out = append(out, sp)
		}
	}
	asleep := "Snoozed until they reply"
	if t.SnoozedUntil != 0 {
		asleep = "Snoozed until " + s.until(t.SnoozedUntil)
		if t.SnoozeReply {
			asleep += " or until they reply"
		}
	}
	why := strings.Join(nonEmpty([]string{s.reasonLabel(t.SnoozeReason), t.SnoozeNote}), ": ")
	add(t.Snoozed, styled(yellow, strings.Join(nonEmpty([]string{asleep, why}), ", ")))
	add(t.Back != "", styled(yellow, t.Back))
	if b := t.Bounce; b != nil {
		add(true, bounceSpan(b))
	}
	add(t.Frozen != "", styled(red, t.Frozen))
	if t.Lost != nil {
		add(true, styled(yellow, s.lost(t)))
	}
	add(len(t.Replying) > 0, styled(yellow, s.people(t.Replying)+" writes an answer just now"))
	add(t.WaitsSince != 0 && !t.Snoozed, say("The customer has waited since "+s.stamp(t.WaitsSince)+" ("+s.ago(t.WaitsSince)+")"))
	add(t.SLA != nil && t.SLA.Breached, styled(red, "The answer is overdue"))
	add(t.Draft != "", faint("Being written here: "+t.Draft))
	add(needsPerson(t.Outbox), styled(yellow, "A mail of it is "+t.Outbox+" in the outbox: deskhand outbox list"))
	add(t.Waits > 0, faint(count(t.Waits, "change")+" of it made here wait to be sent to the team"))
	add(t.History, faint("History: mail from before this desk's start; in no queue"))
	add(t.Spam, faint("Spam"))
	add(t.Machine, faint("Machine mail"))
	add(t.MergedInto != nil && *t.MergedInto != "", faint("Merged into "+deref(t.MergedInto)))
	return out
}

// bounceSpan warns that our newest mail did not arrive; of one that is still being tried it says so softly.
func bounceSpan(b *ticket.Bounced) span {
	to, why := cleanLine(cmp.Or(b.Recipient, "somebody")), cleanLine(strings.Join(nonEmpty([]string{b.Reason, b.Status}), ", "))
	if b.Action == "delayed" {
		return styled(yellow, "Our newest mail has not reached "+to+" yet, it is still being tried: "+why)
	}
	return styled(red, "Our newest mail did not reach "+to+": "+why)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (s *seat) entry(e ticket.Entry, full bool) {
	when := s.stamp(e.Date)
	if e.Date == 0 {
		when = s.stamp(e.At)
	}
	switch e.Kind {
	case ticket.KindEvent:
		s.text("", "· "+when+"  "+s.personLabel(e.From)+"  "+cleanLine(e.Text), dim)
		return
	case ticket.KindNote:
		kind := "note"
		if e.NoteKind != "" && e.NoteKind != "note" {
			kind = e.NoteKind + " note"
		}
		s.line(styled(yellow, "▌ "+when+"  "+s.personLabel(e.From)), faint("  "+kind+", not sent to anybody"))
	default:
		s.mailHead(e, when)
	}
	body := e.VisibleText
	if body == "" && e.QuotedText == "" {
		body = e.Text
	}
	if strings.TrimSpace(cleanText(body)) != "" {
		s.text("  ", body, plain)
	}
	s.below(e, full)
}

// elsewhere says that another mail program had its hand in it.
func elsewhere(e ticket.Entry) string {
	switch {
	case !e.Elsewhere:
		return ""
	case e.Direction == "out":
		return "sent from another mail program"
	}
	return "answered from another mail program"
}

// mailHead is who wrote when, then to whom and what --raw calls it.
func (s *seat) mailHead(e ticket.Entry, when string) {
	arrow, state := "←", span{}
	if e.Direction == "out" {
		arrow = "→"
	}
	switch {
	case e.Outbox != nil:
		state = stateSpan(e.Outbox.State)
		state.text = "  " + state.text
	case !e.Read && e.Direction != "out":
		state = styled(cyan, "  unread")
	}
	from := e.From
	if e.FromName != "" {
		from = e.FromName + " <" + e.From + ">"
	}
	s.line(strong(arrow+" "+cmp.Or(when, "no date")+"  "+cmp.Or(cleanLine(from), "nobody")), state)
	to, machine := "", ""
	if len(e.To) > 0 {
		to = "to " + strings.Join(append(slices.Clone(e.To), e.Cc...), ", ")
	}
	if e.Machine != "none" {
		machine = e.Machine
	}
	id := e.ID[:min(len(e.ID), shortID)]
	if e.Outbox != nil { // no server holds it yet: outbox takes its id, --raw does not
		id = e.Outbox.ID
	}
	waits := ""
	if e.Contact != nil {
		waits = cleanLine("for " + strings.Join(nonEmpty(append([]string{e.Contact.Name, e.Contact.Email}, e.Contact.Phones...)), " "))
	}
	about := joinSpans([]string{id, machine, e.Channel, elsewhere(e), waits, cleanLine(to)}, " · ")
	if about.text != "" { // the id is what --raw takes
		s.line(faint("  " + about.text))
	}
	s.doubts(e)
	if e.NewHere {
		s.line(styled(yellow, "  new here: nobody of this conversation wrote to them. deskhand accept "+id+" lets them in"))
	}
	if e.BounceText != "" {
		s.line(styled(yellow, "  "+cleanLine(e.BounceText)))
	}
}

// below is what stands under an entry's text: what was folded, files, and what is wrong with it.
func (s *seat) below(e ticket.Entry, full bool) {
	quoted := strings.TrimRight(e.QuotedText, "\n ")
	switch {
	case quoted != "" && full:
		s.line(faint(fmt.Sprintf("  … %s quoted:", count(strings.Count(quoted, "\n")+1, "line"))))
		s.text("  ", quoted, dim)
	case quoted != "":
		s.line(faint(fmt.Sprintf("  … %s quoted, --full shows them", count(strings.Count(quoted, "\n")+1, "line"))))
	}
	for _, a := range e.Attachments {
		if a.Inline {
			continue
		}
		s.file(e, a)
	}
	for i := range e.Invites {
		s.invite(&e.Invites[i])
	}
	if e.Proposal != "" && e.ID != "" {
		s.line(faint("  deskhand meeting take " + e.ID[:min(len(e.ID), shortID)] + " " + proposals(e.Proposal)))
	}
	if e.Outbox != nil && e.Outbox.Words != "" {
		s.prose("  ", styled(yellow, cleanLine(e.Outbox.Words)))
	}
	for _, problem := range e.Problems {
		s.prose("  ", styled(yellow, "note: "+cleanLine(problem)))
	}
	if e.Gone {
		s.line(faint("  no longer on the server"))
	}
}

// size is a number of bytes for people.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	}
	if n >= 1e9 {
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// count is a number with its noun: "1 line", "3 lines".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

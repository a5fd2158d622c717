package reply

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"deskhand/internal/mail"
	"deskhand/internal/mail/compose"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// scene is what a reply is filled from: the ticket, its mails and what is planned on it. Without a ticket only we
// ourselves are known.
type scene struct {
	ticket  ticket.Ticket
	mails   []ticket.Mail // oldest first
	planned []ticket.AgendaItem
	offset  *int   // the customer's, in minutes east of UTC, as their newest mail says
	written string // the language that they write in, as their newest mail shows; empty: not sure
	unsent  bool   // an answer of ours is on its way
	uses    map[string]int

	policy *policy.Policy
	me     string
	now    time.Time
}

// headBytes is how much of a mail is read for its Date.
const headBytes = 64 << 10

// grace is how long after its end a meeting is still the one that is talked of.
const grace = time.Hour

// look reads what finding a reply needs; with values also what filling one needs.
func (s *Service) look(ctx context.Context, id string, values bool) (*scene, error) {
	sc := &scene{policy: s.core.Policy(), me: s.core.Agent(), now: s.core.Now()}
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		if sc.uses, err = tx.ReplyUses(); err != nil || id == "" {
			return err
		}
		var row int64
		if sc.ticket, row, err = tx.Ticket(id); err != nil {
			return err
		}
		if sc.mails, err = tx.Mails(row); err != nil {
			return err
		}
		slices.SortStableFunc(sc.mails, func(a, b ticket.Mail) int { return cmp.Compare(a.At, b.At) })
		unsent, err := tx.MailsOf(row)
		if err != nil {
			return err
		}
		sc.unsent = len(unsent) > 0
		if values {
			if sc.planned, err = tx.AgendaOf(row); err != nil {
				return err
			}
		}
		return sc.readCustomer(tx)
	})
	return sc, err
}

// newest is how many of the customer's mails are looked at for what their newest does not say.
const newest = 3

// readCustomer takes the customer's offset and language out of the newest mails of theirs that can be read.
func (sc *scene) readCustomer(tx *store.Tx) error {
	looked := 0
	for _, m := range slices.Backward(sc.mails) {
		if !m.Customer() {
			continue
		}
		if looked++; looked > newest {
			return nil
		}
		row, err := tx.Message(m.Key)
		if err != nil {
			return fmt.Errorf("read the customer's mail: %w", err)
		}
		size := min(row.Size, headBytes)
		head := mail.ParseReader(io.LimitReader(tx.Raw(row.Raw), size), size)
		if !head.Date.IsZero() && sc.offset == nil {
			sc.offset = &head.DateOffsetMinutes
		}
		if sc.written = cmp.Or(sc.written, head.Language); sc.offset != nil && sc.written != "" {
			return nil
		}
	}
	return nil
}

// unanswered: the customer wrote, and nobody of us has answered yet (E10).
func (sc *scene) unanswered() bool {
	return !sc.unsent && slices.ContainsFunc(sc.mails, ticket.Mail.Customer) &&
		!slices.ContainsFunc(sc.mails, func(m ticket.Mail) bool { return m.Out && m.Machine == "" })
}

// languages are those to write in, the best first: the one that the customer writes, then that of the address they wrote
// to, then the team's.
func (sc *scene) languages() []string {
	var out []string
	if sc.written != "" {
		out = append(out, sc.written)
	}
	if a, ok := sc.policy.Address(sc.ticket.Mailbox); ok && a.Language != "" {
		out = append(out, a.Language)
	}
	if team := sc.policy.Language(); team != "" {
		out = append(out, team)
	}
	return out
}

// values are those of savedreply.Variables that are known, in a language.
func (sc *scene) values(language string) map[string]string {
	language = cmp.Or(language, slices.Concat(sc.languages(), []string{"en"})[0])
	out := map[string]string{}
	sc.us(out, language)
	if sc.ticket.ID != "" {
		sc.customer(out)
		sc.matter(out, language)
		sc.meeting(out, language)
		sc.callback(out, language)
	}
	maps.DeleteFunc(out, func(_, v string) bool { return strings.TrimSpace(v) == "" })
	return out
}

func (sc *scene) us(out map[string]string, language string) {
	p := sc.policy
	m, _ := p.Member(sc.me)
	address := sc.ticket.Mailbox
	if all := p.Addresses(); address == "" && len(all) > 0 {
		address = all[0].Address
	}
	out["agent.name"], out["agent.email"], out["agent.signature"] = m.Name, address, m.Signature
	out["agent.firstName"], _, _ = strings.Cut(m.Name, " ")
	out["team.name"], out["team.email"], out["team.hours"] = p.TeamName(), address, hoursInWords(p, language)
	if numbers := p.Identities().Numbers; len(numbers) > 0 {
		out["team.phone"] = numbers[0]
	}
}

func (sc *scene) customer(out map[string]string) {
	c := sc.ticket.Contact
	first, last := person(c.Name)
	out["contact.firstName"], out["contact.lastName"], out["contact.email"] = first, last, c.Email
	if first != "" && last != "" {
		out["contact.name"] = first + " " + last
	} else if !strings.Contains(c.Name, "@") {
		out["contact.name"] = c.Name
	}
	if len(c.Phones) > 0 {
		out["contact.phone"] = c.Phones[0]
	}
	if company := sc.ticket.Company; company != nil {
		out["company.name"], out["company.plan"] = company.Name, company.Plan
	}
}

// matter fills what a customer may read of the ticket. The subject is that of their mail: how we renamed the ticket is
// ours.
func (sc *scene) matter(out map[string]string, language string) {
	t, p := sc.ticket, sc.policy
	out["ticket.number"], out["ticket.status"] = t.Number, p.StatusLabel(t.Pipeline, string(t.Status))
	if t.Owner != "" {
		out["ticket.owner"] = p.OwnerLabel(t.Owner)
	}
	for _, d := range p.Departments() {
		if d.ID == t.Department {
			out["ticket.department"] = d.Label
		}
	}
	if i := slices.IndexFunc(sc.mails, ticket.Mail.Customer); i >= 0 {
		out["ticket.subject"] = strings.TrimPrefix(compose.ReplySubject(sc.mails[i].Subject), "Re: ")
		out["ticket.requestedOn"] = longDay(sc.there(sc.mails[i].At), sc.now, language)
	}
	for _, m := range slices.Backward(sc.mails) {
		if m.Out && m.Machine == "" {
			out["ticket.lastReplyOn"] = longDay(sc.there(m.At), sc.now, language)
			break
		}
	}
}

// meeting is the one that goes on or comes next, else the last that was.
func (sc *scene) meeting(out map[string]string, language string) {
	calls := sc.policy.Calls()
	m, ok := sc.nearest(ticket.AgendaMeeting)
	if !ok {
		if span := calls.ScreenShare.Duration(); span > 0 { // what an invitation says
			out["meeting.minutes"] = minutes(span)
		}
		return
	}
	out["meeting.title"], out["meeting.link"] = m.Title, m.Link
	if m.Until > m.At {
		out["meeting.minutes"] = minutes(m.Until.Go().Sub(m.At.Go()))
	}
	if sc.offset == nil {
		return // a time without the customer's zone is a wrong time
	}
	start := sc.there(m.At)
	out["meeting.date"], out["meeting.time"] = longDay(start, sc.now, language), clock(start)
	if stay := calls.Reschedule.Duration(); stay > 0 {
		out["meeting.waitUntil"] = clock(start.Add(stay))
	}
}

func (sc *scene) callback(out map[string]string, language string) {
	c, ok := sc.nearest(ticket.AgendaCallback)
	if !ok {
		return
	}
	out["callback.topic"], out["callback.number"] = c.Title, c.Phone
	if phones := sc.ticket.Contact.Phones; c.Phone == "" && len(phones) > 0 {
		out["callback.number"] = phones[0]
	}
	if sc.offset != nil {
		at := sc.there(c.At)
		out["callback.date"], out["callback.time"] = longDay(at, sc.now, language), clock(at)
	}
}

func minutes(d time.Duration) string { return strconv.Itoa(int(d.Minutes())) }

// nearest is the planned thing of a kind that goes on or comes next, else the last that was; a cancelled one is none.
func (sc *scene) nearest(kind string) (best ticket.AgendaItem, ok bool) {
	ahead := false
	for _, a := range sc.planned {
		if a.Kind != kind || a.State == ticket.StateCancelled {
			continue
		}
		comes := a.State != ticket.StateDone && max(a.At, a.Until).Go().Add(grace).After(sc.now)
		switch {
		case !ok, comes && !ahead, comes && a.At < best.At, !comes && !ahead && a.At > best.At:
			best, ok, ahead = a, true, comes
		}
	}
	return best, ok
}

// there is a moment in the customer's zone. Where their offset is that of the desk's own zone, it is the zone: that one
// knows of summer time.
func (sc *scene) there(at ticket.Time) time.Time {
	team, err := time.LoadLocation(sc.policy.Zone())
	if err != nil {
		team = time.UTC
	}
	if sc.offset == nil {
		return at.Go().In(team)
	}
	for _, m := range slices.Backward(sc.mails) {
		if !m.Customer() {
			continue
		}
		if _, seconds := m.At.Go().In(team).Zone(); seconds == *sc.offset*60 && *sc.offset != 0 {
			return at.Go().In(team)
		}
		break
	}
	return at.Go().In(time.FixedZone("", *sc.offset*60))
}

package cli

import (
	"cmp"
	"strings"
	"time"

	"deskhand/internal/calendar"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/ticket"
)

// doubts are the lines under a sender: what speaks against who it says it is, and whether anybody can read it.
func (s *seat) doubts(e ticket.Entry) {
	if e.Sender != nil {
		for _, w := range e.Sender.Warnings {
			s.prose("  ", styled(yellow, "sender: "+cleanLine(w.Text)))
		}
	}
	by := ""
	if e.SecureWhy != "" {
		by = " (" + cleanLine(e.SecureWhy) + ")"
	}
	switch e.Secure {
	case "signed":
		s.line(faint("  signed" + by + ", not checked"))
	case "encrypted":
		s.prose("  ", styled(yellow, "encrypted"+by+": ask for it in the clear, or open it in a program that has the key."))
	}
}

// file is a line for an attachment: its name, how large, what it is, and what it could do.
func (s *seat) file(e ticket.Entry, a ticket.Attachment) {
	weighs, kind := size(a.Size), a.Type
	if e.Extent != "" && a.Size == 0 {
		weighs = "on the server"
	}
	switch {
	case a.Kind == "" || a.Kind == a.Type:
	case a.Type == "application/octet-stream": // it says nothing
		kind = a.Kind
	case a.Risk != "": // many text files are called by a name of their own, rightly
		kind = a.Kind + ", called " + a.Type
	}
	line := []span{say("  file  " + cleanLine(a.Name)), faint("  " + weighs + ", " + cleanLine(kind))}
	if a.Risk == "archive" {
		line = append(line, faint(", an archive"))
	}
	s.line(line...)
	if a.Risk != "" && a.Risk != "archive" {
		s.prose("    ", styled(yellow, inbox.RiskText(a.Name, a.Risk)))
	}
}

// maxComing is how many times of a series are listed.
const maxComing = 5

// invite is an invitation, an answer to one, or a cancellation.
func (s *seat) invite(v *calendar.Invite) {
	what := cmp.Or(strings.ToLower(cleanLine(v.Method)), "event")
	if v.Cancelled && v.Method != "CANCEL" {
		what += ", cancelled"
	}
	s.line(say("  "+what+": "), strong(cleanLine(v.Summary)))
	s.line(joinSpans([]string{"  " + s.span(v), s.elsewhere(v), v.Repeats(), cleanLine(v.Location), cleanLine(v.JoinURL)}, " · "))
	from, to := "", ""
	if v.Organizer != "" {
		from = "from " + cleanLine(v.Organizer)
	}
	if len(v.Attendees) > 0 {
		to = "to " + cleanLine(strings.Join(v.Attendees, ", "))
	}
	if people := joinSpans([]string{from, to}, " ").text; people != "" {
		s.line(faint("  " + people))
	}
	if len(v.Coming) > 1 {
		var at []string
		for _, t := range v.Coming[:min(len(v.Coming), maxComing)] {
			at = append(at, s.moment(v, t))
		}
		if len(v.Coming) > maxComing {
			at = append(at, "…")
		}
		s.prose("  ", faint(strings.Join(at, ", ")))
	}
	for _, a := range v.Answers {
		s.line(faint("  " + cleanLine(a.Who) + ": " + strings.ToLower(cleanLine(a.PartStat))))
	}
	for _, problem := range v.Problems {
		s.prose("  ", styled(yellow, "note: "+cleanLine(problem)))
	}
}

// elsewhere is what the clock shows then in the event's own zone, where it shows another time than here.
func (s *seat) elsewhere(v *calendar.Invite) string {
	zone, err := time.LoadLocation(v.TimeZone)
	if v.TimeZone == "" || v.AllDay || v.Floating || err != nil {
		return ""
	}
	there, here := v.Start.In(zone), v.Start.In(s.zone)
	if there.Format(time.DateTime) == here.Format(time.DateTime) {
		return ""
	}
	clock := there.Format("15:04")
	if there.YearDay() != here.YearDay() {
		clock = there.Format("Mon 15:04")
	}
	return clock + " in " + cleanLine(v.TimeZone)
}

// oddLinks warns of links that lead elsewhere than they say; a text does not show where.
func (s *seat) oddLinks(links []inbox.OddLink) {
	for _, l := range links {
		text := ""
		if said := cleanLine(l.Text); said != "" {
			text = "“" + cutText(said, maxLinkText) + "”: "
		}
		s.prose("  ", styled(yellow, "link: "+text+cleanLine(l.Warning)))
	}
}

// maxLinkText is how much is said of a link's text.
const maxLinkText = 60

// span is from when to when an event lasts.
func (s *seat) span(v *calendar.Invite) string {
	when := s.moment(v, v.Start)
	switch {
	case v.AllDay && v.End.Sub(v.Start) > 24*time.Hour:
		return when + " to " + s.moment(v, v.End.AddDate(0, 0, -1))
	case v.AllDay:
		return when + ", all day"
	case v.Floating:
		return when + ", wherever one is"
	case v.End.After(v.Start):
		start, end := s.stamp(ticket.TimeOf(v.Start)), s.stamp(ticket.TimeOf(v.End))
		return when + " to " + strings.TrimPrefix(end, start[:max(0, len(start)-len("15:04"))])
	}
	return when
}

// moment is a time of an event: of whole days and of wall times as they are written, whatever zone one is in.
func (s *seat) moment(v *calendar.Invite, t time.Time) string {
	switch {
	case v.AllDay:
		return t.UTC().Format("Mon 2 Jan 2006")
	case v.Floating:
		return t.UTC().Format("Mon 2 Jan 2006 15:04")
	}
	return s.stamp(ticket.TimeOf(t))
}

// proposals says what taking an invitation does.
func proposals(kind string) string {
	switch kind {
	case ticket.ProposeUpdate:
		return "moves it in the agenda"
	case ticket.ProposeRemove:
		return "takes it out of the agenda"
	}
	return "puts it into the agenda"
}

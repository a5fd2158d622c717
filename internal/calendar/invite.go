package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// Invite is one event of an iCalendar file (RFC 5545), as cli.md's inspect prints it.
type Invite struct {
	Method     string    `json:"method"` // REQUEST, CANCEL, REPLY, PUBLISH …; upper case
	UID        string    `json:"uid"`
	Sequence   int       `json:"sequence"`
	Summary    string    `json:"summary"`
	Start      time.Time `json:"start,omitzero"` // UTC; of an all-day event midnight UTC of its first day
	End        time.Time `json:"end,omitzero"`   // UTC, exclusive
	TimeZone   string    `json:"timeZone"`       // IANA name; empty where only an offset is known, or none
	AllDay     bool      `json:"allDay"`
	Location   string    `json:"location"`
	JoinURL    string    `json:"joinUrl"`   // https only, of a known meeting service
	Organizer  string    `json:"organizer"` // address, lower case
	Attendees  []string  `json:"attendees"` // addresses, lower case
	Recurrence string    `json:"recurrence,omitempty"`
	// Floating says that the times are the clock's wherever one is: Start and End are wall times written as UTC, to be read
	// in the reader's zone.
	Floating bool `json:"floating,omitempty"`
	// RecurrenceID is set where the event is one occurrence of a series that is not in the file: when it was to begin, UTC.
	RecurrenceID time.Time   `json:"recurrenceId,omitzero"`
	Exceptions   []Exception `json:"exceptions,omitempty"` // moved and cancelled occurrences, by time
	SentBy       string      `json:"sentBy,omitempty"`     // who acts for the organizer; an address, lower case
	Answers      []Answer    `json:"answers,omitempty"`    // who answered what
	// Cancelled says that the event does not take place (METHOD:CANCEL or STATUS:CANCELLED).
	Cancelled bool `json:"cancelled,omitempty"`
	// Wall is the local start in TimeZone ("2026-11-24T09:00"), to be resolved again; empty without a zone.
	Wall string `json:"-"`
	// Problems says what of the event could not be read.
	Problems []string `json:"problems,omitempty"`
	// Coming is filled by Show: when a series takes place, in UTC, exceptions applied.
	Coming []time.Time `json:"occurrences,omitempty"`

	series *series // nil where the event takes place once
	future bool    // of one occurrence: it and all that follow
}

// shown is how many times of a series Show lists, and within how many years.
const shown, shownYears = 10, 100

// Show fills Coming with the first times of a series.
func (in *Invite) Show() {
	if in.series == nil && len(in.Exceptions) == 0 {
		return
	}
	for _, o := range in.Occurrences(time.Time{}, in.Start.AddDate(shownYears, 0, 0), shown) {
		in.Coming = append(in.Coming, o.Start)
	}
}

// Answer is what somebody answered to an invitation.
type Answer struct {
	Who      string `json:"who"`      // address, lower case
	PartStat string `json:"partstat"` // ACCEPTED, DECLINED, TENTATIVE, DELEGATED …; upper case
}

const (
	maxICS    = 1 << 20 // bytes read of a calendar
	maxEvents = 500
	maxPeople = 500
)

// ErrNoCalendar says that there is no iCalendar data in the bytes at all.
var ErrNoCalendar = errors.New("no iCalendar data")

// ParseInvites reads the events of an iCalendar file; a series and what was changed of it are one. What is wrong with one
// event stands in its Problems; lines that are no iCalendar lines are passed over. An error means that nothing could be read.
func ParseInvites(b []byte) ([]Invite, error) {
	if len(b) > maxICS {
		return nil, fmt.Errorf("iCalendar: %d bytes are too many, at most %d", len(b), maxICS)
	}
	calendars := components(b)
	if len(calendars) == 0 {
		return nil, ErrNoCalendar
	}
	var out []Invite
	for _, cal := range calendars {
		z := zonesOf(cal)
		var found []Invite
		for _, c := range cal.Children {
			if c.Name == ical.CompEvent && len(out)+len(found) < maxEvents {
				found = append(found, invite(cal, z, c.Props))
			}
		}
		out = append(out, joined(found)...)
	}
	return out, nil
}

// joined makes one of a series and its changed occurrences.
func joined(list []Invite) []Invite {
	series := map[string]int{}
	for i, in := range list {
		if _, seen := series[in.UID]; !seen && in.RecurrenceID.IsZero() && in.UID != "" && !in.Start.IsZero() {
			series[in.UID] = i
		}
	}
	taken := make([]bool, len(list))
	for i, in := range list {
		if at, ok := series[in.UID]; ok && !in.RecurrenceID.IsZero() {
			taken[i] = list[at].take(in)
		}
	}
	var out []Invite
	for i, in := range list {
		if taken[i] {
			continue
		}
		slices.SortFunc(in.Exceptions, func(a, b Exception) int { return a.Of.Compare(b.Of) })
		out = append(out, in)
	}
	return out
}

// take makes one occurrence an exception of the series.
func (in *Invite) take(one Invite) bool {
	if one.Start.IsZero() && !one.Cancelled {
		return false
	}
	in.Exceptions = append(in.Exceptions, Exception{
		Of: one.RecurrenceID, Start: one.Start, End: one.End, Summary: one.Summary, Location: one.Location, Cancelled: one.Cancelled, future: one.future,
	})
	return true
}

func invite(cal *ical.Component, z *zones, props ical.Props) Invite {
	in := Invite{
		Method:     strings.ToUpper(value(cal.Props, ical.PropMethod)),
		UID:        value(props, ical.PropUID),
		Summary:    text(props, ical.PropSummary),
		Location:   text(props, ical.PropLocation),
		Organizer:  person(props.Get(ical.PropOrganizer)),
		Attendees:  []string{},
		Recurrence: value(props, ical.PropRecurrenceRule),
	}
	in.Cancelled = in.Method == "CANCEL" || strings.EqualFold(value(props, ical.PropStatus), "CANCELLED")
	if n, err := strconv.Atoi(value(props, ical.PropSequence)); err == nil && n >= 0 {
		in.Sequence = n
	}
	if o := props.Get(ical.PropOrganizer); o != nil && o.Params.Get("SENT-BY") != "" {
		in.SentBy = person(&ical.Prop{Value: o.Params.Get("SENT-BY")})
	}
	for i := range props[ical.PropAttendee] {
		p := &props[ical.PropAttendee][i]
		who := person(p)
		if who == "" || len(in.Attendees) == maxPeople {
			continue
		}
		in.Attendees = append(in.Attendees, who)
		if answer := strings.ToUpper(p.Params.Get("PARTSTAT")); answer != "" && answer != "NEEDS-ACTION" {
			in.Answers = append(in.Answers, Answer{who, clip(answer)})
		}
	}
	in.JoinURL = joinURL(props)
	in.times(z, props)
	if p := props.Get(ical.PropRecurrenceID); p != nil {
		if m, err := z.moment(p); err == nil {
			in.RecurrenceID, in.future = m.at, strings.EqualFold(p.Params.Get("RANGE"), "THISANDFUTURE")
		} else {
			in.Problems = append(in.Problems, "which occurrence is meant: "+err.Error())
		}
	}
	if in.UID == "" {
		in.Problems = append(in.Problems, "the event has no UID")
	}
	return in
}

// value is a property as it stands, without blanks around it.
func value(props ical.Props, name string) string {
	if p := props.Get(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

// text is a TEXT property with its escapes resolved (RFC 5545, 3.3.11). Unlike the library it keeps an unknown escape and
// a comma that should have been escaped.
func text(props ical.Props, name string) string {
	return strings.TrimSpace(unescapeText(value(props, name)))
}

func unescapeText(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\;`, `;`, `\,`, `,`, `\n`, "\n", `\N`, "\n").Replace(s)
}

// person is the address of an ORGANIZER or ATTENDEE, lower case; empty where there is none.
func person(p *ical.Prop) string {
	if p == nil {
		return ""
	}
	v := strings.TrimSpace(p.Value)
	if len(v) >= 7 && strings.EqualFold(v[:7], "mailto:") {
		v = v[7:]
	} else if e := p.Params.Get("EMAIL"); e != "" {
		v = e
	}
	v = strings.ToLower(strings.Trim(strings.TrimSpace(v), "<>"))
	if !strings.Contains(v, "@") || strings.ContainsAny(v, " \t\r\n") {
		return ""
	}
	return v
}

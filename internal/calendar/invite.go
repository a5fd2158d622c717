package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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
	// Cancelled says that the event does not take place (METHOD:CANCEL or STATUS:CANCELLED).
	Cancelled bool `json:"cancelled,omitempty"`
	// Wall is the local start in TimeZone ("2026-11-24T09:00"), to be resolved again; empty without a zone.
	Wall string `json:"-"`
	// Problems says what of the event could not be read.
	Problems []string `json:"problems,omitempty"`
}

const (
	maxICS    = 1 << 20 // bytes read of a calendar
	maxEvents = 500
	maxPeople = 500
)

// ErrNoCalendar says that there is no iCalendar data in the bytes at all.
var ErrNoCalendar = errors.New("no iCalendar data")

// ParseInvites reads the events of an iCalendar file. What is wrong with one event stands in its Problems; lines that are
// no iCalendar lines are passed over. An error means that nothing could be read.
func ParseInvites(b []byte) (invites []Invite, err error) {
	// The library panics on some malformed parameters; that costs this file only.
	defer func() {
		if r := recover(); r != nil {
			invites, err = nil, errors.New("iCalendar: damaged beyond reading")
		}
	}()
	if len(b) > maxICS {
		return nil, fmt.Errorf("iCalendar: %d bytes are too many, at most %d", len(b), maxICS)
	}
	clean, err := cleanLines(b)
	if err != nil {
		return nil, err
	}
	dec := ical.NewDecoder(bytes.NewReader(clean))
	calendars := 0
	for {
		cal, err := dec.Decode()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if len(invites) > 0 {
				return invites, nil // what was read before the damage stands
			}
			return nil, fmt.Errorf("iCalendar: %w", err)
		}
		calendars++
		for _, e := range cal.Events() {
			if len(invites) == maxEvents {
				return invites, nil
			}
			invites = append(invites, invite(cal, e))
		}
	}
	if calendars == 0 {
		return nil, ErrNoCalendar
	}
	return invites, nil
}

func invite(cal *ical.Calendar, e ical.Event) Invite {
	in := Invite{
		Method:     strings.ToUpper(value(cal.Props, ical.PropMethod)),
		UID:        value(e.Props, ical.PropUID),
		Summary:    text(e.Props, ical.PropSummary),
		Location:   text(e.Props, ical.PropLocation),
		Organizer:  person(e.Props.Get(ical.PropOrganizer)),
		Attendees:  []string{},
		Recurrence: value(e.Props, ical.PropRecurrenceRule),
	}
	in.Cancelled = in.Method == "CANCEL" || strings.EqualFold(value(e.Props, ical.PropStatus), "CANCELLED")
	if n, err := strconv.Atoi(value(e.Props, ical.PropSequence)); err == nil && n >= 0 {
		in.Sequence = n
	}
	for i, p := range e.Props[ical.PropAttendee] {
		if a := person(&p); a != "" && i < maxPeople {
			in.Attendees = append(in.Attendees, a)
		}
	}
	in.JoinURL = joinURL(e.Props)
	in.times(cal, e)
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

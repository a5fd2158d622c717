package calendar

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// zone turns wall times into moments: of a place, of the calendar's own rules, of an offset, or of nothing (floating).
type zone struct {
	name     string         // IANA; empty where only rules or an offset are known
	loc      *time.Location // nil where rules hold
	own      *ownZone
	floating bool
	note     string // what is doubtful about it
}

func (z zone) resolve(wall time.Time) time.Time {
	if z.own != nil {
		return resolve(wall, z.own.offset)
	}
	return Resolve(wall, z.loc).UTC()
}

// wall is what a clock there shows, as UTC.
func (z zone) wall(t time.Time) time.Time {
	if z.own != nil {
		return t.UTC().Add(time.Duration(z.own.offset(t)) * time.Second)
	}
	t = t.In(z.loc)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// zones finds the zones of one calendar.
type zones struct {
	own   map[string]*ownZone // by TZID, as it stands and folded
	home  zone                // X-WR-TIMEZONE; floating where there is none
	found map[string]zone     // what find gave: a search opens hundreds of files of the zone table
}

const (
	maxZones  = 200
	maxFound  = 20 // TZIDs that are searched for
	maxPlaces = 8  // of one name
)

func zonesOf(cal *ical.Component) *zones {
	z := &zones{own: map[string]*ownZone{}, home: zone{loc: time.UTC, floating: true}, found: map[string]zone{}}
	for _, c := range cal.Children {
		if id := zoneKey(unescapeText(value(c.Props, ical.PropTimezoneID))); c.Name == ical.CompTimezone && id != "" && len(z.own) < maxZones {
			if own := ownZoneOf(c); own != nil {
				z.own[id] = own
			}
		}
	}
	if name := value(cal.Props, "X-WR-TIMEZONE"); name != "" {
		if found, loc := findZone(name); loc != nil {
			z.home = zone{name: found, loc: loc}
		}
	}
	return z
}

func zoneKey(id string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.Trim(id, `"`)), " "))
}

// find is the zone that a TZID means. Where the name is of a place or of Windows, that zone's rules hold, not those that the
// file brings along: the calendars of both people do the same, and files carry rules that are years old. Short names
// ("EST") say less than the file's own rules, which win there.
func (z *zones) find(id string) zone {
	id = strings.TrimSpace(unescapeText(strings.Trim(id, `"' `)))
	if id == "" {
		return z.home
	}
	out, ok := z.found[id]
	switch {
	case ok:
	case len(z.found) == maxFound:
		out = zone{loc: time.UTC, note: fmt.Sprintf("the zone %q is one of too many; read as UTC", clip(id))}
	default:
		out = z.search(id)
		z.found[id] = out
	}
	return out
}

func (z *zones) search(id string) zone {
	own := z.own[zoneKey(id)]
	name, loc := findZone(id)
	switch {
	case loc != nil && (own == nil || strings.Contains(name, "/")):
		return zone{name: name, loc: loc}
	case own != nil:
		if name, loc := findZone(own.place); loc != nil {
			return zone{name: name, loc: loc}
		}
		return zone{own: own, note: fmt.Sprintf("the zone %q is known by the file's own rules only", clip(id))}
	}
	if name, loc := displayZone(id); loc != nil {
		return zone{name: name, loc: loc}
	}
	if offset, ok := offsetIn(id); ok {
		return zone{loc: time.FixedZone("", offset), note: fmt.Sprintf("the zone %q is known by its offset only", clip(id))}
	}
	return zone{loc: time.UTC, note: fmt.Sprintf("the zone %q is not known; read as UTC", clip(id))}
}

// findZone finds a TZID that is an IANA or Windows name, or ends in one: "/mozilla.org/20050126_1/Europe/Berlin".
func findZone(id string) (string, *time.Location) {
	id = strings.TrimSpace(id)
	if len(id) > 200 || id == "" {
		return "", nil
	}
	if iana, ok := windowsZone(id); ok {
		id = iana
	}
	rest := strings.ReplaceAll(strings.Trim(id, "/"), " ", "_")
	for range 8 {
		for _, spelling := range []string{rest, titled(rest), strings.ToUpper(rest)} {
			if spelling == "Local" || strings.EqualFold(spelling, "factory") || strings.Contains(spelling, "..") || spelling == "" {
				continue
			}
			if loc, err := time.LoadLocation(spelling); err == nil {
				return loc.String(), loc
			}
		}
		_, after, found := strings.Cut(rest, "/")
		if !found {
			break
		}
		rest = after
	}
	return "", nil
}

// titled writes "europe/berlin" and "AMERICA/NEW_YORK" as the zone table does.
func titled(s string) string {
	b := []byte(strings.ToLower(s))
	up := true
	for i, c := range b {
		if up && c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
		up = c == '/' || c == '_' || c == '-'
	}
	return string(b)
}

// displayZone reads the names that Windows shows people, "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna":
// the first of its places whose zone has that offset in winter or summer.
func displayZone(id string) (string, *time.Location) {
	m := regexp.MustCompile(`^\(?\s*(?:UTC|GMT)\s*([+-]\s*\d{1,2}[:.]?\d{0,2})?\s*\)?[\s,-]*(.*)$`).FindStringSubmatch(id)
	places := id
	if m != nil {
		places = m[2]
	}
	offset, stated := 0, false
	if m != nil {
		offset, stated = offsetIn("UTC" + m[1])
	}
	fits := func(loc *time.Location) bool {
		_, winter := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).In(loc).Zone()
		_, summer := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC).In(loc).Zone()
		return !stated || winter == offset || summer == offset
	}
	parts := regexp.MustCompile(`\s*(?:,|;| and |&)\s*`).Split(places, maxPlaces)
	known := placeZones()
	for _, place := range slices.Insert(slices.Clone(parts), 0, places) {
		if iana, ok := known[strings.ToLower(strings.TrimSpace(place))]; ok {
			if loc, err := time.LoadLocation(iana); err == nil && fits(loc) {
				return iana, loc
			}
		}
	}
	if !stated {
		return "", nil
	}
	for _, place := range parts {
		place = strings.ReplaceAll(strings.TrimSpace(place), " ", "_")
		if place == "" || strings.ContainsAny(place, "./") {
			continue
		}
		for _, region := range []string{"Europe/", "America/", "Asia/", "Africa/", "Australia/", "Pacific/", "Atlantic/", "Indian/"} {
			if loc, err := time.LoadLocation(region + place); err == nil && fits(loc) {
				return loc.String(), loc
			}
		}
	}
	return "", nil
}

// offsetIn reads zones that are an offset: "GMT+0530", "UTC-5", "(GMT-05.00)", "+01:00", "Z". In seconds.
func offsetIn(id string) (int, bool) {
	m := regexp.MustCompile(`^[(\s]*(?i:(UTC|GMT|Z)|)\s*(?:([+-])\s*(\d{1,2})(?:[:.]?(\d{2}))?)?[)\s]*(?:$|[^\w:.+-])`).FindStringSubmatch(id)
	if m == nil || m[1] == "" && m[2] == "" {
		return 0, false
	}
	seconds := atoi(m[3])*3600 + atoi(m[4])*60
	if seconds > 15*3600 || atoi(m[4]) > 59 {
		return 0, false
	}
	if m[2] == "-" {
		seconds = -seconds
	}
	return seconds, true
}

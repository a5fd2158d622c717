package mail

import (
	"sort"
	"strconv"
	"strings"
)

const maxParams = 64

// mediaType is a Content-Type or Content-Disposition value: the type lower case, the parameters decoded (RFC 2045 §5.1,
// RFC 2231, and RFC 2047 where programs wrongly use it).
type mediaType struct {
	value  string
	params map[string]string
}

func (t mediaType) is(prefix string) bool { return strings.HasPrefix(t.value, prefix) }

// parseMediaType reads as much as it can and never refuses.
func parseMediaType(raw, hint string) mediaType {
	s := unfold(short(raw, maxLooseField))
	head, rest := s, ""
	if i := strings.IndexByte(s, ';'); i >= 0 {
		head, rest = s[:i], s[i+1:]
	}
	if i := strings.IndexByte(head, '('); i >= 0 {
		head = head[:i]
	}
	if i := strings.IndexAny(strings.TrimLeft(head, " \t"), ", \t"); i > 0 { // another sign where ";" belongs
		head = strings.TrimLeft(head, " \t")
		if strings.IndexByte(head[i:], '=') > 0 {
			rest = head[i+1:] + ";" + rest
		}
		head = head[:i]
	}
	t := mediaType{value: asciiLower(strings.Trim(head, " \t\"'<>"))}
	if strings.IndexByte(rest, '=') < 0 {
		return t
	}
	t.params = map[string]string{}
	var pieces map[string][]piece
	for n := 0; rest != "" && n < maxParams; n++ {
		var name, value string
		name, value, rest = nextParam(rest)
		if name == "" {
			continue
		}
		if i := strings.IndexByte(name, '*'); i > 0 {
			if pieces == nil {
				pieces = map[string][]piece{}
			}
			pieces[name[:i]] = append(pieces[name[:i]], newPiece(name[i:], value))
			continue
		}
		if _, dup := t.params[name]; !dup {
			t.params[name] = decodeWords(value, hint)
		}
	}
	for name, list := range pieces {
		t.params[name] = joinPieces(list)
	}
	return t
}

// nextParam reads one name=value up to its ";". A value in quotes may hold ";" and quoted pairs; a bare one runs to the
// next ";", spaces included, as many programs forget the quotes.
func nextParam(s string) (name, value, rest string) {
	s = strings.TrimLeft(s, " \t;")
	eq := strings.IndexAny(s, "=;")
	if eq < 0 {
		return "", "", ""
	}
	if s[eq] == ';' {
		return "", "", s[eq+1:]
	}
	name = asciiLower(strings.Trim(s[:eq], " \t"))
	s = strings.TrimLeft(s[eq+1:], " \t")
	if strings.HasPrefix(s, `"`) {
		var b strings.Builder
		for i := 1; i < len(s); i++ {
			switch c := s[i]; {
			case c == '"':
				rest = s[i+1:]
				if j := strings.IndexByte(rest, ';'); j >= 0 {
					return name, b.String(), rest[j+1:]
				}
				return name, b.String(), ""
			case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
				i++
				b.WriteByte(s[i])
			default:
				b.WriteByte(c)
			}
		}
		s = s[1:] // the quote never ends, so it is none
	}
	if i := strings.IndexByte(s, ';'); i >= 0 {
		s, rest = s[:i], s[i+1:]
	}
	return name, strings.Trim(s, " \t"), rest
}

// piece is one section of an RFC 2231 parameter.
type piece struct {
	n       int
	encoded bool
	value   string
}

func newPiece(suffix, value string) piece {
	p := piece{value: value, encoded: strings.HasSuffix(suffix, "*")}
	digits := strings.Trim(suffix, "*")
	p.n, _ = strconv.Atoi(short(digits, 4))
	if digits == "" {
		p.encoded = true
	}
	return p
}

func joinPieces(list []piece) string {
	sort.SliceStable(list, func(i, j int) bool { return list[i].n < list[j].n })
	set := ""
	var b []byte
	for i, p := range list {
		v := p.value
		if p.encoded && i == 0 {
			if parts := strings.SplitN(v, "'", 3); len(parts) == 3 {
				set, v = parts[0], parts[2]
			}
		}
		if !p.encoded {
			b = append(b, v...)
			continue
		}
		for j := 0; j < len(v); j++ {
			if v[j] == '%' && j+2 < len(v) && unhex(v[j+1]) >= 0 && unhex(v[j+2]) >= 0 {
				b = append(b, byte(unhex(v[j+1])<<4|unhex(v[j+2])))
				j += 2
				continue
			}
			b = append(b, v[j])
		}
	}
	s, _ := toUTF8(b, set)
	return s
}

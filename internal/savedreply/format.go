package savedreply

import (
	"regexp"
	"strings"
)

// Format writes the reply as its file. What was read from a file and not edited since stands there again byte for byte,
// comments and unknown keys included; an edited key changes on its own line; Parse(Format(r)) is r. Single-line fields
// must be one line, as Parse leaves them.
func Format(r *Reply) []byte {
	if r.front.open == "" {
		return formatNew(r)
	}
	base := defaults(r.Path)
	base.For = forOf(r.Name)
	eol := lineEnd(r.front.open)
	written := map[string]bool{}
	extra := map[string][]Extra{}
	for _, e := range r.Extra {
		extra[e.Key] = append(extra[e.Key], e)
	}
	var out strings.Builder
	out.WriteString(r.front.open)
	for _, s := range r.front.segments {
		switch {
		case s.key == "":
			out.WriteString(s.raw)
		case known(s.key):
			written[s.key] = true
			if s.unset {
				s.value = base.field(s.key)
			}
			out.WriteString(s.edited(r.field(s.key)))
		case len(extra[s.key]) > 0: // one that was removed is not written
			out.WriteString(extra[s.key][0].Raw)
			extra[s.key] = extra[s.key][1:]
		}
	}
	for _, key := range Keys() {
		if !written[key] && r.field(key) != base.field(key) {
			out.WriteString(key + ": " + quote(r.field(key)) + eol)
		}
	}
	for _, e := range r.Extra {
		if left := extra[e.Key]; len(left) > 0 && left[0] == e {
			out.WriteString(e.Raw)
			extra[e.Key] = left[1:]
		}
	}
	shut := r.front.shut
	if r.Body != "" && !strings.HasSuffix(shut, "\n") {
		shut += eol
	}
	return []byte(out.String() + shut + r.Body)
}

// formatNew writes a reply that has no front matter yet: none if the path says everything.
func formatNew(r *Reply) []byte {
	base := defaults(r.Path)
	base.For = forOf(r.Name)
	same := len(r.Extra) == 0 && !opensFront(r.Body) && !strings.HasPrefix(r.Body, "\ufeff")
	for _, key := range Keys() {
		same = same && r.field(key) == base.field(key)
	}
	if same {
		return []byte(r.Body)
	}
	var out strings.Builder
	out.WriteString("---\n")
	for _, key := range Keys() {
		value := r.field(key)
		if value != base.field(key) || key == "name" || key == "kind" || key == "language" && value != "" {
			out.WriteString(key + ": " + quote(value) + "\n")
		}
	}
	for _, e := range r.Extra {
		out.WriteString(e.Raw)
	}
	out.WriteString("---\n" + r.Body)
	return []byte(out.String())
}

// edited is the segment with another value: its comment and line end stay, and so does everything if the value does.
func (s segment) edited(value string) string {
	if value == s.value {
		return s.raw
	}
	line, _ := cutLine(s.raw)
	out := s.key + ": " + quote(value)
	if comment := strings.TrimLeft(readScalar(s.raw).comment, " \t"); comment != "" {
		out += "  " + strings.TrimRight(comment, "\r\n")
	}
	return out + lineEnd(line)
}

func lineEnd(line string) string {
	if strings.HasSuffix(line, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// quote writes a value plain where YAML and a reader take it for what it is, else in double quotes.
func quote(value string) string {
	plain := regexp.MustCompile(`^[\pL][\pL\pN_., ()/?!'-]*$`).MatchString(value) && !strings.HasSuffix(value, " ")
	switch strings.ToLower(value) {
	case "null", "yes", "no", "on", "off", "y", "n":
		plain = false
	}
	if plain {
		return value
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(value) + `"`
}

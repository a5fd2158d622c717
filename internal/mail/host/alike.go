package host

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Book remembers names that others might be made to look like. It is built once and asked often.
type Book struct {
	sites map[string]bool     // registered domains
	bones map[string]string   // their skeletons, whole
	close map[string][]string // sites by the length of their registered word, of those for which near counts
}

// NewBook takes names that count to the letter (exact), such as famous ones, and those of people who are known here,
// which a name must not even come close to.
func NewBook(exact, known []string) *Book {
	b := &Book{sites: map[string]bool{}, bones: map[string]string{}, close: map[string][]string{}}
	for i, list := range [][]string{exact, known} {
		for _, name := range list {
			site := Site(name)
			if site == "" || !strings.Contains(site, ".") {
				continue
			}
			bone := Skeleton(Shown(site))
			if i == 1 && b.close[bone] == nil {
				b.close[bone] = []string{site}
			}
			b.sites[site] = true
			if b.bones[bone] == "" {
				b.bones[bone] = site
			}
		}
	}
	return b
}

// Knows tells a name of one of the known houses.
func (b *Book) Knows(name string) bool { return b.sites[Site(name)] }

// Alike gives the known site that a name looks like without being of its house, or "". It compares registered domains by
// their skeletons (Unicode TR39, section 4), tells one letter more, less, changed or swapped, and a name that begins with
// another's whole one ("kestrel.example.collect.invalid").
func (b *Book) Alike(name string) string {
	ascii := ASCII(name)
	site := Site(ascii)
	if b.sites[site] {
		return ""
	}
	bone := Skeleton(Shown(site))
	if of := b.bones[bone]; of != "" {
		return of
	}
	for of, known := range b.close {
		if near(label(bone), label(of)) {
			return known[0]
		}
	}
	return b.within(strings.TrimSuffix(strings.TrimSuffix(ascii, site), "."))
}

// within: the part in front of the registered one is a known name, or ends in one.
func (b *Book) within(front string) string {
	for front != "" {
		for part := front; strings.Contains(part, "."); part = part[:strings.LastIndexByte(part, '.')] {
			if b.sites[part] {
				return part
			}
		}
		_, front, _ = strings.Cut(front, ".")
	}
	return ""
}

// label is the registered word of a site: "kestrel" of "kestrel.example".
func label(site string) string {
	l, _, _ := strings.Cut(site, ".")
	return l
}

// near: words of some length that differ in one place. Short words differ in one letter by nature.
func near(a, b string) bool {
	const least = 6
	if a == b || len(a) < least || len(b) < least || len(a)-len(b) > 1 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	ra, rb := a[i:], b[i:]
	switch {
	case len(a) > len(b):
		return ra[1:] == rb
	case len(a) < len(b):
		return ra == rb[1:]
	}
	return ra[1:] == rb[1:] || len(ra) > 1 && ra[0] == rb[1] && ra[1] == rb[0] && ra[2:] == rb[2:]
}

// Skeleton maps a shown name to what the eye takes it for: two names with one skeleton look the same.
func Skeleton(shown string) string {
	shown = strings.ToLower(shown)
	if strings.IndexFunc(shown, func(r rune) bool { return r >= 0x80 }) >= 0 {
		shown = norm.NFKD.String(shown)
	}
	out := make([]byte, 0, len(shown))
	for _, r := range shown {
		if r >= 0x80 && (unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r)) {
			continue
		}
		out = append(out, twinOf(r)...)
		if n := len(out); n > 1 { // pairs of letters that look like one
			switch string(out[n-2:]) {
			case "rn":
				out = append(out[:n-2], 'm')
			case "vv":
				out = append(out[:n-2], 'w')
			case "ci": // "cl": an l is an i here
				out = append(out[:n-2], 'd')
			}
		}
	}
	return string(out)
}

// twins: a Latin letter and those of other scripts, and digits, that look like it (from Unicode TR39's confusables, as
// far as host names and people's names hold them).
const twins = "aаαɑᴀ bЬьƅвᏏ cсϲᴄƈ dԁɗժԀ eеєҽɛεℯ fƒſϝքғ gɡցԍɢ hһհнҺԋ iіıɩιӏլǀו ijj jјϳʝյ kкκĸҝ mмṃ nոռпηɴ oоοօσөøоஃ pрρþᴘ qԛգ rгᴦɼʀ sѕꜱʂ" +
	" tтτʈᴛ uυսʋцμ vνѵᴠ wԝաѡɯωшᴡ xхχҳ yуүγʏყ zᴢʐ"

func twinOf(r rune) string {
	switch {
	case r == 'l' || r == '1' || r == '|':
		return "i"
	case r == '0':
		return "o"
	case r < 0x80:
		return string(r)
	}
	for set := range strings.SplitSeq(twins, " ") {
		if strings.ContainsRune(set[1:], r) {
			return set[:1]
		}
	}
	return string(r)
}

package host

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Alike gives the known name that a name looks like without being of its house, or "". It compares registered domains by
// their skeletons (Unicode TR39, section 4), and tells one letter more, less, changed or swapped.
func Alike(name string, known []string) string {
	site := Site(name)
	if slices.ContainsFunc(known, func(k string) bool { return Site(k) == site }) {
		return ""
	}
	bone := Skeleton(Shown(site))
	for _, k := range known {
		of := Site(k)
		if b := Skeleton(Shown(of)); b == bone || near(label(bone), label(b)) {
			return of
		}
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
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(shown)) {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		if twin, ok := twinOf(r); ok {
			b.WriteString(twin)
			continue
		}
		b.WriteRune(r)
	}
	return pairs().Replace(b.String())
}

// pairs are letters that look like one together.
func pairs() *strings.Replacer {
	return strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "nn", "m")
}

// twins: a Latin letter and those of other scripts, and digits, that look like it (from Unicode TR39's confusables, as
// far as host names may hold them).
const twins = "aаαɑạ bЬьƅϐ cсϲᴄⅽ dԁɗժ eеєҽɛ fƒſϝք gɡցԍ hһհҺ iіıɩιӏl1|ǀ jјϳʝ kκкĸ mмḿ nոռпη oоο0օºσ၀০ pрρþ qԛգ rгᴦɼ sѕꜱʂ" +
	" tтτ uυսʋц vνѵᴠ wԝաѡɯ xхχ× yуүγʏ zᴢʐ"

func twinOf(r rune) (string, bool) {
	if r < 0x80 {
		switch r {
		case 'l', '1':
			return "i", true
		case '0':
			return "o", true
		}
		return "", false
	}
	for set := range strings.SplitSeq(twins, " ") {
		if set != "" && strings.ContainsRune(set[1:], r) {
			return set[:1], true
		}
	}
	return "", false
}

package desk

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"deskhand/internal/testkit"
)

// answers are the classes of what a server says in a round, by what an answer of the class holds.
var answers = map[string]*regexp.Regexp{
	"greeting":     regexp.MustCompile(`^\* OK \[CAPABILITY`),
	"sign-in":      regexp.MustCompile(`^\S+ OK \[CAPABILITY`),
	"folders":      regexp.MustCompile(`^\* LIST `),
	"namespaces":   regexp.MustCompile(`^\* NAMESPACE `),
	"counts":       regexp.MustCompile(`^\* STATUS `),
	"how many":     regexp.MustCompile(`^\* \d+ EXISTS`),
	"numbering":    regexp.MustCompile(`\[UIDVALIDITY`),
	"opened":       regexp.MustCompile(`^\S+ OK \[READ-ONLY\]`),
	"which":        regexp.MustCompile(`^\* ESEARCH`),
	"sizes":        regexp.MustCompile(`FETCH \(.*RFC822\.SIZE`),
	"mail":         regexp.MustCompile(`FETCH \(.*BODY\[\] \{`),
	"flags":        regexp.MustCompile(`FETCH \(UID \d+ (MODSEQ \(\d+\) )?FLAGS|FETCH \(UID \d+ FLAGS [^B]*\)\r\n$`),
	"end of mail":  regexp.MustCompile(`^\S+ OK Fetch completed`),
	"end of which": regexp.MustCompile(`^\S+ OK Search completed`),
	"farewell":     regexp.MustCompile(`^\* BYE`),
}

// places are those in an answer at which it ends; -1 where this one has no such place.
var places = map[string]func(b []byte) int{
	"before it":           func([]byte) int { return 0 },
	"after a byte":        func([]byte) int { return 1 },
	"in the middle":       func(b []byte) int { return len(b) / 2 },
	"before a literal":    func(b []byte) int { return bytes.Index(b, []byte("}\r\n")) },
	"in a literal's size": func(b []byte) int { return bytes.LastIndexByte(b[:bytes.Index(b, []byte("}\r\n"))+1], '{') + 2 },
	"at a literal's edge": func(b []byte) int { return after(b, "}\r\n") },
	"in a literal":        func(b []byte) int { return after(b, "}\r\n") + 100 },
	"behind a literal":    func(b []byte) int { return bytes.LastIndexByte(b, ')') },
	"before its end":      func(b []byte) int { return len(b) - 2 },
	"in its end":          func(b []byte) int { return len(b) - 1 },
	"behind it":           func(b []byte) int { return len(b) },
}

func after(b []byte, part string) int { return bytes.Index(b, []byte(part)) + len(part) }

// at is how much of an answer comes.
func at(place string, answer []byte) int {
	literal := bytes.Contains(answer, []byte("}\r\n"))
	switch place {
	case "before a literal", "in a literal's size", "at a literal's edge", "in a literal", "behind a literal":
		if !literal {
			return -1
		}
	}
	return places[place](answer)
}

// TestLineBreaks breaks the line in each kind of answer, at each kind of place, in a first round and in one that brings
// what others did: by a cut, and by a silence. A good round afterwards and both sides are equal, nothing lost, nothing
// twice.
func TestLineBreaks(t *testing.T) {
	for _, silent := range []bool{false, true} {
		t.Run(fmt.Sprintf("silent %v", silent), func(t *testing.T) {
			t.Parallel()
			b := newBadDay(t)
			if silent {
				b.patience = little
			}
			broke := 0
			for class := range answers {
				switch class {
				case "flags", "end of mail", "sizes", "mail":
					b.fresh()
				}
				for some := range slices.Chunk(slices.Collect(maps.Keys(places)), 4) {
					before := b.here()
					for _, place := range some {
						b.change()
						if b.breaks(class, place, silent) {
							broke++
						}
					}
					when := fmt.Sprintf("%s, %s", class, strings.Join(some, ", "))
					b.unharmed(when, before, 2*len(some))
					b.heal()
					b.equal(when)
				}
			}
			t.Logf("the line broke at %d places", broke)
		})
	}
}

// breaks does a round whose line breaks at a place of the first answer of a class, if that has such a place.
func (b *badDay) breaks(class, place string, silent bool) (did bool) {
	b.t.Helper()
	if silent && place != "before it" && place != "in the middle" && place != "in a literal" {
		return false
	}
	over := false
	b.m.Meddle(testkit.Meddling{Said: func(answer []byte) ([]byte, bool) {
		n := -1
		if !did && answers[class].Match(answer) {
			n = at(place, answer)
		}
		switch {
		case over:
			return nil, false
		case n < 0:
			return answer, false
		}
		did, over = true, silent
		return answer[:n], !silent
	}})
	err := b.round()
	for range 9 { // a busy computer may have been too slow before it came to that answer
		if did || err == nil {
			break
		}
		err = b.round()
	}
	b.m.Meddle(testkit.Meddling{})
	switch {
	case did && err == nil && class != "farewell" && place != "behind it":
		b.t.Errorf("%s, %s: nobody noticed", class, place)
	case !did && place == "before it":
		b.t.Errorf("%s: there was no such answer (%v)", class, err)
	}
	return did
}

package ticket

import (
	"cmp"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// ContactID is the object of a person outside: p and the hash of the lower-case address (journal.md §3.1).
func ContactID(addr string) string {
	sum := sha256.Sum256([]byte(asciiLower(addr)))
	return "p" + journal.Base32(sum[:10])
}

// SetContact says who asks, on a ticket that no mail says it of; the address is personal text and stands in a blob.
func SetContact(object, addr string) []Draft {
	who := ContactID(addr)
	d := SetText(who, "", addr)
	d.Path = "address/" + d.ID
	return []Draft{set(object, PathContact, who), d}
}

// ProjectContact folds a person: shown name and first address.
func ProjectContact(state *journal.Object, texts Texts) (name, addr string) {
	for _, path := range slices.Sorted(maps.Keys(state.Registers)) {
		if strings.HasPrefix(path, "address/") && addr == "" {
			addr = strings.ToLower(text(state, path, texts))
		}
	}
	first, last := text(state, "name/first", texts), text(state, "name/last", texts)
	return strings.TrimSpace(cmp.Or(first+" "+last, "")), addr
}

// asciiLower folds A to Z alone: an id must not depend on a table of letters that grows with Unicode.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r - 'A' + 'a'
		}
		return r
	}, s)
}

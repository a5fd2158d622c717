package sender

import (
	"slices"
	"strings"

	"deskhand/internal/mail/host"
)

// elsewhere tells of a Reply-To under another registered domain; one of ours is where our own forms send answers.
func elsewhere(in Input) string {
	site := siteOf(in.From.Addr)
	for _, a := range in.ReplyTo {
		if other := siteOf(a.Addr); site != "" && other != "" && other != site && !in.ours(a.Addr) {
			return "Answers would go to " + a.Addr + ", not to " + in.From.Addr + "."
		}
	}
	return ""
}

func (in Input) ours(addr string) bool { return in.Ours != nil && in.Ours(addr) }

// nameHoldsAddress tells of a display name that holds an address of another registered domain.
func nameHoldsAddress(in Input) string {
	for word := range strings.FieldsSeq(strings.NewReplacer("＠", "@", "﹫", "@", "<", " ", ">", " ", "(", " ", ")", " ", `"`, " ", "'", " ", ",", " ", ";", " ", ":", " ", "[", " ", "]", " ").Replace(in.From.Name)) {
		at := strings.LastIndexByte(word, '@')
		if at < 1 || !strings.Contains(word[at:], ".") || strings.EqualFold(word, in.From.Addr) {
			continue
		}
		if site := siteOf(word); site != "" && site != siteOf(in.From.Addr) {
			return "The name says " + word + ", but the address is " + in.From.Addr + "."
		}
	}
	return ""
}

// colleaguesName tells of somebody outside who writes under a colleague's name.
func colleaguesName(in Input) string {
	if in.From.Addr == "" || in.ours(in.From.Addr) {
		return ""
	}
	name := nameWords(in.From.Name)
	for _, n := range in.Names {
		words := nameWords(n)
		if len(words) < 2 { // a first name is everybody's
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(name, w) }) {
			return n + " is a colleague, but " + in.From.Addr + " is no address of ours."
		}
	}
	return ""
}

// nameWords are the words of a name in any order, so that "Meyer, Lena" is "Lena Meyer", by their skeletons, so that
// letters of other scripts do not hide them.
func nameWords(name string) []string {
	return strings.FieldsFunc(host.Skeleton(name), func(r rune) bool { return strings.ContainsRune(" ,.\"'()[]<>\t", r) })
}

// looksLike tells of a domain that looks like ours, or like that of somebody who took part before.
func looksLike(in Input) string {
	h := host.OfAddress(in.From.Addr)
	if h == "" || in.ours(in.From.Addr) || slices.ContainsFunc(in.Known, func(a string) bool { return host.OfAddress(a) == h }) {
		return ""
	}
	if of := sameWord(h, in.OurHosts); of != "" {
		return host.Shown(h) + " looks like " + host.Shown(of) + ", but is not ours."
	}
	ours, known := host.NewBook(nil, in.OurHosts), host.NewBook(nil, hostsOf(in.Known))
	if of := ours.Alike(h); of != "" && !known.Knows(h) {
		return host.Shown(h) + " looks like " + host.Shown(of) + ", but is not ours."
	}
	if of := known.Alike(h); of != "" && !ours.Knows(h) {
		return host.Shown(h) + " looks like " + host.Shown(of) + ", which wrote here before, but is another."
	}
	return ""
}

// sameWord finds the host of ours whose registered word another ending follows.
func sameWord(h string, ours []string) string {
	const least = 5 // shorter words are many people's
	word, _, _ := strings.Cut(host.Site(h), ".")
	for _, o := range ours {
		if w, _, _ := strings.Cut(host.Site(o), "."); w == word && len(w) >= least && host.Site(o) != host.Site(h) {
			return host.Site(o)
		}
	}
	return ""
}

func hostsOf(addrs []string) []string {
	out := make([]string, 0, len(addrs))
	for _, a := range addrs {
		if h := host.OfAddress(a); h != "" {
			out = append(out, h)
		}
	}
	return out
}

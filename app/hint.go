package app

import "strings"

// spoken takes the command line out of a hint: sentences that name a command or a flag say nothing to somebody who looks
// at a window.
func spoken(hint string) string {
	if !strings.Contains(hint, "`deskhand") && !strings.Contains(hint, "--") && !strings.Contains(hint, "(`") {
		return hint
	}
	var kept []string
	for _, s := range sentences(hint) {
		if !strings.Contains(s, "deskhand ") && !strings.Contains(s, "--") {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " ")
}

// sentences cuts behind full stops, colons within them staying.
func sentences(s string) []string {
	var out []string
	for {
		at := strings.Index(s, ". ")
		if at < 0 {
			return append(out, strings.TrimSpace(s))
		}
		out = append(out, strings.TrimSpace(s[:at+1]))
		s = s[at+2:]
	}
}

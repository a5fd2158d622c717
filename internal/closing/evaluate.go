package closing

import (
	"slices"
	"strings"

	"deskhand/internal/policy"
)

// Evaluate lays the lines over the facts. Evidence wins over what was said by hand, and goes when its fact goes. By hand,
// a tick with a few words stands only where no evidence can show the line; "not applicable" stands anywhere, with a reason.
func Evaluate(lines []policy.Line, f Facts, checks map[string]Check) []Line {
	out := make([]Line, 0, len(lines))
	for _, l := range lines {
		out = append(out, evaluate(l, f, checks[l.ID]))
	}
	return out
}

func evaluate(l policy.Line, f Facts, c Check) Line {
	line := Line{ID: l.ID, Text: l.Text, State: Open, Required: l.Required, Kind: l.Evidence}
	unseen := slices.Contains(f.Unknown, l.Evidence)
	byHand := l.Evidence.ByHand() || !l.Evidence.Known() || unseen
	if byHand {
		line.Kind = policy.EvidenceNone
		line.Why = "tick it with a few words, or say why it does not apply"
	} else {
		proof, missing := prove(l.Evidence, f)
		if missing == "" {
			if proof.Kind == "message" && proof.Ref == "" { // a mail that is being sent with the close
				proof.Kind = "ticket"
			}
			line.State, line.By, line.Evidence = Ticked, ByEvidence, &proof
			return line
		}
		line.Why = missing
	}
	if unseen {
		// What this desk cannot look for must not hold a close up, nor claim to be proven.
		line.Required = false
		line.Why = "not looked for here; tick it by hand"
	}
	words := strings.TrimSpace(c.Why)
	switch {
	case c.State == CheckNA && says(words):
		line.State, line.By, line.Why, line.Who, line.At = NotApplicable, ByHand, words, c.By, c.At
	case c.State == CheckTicked && byHand && says(words):
		line.State, line.By, line.Why, line.Who, line.At = Ticked, ByHand, words, c.By, c.At
	case c.State == CheckTicked && !byHand:
		line.Why += "; ticked by hand does not count here"
	}
	return line
}

// Gate returns the lines that hold a close up: required and open.
func Gate(lines []Line) []Line {
	var out []Line
	for _, l := range lines {
		if l.Required && l.State == Open {
			out = append(out, l)
		}
	}
	return out
}

// Done counts the lines that are ticked or not applicable: "9 of 10".
func Done(lines []Line) (done, all int) {
	for _, l := range lines {
		if l.State != Open {
			done++
		}
	}
	return done, len(lines)
}

// says is the test of every text that must say something: at least one letter or figure in it.
func says(text string) bool {
	return strings.ContainsFunc(text, isWordRune)
}

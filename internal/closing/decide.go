package closing

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"deskhand/internal/policy"
)

// Request is what a person wants: to resolve or close a ticket.
type Request struct {
	Ending policy.Ending // solved (Resolved) or silent (Closed)
	// NoAnswer is the id of one of policy.NoAnswerReasons: the ticket needed no answer. It asks for no checklist and no
	// hand-off (C7); the caller checks the id.
	NoAnswer string
	// Anyway is the reason for closing although lines are open; empty: do not.
	Anyway string
	// Needed is how many recorded attempts a silent ending needs (policy.Attempts).
	Needed int
}

// Decision is the answer to a Request.
type Decision struct {
	Allowed bool
	Open    []Line // required lines that are open
	// Attempts on record, oldest first, and how many are still needed; both only for a silent ending.
	Attempts []Attempt
	Missing  int
	// Without names what is skipped by closing anyway: line ids and "attempts". It goes into the close op.
	Without []string
	// Why is the refusal in one sentence; empty where Allowed.
	Why string
}

// Decide answers whether the ticket may be closed as asked.
func Decide(lines []Line, f Facts, r Request) Decision {
	if r.NoAnswer != "" {
		return Decision{Allowed: true}
	}
	d := Decision{Open: Gate(lines)}
	var reasons []string
	if len(d.Open) > 0 {
		reasons = append(reasons, count(len(d.Open), "line of the checklist is open", "lines of the checklist are open"))
	}
	if r.Ending == policy.EndingSilent {
		d.Attempts = Attempts(f)
		d.Missing = max(0, r.Needed-len(d.Attempts))
		if d.Missing > 0 {
			reasons = append(reasons, fmt.Sprintf("%s needed, %d on record", count(r.Needed, "attempt is", "attempts are"), len(d.Attempts)))
		}
	}
	if len(reasons) == 0 {
		d.Allowed = true
		return d
	}
	if says(r.Anyway) {
		for _, l := range d.Open {
			d.Without = append(d.Without, l.ID)
		}
		if d.Missing > 0 {
			d.Without = append(d.Without, "attempts")
		}
		d.Allowed = true
		return d
	}
	d.Why = list(reasons)
	return d
}

// Attempts are our mails and made calls after the customer's last mail, oldest first: what C7 counts and shows with dates.
func Attempts(f Facts) []Attempt {
	var last time.Time
	for _, m := range f.Messages {
		if !m.Ours && !m.Machine && m.At.After(last) {
			last = m.At
		}
	}
	var out []Attempt
	for _, m := range f.Messages {
		if m.answers() && m.At.After(last) {
			out = append(out, Attempt{Ref: m.Key, What: "mail", At: m.At})
		}
	}
	for _, c := range f.Calls {
		if c.Outcome != "" && c.At.After(last) {
			out = append(out, Attempt{Ref: c.ID, What: "call, " + c.Outcome, At: c.At})
		}
	}
	slices.SortFunc(out, func(a, b Attempt) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ref, b.Ref)) })
	return out
}

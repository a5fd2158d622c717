package ticket

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// Arrival is what was known of a ticket when it began: all that routing may look at. Nothing that was done later is in
// it, so that a ticket's row is the same in whatever order mails, ops and rules come together.
type Arrival struct {
	At          Time   // of the first message, by which the policy in force is chosen; without a message of its `new`
	Channel     string // by the mail, or as it was begun
	DeliveredTo string // the address of ours
	From        string // of the first message
	Subject     string
	Contact     string // address of who asks
	Company     string // c… that somebody set; empty: found by the contact
	Customer    bool   // somebody outside wrote, or was written to
}

// byDefault is what set a field that neither rule nor plan set: nothing worth telling.
const byDefault = "default"

// Routed is what rules make of an arrival. An empty field is one that no rule sets.
type Routed struct {
	Pipeline, Department, Channel, Owner string
	Priority                             Priority
	Tags, Categories                     []string
	By                                   map[string]string // what set it, by path; of tags and categories by path/id
	Company                              *Company          // of the contact, as it is known by now
	CompanyID                            string
}

// arrivalOf reads what was known at arrival out of sorted mails, ops and the row as far as they make it.
func arrivalOf(in Input, state *journal.Object, r *Row) Arrival {
	a := Arrival{Contact: r.ContactAddr}
	a.Company, _ = decode[string](state, PathCompany)
	if len(in.Mails) > 0 {
		first := in.Mails[0]
		a.At, a.From, a.Subject, a.DeliveredTo, a.Channel = first.At, first.Addr, first.Subject, first.Mailbox, cmp.Or(first.Channel, "email")
		a.Customer = slices.ContainsFunc(in.Mails, func(m Mail) bool { return m.Customer() || m.Out && m.Outside })
		return a
	}
	for _, rec := range in.Records {
		if at := Time(rec.Stamp.Millis()); rec.Path == PathNew && (a.At == 0 || at < a.At) {
			a.At = at
		}
	}
	begun, _ := begins(in.Records)
	a.Channel, a.Customer = begun.Channel, r.ContactAddr != ""
	return a
}

// route fills in what nobody has set by hand.
func route(r *Row, in Input, state *journal.Object) {
	if in.Route == nil || !r.Shown {
		return
	}
	a := arrivalOf(in, state, r)
	to := in.Route(a)
	r.RoutedAt, r.By, r.Company, r.CompanyID = a.At, map[string]string{}, to.Company, to.CompanyID
	field := func(path, value string, into *string) {
		if state.Value(path) == nil && value != "" {
			*into = value
			if by := to.By[path]; by != "" && by != byDefault {
				r.By[path] = by
			}
		}
	}
	priority := string(r.Priority)
	field(PathPipeline, to.Pipeline, &r.Pipeline)
	field(PathDept, to.Department, &r.Department)
	field(PathPriority, string(to.Priority), &priority)
	field(PathChannel, to.Channel, &r.Channel)
	field(PathOwner, to.Owner, &r.Owner)
	r.Priority = Priority(priority)
	r.Tags = r.routedSet(in, state, PathTags, to.Tags, to.By)
	r.Categories = r.routedSet(in, state, PathCats, to.Categories, to.By)
}

// routedSet adds what the rules add to a set and nobody took out.
func (r *Row) routedSet(in Input, state *journal.Object, path string, more []string, by map[string]string) []string {
	out := state.Members(path)
	for _, id := range more {
		if slices.Contains(out, id) || takenOut(in.Records, path, id) {
			continue
		}
		out = append(out, id)
		r.By[path+"/"+id] = by[path+"/"+id]
	}
	slices.Sort(out)
	return out
}

// takenOut tells whether somebody took an element out of a set; taking back that one added it is not that.
func takenOut(records []journal.Record, path, element string) bool {
	return slices.ContainsFunc(records, func(r journal.Record) bool {
		return r.Path == path && r.Kind == journal.Remove && r.Undoes == "" && slices.Contains(journal.ElementsOf(r.Value), element)
	})
}

// TakeOut drafts that elements leave a set. What stands there by a rule alone is added by hand first, in the same action:
// a remove takes away only adds that it saw (journal.md §3.3), and undoing both brings it back.
func TakeOut(object, path string, state *journal.Object, elements ...string) []Draft {
	var ruled, dots []string
	for _, e := range elements {
		of := state.DotsOf(path, e)
		if len(of) == 0 {
			ruled = append(ruled, e)
		}
		dots = append(dots, of...)
	}
	var out []Draft
	if len(ruled) > 0 {
		out = append(out, AddTo(object, path, ruled...))
		dots = append(dots, out[0].ID)
	}
	slices.Sort(dots)
	return append(out, Draft{ID: NewOpID(), Kind: journal.Remove, Object: object, Path: path, Value: elements, Dots: slices.Compact(dots)})
}

// RoutedChange tells what the rules in force at arrival did to a ticket, as a line of its history that nobody wrote; ok is
// false where they did nothing that is worth one.
func RoutedChange(a Arrival, to Routed, n Names, label func(path, id string) string) (c Change, ok bool) {
	said := map[string][]string{}
	say := func(path, what, value string) {
		if by := to.By[path]; value != "" && by != "" && by != byDefault {
			said[by] = append(said[by], what+" "+value)
		}
	}
	say(PathDept, "department", label(PathDept, to.Department))
	say(PathPipeline, "pipeline", label(PathPipeline, to.Pipeline))
	say(PathPriority, "priority", n.Priority(to.Priority))
	say(PathChannel, "channel", label(PathChannel, to.Channel))
	if to.Owner != "" {
		say(PathOwner, "owner", n.Owner(to.Owner))
	}
	for _, tag := range to.Tags {
		say(PathTags+"/"+tag, "tag", n.Tag(tag))
	}
	for _, id := range to.Categories {
		say(PathCats+"/"+id, "category", label(PathCats, id))
	}
	var parts []string
	for _, by := range slices.Sorted(maps.Keys(said)) {
		parts = append(parts, "by "+by+": "+strings.Join(said[by], ", "))
	}
	if len(parts) == 0 {
		return Change{}, false
	}
	return Change{At: a.At, Field: "routing", New: strings.Join(slices.Sorted(maps.Keys(said)), ", "), Text: strings.Join(parts, "; ")}, true
}

// Route asks the rules about a ticket: what was known at its arrival, and what they made of it.
func Route(in Input) (Arrival, Routed) {
	var a Arrival
	var to Routed
	if ask := in.Route; ask != nil {
		in.Route = func(at Arrival) Routed {
			a, to = at, ask(at)
			return to
		}
		Project(in)
	}
	return a, to
}

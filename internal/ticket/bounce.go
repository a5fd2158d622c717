package ticket

import "cmp"

// bounced is the newest report that a mail of ours did not arrive. It stands until we write again; a failure is not
// softened by a later delay of another recipient, and a delay is over once the customer writes. A report on a mail that
// is not ours here says nothing: anybody can write one.
func bounced(mails []Mail) *Bounced {
	ours := map[string]bool{}
	for _, m := range mails {
		ours[m.id()] = ours[m.id()] || m.wrote()
	}
	var out *Bounced
	of := ""
	for _, m := range mails {
		switch {
		case m.wrote() && m.id() != of, m.Customer() && out != nil && out.Action == "delayed":
			out, of = nil, ""
		case m.Bounce != nil && m.Machine == "bounce" && ours[m.BounceOf] && (out == nil || out.Action == "delayed" || m.Bounce.Action != "delayed"):
			b := m.Bounce
			out, of = &Bounced{Action: b.Action, Recipient: b.Recipient, Status: b.Status, Reason: b.Reason, Hard: b.Hard, At: m.At}, m.BounceOf
		}
	}
	return out
}

// id is the anchor of the mail's own Message-ID.
func (m Mail) id() string { return cmp.Or(m.Own, m.Anchor) }

// wrote: a person of us wrote it.
func (m Mail) wrote() bool { return m.Out && m.Machine == "" }

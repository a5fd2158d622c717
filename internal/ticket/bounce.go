package ticket

// bounced is the newest report that a mail of ours did not arrive. It stands until we write again; a failure is not
// softened by a later delay of another recipient, and a delay is over once the customer writes. A report on a mail that
// is not ours here says nothing: anybody can write one.
func bounced(mails []Mail) *Bounced {
	ours := map[string]bool{}
	for _, m := range mails {
		ours[m.Anchor] = ours[m.Anchor] || m.wrote()
	}
	var out *Bounced
	of := ""
	for _, m := range mails {
		switch {
		case m.wrote() && m.Anchor != of, m.Customer() && out != nil && out.Action == "delayed":
			out, of = nil, ""
		case m.Bounce != nil && m.Machine == "bounce" && ours[m.BounceOf] && (out == nil || out.Action == "delayed" || m.Bounce.Action != "delayed"):
			b := m.Bounce
			out, of = &Bounced{Action: b.Action, Recipient: b.Recipient, Status: b.Status, Reason: b.Reason, Hard: b.Hard, At: m.At}, m.BounceOf
		}
	}
	return out
}

// wrote: a person of us wrote it.
func (m Mail) wrote() bool { return m.Out && m.Machine == "" }

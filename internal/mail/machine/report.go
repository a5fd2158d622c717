package machine

import "strings"

// reported reads the machine-readable reports: RFC 3464 and RFC 8098.
func reported(m Mail) Verdict {
	var status, receipt *Part
	for i := range m.Parts {
		switch m.Parts[i].Type {
		case "message/delivery-status", "message/global-delivery-status":
			if status == nil {
				status = &m.Parts[i]
			}
		case "message/disposition-notification", "message/global-disposition-notification":
			receipt = &m.Parts[i]
		}
	}
	isReport := m.Type == "multipart/report"
	switch {
	case receipt != nil && (isReport || m.Report != ""):
		return Verdict{Kind: KindReceipt, Reason: "a disposition notification (RFC 8098)"}
	case status != nil && (isReport || m.Report != "" || daemon(m)):
		return deliveryStatus(m, status.Body)
	}
	return Verdict{}
}

// deliveryStatus reads the groups of fields of a message/delivery-status: the first recipient that failed counts, else
// the first one that waits.
func deliveryStatus(m Mail, part []byte) Verdict {
	var best *Bounce
	done := ""
	for _, group := range groups(string(part)) {
		action, _, _ := strings.Cut(strings.ToLower(group["action"]), " ")
		if action == "" {
			continue
		}
		if action != "failed" && action != "delayed" {
			done = action
			continue
		}
		b := &Bounce{
			Action:    action,
			Status:    enhanced(group["status"]),
			Recipient: typed(first(group["original-recipient"], group["final-recipient"])),
			Reason:    oneLine(typed(group["diagnostic-code"])),
		}
		if b.Status == "" {
			b.Status = findStatus(b.Reason)
		}
		b.Hard = action == "failed" && !strings.HasPrefix(b.Status, "4")
		if best == nil || best.Action == "delayed" && action == "failed" {
			best = b
		}
	}
	switch {
	case best != nil:
		if best.Reason == "" {
			best.Reason = reasonLine(m.Text)
		}
		best.OriginalMessageID = originalID(m)
		return Verdict{Kind: KindBounce, Reason: "a delivery status of " + best.Action + " (RFC 3464)", Bounce: best}
	case done != "":
		return Verdict{Kind: KindReceipt, Reason: "a delivery status of " + cut(done, 20) + " (RFC 3464)"}
	}
	return Verdict{}
}

// groups cuts a report into its groups of fields; names are lower case, the first of a name counts.
func groups(s string) []map[string]string {
	var out []map[string]string
	cur := map[string]string{}
	last := ""
	for s != "" && len(out) < 100 {
		var line string
		line, s, _ = strings.Cut(s, "\n")
		line = strings.TrimRight(line, "\r")
		name, value, ok := strings.Cut(line, ":")
		switch {
		case strings.TrimSpace(line) == "":
			if len(cur) > 0 {
				out, cur = append(out, cur), map[string]string{}
			}
			last = ""
		case line[0] == ' ' || line[0] == '\t':
			if last != "" && len(cur[last]) < 2000 {
				cur[last] += " " + strings.TrimSpace(line)
			}
		case ok:
			last = strings.ToLower(strings.TrimSpace(name))
			if _, dup := cur[last]; dup {
				last = ""
				continue
			}
			cur[last] = strings.TrimSpace(value)
		}
	}
	if len(cur) > 0 {
		out = append(out, cur)
	}
	return out
}

// typed takes the "rfc822;" or "smtp;" off a value, and the <> off an address.
func typed(v string) string {
	if kind, rest, ok := strings.Cut(v, ";"); ok && !strings.ContainsAny(kind, " @<") {
		v = rest
	}
	return strings.Trim(strings.TrimSpace(v), "<>")
}

func first(a, b string) string {
	if strings.Contains(a, "@") {
		return a
	}
	return b
}

// enhanced gives the code at the beginning of a Status field.
func enhanced(v string) string {
	code, _, _ := strings.Cut(strings.TrimSpace(v), " ")
	if c, n := statusAt(code); n == len(code) && n > 0 {
		return c
	}
	return findStatus(v)
}

// originalID finds the Message-ID of the mail that bounced: in the part that returns it, else quoted in the text.
func originalID(m Mail) string {
	for _, p := range m.Parts {
		switch p.Type {
		case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers":
			if id := messageID(string(p.Body)); id != "" {
				return id
			}
		}
	}
	return messageID(m.Text)
}

// messageID finds a Message-ID field in a text of headers, however it is indented.
func messageID(s string) string {
	for s != "" {
		var line string
		line, s, _ = strings.Cut(s, "\n")
		line = strings.TrimLeft(line, " \t>|")
		if len(line) < 11 || !strings.EqualFold(line[:11], "message-id:") {
			continue
		}
		v := line[11:]
		if !strings.Contains(v, "<") { // folded before the id
			next, _, _ := strings.Cut(s, "\n")
			v += " " + next
		}
		if i := strings.IndexByte(v, '<'); i >= 0 {
			if id, _, ok := strings.Cut(v[i+1:], ">"); ok && strings.Contains(id, "@") && len(id) < 1000 {
				return "<" + id + ">"
			}
		}
	}
	return ""
}

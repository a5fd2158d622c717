package machine

import "strings"

// reported reads the machine-readable reports: RFC 3464, RFC 8098, RFC 5965.
func reported(m Mail, from sender) Verdict {
	var status, receipt, feedback *Part
	for i := range m.Parts {
		p := &m.Parts[i]
		switch p.Type {
		case "message/delivery-status", "message/global-delivery-status":
			if status == nil {
				status = p
			}
		case "message/disposition-notification", "message/global-disposition-notification":
			receipt = p
		case "message/feedback-report":
			feedback = p
		}
	}
	isReport := m.Type == "multipart/report" || m.Report != ""
	switch {
	case receipt != nil && (isReport || from.null):
		fields := merged(groups(string(receipt.Body)))
		return Verdict{Kind: KindReceipt, Reason: "a disposition notification (RFC 8098)", Reported: bracketed(first(fields["original-message-id"], originalID(m)))}
	case feedback != nil && isReport:
		return Verdict{Kind: KindReceipt, Reason: "a feedback report (RFC 5965)", Reported: originalID(m)}
	case status != nil && (isReport || from.null || from.daemon || from.titled):
		return deliveryStatus(m, string(status.Body))
	case isReport && m.Report == "disposition-notification":
		return Verdict{Kind: KindReceipt, Reason: "a report of disposition-notification", Reported: originalID(m)}
	}
	// A report whose part lost its type: the fields stand in the text.
	if (isReport || from.null || from.daemon) && status == nil {
		if at := statusFields(m.Text); at != "" {
			return deliveryStatus(m, at)
		}
	}
	return Verdict{}
}

// statusFields finds the fields of a delivery status in a text: from the first of them on.
func statusFields(text string) string {
	low := strings.ToLower(cut(text, 64<<10))
	if len(low) != len(cut(text, 64<<10)) || !strings.Contains(low, "\naction:") || !strings.Contains(low, "\nfinal-recipient:") {
		return ""
	}
	at := strings.Index(low, "\nfinal-recipient:")
	for _, name := range [...]string{"\nreporting-mta:", "\noriginal-recipient:", "\naction:"} {
		if i := strings.Index(low, name); i >= 0 && i < at {
			at = i
		}
	}
	return text[at+1:]
}

// deliveryStatus reads the groups of fields of a message/delivery-status: the first recipient that failed counts, else
// the first one that waits; a report of nothing but deliveries is a receipt.
func deliveryStatus(m Mail, part string) Verdict {
	var best *Bounce
	done, general := "", ""
	all := groups(part)
	for _, group := range all {
		action := actionOf(group)
		if group["final-recipient"] == "" && group["original-recipient"] == "" && len(all) > 1 {
			general = first(general, strings.ToLower(group["action"])) // said of all, against the RFC
			continue
		}
		if action == "" || group["action"] == "" && general != "" {
			action = general
		}
		switch action {
		case "":
			continue
		case "failed", "failure", "delayed", "undeliverable":
		default:
			done = action
			continue
		}
		if action != "delayed" {
			action = "failed"
		}
		if b := recipientStatus(group, action); best == nil || best.Action == "delayed" && action == "failed" {
			best = b
		}
	}
	switch {
	case best != nil:
		complete(m, best)
		if id := bracketed(merged(all)["x-original-message-id"]); best.OriginalMessageID == "" {
			best.OriginalMessageID = first(id, answersTo(m))
		}
		return Verdict{Kind: KindBounce, Reason: "a delivery status of " + best.Action + " (RFC 3464)", Bounce: best}
	case done != "":
		return Verdict{Kind: KindReceipt, Reason: "a delivery status of " + cut(done, 20) + " (RFC 3464)", Reported: originalID(m)}
	}
	return Verdict{}
}

// actionOf is the action of one recipient; where it is left out, the class of the status says it.
func actionOf(group map[string]string) string {
	action := strings.ToLower(group["action"])
	action = action[:len(action)-len(strings.TrimLeft(action, "abcdefghijklmnopqrstuvwxyz"))]
	if action != "" || group["final-recipient"] == "" {
		return action
	}
	switch code := enhanced(group["status"]); {
	case strings.HasPrefix(code, "5"):
		return "failed"
	case strings.HasPrefix(code, "4"):
		return "delayed"
	}
	return ""
}

// recipientStatus reads one recipient's group.
func recipientStatus(group map[string]string, action string) *Bounce {
	b := &Bounce{Action: action, Recipient: cut(typed(group["original-recipient"]), 320), Reason: oneLine(typed(group["diagnostic-code"]))}
	if !isAddress(b.Recipient) {
		b.Recipient = cut(typed(group["final-recipient"]), 320)
	}
	if !isAddress(b.Recipient) {
		if to := findAddress(group["x-actual-recipient"], nil); to != "" {
			b.Recipient = to
		}
	}
	b.Status = enhanced(group["status"])
	return b
}

// complete fills what a report leaves out from the words beside it.
func complete(m Mail, b *Bounce) {
	head, _ := parted(m.Text)
	words := b.Reason
	if b.Reason == "" {
		b.Reason = reasonLine(head)
		words = b.Reason
		if b.Status == "" {
			words = first(b.Reason, cut(head, 2000))
		}
	}
	b.Status = statusOf(b.Status, words, b.Action)
	b.Hard = hard(b)
	if !isAddress(b.Recipient) {
		if to := findRecipient(m, head); to != "" {
			b.Recipient = to
		}
	}
	b.OriginalMessageID = originalID(m)
}

// groups cuts a report into its groups of fields; names are lower case, the first of a name counts. Groups without the
// empty line between them begin anew at each recipient.
func groups(s string) []map[string]string {
	var out []map[string]string
	cur := map[string]string{}
	last := ""
	next := func() {
		if len(cur) > 0 {
			out, cur = append(out, cur), map[string]string{}
		}
		last = ""
	}
	for s != "" && len(out) < 100 {
		var line string
		line, s, _ = strings.Cut(s, "\n")
		line = strings.TrimRight(line, "\r")
		name, value, ok := strings.Cut(line, ":")
		switch {
		case strings.TrimSpace(line) == "":
			next()
		case line[0] == ' ' || line[0] == '\t':
			if last != "" && len(cur[last]) < 2000 {
				cur[last] += " " + strings.TrimSpace(line)
			}
		case ok:
			name = strings.ToLower(strings.TrimSpace(name))
			if _, dup := cur[name]; dup && name == "final-recipient" {
				next()
			}
			last = name
			if _, dup := cur[last]; dup {
				last = ""
				continue
			}
			cur[last] = strings.TrimSpace(value)
		}
	}
	next()
	return out
}

// merged is all groups' fields in one, the first of a name.
func merged(all []map[string]string) map[string]string {
	out := map[string]string{}
	for _, g := range all {
		for k, v := range g {
			if out[k] == "" {
				out[k] = v
			}
		}
	}
	return out
}

// typed takes the "rfc822;" or "smtp;" off a value, and the <> off an address.
func typed(v string) string {
	if kind, rest, ok := strings.Cut(v, ";"); ok && !strings.ContainsAny(strings.TrimSpace(kind), " @<") {
		v = rest
	}
	v = strings.TrimSpace(v)
	if strings.HasPrefix(v, "<") && strings.HasSuffix(v, ">") {
		v = strings.Trim(v, "<>")
	}
	return v
}

func first(a, b string) string {
	if a != "" {
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
	c, _ := findStatus(v)
	return c
}

package machine

import "strings"

// freeBounce reads bounces in free words. A mail system as the sender needs words of a bounce; a sender that only looks
// like one, or an envelope without sender, needs them twice, or the mail copied in. Nobody else sends one: people write
// about bounces, too.
func freeBounce(m Mail, from sender) Verdict {
	failed := m.Get("X-Failed-Recipients")
	if failed == "" && !from.daemon && !from.null && !from.titled {
		return Verdict{}
	}
	head, copied := parted(m.Text)
	subject := strings.ToLower(m.Subject)
	titled := contains(subject, bounceSubjects)
	if answered(m.Subject) && !from.null {
		titled = ""
	}
	said := contains(strings.ToLower(cut(head, 3000)), bounceTexts)
	if contains(subject, deliveredWords) != "" && contains(subject, "undeliver|not delivered|nicht zugestellt|non remis") == "" && failed == "" {
		return Verdict{}
	}
	code, smtp := findStatus(cut(head, 16<<10))
	proof := 0 // beside the words
	if copied != "" || returns(m) {
		proof++
	}
	if code != "" || smtp != "" {
		proof++
	}
	if from.null {
		proof++
	}
	if m.Report == "delivery-status" { // whose part says nothing that can be read
		proof++
	}
	why := ""
	switch {
	case failed != "" && (from.daemon || from.null || titled != "" || said != ""):
		why = "X-Failed-Recipients"
	case from.daemon && titled != "" && (said != "" || proof > 0 || len(head) < 2000):
		why = titled
	case from.daemon && said != "" && (proof > 0 || findRecipient(m, head) != ""):
		why = said
	case from.null && titled != "" && (said != "" || proof > 1):
		why = titled
	case from.null && said != "" && proof > 1:
		why = said
	case from.titled && titled != "" && (said != "" || code != "" || smtp != "") && proof > 0:
		why = titled
	}
	strange := false // words of no table
	if why == "" && from.daemon && proof >= 2 && (code != "" || smtp != "") && findRecipient(m, head) != "" {
		why, strange = "a status code and the mail that comes back", titled == "" && said == ""
	}
	if why == "" {
		return Verdict{}
	}
	b := &Bounce{Action: "failed", Recipient: findAddress(failed, nil), Reason: reasonLine(head)}
	if b.Recipient == "" {
		b.Recipient = findRecipient(m, head)
	}
	if delayed(subject, head) || strange && strings.HasPrefix(first(code, smtp), "4") {
		b.Action = "delayed"
	}
	b.Status = statusOf("", first(b.Reason, cut(head, 2000)), b.Action)
	b.Hard = hard(b)
	b.OriginalMessageID = first(originalID(m), answersTo(m))
	return Verdict{Kind: KindBounce, Reason: "a mail system wrote: " + why, Bounce: b}
}

// delayed: the subject says that it waits, or the text does and does not say that it is over.
func delayed(subject, head string) bool {
	if contains(subject, delayWords) != "" {
		return true
	}
	low := strings.ToLower(cut(head, 2000))
	return contains(low, delayWords) != "" && contains(low, finalWords) == "" && contains(subject, "fail|return|undeliver") == ""
}

// returns: the mail, or its head, comes back with it.
func returns(m Mail) bool {
	for _, p := range m.Parts {
		if p.Type == "message/rfc822" || p.Type == "text/rfc822-headers" {
			return true
		}
	}
	return false
}

// freeReceipt reads what mail systems write when a mail was delivered or opened, without a report of its own.
func freeReceipt(m Mail, from sender) Verdict {
	subject := strings.ToLower(strings.TrimSpace(m.Subject))
	switch {
	case (from.daemon || from.null) && opens(subject, deliveredWords) != "":
		return Verdict{Kind: KindReceipt, Reason: "a mail system wrote: " + opens(subject, deliveredWords), Reported: first(originalID(m), answersTo(m))}
	case (from.null || strings.Contains(m.Type, "ms-tnef") || automatic(m) != "") && opens(subject, readWords) != "":
		return Verdict{Kind: KindReceipt, Reason: "the subject begins with " + opens(subject, readWords), Reported: first(originalID(m), answersTo(m))}
	}
	return Verdict{}
}

// hard: writing again later does not help. Of class 5 that leaves out what RFC 3463 §3 calls persistent but transient:
// a full mailbox (X.2.2), a full system (X.3.1), congestion, a loop, expired (X.4.5 to 7). X.4.1 is left in: Microsoft 365 refuses unknown
// people with 5.4.1.
func hard(b *Bounce) bool {
	class, rest, _ := strings.Cut(b.Status, ".")
	if b.Action != "failed" || strings.HasPrefix(class, "4") {
		return false
	}
	switch rest {
	case "2.2", "3.1", "4.5", "4.6", "4.7":
		return false
	}
	return true
}

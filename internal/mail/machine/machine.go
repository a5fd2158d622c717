// Package machine says whether a machine wrote a mail, and which sort: a bounce (RFC 3464 or in free words), an automatic
// reply (RFC 3834 and practice), list mail (RFC 2919, 2369), a receipt (RFC 8098, or a report of success). It works on
// header fields and report parts that it is handed: structure first, words, which stand in tables, second.
//
// When in doubt a person wrote it: a wrong verdict hides a customer. It must not do I/O or know a ticket.
package machine

import "strings"

// The kinds of machine mail. The empty kind is a person's.
const (
	KindBounce       = "bounce"
	KindAutoReply    = "auto-reply"
	KindList         = "list"
	KindReceipt      = "receipt"
	KindNotification = "notification" // of an outside system, by a rule of the team's policy; Classify never gives it
)

// Kinds lists them.
func Kinds() []string {
	return []string{KindBounce, KindAutoReply, KindList, KindReceipt, KindNotification}
}

// Mail is what is known of a mail.
type Mail struct {
	Get     func(name string) string   // first field of that name, unfolded; "" when absent
	All     func(name string) []string // every field of that name
	Type    string                     // media type of the whole mail, lower case
	Report  string                     // report-type of a multipart/report, lower case
	From    string                     // sender's address
	Name    string                     // sender's name, decoded
	Subject string                     // decoded
	Text    string                     // decoded
	Parts   []Part
}

// Part is a message/… or text/rfc822-headers part, decoded, its beginning.
type Part struct {
	Type string
	Body []byte
}

// Bounce is what a bounce says about the mail that did not arrive.
type Bounce struct {
	Status            string // enhanced code (RFC 3463), "5.1.1"; where none stands, derived from the SMTP code or the words
	Action            string // failed, delayed
	Recipient         string
	Reason            string // the server's words, one line
	Hard              bool   // writing again later does not help
	OriginalMessageID string
}

// Verdict is the kind, the fact that decided it, and the bounce or the list it is about.
type Verdict struct {
	Kind, Reason string
	Bounce       *Bounce
	Reported     string // Message-ID of the mail that a bounce or receipt is about
	ListID       string // the list's id (RFC 2919) without <>; a desk knows its own lists by it
}

// Classify says what sort of machine wrote m.
func Classify(m Mail) Verdict {
	from := senderOf(m)
	v := reported(m, from)
	if v.Kind == "" {
		v = freeBounce(m, from)
	}
	if v.Bounce != nil {
		v.Reported = v.Bounce.OriginalMessageID
	}
	if v.Kind != "" {
		return v
	}
	if v := freeReceipt(m, from); v.Kind != "" {
		return v
	}
	if why := autoReply(m, from); why != "" {
		return Verdict{Kind: KindAutoReply, Reason: why}
	}
	return list(m)
}

// sender is what the envelope and the From say about who wrote.
type sender struct {
	daemon  bool // a mail system, by its address
	titled  bool // calls itself one, or is an address nobody reads
	null    bool // the envelope had no sender (RFC 5321 §4.5.5)
	noReply bool
}

func senderOf(m Mail) sender {
	local, _, ok := strings.Cut(strings.ToLower(m.From), "@")
	if !ok { // <MAILER-DAEMON>, of a system that writes to its own people
		local = strings.ToLower(m.Get("From"))
	}
	var s sender
	path := strings.ToLower(strings.TrimSpace(m.Get("Return-Path")))
	s.null = path == "<>" || path == "< >" || strings.HasPrefix(path, "<mailer-daemon")
	s.daemon = strings.Contains(local, "daemon") || strings.HasPrefix(local, "postmaster") || strings.HasPrefix(local, "microsoftexchange329e")
	bare := strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	s.noReply = strings.Contains(bare, "noreply") || strings.Contains(bare, "donotreply") || strings.Contains(bare, "nepasrepondre")
	switch bare {
	case "bounce", "bounces", "mailer", "mailadmin", "mailsystem", "administrator", "system", "root", "exchange", "mail":
		s.titled = true
	}
	name := strings.ToLower(m.Name)
	s.titled = s.titled || s.noReply || contains(name, senderNames) != ""
	return s
}

// answered: the subject begins as an answer or a mail passed on does: behind that a person wrote.
func answered(subject string) bool {
	s := strings.ToLower(strings.TrimSpace(subject))
	head, _, ok := strings.Cut(s, ":")
	if !ok {
		head, _, ok = strings.Cut(s, "：")
	}
	head, _, _ = strings.Cut(strings.TrimSpace(head), "[")
	head = strings.TrimSpace(head)
	if !ok || len(head) > 12 {
		return false
	}
	return strings.Contains("|"+answerPrefixes+"|", "|"+head+"|")
}

// contains gives the first of words, which are parted by |, that stands in s, both in lower case.
func contains(s, words string) string {
	for words != "" {
		var w string
		if w, words, _ = strings.Cut(words, "|"); strings.Contains(s, w) {
			return w
		}
	}
	return ""
}

// opens gives the first of words that s begins with.
func opens(s, words string) string {
	for words != "" {
		var w string
		if w, words, _ = strings.Cut(words, "|"); strings.HasPrefix(s, w) {
			return w
		}
	}
	return ""
}

func cut(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return s
}

func oneLine(s string) string { return cut(strings.Join(strings.Fields(s), " "), 500) }

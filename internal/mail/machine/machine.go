// Package machine says whether a machine wrote a mail, and which sort: a bounce (RFC 3464 or in free words), an automatic
// reply (RFC 3834 and practice), list mail (RFC 2919, 2369), a receipt (RFC 8098, or a report of success). It works on
// header fields and report parts that it is handed.
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
	Status            string // enhanced code "5.1.1" (RFC 3463), or "550" where there is no other
	Action            string // failed, delayed
	Recipient         string
	Reason            string // the server's words, one line
	Hard              bool   // it will not arrive by waiting
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
	v := reported(m)
	if v.Kind == "" {
		v = freeBounce(m)
	}
	if v.Bounce != nil {
		v.Reported = v.Bounce.OriginalMessageID
	}
	if v.Kind != "" {
		return v
	}
	if why := autoReply(m); why != "" {
		return Verdict{Kind: KindAutoReply, Reason: why}
	}
	return list(m)
}

func list(m Mail) Verdict {
	id := listID(m.Get("List-Id"))
	precedence := strings.ToLower(m.Get("Precedence"))
	switch {
	case id != "":
		return Verdict{Kind: KindList, Reason: "List-Id: " + id, ListID: id}
	case m.Get("List-Unsubscribe") != "" && (precedence == "bulk" || precedence == "list"):
		return Verdict{Kind: KindList, Reason: "List-Unsubscribe with Precedence: " + precedence}
	}
	return Verdict{}
}

// listID takes the id out of "phrase <id>" (RFC 2919 §2).
func listID(v string) string {
	if i := strings.LastIndexByte(v, '<'); i >= 0 {
		v, _, _ = strings.Cut(v[i+1:], ">")
	}
	return strings.ToLower(cut(strings.TrimSpace(v), 255))
}

func cut(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return s
}

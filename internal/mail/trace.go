package mail

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

const maxAuth = 10 // Authentication-Results kept; the topmost are our own server's

// setTrace reads what servers and Outlook wrote about the mail: facts for mail/sender and mail/thread, nothing is judged.
func (m *Message) setTrace(h *header, hint string) {
	for _, v := range h.all("Authentication-Results") {
		if len(m.Auth) < maxAuth {
			m.Auth = append(m.Auth, short(oneLine(raw8(unfoldTrim(v), hint)), maxSubject))
		}
	}
	if v, ok := h.get("Return-Path"); ok {
		m.ReturnPath = firstAddress(v, "").Addr
	}
	m.ReceivedBy = receivedBy(h.text("Received"))
	m.ThreadIndex = threadIndex(h.text("Thread-Index"))
	m.ThreadTopic = short(oneLine(decodeWords(h.text("Thread-Topic"), hint)), maxSubject)
}

// receivedBy gives the host behind "by" of a Received field (RFC 5321 §4.4), lower case.
func receivedBy(v string) string {
	v = short(v, maxSubject)
	for i := 0; i+3 < len(v); i++ {
		if v[i]|0x20 != 'b' || v[i+1]|0x20 != 'y' || !isWSP(v[i+2]) || i > 0 && !isWSP(v[i-1]) {
			continue
		}
		host := strings.TrimLeft(v[i+2:], " \t")
		if end := strings.IndexAny(host, " \t;"); end >= 0 {
			host = host[:end]
		}
		return asciiLower(oneLine(raw8(host, "")))
	}
	return ""
}

// threadIndex gives the 22 bytes that all mails of one Outlook conversation share ([MS-OXOMSG] 2.2.1.3: a reserved byte,
// five of the time, a GUID) as hex.
func threadIndex(v string) string {
	const conversation = 22
	v = strings.Join(strings.Fields(short(v, 4<<10)), "")
	b, err := base64.StdEncoding.DecodeString(v)
	if err != nil || len(b) < conversation {
		return ""
	}
	return hex.EncodeToString(b[:conversation])
}

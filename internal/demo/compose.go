package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// compose renders a mail as it stands in the mailbox: RFC 5322, CRLF.
func (l *library) compose(s *mailSpec) ([]byte, error) {
	head, err := l.head(s)
	if err != nil {
		return nil, err
	}
	text, err := l.expand(s, s.text)
	if err != nil {
		return nil, err
	}
	if s.attrs["raw"] != "" {
		return []byte(crlf(head + "\n" + text)), nil
	}
	body, err := l.body(s, text)
	if err != nil {
		return nil, err
	}
	return append([]byte(crlf(head)), body.bytes("MIME-Version: 1.0\r\n")...), nil
}

func crlf(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}

// head writes the header lines: what the way here added, what every mail has, and what the file says.
func (l *library) head(s *mailSpec) (string, error) {
	var b strings.Builder
	at, err := l.at(s)
	if err != nil {
		return "", err
	}
	date, err := l.date(s)
	if err != nil {
		return "", err
	}
	if s.attrs["in"] == Inbox || s.attrs["in"] == Archive || s.attrs["in"] == Junk {
		b.WriteString(l.trace(s, at))
	}
	for _, h := range s.headers {
		value, err := l.expand(s, h.value)
		if err != nil {
			return "", err
		}
		if strings.EqualFold(h.name, "Content-Type") && s.attrs["raw"] == "" {
			return "", fmt.Errorf("header %s belongs to a raw mail only", h.name)
		}
		line, err := encodeHeader(h.name, value, s.attrs["charset"])
		if err != nil {
			return "", err
		}
		b.WriteString(line)
	}
	if s.header("Date") == "" {
		b.WriteString("Date: " + date.Format(time.RFC1123Z) + "\n")
	}
	if s.header("Message-ID") == "" && s.attrs["noid"] == "" {
		b.WriteString("Message-ID: <" + messageID(s) + ">\n")
	}
	refs, err := l.references(s)
	return b.String() + refs, err
}

// references are In-Reply-To and References by RFC 5322 section 3.6.4.
func (l *library) references(s *mailSpec) (string, error) {
	up, err := l.ancestors(s)
	if err != nil || len(up) == 0 || s.attrs["norefs"] != "" {
		return "", err
	}
	ids := make([]string, 0, len(up))
	for _, m := range up {
		ids = append(ids, "<"+messageID(m)+">")
	}
	return "In-Reply-To: " + ids[len(ids)-1] + "\n" + fold("References: "+strings.Join(ids, " ")) + "\n", nil
}

// trace is what mail servers put on top: where it was delivered to, and two hops of Received.
func (l *library) trace(s *mailSpec, at time.Time) string {
	sum := sha256.Sum256([]byte(s.id()))
	queue := strings.ToUpper(hex.EncodeToString(sum[6:11]))
	to := s.attrs["for"]
	if to == "" {
		to = Address
	}
	from := "unknown"
	if a, err := mail.ParseAddress(s.header("From")); err == nil {
		from = a.Address
	}
	if s.attrs["sender"] != "" {
		from = s.attrs["sender"]
	}
	if from == "<>" {
		from = ""
	}
	host := "mail." + domainOf(s)
	const ip = "192.0.2." // TEST-NET-1, RFC 5737
	return fmt.Sprintf("Return-Path: <%s>\nDelivered-To: %s\n"+
		"Received: from mx.kestrel.example (localhost [127.0.0.1])\n\tby store.kestrel.example with LMTP id %s\n\tfor <%s>; %s\n"+
		"Received: from %s (%s [%s%d])\n\tby mx.kestrel.example (Postfix) with ESMTPS id %s\n\tfor <%s>; %s\n",
		from, to, queue, Address, at.UTC().Format(time.RFC1123Z),
		host, host, ip, sum[0], queue[:9], to, at.UTC().Add(-2*time.Second).Format(time.RFC1123Z))
}

// entity is one MIME part: a header without MIME-Version, and an encoded body or parts.
type entity struct {
	head  string // CRLF lines
	body  []byte
	parts []*entity
	bound string
}

func (e *entity) bytes(first string) []byte {
	var b bytes.Buffer
	b.WriteString(first)
	b.WriteString(e.head)
	b.WriteString("\r\n")
	if len(e.parts) == 0 {
		b.Write(e.body)
		return b.Bytes()
	}
	for _, p := range e.parts {
		b.WriteString("--" + e.bound + "\r\n")
		b.Write(p.bytes(""))
		b.WriteString("\r\n")
	}
	b.WriteString("--" + e.bound + "--\r\n")
	return b.Bytes()
}

// multipart joins parts; one alone stays as it is.
func multipart(kind, id string, parts ...*entity) *entity {
	parts = slices.DeleteFunc(parts, func(e *entity) bool { return e == nil })
	if len(parts) == 1 {
		return parts[0]
	}
	sum := sha256.Sum256([]byte(kind + id))
	bound := "=_" + hex.EncodeToString(sum[:10])
	return &entity{
		head:  "Content-Type: multipart/" + kind + "; boundary=\"" + bound + "\"\r\n",
		parts: parts, bound: bound,
	}
}

// body builds mixed(alternative(text, related(html, images), calendar), files).
func (l *library) body(s *mailSpec, text string) (*entity, error) {
	var plain, rich, invite *entity
	var err error
	if strings.TrimSpace(text) != "" || len(s.parts) == 0 {
		if plain, err = textEntity("text/plain", text, s.attrs, ""); err != nil {
			return nil, err
		}
	}
	var inline, files []*entity
	for _, p := range s.parts {
		body, err := l.expand(s, p.body)
		if err != nil {
			return nil, err
		}
		switch p.kind {
		case "html":
			rich, err = textEntity("text/html", body, s.attrs, "")
		case "calendar":
			invite, err = textEntity("text/calendar", crlf(body), s.attrs, "; method="+p.attrs["method"])
		case "inline", "file":
			var f *entity
			if f, err = fileEntity(p, body); p.kind == "inline" {
				inline = append(inline, f)
			} else {
				files = append(files, f)
			}
		default:
			err = fmt.Errorf("a part of the kind %q is not known", p.kind)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(inline) > 0 {
		rich = multipart("related", s.id(), append([]*entity{rich}, inline...)...)
	}
	main := multipart("alternative", s.id(), plain, rich, invite)
	return multipart("mixed", s.id(), append([]*entity{main}, files...)...), nil
}

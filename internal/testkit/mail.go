package testkit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Mail is one message of a Corpus.
type Mail struct {
	Raw       []byte // with CRLF
	Date      time.Time
	MessageID string // without angle brackets
	Thread    int
	Flags     []string
}

// Corpus is a mailbox's worth of believable customer mail. The same Seed and Start give the same bytes.
type Corpus struct {
	Seed  uint64
	N     int
	Start time.Time // of the first message; one follows the other every seven minutes. Zero: 2026-01-05 08:00 UTC
	Size  int       // bytes a message, about; 0: 12,000
}

// Ten threads run at a time, four messages each.
const (
	threadsAtOnce = 10
	threadLength  = 4
)

// Mail returns message i, 0 ≤ i < N.
func (c Corpus) Mail(i int) Mail {
	start := c.Start
	if start.IsZero() {
		start = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	}
	block, in := i/(threadsAtOnce*threadLength), i%(threadsAtOnce*threadLength)
	thread, pos := block*threadsAtOnce+in%threadsAtOnce, in/threadsAtOnce
	m := Mail{Date: start.Add(time.Duration(i) * 7 * time.Minute), Thread: thread}
	m.MessageID = c.id(thread, pos)
	person := rand.New(rand.NewPCG(c.Seed, uint64(thread)))
	name := pick(person, firstNames) + " " + pick(person, lastNames)
	addr := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@" + pick(person, companies)
	subject := pick(person, topics) + " " + pick(person, places)
	rnd := rand.New(rand.NewPCG(c.Seed+1, uint64(i)))
	fromUs := pos%2 == 1
	var b strings.Builder
	head := func(k, v string) { fmt.Fprintf(&b, "%s: %s\r\n", k, v) }
	head("Received", fmt.Sprintf("from mx.%s ([198.51.100.%d]) by mail.example.com with ESMTPS id %08x; %s",
		addr[strings.IndexByte(addr, '@')+1:], 1+thread%250, i, m.Date.Format(time.RFC1123Z)))
	if fromUs {
		head("From", "Support <support@example.com>")
		head("To", fmt.Sprintf("%q <%s>", name, addr))
		m.Flags = []string{`\Seen`}
	} else {
		head("From", fmt.Sprintf("%q <%s>", name, addr))
		head("To", "Support <support@example.com>")
	}
	head("Date", m.Date.Format(time.RFC1123Z))
	if pos > 0 {
		subject = "Re: " + subject
		head("In-Reply-To", "<"+c.id(thread, pos-1)+">")
		refs := make([]string, pos)
		for p := range pos {
			refs[p] = "<" + c.id(thread, p) + ">"
		}
		head("References", strings.Join(refs, "\r\n "))
	}
	head("Subject", subject)
	head("Message-ID", "<"+m.MessageID+">")
	head("MIME-Version", "1.0")
	c.body(&b, rnd, head, pos, name)
	m.Raw = []byte(b.String())
	return m
}

func (c Corpus) id(thread, pos int) string {
	return fmt.Sprintf("%d.%d.%d@corpus.example.com", c.Seed, thread, pos)
}

// body writes plain text and, in two mails of three, the same as HTML.
func (c Corpus) body(b *strings.Builder, rnd *rand.Rand, head func(k, v string), pos int, name string) {
	size := c.Size
	if size == 0 {
		size = 12_000
	}
	size = size/2 + rnd.IntN(size) - b.Len()
	html := rnd.IntN(3) > 0
	if html {
		size /= 2
	}
	text := "Hello,\r\n\r\n" + prose(rnd, size*2/3) + "\r\nKind regards\r\n" + name + "\r\n"
	if pos > 0 {
		text += "\r\n> " + strings.ReplaceAll(prose(rnd, size/3), "\r\n", "\r\n> ") + "\r\n"
	}
	if !html {
		head("Content-Type", "text/plain; charset=utf-8")
		head("Content-Transfer-Encoding", "8bit")
		b.WriteString("\r\n" + text)
		return
	}
	const boundary = "=_corpus_boundary"
	head("Content-Type", `multipart/alternative; boundary="`+boundary+`"`)
	b.WriteString("\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text)
	b.WriteString("\r\n--" + boundary + "\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>" +
		strings.ReplaceAll(text, "\r\n\r\n", "</p>\r\n<p>") + "</p></body></html>\r\n--" + boundary + "--\r\n")
}

// prose writes about n bytes of sentences in lines of mail width.
func prose(rnd *rand.Rand, n int) string {
	var b strings.Builder
	line := 0
	for b.Len() < n {
		w := pick(rnd, words)
		if line+len(w) > 72 {
			b.WriteString("\r\n")
			line = 0
			if rnd.IntN(6) == 0 {
				b.WriteString("\r\n")
			}
		} else if line > 0 {
			b.WriteByte(' ')
			line++
		}
		if rnd.IntN(12) == 0 {
			w += "."
		}
		if rnd.IntN(40) == 0 {
			w = fmt.Sprintf("%s-%d", w, rnd.IntN(90000))
		}
		b.WriteString(w)
		line += len(w)
	}
	return b.String() + "\r\n"
}

func pick(rnd *rand.Rand, from []string) string { return from[rnd.IntN(len(from))] }

var (
	firstNames = []string{"Ana", "Ben", "Chloe", "Deniz", "Emil", "Farida", "Goran", "Hana", "Ivo", "Jana", "Kofi", "Lucia", "Mateo", "Nadia", "Otis", "Priya"}
	lastNames  = []string{"Almeida", "Brandt", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito", "Jensen", "Kowalski", "Lind", "Moreau", "Novak"}
	companies  = []string{"harbour-hotel.example", "alpine-lodge.example", "casa-verde.example", "nordlicht.example", "oakfield.example", "riad-azul.example"}
	topics     = []string{"Invoice does not match", "Cannot sign in to", "Landing page broken for", "Import of contacts stops at", "Second seat for", "Booking widget shows wrong price in", "Question about renewal of"}
	places     = []string{"Lisbon", "Graz", "Bergen", "Marseille", "Porto", "Leeds", "Zagreb", "our main site", "the new property"}
	words      = strings.Fields(`the our your a customer guest invoice booking site page contact since yesterday morning again please could you check whether
		this account setting works when import list template price calendar after update we tried another browser and still see error message with
		number attached screenshot team needs before weekend thank for quick answer last time export report does not include everything from
		March öffnen über réservation número depois também größe zurück naïve it is was has been shown twice in column while other rooms are fine`)
)

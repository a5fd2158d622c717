package inbox

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"

	"deskhand/internal/calendar"
	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/mail/ask"
	"deskhand/internal/mail/sanitize"
	"deskhand/internal/mail/sender"
	"deskhand/internal/ticket"
)

// Inspected is what Deskhand makes of one mail or calendar file (cli.md, "inspect").
type Inspected struct {
	ticket.Entry
	SafeHTML      string           `json:"safeHtml"`
	BlockedRemote []string         `json:"blockedRemote"`
	Bounce        *ticket.Bounce   `json:"bounce"`
	MachineWhy    string           `json:"machineWhy"` // the fact that decided who wrote it; empty: a person
	Reported      string           `json:"reported"`   // Message-ID of the mail that a bounce or receipt is about
	Invite        *calendar.Invite `json:"invite"`
	OddLinks      []OddLink        `json:"oddLinks"`
	Asks          []string         `json:"asks"` // questions and requests in what was newly written
	File          string           `json:"file"`
	HasID         bool             `json:"-"` // false: MessageID is the stand-in that is made of its bytes
}

var errNoEvent = errors.New("it holds no event")

// maxInspect is the most of one mail that inspect reads, in bytes.
const maxInspect = 150 << 20

// Inspect tells what Deskhand makes of a file: .eml, mbox or .ics, told apart by content. It stores nothing. fn is
// called for each mail; its error ends the reading.
func Inspect(r io.Reader, name string, fn func(Inspected) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return fault.From(fmt.Errorf("read %s: %w", name, err))
	}
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		return fault.Newf(fault.Data, "Give a file with a mail (.eml), a mailbox (mbox) or a calendar (.ics).", "%s is empty.", name)
	case bytes.HasPrefix(head, []byte("From ")):
		return inspectMbox(in, name, fn)
	case bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(head)), []byte("BEGIN:VCALENDAR")):
		return inspectCalendar(in, name, fn)
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxInspect))
	if err != nil {
		return fault.From(fmt.Errorf("read %s: %w", name, err))
	}
	return fn(inspectMail(raw, name))
}

func inspectMail(raw []byte, name string) Inspected {
	m := mail.Parse(raw)
	out := Inspected{Entry: EntryOf(m), File: name, BlockedRemote: []string{}, Asks: asksOf(m), HasID: m.HasID}
	who := sender.Judge(sender.Input{From: m.From, Sender: m.Sender, ReplyTo: m.ReplyTo, Auth: m.Auth}) // of no desk: who is ours is not known
	out.Sender = &who
	out.At = ticket.TimeOf(m.At(m.Date, m.Date))
	if html, ok := mail.HTML(bytes.NewReader(raw)); ok {
		page := sanitize.HTML(html, sanitize.Options{})
		out.HTML, out.SafeHTML, out.BlockedRemote = html, page.HTML, ticket.OrEmpty(page.Remote)
		out.OddLinks = oddLinksOf(m.From.Addr, page.Links)
	} else {
		out.OddLinks = oddLinksOf(m.From.Addr, sanitize.PlainResult(m.Text).Links)
	}
	out.Bounce, _ = bounceOf(m)
	out.MachineWhy, out.Reported = m.MachineWhy, m.Reported
	for i := range out.Invites {
		out.Invites[i].Show()
	}
	if len(out.Invites) > 0 {
		out.Invite = &out.Invites[0]
	}
	return out
}

// asksOf lists what a person asks for; a machine asks for nothing.
func asksOf(m *mail.Message) []string {
	out := []string{}
	if m.Machine != "" {
		return out
	}
	for _, a := range ask.Find(m.Visible) {
		out = append(out, a.Text)
	}
	return out
}

func inspectCalendar(r io.Reader, name string, fn func(Inspected) error) error {
	data, err := io.ReadAll(io.LimitReader(r, maxInspect))
	if err != nil {
		return fault.From(fmt.Errorf("read %s: %w", name, err))
	}
	invites, err := calendar.ParseInvites(data)
	if len(invites) == 0 {
		err = cmp.Or(err, errNoEvent)
		return fault.Newf(fault.Data, "The file begins like a calendar but holds no event that can be read.", "%s: %v", name, err)
	}
	for i := range invites {
		out := inspectMail(nil, name)
		out.Kind, out.Direction, out.Problems = ticket.KindEvent, "", ticket.OrEmpty(invites[i].Problems)
		invites[i].Show()
		out.Subject, out.Invite, out.ID = invites[i].Summary, &invites[i], cmp.Or(invites[i].UID, name)
		if err := fn(out); err != nil {
			return err
		}
	}
	return nil
}

// inspectMbox splits at lines that begin with "From " after an empty line (RFC 4155); ">From " loses its mark.
func inspectMbox(in *bufio.Reader, name string, fn func(Inspected) error) error {
	var one bytes.Buffer
	flush := func() error {
		if one.Len() == 0 {
			return nil
		}
		err := fn(inspectMail(one.Bytes(), name))
		one.Reset()
		return err
	}
	empty := true
	for {
		line, err := in.ReadSlice('\n')
		if empty && bytes.HasPrefix(line, []byte("From ")) {
			if err := flush(); err != nil {
				return err
			}
		} else if one.Len() < maxInspect {
			one.Write(unquoteFrom(line))
		}
		empty = len(bytes.TrimRight(line, "\r\n")) == 0
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			if !errors.Is(err, io.EOF) {
				return fault.From(fmt.Errorf("read %s: %w", name, err))
			}
			return flush()
		}
	}
}

func unquoteFrom(line []byte) []byte {
	if rest := bytes.TrimLeft(line, ">"); len(rest) < len(line) && bytes.HasPrefix(rest, []byte("From ")) {
		return line[1:]
	}
	return line
}

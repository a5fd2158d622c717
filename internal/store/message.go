package store

import (
	"strings"

	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// Message is a mail's row, as far as reading its ticket needs it; the rest is parsed from its bytes when shown.
type Message struct {
	Raw     int64
	Key     string
	Ticket  string // anchor
	At      ticket.Time
	Out     bool
	Machine string // kind in force; empty: a person's
	Channel string // of a system outside, by a rule; then Name, Addr and Phone are of who waits
	Name    string
	Addr    string
	Phone   string
	Read    bool
	Gone    bool // no longer on the server
	Missing string
	Problem string
	Size    int64  // bytes on the server
	Extent  string // how much of it is here: ExtentHead, ExtentPart; empty: all that can come
	Wanted  bool   // a person asked for the whole of it
}

// Judged is a mail, as it was read, as this desk counts it: of one that a system outside wrote for somebody, who waits is
// its sender.
func (m Message) Judged(read *mail.Message) *mail.Message {
	moved := m.Addr != strings.ToLower(read.From.Addr)
	if !moved && m.Machine == read.Machine {
		return read
	}
	out := *read
	out.Machine = m.Machine
	if moved {
		out.From, out.ReplyTo = mail.Address{Name: m.Name, Addr: m.Addr}, nil
	}
	return &out
}

const messageSQL = `SELECT m.raw, m.key, t.anchor, m.at, m.out OR m.place = 'sent', m.machine, m.channel, m.name, m.addr, m.phone, r.key IS NOT NULL, NOT EXISTS (SELECT 1 FROM placement p WHERE p.raw = m.raw), w.missing, m.problem, w.size, w.extent, EXISTS (SELECT 1 FROM wanted a WHERE a.raw = m.raw)
	FROM message m JOIN raw w ON w.id = m.raw JOIN ticket t ON t.id = m.ticket LEFT JOIN read_mark r ON r.key = m.key WHERE `

// Messages lists a ticket's mails, oldest first.
func (tx *Tx) Messages(id int64) ([]Message, error) {
	return tx.messages(messageSQL+`m.ticket = ? ORDER BY m.at, m.key`, id)
}

// Message reads one mail's row by its key.
func (tx *Tx) Message(key string) (Message, error) {
	ms, err := tx.messages(messageSQL+`m.raw = (SELECT id FROM raw WHERE key = ?)`, key)
	if err == nil && len(ms) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Message{}, err
	}
	return ms[0], nil
}

// MessagesLike lists the keys of mails that begin so, at most limit.
func (tx *Tx) MessagesLike(prefix string, limit int) ([]string, error) {
	return list[string](tx, `SELECT r.key FROM raw r JOIN message m ON m.raw = r.id WHERE r.key >= ?1 AND r.key < ?1 || '~' ORDER BY r.key LIMIT ?2`, prefix, limit)
}

func (tx *Tx) messages(query string, args ...any) ([]Message, error) {
	var out []Message
	err := tx.each(func(scan func(...any) error) error {
		var m Message
		err := scan(&m.Raw, &m.Key, &m.Ticket, &m.At, &m.Out, &m.Machine, &m.Channel, &m.Name, &m.Addr, &m.Phone, &m.Read, &m.Gone, &m.Missing, &m.Problem, &m.Size, &m.Extent, &m.Wanted)
		out = append(out, m)
		return err
	}, query, args...)
	return out, err
}

// NewestCustomer is the time of a ticket's newest customer mail: the `seen` of a status (journal.md §3.3). A mail that
// only thanks counts: who set the status had it, and a later version that reads it as a question must reopen nothing.
func (tx *Tx) NewestCustomer(id int64) (ticket.Time, error) {
	return one[ticket.Time](tx, `SELECT coalesce(max(at), 0) FROM message WHERE ticket = ? AND out = 0 AND place <> 'sent' AND machine = ''`, id)
}

// BrokenMessage is a mail that could not be read whole.
type BrokenMessage struct {
	Key, Ticket, Number, Subject, Problem string
	At                                    ticket.Time
}

// BrokenMail lists the newest of them.
func (tx *Tx) BrokenMail(limit int) ([]BrokenMessage, error) {
	var out []BrokenMessage
	err := tx.each(func(scan func(...any) error) error {
		var b BrokenMessage
		err := scan(&b.Key, &b.Ticket, &b.Number, &b.Subject, &b.Problem, &b.At)
		b.Number = ticket.ShowNumber(b.Number)
		out = append(out, b)
		return err
	}, `SELECT m.key, t.anchor, t.number, m.subject, m.problem, m.at FROM message m JOIN ticket t ON t.id = m.ticket WHERE m.problem <> '' ORDER BY m.id DESC LIMIT ?`, limit)
	return out, err
}

// JournalSize counts devices and ops that count.
func (tx *Tx) JournalSize() (devices, ops int, err error) {
	err = tx.row(`WITH RECURSIVE d (device) AS (SELECT min(device) FROM op UNION ALL SELECT (SELECT min(device) FROM op WHERE device > d.device) FROM d WHERE d.device IS NOT NULL)
		SELECT (SELECT count(device) FROM d), (SELECT count(*) FROM op WHERE state < 2)`, nil, &devices, &ops)
	return devices, ops, err
}

package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Mail is one mail of the sample, ready for the server.
type Mail struct {
	ID        string // its short name in mail/*.txt
	MessageID string // without angle brackets
	Root      string // the Message-ID of the thread's first mail
	Folder    string
	Subject   string
	At        time.Time // when it came
	Seen      bool      // another program has opened it
	Raw       []byte    // RFC 5322, CRLF
}

// Load renders the whole sample for the moment now, oldest first. Mails that come later than now are those that
// arrive while one watches.
func Load(now time.Time) ([]Mail, error) {
	specs, err := readSpecs()
	if err != nil {
		return nil, err
	}
	l := &library{now: now, specs: map[string]*mailSpec{}}
	for _, s := range specs {
		if s.id() == "" || l.specs[s.id()] != nil {
			return nil, fmt.Errorf("mail %q: the id is missing or not the only one", s.id())
		}
		l.specs[s.id()] = s
	}
	out := make([]Mail, 0, len(specs))
	for _, s := range specs {
		m, err := l.mail(s)
		if err != nil {
			return nil, fmt.Errorf("mail %s: %w", s.id(), err)
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Mail) int { return a.At.Compare(b.At) })
	return out, nil
}

// OwnSent is how many mails stand in Sent from the beginning; what is sent comes behind them.
func OwnSent(now time.Time) (int, error) {
	mails, err := Load(now)
	n := 0
	for _, m := range mails {
		if m.Folder == Sent && !m.At.After(now) {
			n++
		}
	}
	return n, err
}

// library is every mail of the sample by its id; mails quote each other.
type library struct {
	now   time.Time
	specs map[string]*mailSpec
}

func (l *library) mail(s *mailSpec) (Mail, error) {
	at, err := l.at(s)
	if err != nil {
		return Mail{}, err
	}
	raw, err := l.compose(s)
	if err != nil {
		return Mail{}, err
	}
	m := Mail{
		ID: s.id(), MessageID: messageID(s), Folder: s.attrs["in"], Subject: s.header("Subject"),
		At: at, Seen: s.attrs["seen"] != "", Raw: raw,
	}
	root, err := l.ancestors(s)
	if err != nil {
		return Mail{}, err
	}
	m.Root = m.MessageID
	if len(root) > 0 {
		m.Root = messageID(root[0])
	}
	return m, nil
}

// ancestors are the mails that s answers, the first of the thread first.
func (l *library) ancestors(s *mailSpec) ([]*mailSpec, error) {
	var up []*mailSpec
	for s.attrs["re"] != "" {
		parent := l.specs[s.attrs["re"]]
		if parent == nil || len(up) > len(l.specs) {
			return nil, fmt.Errorf("answers %q, which is not there", s.attrs["re"])
		}
		up = append(up, parent)
		s = parent
	}
	slices.Reverse(up)
	return up, nil
}

// messageID is made from the short name and the sender's domain, so that it never changes; a mail may name its own.
func messageID(s *mailSpec) string {
	if own := s.header("Message-ID"); own != "" {
		return strings.Trim(own, "<>")
	}
	sum := sha256.Sum256([]byte(s.id()))
	return s.id() + "." + hex.EncodeToString(sum[:6]) + "@" + domainOf(s)
}

func domainOf(s *mailSpec) string {
	addr, err := mail.ParseAddress(s.header("From"))
	if err != nil {
		return "mail.example"
	}
	_, domain, _ := strings.Cut(addr.Address, "@")
	return domain
}

// at is when the mail came, on the clock of Options.Now.
func (l *library) at(s *mailSpec) (time.Time, error) {
	at, err := moment(l.now, s.attrs["at"])
	if err != nil {
		return at, err
	}
	if strings.Contains(s.attrs["at"], "/") { // nobody writes at :00 each time
		at = at.Add(time.Duration(s.id()[len(s.id())-1]*7%60) * time.Second)
	}
	return at.Truncate(time.Second), nil
}

// moment reads "-1d/16:41", "+2d", "-52m", "-3h20m" and "+45s", relative to now.
func moment(now time.Time, s string) (time.Time, error) {
	days, clock, isDay := strings.Cut(s, "d")
	if !isDay {
		d, err := time.ParseDuration(strings.TrimPrefix(s, "+"))
		if err != nil {
			return time.Time{}, fmt.Errorf("moment %q: %w", s, err)
		}
		return now.Add(d), nil
	}
	n, err := strconv.Atoi(days)
	if err != nil {
		return time.Time{}, fmt.Errorf("moment %q: %w", s, err)
	}
	day := now.AddDate(0, 0, n)
	if clock == "" {
		return day, nil
	}
	t, err := time.Parse("/15:04", clock)
	if err != nil {
		return time.Time{}, fmt.Errorf("moment %q: %w", s, err)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, now.Location()), nil
}

// date is when the mail was written, in its sender's zone.
func (l *library) date(s *mailSpec) (time.Time, error) {
	at, err := l.at(s)
	if err != nil {
		return at, err
	}
	zone := s.attrs["zone"]
	if zone == "" {
		return at, nil
	}
	z, err := time.Parse("-0700", zone)
	if err != nil {
		return at, fmt.Errorf("zone %q: %w", zone, err)
	}
	_, offset := z.Zone()
	return at.In(time.FixedZone("", offset)), nil
}

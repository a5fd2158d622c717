package testkit

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// smtpTalk is one connection of an SMTP server.
type smtpTalk struct {
	s      *SMTP
	f      SMTPFault
	secure bool
	conn   net.Conn
	r      *bufio.Reader

	signed bool
	eight  bool // BODY=8BITMIME
	mail   *SentMail
}

var errCut = errors.New("cut")

func (c *smtpTalk) use(conn net.Conn) {
	c.conn = conn
	c.r = bufio.NewReaderSize(conn, 64<<10)
}

func (c *smtpTalk) wrong(format string, args ...any) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.violations = append(c.s.violations, fmt.Sprintf(format, args...))
}

func (c *smtpTalk) say(lines ...string) error {
	_, err := c.conn.Write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
	return err
}

// cut breaks the line, or lets it fall silent, if this is the place.
func (c *smtpTalk) cut(at SMTPCut) bool {
	if c.f.Silent == at && at != CutNever {
		_, _ = c.r.Peek(64 << 10) // until the client leaves
		for {
			if _, err := c.r.Discard(1); err != nil {
				return true
			}
		}
	}
	return c.f.Cut == at
}

func (c *smtpTalk) run() {
	if c.cut(CutGreeting) || c.say("220 localhost ESMTP") != nil {
		return
	}
	for {
		line, err := c.line(512 + 64)
		if err != nil {
			return
		}
		if err := c.command(line); err != nil {
			return
		}
	}
}

// line reads one line and notes what is no line.
func (c *smtpTalk) line(limit int) (string, error) {
	line, err := c.r.ReadString('\n')
	if err != nil {
		return "", err
	}
	body, ok := strings.CutSuffix(line, "\r\n")
	if !ok || strings.ContainsAny(body, "\r\n\x00") {
		c.wrong("bare CR, LF or NUL in %.80q", line)
	}
	if len(line) > limit {
		c.wrong("a line of %d octets", len(line))
	}
	return body, nil
}

func (c *smtpTalk) command(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		return c.hello()
	case "STARTTLS":
		return c.startTLS()
	case "AUTH":
		return c.auth(rest)
	case "MAIL":
		return c.from(rest)
	case "RCPT":
		return c.to(rest)
	case "DATA":
		return c.data()
	case "RSET":
		c.mail = nil
		return c.say("250 2.0.0 reset")
	case "NOOP":
		return c.say("250 2.0.0 here")
	case "QUIT":
		_ = c.say("221 2.0.0 bye")
		return errCut
	}
	if line == "*" { // go-smtp aborts a sign-in that was refused already
		return c.say("501 5.5.2 no")
	}
	c.wrong("unknown command %.80q", line)
	return c.say("500 5.5.1 unknown")
}

func (c *smtpTalk) limit() int {
	if c.f.Size > 0 {
		return c.f.Size
	}
	return 50 << 20
}

func (c *smtpTalk) hello() error {
	lines := []string{"250-localhost", "250-8BITMIME", "250-ENHANCEDSTATUSCODES", "250-SIZE " + strconv.Itoa(c.limit())}
	if !c.secure && !c.f.NoStartTLS {
		lines = append(lines, "250-STARTTLS")
	}
	if c.f.LoginOnly {
		return c.say(append(lines, "250 AUTH LOGIN")...)
	}
	return c.say(append(lines, "250 AUTH PLAIN LOGIN")...)
}

func (c *smtpTalk) startTLS() error {
	if c.secure || c.f.NoStartTLS {
		return c.say("502 5.5.1 no")
	}
	if c.f.Inject {
		if err := c.say("220 2.0.0 go", "250-localhost", "250 AUTH PLAIN"); err != nil {
			return err
		}
	} else if err := c.say("220 2.0.0 go"); err != nil {
		return err
	}
	c.use(tls.Server(c.conn, c.s.tls()))
	c.secure = true
	return nil
}

func (c *smtpTalk) auth(rest string) error {
	c.s.mu.Lock()
	c.s.signIns++
	c.s.mu.Unlock()
	mech, first, has := strings.Cut(rest, " ")
	var user, password string
	switch strings.ToUpper(mech) {
	case "PLAIN":
		if !has {
			c.wrong("AUTH PLAIN without its words")
		}
		parts := strings.Split(decoded(first), "\x00")
		if len(parts) != 3 {
			return c.say("501 5.5.2 no")
		}
		user, password = parts[1], parts[2]
	case "LOGIN":
		for i, into := range []*string{&user, &password} {
			if err := c.say("334 " + base64.StdEncoding.EncodeToString([]byte([]string{"Username:", "Password:"}[i]))); err != nil {
				return err
			}
			line, err := c.line(12288)
			if err != nil {
				return err
			}
			*into = decoded(line)
		}
	default:
		return c.say("504 5.5.4 unknown mechanism")
	}
	switch {
	case c.f.Auth != "":
		return c.say(c.f.Auth)
	case user != c.s.User || password != c.s.Password:
		return c.say("535 5.7.8 authentication failed")
	}
	c.signed = true
	return c.say("235 2.7.0 welcome")
}

func decoded(s string) string {
	b, _ := base64.StdEncoding.DecodeString(s)
	return string(b)
}

// path reads "FROM:<a@b> PARAM…"; strictly: nothing but the parameters that were offered.
func (c *smtpTalk) path(rest, word string, params ...string) (string, bool) {
	in, ok := strings.CutPrefix(rest, word+":<")
	addr, tail, closed := strings.Cut(in, ">")
	if !ok || !closed || strings.ContainsAny(addr, " \t<") || strings.Count(addr, "@") != 1 {
		c.wrong("path %.80q", rest)
		return "", false
	}
	for _, p := range strings.Fields(tail) {
		key, _, _ := strings.Cut(p, "=")
		if !slices.Contains(params, key) {
			c.wrong("parameter %.80q", p)
		}
		c.eight = c.eight || p == "BODY=8BITMIME"
	}
	return addr, true
}

func (c *smtpTalk) from(rest string) error {
	c.eight = false
	addr, ok := c.path(rest, "FROM", "BODY", "SIZE")
	switch {
	case c.cut(CutMail):
		return errCut
	case !ok:
		return c.say("501 5.1.7 bad address")
	case !c.signed:
		return c.say("530 5.7.0 sign in first")
	case c.f.Mail != "":
		return c.say(c.f.Mail)
	}
	c.mail = &SentMail{From: addr}
	return c.say("250 2.1.0 ok")
}

func (c *smtpTalk) to(rest string) error {
	addr, ok := c.path(rest, "TO")
	switch {
	case c.cut(CutRcpt):
		return errCut
	case !ok || c.mail == nil:
		return c.say("501 5.1.3 bad address")
	case c.f.Rcpt[addr] != "":
		return c.say(c.f.Rcpt[addr])
	}
	c.mail.To = append(c.mail.To, addr)
	return c.say("250 2.1.5 ok")
}

func (c *smtpTalk) data() error {
	switch {
	case c.cut(CutData):
		return errCut
	case c.mail == nil || len(c.mail.To) == 0:
		c.wrong("DATA without a recipient")
		return c.say("503 5.5.1 no recipient")
	case c.f.Data != "":
		return c.say(c.f.Data)
	}
	if err := c.say("354 go on"); err != nil {
		return err
	}
	raw, err := c.body()
	if err != nil {
		return err
	}
	mail := *c.mail
	mail.Raw, c.mail = raw, nil
	switch {
	case c.cut(CutAtDot):
		return errCut
	case c.f.Dot != "":
		return c.say(c.f.Dot)
	case len(raw) > c.limit():
		return c.say("552 5.3.4 too large")
	}
	c.s.mu.Lock()
	c.s.sent = append(c.s.sent, mail)
	taken := c.s.taken
	c.s.mu.Unlock()
	if taken != nil {
		taken(mail)
	}
	if c.cut(CutTaken) {
		return errCut
	}
	if err := c.say("250 2.0.0 taken"); err != nil || c.cut(CutAfter250) {
		return errCut
	}
	return nil
}

func (c *smtpTalk) body() ([]byte, error) {
	var raw bytes.Buffer
	for {
		if c.f.Cut == CutBeforeDot || c.f.Silent == CutBeforeDot { // the line dies while the client still has the dot
			if b, err := c.r.Peek(3); err == nil && string(b) == ".\r\n" && c.cut(CutBeforeDot) {
				return nil, errCut
			}
		}
		line, err := c.line(1000)
		if err != nil {
			return nil, err
		}
		if line == "." {
			return raw.Bytes(), nil
		}
		for i := 0; i < len(line); i++ {
			if line[i] >= 0x80 && !c.eight {
				c.wrong("eight bits without BODY=8BITMIME in %.80q", line)
				break
			}
		}
		raw.WriteString(strings.TrimPrefix(line, ".") + "\r\n")
		if c.cut(CutInBody) {
			return nil, errCut
		}
	}
}

package mail

import "strings"

// mailbox is one address by the strict reader: the phrase before it as written, and the addr-spec without comments and
// folding white space, else byte for byte.
type mailbox struct{ phrase, addr string }

// strictMailboxes reads a mailbox-list (RFC 5322 §3.4, obs-mbox-list of §4.4): what From may hold.
func strictMailboxes(v string) ([]mailbox, bool) { return strictList(v, false) }

// strictAddresses reads an address-list, groups and their members included: what To may hold.
func strictAddresses(v string) ([]mailbox, bool) { return strictList(v, true) }

func strictList(v string, groups bool) ([]mailbox, bool) {
	p := &strict{s: v}
	var out []mailbox
	some := false
	for {
		if !p.cfws() {
			return nil, false
		}
		if p.end() {
			return out, some
		}
		if p.take(',') { // obs-mbox-list: empty elements
			continue
		}
		var ok bool
		if out, ok = p.address(out, groups); !ok {
			return nil, false
		}
		some = true
		if !p.cfws() {
			return nil, false
		}
		if !p.end() && !p.take(',') {
			return nil, false
		}
	}
}

// address reads one mailbox or, where groups may stand, a group and its members.
func (p *strict) address(out []mailbox, groups bool) ([]mailbox, bool) {
	start := p.i
	if addr, ok := p.addrSpec(); ok {
		return append(out, mailbox{addr: addr}), true
	}
	p.i = start
	phrase, ok := p.phrase()
	if !ok {
		return nil, false
	}
	switch {
	case p.peek() == '<':
		addr, ok := p.angle()
		return append(out, mailbox{phrase, addr}), ok
	case groups && phrase != "" && p.take(':'):
		return p.group(out)
	}
	return nil, false
}

// group reads the members up to ";" (§3.4, obs-group-list).
func (p *strict) group(out []mailbox) ([]mailbox, bool) {
	for {
		if !p.cfws() || p.end() {
			return nil, false
		}
		if p.take(';') {
			return out, true
		}
		if p.take(',') {
			continue
		}
		var ok bool
		if out, ok = p.address(out, false); !ok {
			return nil, false
		}
		if !p.cfws() || p.peek() != ',' && p.peek() != ';' {
			return nil, false
		}
	}
}

// phrase reads a display name, empty allowed before "<"; obs-phrase lets dots in after the first word.
func (p *strict) phrase() (string, bool) {
	start, last := p.i, p.i
	for {
		if !p.cfws() {
			return "", false
		}
		c := p.peek()
		switch {
		case c == '"' || isAtext(c):
			if !p.word() {
				return "", false
			}
		case c == '.' && last > start:
			p.i++
		default:
			return strings.Trim(p.s[start:last], " \t"), true
		}
		last = p.i
	}
}

// angle reads "<" [obs-route] addr-spec ">".
func (p *strict) angle() (string, bool) {
	p.i++
	if !p.cfws() || !p.route() {
		return "", false
	}
	addr, ok := p.addrSpec()
	return addr, ok && p.take('>')
}

// route skips obs-route (§4.4): "@a,@b:".
func (p *strict) route() bool {
	if p.peek() != '@' && p.peek() != ',' {
		return true
	}
	seen := false
	for {
		switch {
		case !p.cfws():
			return false
		case p.take(','):
		case p.take('@'):
			if _, ok := p.domain(); !ok {
				return false
			}
			seen = true
		case p.take(':'):
			return seen && p.cfws()
		default:
			return false
		}
	}
}

// addrSpec reads local-part "@" domain with the obsolete comments and white space around each word.
func (p *strict) addrSpec() (string, bool) {
	local, ok := p.dotted(true)
	if !ok || !p.take('@') {
		return "", false
	}
	domain, ok := p.domain()
	if !ok {
		return "", false
	}
	return local + "@" + domain, true
}

func (p *strict) domain() (string, bool) {
	if !p.cfws() {
		return "", false
	}
	if p.peek() != '[' {
		return p.dotted(false)
	}
	start := p.i
	if !p.domainLiteral() {
		return "", false
	}
	lit := p.s[start:p.i]
	return lit, p.cfws()
}

// dotted reads word *("." word), each with CFWS around it (obs-local-part, obs-domain; dot-atom is its plain case), and
// gives the words joined by dots. A domain's words are atoms.
func (p *strict) dotted(quotes bool) (string, bool) {
	var b []byte
	for {
		if !p.cfws() {
			return "", false
		}
		start := p.i
		if !quotes && p.peek() == '"' || !p.word() {
			return "", false
		}
		w := p.s[start:p.i]
		if !p.cfws() {
			return "", false
		}
		if b == nil && p.peek() != '.' {
			return w, true
		}
		b = append(b, w...)
		if !p.take('.') {
			return string(b), true
		}
		b = append(b, '.')
	}
}

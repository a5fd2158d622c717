package team

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/dial"
	"deskhand/internal/store"
)

// settingTLS lists the servers that have spoken TLS with this desk.
const settingTLS = "tls-servers"

// Required tells whether a server of a mailbox spoke TLS before; then nothing is said to it in clear, ever
// (security.md). It is forgotten with the last mailbox on that server. It implements [dial.Memory].
func (s *Service) Required(ctx context.Context, ep dial.Endpoint) (is bool, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		seen, err := core.Setting[[]string](tx, settingTLS)
		is = slices.Contains(seen, serverName(ep.Host, ep.Port))
		return err
	})
	return is, err
}

// Encrypted notes a good handshake with a server of a connected mailbox.
func (s *Service) Encrypted(ctx context.Context, ep dial.Endpoint) error {
	name := serverName(ep.Host, ep.Port)
	known := false
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		seen, err := core.Setting[[]string](tx, settingTLS)
		if known = slices.Contains(seen, name); known || err != nil {
			return err
		}
		servers, err := serversOf(tx)
		known = !slices.Contains(servers, name) // a form that is being tried: kept when its mailbox is
		return err
	})
	if err != nil || known {
		return err
	}
	return s.core.Store.Write(ctx, func(tx *store.Tx) error { return noteTLS(tx, name) })
}

// noteTLS adds servers to the list.
func noteTLS(tx *store.Tx, names ...string) error {
	seen, err := core.Setting[[]string](tx, settingTLS)
	if err != nil {
		return err
	}
	return setTLS(tx, append(seen, names...))
}

// forgetTLS drops the servers that no mailbox is on any more.
func forgetTLS(tx *store.Tx) error {
	seen, err := core.Setting[[]string](tx, settingTLS)
	if err != nil {
		return err
	}
	servers, err := serversOf(tx)
	if err != nil {
		return err
	}
	return setTLS(tx, slices.DeleteFunc(seen, func(n string) bool { return !slices.Contains(servers, n) }))
}

func setTLS(tx *store.Tx, names []string) error {
	slices.Sort(names)
	text, err := json.Marshal(slices.Compact(names))
	if err != nil {
		return fmt.Errorf("write the servers with TLS: %w", err)
	}
	return tx.SetSetting(settingTLS, string(text))
}

func serversOf(tx *store.Tx) (out []string, err error) {
	accounts, err := tx.Accounts()
	for _, a := range accounts {
		out = append(out, serverName(a.IMAP.Host, a.IMAP.Port), serverName(a.SMTP.Host, a.SMTP.Port))
	}
	return out, err
}

// encrypted are the servers of a mailbox that were just reached with TLS.
func (n NewAccount) encrypted() (out []string) {
	if n.IMAPSecurity != string(dial.SecurityNone) {
		out = append(out, serverName(n.IMAPHost, n.IMAPPort))
	}
	if n.SMTPHost != "" && n.SMTPSecurity != string(dial.SecurityNone) {
		out = append(out, serverName(n.SMTPHost, n.SMTPPort))
	}
	return out
}

// plainAllowed refuses a mailbox in clear on a server that spoke TLS; who signs in is refused by the line itself.
func (s *Service) plainAllowed(ctx context.Context, n NewAccount) error {
	a := n.account("")
	for _, ep := range []dial.Endpoint{a.IMAP, a.SMTP} {
		if ep.Host == "" || ep.Security != dial.SecurityNone {
			continue
		}
		if required, err := s.Required(ctx, ep); err != nil || required {
			if err == nil {
				err = dial.Downgraded(ep)
			}
			return fault.From(err)
		}
	}
	return nil
}

// serverName is a host, whatever its port: who spoke TLS on 993 is not asked in clear on 143. Behind this computer's own
// address live servers that have nothing to do with each other, so there the port is part of the name.
func serverName(host string, port int) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return dial.Endpoint{Host: host, Port: port}.Address()
	}
	return host
}

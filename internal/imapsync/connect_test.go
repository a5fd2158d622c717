package imapsync_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

func check(t *testing.T, a imapsync.Account, password string, o imapsync.Options) (imapsync.Report, error) {
	t.Helper()
	return imapsync.Check(t.Context(), a, password, o)
}

// wants asserts the kind of an error and that it says what to do.
func wants(t *testing.T, err, kind error) *imapsync.Error {
	t.Helper()
	var e *imapsync.Error
	if !errors.Is(err, kind) || !errors.As(err, &e) {
		t.Fatalf("err = %v, want %v", err, kind)
	}
	if e.Hint == "" || e.Server == "" {
		t.Errorf("no hint or server in %#v", e)
	}
	return e
}

func TestCheckByTLSAndStartTLS(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 4, testkit.Corpus{Seed: 40}.Mail)
		mail := testkit.StartSMTP(t)
		for _, sec := range []imapsync.Security{imapsync.SecurityTLS, imapsync.SecurityStartTLS} {
			a := r.account()
			a.SMTP = imapsync.Endpoint{Host: "127.0.0.1", Port: mail.Port, Security: sec, PinnedSHA256: mail.Cert.SHA256}
			a.IMAP.Security = sec
			if sec == imapsync.SecurityTLS {
				a.IMAP.Port, a.SMTP.Port = r.tlsPort, mail.TLSPort
			}
			rep, err := check(t, a, r.password, imapsync.Options{RootCAs: r.pool})
			if err != nil {
				t.Fatalf("%s: %v", sec, err)
			}
			if !rep.SMTP || rep.SMTPLimit != 50<<20 || rep.Messages != 4 || rep.TLS != "TLS 1.3" || rep.Fingerprint != r.pin {
				t.Errorf("%s: report %+v", sec, rep)
			}
			roles := map[imapsync.Role]string{}
			for _, f := range rep.Folders {
				roles[f.Role] = f.Name
			}
			if roles[imapsync.RoleInbox] != "INBOX" || roles[imapsync.RoleSent] != "Sent" {
				t.Errorf("%s: folders %+v", sec, rep.Folders)
			}
			// The engine itself goes the same way.
			sink := newSink()
			e, _ := engineFor(t, a, r.password, sink, imapsync.Options{RootCAs: r.pool})
			once(t, e)
			if sink.count("INBOX") != 4 {
				t.Errorf("%s: %d messages", sec, sink.count("INBOX"))
			}
		}
	})
}

func TestCertificates(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for _, sec := range []imapsync.Security{imapsync.SecurityTLS, imapsync.SecurityStartTLS} {
			a := r.account()
			a.IMAP.Security = sec
			if sec == imapsync.SecurityTLS {
				a.IMAP.Port = r.tlsPort
			}
			_, err := check(t, a, r.password, imapsync.Options{})
			e := wants(t, err, imapsync.ErrCertificate)
			if e.Fingerprint != r.pin || !strings.Contains(e.Hint, r.pin) {
				t.Errorf("%s: fingerprint %q, hint %q, want %s", sec, e.Fingerprint, e.Hint, r.pin)
			}
			a.IMAP.PinnedSHA256 = strings.ToUpper(r.pin[:2] + ":" + r.pin[2:])
			if _, err := check(t, a, r.password, imapsync.Options{}); err != nil {
				t.Errorf("%s: accepted certificate: %v", sec, err)
			}
			a.IMAP.PinnedSHA256 = strings.Repeat("ab", 32)
			_, err = check(t, a, r.password, imapsync.Options{RootCAs: r.pool})
			if e := wants(t, err, imapsync.ErrCertificate); e.Fingerprint != r.pin {
				t.Errorf("%s: another certificate than the accepted: %#v", sec, e)
			}
		}
	})
}

func TestWrongAndExpiredCertificates(t *testing.T) {
	for name, cert := range map[string]testkit.Cert{
		"another name": testkit.NewCert(t, time.Now().Add(time.Hour), "mail.elsewhere.example"),
		"expired":      testkit.NewCert(t, time.Now().Add(-time.Hour), "127.0.0.1"),
	} {
		port := serveTLS(t, cert)
		a := imapsync.Account{ID: "a", User: "u", IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: port, Security: imapsync.SecurityTLS}}
		_, err := check(t, a, "p", imapsync.Options{RootCAs: cert.Pool})
		e := wants(t, err, imapsync.ErrCertificate)
		if e.Fingerprint != cert.SHA256 || !strings.Contains(err.Error(), strings.Fields(name)[0]) {
			t.Errorf("%s: %v, %#v", name, err, e)
		}
	}
}

func TestUnreachable(t *testing.T) {
	for name, ep := range map[string]imapsync.Endpoint{
		"closed port":  {Host: "127.0.0.1", Port: testkit.FreePort(t), Security: imapsync.SecurityTLS},
		"unknown name": {Host: "imap.nowhere.invalid", Port: 993, Security: imapsync.SecurityTLS},
	} {
		_, err := check(t, imapsync.Account{ID: "a", User: "u", IMAP: ep}, "p", imapsync.Options{})
		e := wants(t, err, imapsync.ErrUnreachable)
		t.Logf("%s: %v — %s", name, e, e.Hint)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := imapsync.Account{ID: "a", User: "u", IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: 1, Security: imapsync.SecurityTLS}}
	if _, err := imapsync.Check(ctx, a, "p", imapsync.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled check: %v", err)
	}
}

// Without encryption nothing is said to anybody but this computer.
func TestPlainOnlyOnLoopback(t *testing.T) {
	addr := outwardAddress(t)
	ln, err := net.Listen("tcp", net.JoinHostPort(addr, "0"))
	if err != nil {
		t.Fatalf("listen on %s: %v", addr, err)
	}
	defer ln.Close()
	heard := make(chan int, 4)
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n"))
			n, _ := c.Read(make([]byte, 100))
			heard <- n
			c.Close()
		}
	}()
	ep := imapsync.Endpoint{Host: addr, Port: ln.Addr().(*net.TCPAddr).Port, Security: imapsync.SecurityNone}
	_, err = check(t, imapsync.Account{ID: "a", User: "u", IMAP: ep}, "p", imapsync.Options{})
	_ = wants(t, err, imapsync.ErrPlainRefused)
	if n := <-heard; n != 0 {
		t.Errorf("%d bytes were sent", n)
	}
}

// outwardAddress is an address of this computer that is not loopback.
func outwardAddress(t *testing.T) string {
	t.Helper()
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && ip.IP.To4() != nil {
			return ip.IP.String()
		}
	}
	return "0.0.0.0"
}

func TestSMTPSignIn(t *testing.T) {
	r := memoryRig(t)
	mail := testkit.StartSMTP(t)
	a := r.account()
	a.SMTP = imapsync.Endpoint{Host: "127.0.0.1", Port: mail.Port, Security: imapsync.SecurityNone}
	if rep, err := check(t, a, r.password, imapsync.Options{}); err != nil || !rep.SMTP {
		t.Errorf("plain on this computer: %+v, %v", rep, err)
	}
	a.SMTP.Security, a.SMTP.Port = imapsync.SecurityTLS, mail.TLSPort
	_, err := check(t, a, r.password, imapsync.Options{})
	if e := wants(t, err, imapsync.ErrCertificate); e.Fingerprint != mail.Cert.SHA256 {
		t.Errorf("fingerprint %q", e.Fingerprint)
	}
	a.SMTP.Security, a.SMTP.Port = imapsync.SecurityNone, testkit.FreePort(t)
	_, err = check(t, a, r.password, imapsync.Options{})
	_ = wants(t, err, imapsync.ErrUnreachable)
	if len(mail.Sent()) > 0 {
		t.Error("the check sent mail")
	}
}

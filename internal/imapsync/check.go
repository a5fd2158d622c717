package imapsync

import (
	"context"
	"crypto/tls"
	"fmt"

	"deskhand/internal/dial"
)

// Report is what Check found.
type Report struct {
	Folders      []FolderInfo // as the server lists them
	Messages     int          // in INBOX
	Capabilities []string     // of IMAP, sorted
	TLS          string       // version of the IMAP connection's TLS; empty: none
	Fingerprint  string       // hex SHA-256 of the IMAP server's certificate; empty: none
	SMTP         bool         // sign-in to SMTP worked; false: the account has none
	SMTPLimit    int64        // bytes of the largest mail SMTP takes; 0: it does not say
}

// Check signs in to IMAP and then to SMTP, looks at the folders and leaves. It changes nothing and sends nothing.
// The report holds what was found before an error.
func Check(ctx context.Context, a Account, password string, o Options) (Report, error) {
	if o.Timeout <= 0 {
		o.Timeout = dial.Timeout // somebody waits in front of a form
	}
	o = o.withDefaults()
	var r Report
	if err := checkIMAP(ctx, a, password, o, &r); err != nil {
		return r, err
	}
	if a.SMTP.Host == "" {
		return r, nil
	}
	var err error
	if r.SMTPLimit, err = signInSMTP(ctx, a, password, o); err != nil {
		return r, err
	}
	r.SMTP = true
	return r, nil
}

func checkIMAP(ctx context.Context, a Account, password string, o Options, r *Report) error {
	s, err := open(ctx, a, password, o)
	if err != nil {
		return err
	}
	defer s.close()
	if s.tls != nil {
		r.TLS = tls.VersionName(s.tls.Version)
		if len(s.tls.PeerCertificates) > 0 {
			r.Fingerprint = dial.Fingerprint(s.tls.PeerCertificates[0].Raw)
		}
	}
	r.Capabilities = s.has.all
	if r.Folders, err = s.folders(ctx); err != nil {
		return err
	}
	for i, f := range r.Folders {
		if f.Role != RoleInbox && f.Role != RoleSent {
			continue
		}
		sel, err := s.examine(ctx, f.Name)
		if err != nil {
			return fmt.Errorf("look into %s: %w", f.Name, err)
		}
		r.Folders[i].Messages = sel.exists
		if f.Role == RoleInbox {
			r.Messages = sel.exists
		}
	}
	return nil
}

package team

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/imapsync"
	"deskhand/internal/journal"
	"deskhand/internal/policy"
	"deskhand/internal/secret"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Settings of the desk itself; their names are stored.
const (
	SettingAgent    = "agent"     // whose desk it is
	SettingStart    = "start"     // Unix ms: older tickets are history
	SettingOpenFrom = "open-from" // Unix ms: unanswered mail from here on is open although older than the start
	SettingProblems = "problems"
	SettingStates   = "account-states"
	SettingWindow   = "window"
)

// defaultOpenDays is how far back unanswered mail counts as open (features.md, decisions).
const defaultOpenDays = 14

// NewAccount is a mailbox to connect.
type NewAccount struct {
	Email, User, Name, Agent         string
	Password                         string
	IMAPHost, SMTPHost               string
	IMAPPort, SMTPPort               int
	IMAPSecurity, SMTPSecurity       string // tls, starttls, none
	IMAPFingerprint, SMTPFingerprint string // of a certificate that the person accepted
	OpenDays                         int    // 0: 14
	Reach                            int    // days of mail that come whole, 0: all
	Offline                          bool   // store unchecked
}

// Account is a connected mailbox.
type Account struct {
	ID       string      `json:"id"`
	Email    string      `json:"email"`
	State    string      `json:"state"` // ok, syncing, offline, refused, new
	LastSync ticket.Time `json:"lastSync"`
	Reach    int         `json:"reach"`  // days of mail that come whole, 0: all
	Mirror   []string    `json:"mirror"` // what is told the server, sorted; empty: nothing is
	Outward  Outward     `json:"outward"`
	Folders  []Folder    `json:"folders"`
}

// Report is what signing in showed.
type Report struct {
	Email    string `json:"email"`
	Messages int    `json:"messages"` // in INBOX
	TLS      string `json:"tls"`
	SMTP     bool   `json:"smtp"`
	Text     string `json:"text"`
}

func passwordName(id string) string { return "password " + id }

func (n NewAccount) account(id string) imapsync.Account {
	return imapsync.Account{
		ID: id, Email: n.Email, User: n.User,
		IMAP: imapsync.Endpoint{Host: n.IMAPHost, Port: n.IMAPPort, Security: imapsync.Security(n.IMAPSecurity), PinnedSHA256: n.IMAPFingerprint},
		SMTP: imapsync.Endpoint{Host: n.SMTPHost, Port: n.SMTPPort, Security: imapsync.Security(n.SMTPSecurity), PinnedSHA256: n.SMTPFingerprint},
	}
}

// AddAccount signs in to IMAP and SMTP and then stores the account; --offline stores it unchecked. The first account
// makes the desk's start moment. A mailbox that is here already gets the new servers and password.
func (s *Service) AddAccount(ctx context.Context, n NewAccount) (Account, error) {
	n.Email = strings.TrimSpace(n.Email)
	agent, fresh, err := s.whoami(n.Agent, n.Name)
	if err != nil {
		return Account{}, err
	}
	if err := s.plainAllowed(ctx, n); err != nil {
		return Account{}, err
	}
	if !n.Offline {
		if _, err := s.engines.Check(ctx, n.account(""), n.Password); err != nil {
			return Account{}, fault.From(err)
		}
	}
	if fresh {
		if err := s.engines.Enlist(ctx, agent, n.Name); err != nil {
			return Account{}, fault.From(err)
		}
	}
	id, err := s.accountID(ctx, n.Email)
	if err != nil {
		return Account{}, err
	}
	vault, err := s.secrets(ctx)
	if err != nil {
		return Account{}, fault.From(err)
	}
	if err := vault.Set(ctx, passwordName(id), n.Password); err != nil {
		return Account{}, fault.From(fmt.Errorf("keep the password: %w", err))
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error { return s.store(tx, n, id, agent) })
	if err != nil {
		return Account{}, fault.From(err)
	}
	if err := s.engines.Engaged(ctx); err != nil {
		return Account{}, fault.From(err)
	}
	s.engines.Changed(ctx)
	return s.account(ctx, id)
}

func (s *Service) store(tx *store.Tx, n NewAccount, id, agent string) error {
	now := s.core.Now()
	a := store.Account{
		ID: id, Email: n.Email, Login: n.User, DisplayName: n.Name, AddedAt: ticket.TimeOf(now), Reach: n.Reach,
		IMAP: store.Endpoint{Host: n.IMAPHost, Port: n.IMAPPort, Security: n.IMAPSecurity, Pin: n.IMAPFingerprint},
		SMTP: store.Endpoint{Host: n.SMTPHost, Port: n.SMTPPort, Security: n.SMTPSecurity, Pin: n.SMTPFingerprint},
	}
	if err := tx.PutAccount(a); err != nil {
		return err
	}
	if n.Reach != 0 { // one that is here already keeps its own unless another is named
		if err := tx.SetReach(id, n.Reach); err != nil {
			return err
		}
	}
	if !n.Offline {
		if err := noteTLS(tx, n.encrypted()...); err != nil {
			return err
		}
	}
	if err := tx.SetSetting(SettingAgent, agent); err != nil {
		return err
	}
	if _, ok, err := tx.Setting(SettingStart); ok || err != nil {
		return err
	}
	days := n.OpenDays
	if days <= 0 {
		days = defaultOpenDays
	}
	if err := tx.SetSetting(SettingStart, strconv.FormatInt(now.UnixMilli(), 10)); err != nil {
		return err
	}
	return tx.SetSetting(SettingOpenFrom, strconv.FormatInt(now.Add(-time.Duration(days)*24*time.Hour).UnixMilli(), 10))
}

// whoami checks the agent; one agent a desk. Who is not in policy yet and says a name is fresh: a new member.
func (s *Service) whoami(typed, name string) (agent string, fresh bool, err error) {
	have := s.core.Agent()
	refuse := func(hint, format string, args ...any) (string, bool, error) {
		e := fault.Newf(fault.Usage, hint, format, args...)
		e.Field = "agent"
		return "", false, e
	}
	if typed == "" {
		if have == "" {
			return refuse("Name yourself: --agent ID, one of "+strings.Join(s.memberIDs(), ", ")+", or a new one with --name.", "This desk does not know yet who works here.")
		}
		return have, false, nil
	}
	agent, err = s.core.Policy().ResolveMember(typed)
	var unknown *policy.ResolveError
	switch {
	case errors.As(err, &unknown) && strings.TrimSpace(name) != "" && !unknown.Ambiguous && have == "":
		return strings.ToLower(strings.TrimSpace(typed)), true, nil
	case errors.As(err, &unknown):
		return refuse("Say your name too (--name) to join the team, or be one of "+strings.Join(s.memberIDs(), ", ")+".", "policy.yaml knows no member %q.", typed)
	case err != nil:
		return "", false, fault.From(err)
	case have != "" && have != agent:
		return "", false, fault.Newf(fault.Refused, "One agent a desk: use another folder with --data.", "This desk is %s's.", s.core.Policy().OwnerLabel(have))
	}
	return agent, false, nil
}

func (s *Service) memberIDs() []string {
	var out []string
	for _, m := range s.core.Policy().Members() {
		out = append(out, m.ID)
	}
	return out
}

// accountID is that of a mailbox already here, or a new one.
func (s *Service) accountID(ctx context.Context, email string) (string, error) {
	id := strings.ToLower(journal.Base32([]byte(ticket.NewOpID())[:5]))
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		for _, a := range accounts {
			if strings.EqualFold(a.Email, email) {
				id = a.ID
			}
		}
		return err
	})
	return id, err
}

// Accounts lists the connected mailboxes.
func (s *Service) Accounts(ctx context.Context) ([]Account, error) {
	out := []Account{}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		folders, err := tx.Folders()
		if err != nil {
			return err
		}
		states, err := core.Setting[map[string]string](tx, SettingStates)
		if err != nil {
			return err
		}
		mirrors, err := tx.Mirrors()
		if err != nil {
			return err
		}
		outward, err := tx.MirrorCounts()
		if err != nil {
			return err
		}
		for _, a := range accounts {
			v := Account{ID: a.ID, Email: a.Email, State: "new", LastSync: a.SyncedAt, Reach: a.Reach, Folders: []Folder{}, Mirror: ticket.OrEmpty(mirrors[a.ID])}
			if a.SyncedAt != 0 {
				v.State = "ok"
			}
			// "syncing" of a process that was stopped or killed meanwhile is no longer so.
			if st := states[a.ID]; st != "" && (st != "syncing" || s.engines.Running()) {
				v.State = st
			}
			v.Outward = Outward(outward[a.ID])
			for _, f := range folders {
				if f.Account == a.ID {
					v.Folders = append(v.Folders, folderOf(f))
				}
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

func (s *Service) account(ctx context.Context, id string) (Account, error) {
	all, err := s.Accounts(ctx)
	if err != nil {
		return Account{}, err
	}
	for _, a := range all {
		if a.ID == id {
			return a, nil
		}
	}
	return Account{}, noAccount(id)
}

// Stored finds an account's sign-in and its password.
func (s *Service) Stored(ctx context.Context, id string) (imapsync.Account, string, error) {
	var found store.Account
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = stored(tx, id)
		return err
	})
	if err != nil {
		return imapsync.Account{}, "", err
	}
	vault, err := s.secrets(ctx)
	if err != nil {
		return SignIn(found), "", err
	}
	password, err := vault.Get(ctx, passwordName(id))
	if errors.Is(err, secret.ErrNotFound) {
		return SignIn(found), "", fault.Newf(fault.SignIn, "Enter it again: Settings, or `deskhand account add`.", "The password of %s is not on this laptop.", found.Email)
	}
	return SignIn(found), password, err
}

// SignIn is a stored account as the engine takes it.
func SignIn(a store.Account) imapsync.Account {
	end := func(e store.Endpoint) imapsync.Endpoint {
		return imapsync.Endpoint{Host: e.Host, Port: e.Port, Security: imapsync.Security(e.Security), PinnedSHA256: e.Pin}
	}
	return imapsync.Account{ID: a.ID, Email: a.Email, User: a.Login, IMAP: end(a.IMAP), SMTP: end(a.SMTP), Reach: a.Reach}
}

// TestAccount signs in once more and says what it found.
func (s *Service) TestAccount(ctx context.Context, id string) (Report, error) {
	a, password, err := s.Stored(ctx, id)
	if err != nil {
		return Report{}, fault.From(err)
	}
	return s.test(ctx, a, password)
}

func (s *Service) test(ctx context.Context, a imapsync.Account, password string) (Report, error) {
	r, err := s.engines.Check(ctx, a, password)
	if err != nil {
		return Report{}, fault.From(err)
	}
	out := Report{Email: a.Email, Messages: r.Messages, TLS: r.TLS, SMTP: r.SMTP}
	how := "over " + r.TLS
	if r.TLS == "" {
		how = "without encryption, on this machine"
	}
	out.Text = fmt.Sprintf("Signed in to %s %s: %d messages in the inbox, %d folders.", a.IMAP.Address(), how, r.Messages, len(r.Folders))
	if r.SMTP {
		out.Text += " Sending is set up too."
	}
	return out, nil
}

// EnterPassword signs in with a new password and keeps it.
func (s *Service) EnterPassword(ctx context.Context, id, password string) (Report, error) {
	a, _, err := s.Stored(ctx, id)
	if err != nil && fault.From(err).Code != fault.SignIn {
		return Report{}, fault.From(err)
	}
	r, err := s.test(ctx, a, password)
	if err != nil {
		return r, err
	}
	vault, err := s.secrets(ctx)
	if err == nil {
		err = vault.Set(ctx, passwordName(id), password)
	}
	if err != nil {
		return r, fault.From(fmt.Errorf("keep the password: %w", err))
	}
	s.engines.Changed(ctx)
	return r, nil
}

// Unlock opens the secrets with the passphrase that is at hand now, and has the engines begin anew. The error's Field is
// passphrase where it is wrong or none.
func (s *Service) Unlock(ctx context.Context) error {
	vault, err := s.secrets(ctx)
	if err == nil { // a sealed file that came later opens at its first use
		_, err = vault.Get(ctx, passwordName(""))
	}
	if err != nil && !errors.Is(err, secret.ErrNotFound) && !errors.Is(err, secret.ErrTimeout) {
		return fault.From(fmt.Errorf("unlock the passwords: %w", err))
	}
	s.engines.Changed(ctx)
	return nil
}

// RemoveAccount forgets a mailbox's sign-in and password. Its mail and tickets stay.
func (s *Service) RemoveAccount(ctx context.Context, id string) error {
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		if err := nothingWaits(tx, id); err != nil {
			return err
		}
		if err := tx.RemoveAccount(id); err != nil {
			return err
		}
		return forgetTLS(tx)
	})
	if err != nil {
		return fault.From(err)
	}
	s.engines.Changed(ctx)
	vault, err := s.secrets(ctx)
	if err != nil {
		return nil //nolint:nilerr // no keyring, no passphrase: then there is no password to forget either
	}
	if err := vault.Delete(ctx, passwordName(id)); err != nil && !errors.Is(err, secret.ErrNotFound) {
		return fault.From(fmt.Errorf("forget the password: %w", err))
	}
	return nil
}

// nothingWaits refuses to take away the way on which a mail is to leave.
func nothingWaits(tx *store.Tx, account string) error {
	mails, err := tx.OpenMails()
	if err != nil {
		return err
	}
	n := 0
	for _, m := range mails {
		if m.Account == account {
			n++
		}
	}
	switch n {
	case 0:
		return nil
	case 1:
		return fault.New(fault.Refused, "A mail of this mailbox stands in the outbox.", "Send it or take it back first. `deskhand outbox list` shows it.")
	}
	return fault.Newf(fault.Refused, "Send them or take them back first. `deskhand outbox list` shows them.", "%d mails of this mailbox stand in the outbox.", n)
}

// Servers are where an address's mail seems to be.
type Servers struct {
	IMAPHost, SMTPHost         string
	IMAPPort, SMTPPort         int
	IMAPSecurity, SMTPSecurity string
	How                        string // "found by …", "guessed"
}

// Discover finds the servers of an address; no password goes anywhere.
func (s *Service) Discover(ctx context.Context, email string) (Servers, error) {
	if _, domain, ok := strings.Cut(email, "@"); !ok || domain == "" {
		return Servers{}, fault.Newf(fault.Usage, "Such as support@kestrel.example.", "%q is no e-mail address.", email)
	}
	f, how := s.engines.Discover(ctx, email)
	return Servers{f.IMAP.Host, f.SMTP.Host, f.IMAP.Port, f.SMTP.Port, string(f.IMAP.Security), string(f.SMTP.Security), how}, nil
}

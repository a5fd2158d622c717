package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
)

func (sh *shell) accountCommand() *cobra.Command {
	return family("account", "Connect the team mailbox",
		"  deskhand account add --email support@kestrel.example --agent asha\n  deskhand account test support@kestrel.example",
		sh.accountAddCommand(), sh.accountListCommand(), sh.accountTestCommand(), sh.accountSetCommand(), sh.accountFoldersCommand(),
		sh.accountSurveyCommand(), sh.accountVanishedCommand(), sh.accountRemoveCommand())
}

// addFlags are those of account add.
type addFlags struct {
	email, user, agent, name string
	imap, smtp               string
	imapSecurity             string
	smtpSecurity             string
	imapPrint, smtpPrint     string
	passwordStdin, offline   bool
	reach                    string
}

func (sh *shell) accountAddCommand() *cobra.Command {
	var f addFlags
	c := &cobra.Command{
		Use:   "add --email A",
		Short: "Sign in to a mailbox and keep it",
		Long: "Signs in to IMAP and SMTP and keeps the account only if both let us in; --offline keeps it unchecked.\n" +
			"Servers that are not given are looked for. Deskhand only reads it: nothing is written to the\n" +
			"server but the copy of what you send, until account set --mirror says so.\n" +
			"The password is asked for, or read from standard input; it goes to the keyring or the sealed file.\n" +
			"Nothing is fetched yet: account survey says what each reach would take, account set --reach chooses one.\n" +
			"Done again for a mailbox that is here, it takes a new password, server or certificate; mail and settings stay.",
		Example: "  deskhand account add --email support@kestrel.example --agent asha --name 'Asha'\n" +
			"  pass show kestrel | deskhand account add --email support@kestrel.example \\\n" +
			"    --imap mail.kestrel.example:993 --smtp mail.kestrel.example:465 \\\n    --reach 12m --password-stdin",
		Args: between(0, 0),
	}
	fl := c.Flags()
	fl.StringVar(&f.email, "email", "", "the mailbox's `address`")
	fl.StringVar(&f.imap, "imap", "", "IMAP server as `HOST:PORT` (default: found by the address)")
	fl.StringVar(&f.smtp, "smtp", "", "SMTP server as `HOST:PORT` (default: found by the address)")
	fl.StringVar(&f.imapSecurity, "imap-security", "", "`tls`, starttls or none (none on this machine only); default: tls at port 993, else starttls")
	fl.StringVar(&f.smtpSecurity, "smtp-security", "", "`tls`, starttls or none (none on this machine only); default: tls at port 465, else starttls")
	fl.StringVar(&f.imapPrint, "imap-fingerprint", "", "accept this certificate of the IMAP server: its `SHA-256`")
	fl.StringVar(&f.smtpPrint, "smtp-fingerprint", "", "accept this certificate of the SMTP server: its `SHA-256`")
	fl.StringVar(&f.user, "user", "", "sign-in `name` (default: the address)")
	fl.BoolVar(&f.passwordStdin, "password-stdin", false, "read the password from standard input")
	fl.StringVar(&f.agent, "agent", "", "who I am: an `id` of policy.yaml; needed once a desk")
	fl.StringVar(&f.name, "name", "", "my shown `name`")
	fl.StringVar(&f.reach, "reach", "all", reachHelp)
	fl.BoolVar(&f.offline, "offline", false, "keep it without signing in")
	c.RunE = sh.making(func(ctx context.Context, s *seat, _ []string) error {
		n, err := sh.newAccount(ctx, s, f)
		if err != nil {
			return err
		}
		if !f.offline {
			sh.trying(n.IMAPHost, n.IMAPPort)
		}
		a, err := s.desk.Team.AddAccount(ctx, n)
		if err != nil {
			return howToAccept(err)
		}
		if s.json {
			s.object(a)
			return nil
		}
		how := "signed in to IMAP and SMTP"
		if f.offline {
			how = "kept unchecked"
		}
		writes := "Deskhand only reads it; nothing is written to the server but the copy of what you send, until you switch more on (account set --mirror)."
		if len(a.Mirror) > 0 { // it was here before
			writes = "Its mail and settings stay. The server is told: " + strings.Join(a.Mirror, ", ") + "."
		}
		s.prose("", strong(a.Email), say("  "+how+". "+writes))
		from, name, err := s.desk.Compose.Sender(ctx, a.Email)
		if err != nil {
			return err
		}
		s.prose("", say("Customers read “"+cleanLine(from)+"” and “"+cleanLine(name)+"”: both names stand in "+filepath.Join(s.desk.Dir(), "policy.yaml")+"."))
		s.prose("", faint("Fetch its mail: deskhand sync. What each reach takes here: deskhand account survey "+a.Email))
		return nil
	})
	return c
}

// howToAccept names the flags that accept a certificate which nobody vouches for.
func howToAccept(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	told := *f
	told.Hint = strings.Replace(f.Hint, "accept it for this account", "accept it with --imap-fingerprint or --smtp-fingerprint", 1)
	return &told
}

// newAccount checks the flags before anything is asked or touched, then finds what is missing.
func (sh *shell) newAccount(ctx context.Context, s *seat, f addFlags) (team.NewAccount, error) {
	n := team.NewAccount{
		Email: f.email, User: f.user, Agent: f.agent, Name: f.name, Offline: f.offline, IMAPFingerprint: f.imapPrint, SMTPFingerprint: f.smtpPrint,
	}
	if !strings.Contains(f.email, "@") {
		return n, usage("deskhand account add --email support@kestrel.example --agent asha", "account add needs --email with the mailbox's address")
	}
	var err error
	if n.Reach, err = parseReach(f.reach); err != nil {
		return n, err
	}
	if n.IMAPHost, n.IMAPPort, err = hostPort("--imap", f.imap); err != nil {
		return n, err
	}
	if n.SMTPHost, n.SMTPPort, err = hostPort("--smtp", f.smtp); err != nil {
		return n, err
	}
	if n.IMAPSecurity, err = securityID("--imap-security", f.imapSecurity, n.IMAPPort, 993); err != nil {
		return n, err
	}
	if n.SMTPSecurity, err = securityID("--smtp-security", f.smtpSecurity, n.SMTPPort, 465); err != nil {
		return n, err
	}
	for flag, typed := range map[string]string{"--imap-fingerprint": f.imapPrint, "--smtp-fingerprint": f.smtpPrint} {
		if hex := strings.NewReplacer(":", "", " ", "").Replace(typed); hex != "" && (len(hex) != 64 || strings.Trim(strings.ToLower(hex), "0123456789abcdef") != "") {
			return n, usage(flag+" wants the 64 hexadecimal digits that a refused sign-in prints.", "%q is no SHA-256 fingerprint", typed)
		}
	}
	if f.agent == "" && s.info.Agent == "" {
		return n, usage("--agent ID: an id of policy.yaml, such as asha.", "this desk does not know yet who works here")
	}
	if err := s.sameServers(ctx, &n, f); err != nil {
		return n, err
	}
	if n.IMAPHost == "" || n.SMTPHost == "" {
		if err := discover(ctx, s, &n); err != nil {
			return n, err
		}
	}
	n.Password, err = sh.readPassword(f.passwordStdin, "Password of "+f.email+":")
	return n, err
}

// sameServers fills in those of a mailbox that is here already: only its password is another.
func (s *seat) sameServers(ctx context.Context, n *team.NewAccount, f addFlags) error {
	list, err := s.desk.Team.Accounts(ctx)
	at := slices.IndexFunc(list, func(a team.Account) bool { return strings.EqualFold(a.Email, n.Email) })
	if err != nil || at < 0 {
		return err
	}
	stored, _, err := s.desk.Team.Stored(ctx, list[at].ID)
	if err != nil {
		return err
	}
	n.User = cmp.Or(n.User, stored.User)
	if f.imap == "" && f.imapSecurity == "" {
		n.IMAPHost, n.IMAPPort, n.IMAPSecurity = stored.IMAP.Host, stored.IMAP.Port, string(stored.IMAP.Security)
		n.IMAPFingerprint = cmp.Or(n.IMAPFingerprint, stored.IMAP.PinnedSHA256)
	}
	if f.smtp == "" && f.smtpSecurity == "" {
		n.SMTPHost, n.SMTPPort, n.SMTPSecurity = stored.SMTP.Host, stored.SMTP.Port, string(stored.SMTP.Security)
		n.SMTPFingerprint = cmp.Or(n.SMTPFingerprint, stored.SMTP.PinnedSHA256)
	}
	return nil
}

// discover fills in the servers that were not given.
func discover(ctx context.Context, s *seat, n *team.NewAccount) error {
	found, err := s.desk.Team.Discover(ctx, n.Email)
	if err != nil {
		return err
	}
	if n.IMAPHost == "" {
		n.IMAPHost, n.IMAPPort, n.IMAPSecurity = found.IMAPHost, found.IMAPPort, found.IMAPSecurity
	}
	if n.SMTPHost == "" {
		n.SMTPHost, n.SMTPPort, n.SMTPSecurity = found.SMTPHost, found.SMTPPort, found.SMTPSecurity
	}
	if !s.json {
		s.line(faint(fmt.Sprintf("%s:%d and %s:%d, %s", n.IMAPHost, n.IMAPPort, n.SMTPHost, n.SMTPPort, found.How)))
	}
	return nil
}

// trying says on a terminal where the sign-in goes: it may take as long as the server is patient.
func (sh *shell) trying(host string, port int) {
	if sh.errTTY && !sh.json {
		sh.stderr().line(faint("Trying " + net.JoinHostPort(host, strconv.Itoa(port)) + " …"))
	}
}

func hostPort(flag, value string) (string, int, error) {
	if value == "" {
		return "", 0, nil
	}
	host, port, err := net.SplitHostPort(value)
	n, convErr := strconv.Atoi(port)
	if err != nil || convErr != nil || host == "" || n < 1 || n > 65535 {
		return "", 0, usage(flag+" mail.kestrel.example:993", "%s %q: write HOST:PORT", flag, value)
	}
	return host, n, nil
}

// securityID: the port says it where the person does not.
func securityID(flag, typed string, port, tlsPort int) (string, error) {
	if typed == "" {
		if port == 0 || port == tlsPort {
			return "tls", nil
		}
		return "starttls", nil
	}
	ids := []string{"tls", "starttls", "none"}
	return pick(flag, typed, ids)
}

func (sh *shell) accountListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the mailboxes of this desk",
		Example: "  deskhand account list --json | jq -r .email",
		Args:    between(0, 0),
		RunE: sh.at(func(ctx context.Context, s *seat, _ []string) error {
			list, err := s.desk.Team.Accounts(ctx)
			if err != nil {
				return err
			}
			s.accounts(list)
			return nil
		}),
	}
}

func (s *seat) accounts(list []team.Account) {
	if len(list) == 0 {
		s.nothing("No mailbox is connected.")
	}
	var rows [][]span
	for _, a := range list {
		if s.json {
			s.object(a)
			continue
		}
		messages := 0
		for _, f := range a.Folders {
			if f.Followed {
				messages += f.Messages
			}
		}
		state := say(string(a.State))
		if a.State != "ok" && a.State != "syncing" {
			state.style = yellow
		}
		rows = append(rows, []span{strong(a.Email), state, say(count(messages, "message")), faint("last sync " + s.ago(a.LastSync))})
	}
	s.table([]column{{title: "MAILBOX", flex: 16}, {title: "STATE"}, {title: "MAIL", drop: 1}, {drop: 2}}, rows)
}

// accountNamed finds an account by its address, its id or a unique beginning.
func (s *seat) accountNamed(ctx context.Context, typed string) (team.Account, error) {
	list, err := s.desk.Team.Accounts(ctx)
	if err != nil {
		return team.Account{}, err
	}
	return chooseAccount(list, typed)
}

// onAccount runs a command on the account that its one argument names.
func (sh *shell) onAccount(run func(ctx context.Context, s *seat, a team.Account) error) func(*cobra.Command, []string) error {
	return sh.at(func(ctx context.Context, s *seat, args []string) error {
		a, err := s.accountNamed(ctx, args[0])
		if err != nil {
			return err
		}
		return run(ctx, s, a)
	})
}

// tryingServer says where the sign-in of a known account goes.
func (sh *shell) tryingServer(ctx context.Context, s *seat, a team.Account) {
	if stored, _, err := s.desk.Team.Stored(ctx, a.ID); err == nil {
		sh.trying(stored.IMAP.Host, stored.IMAP.Port)
	}
}

func (sh *shell) accountTestCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "test ACCOUNT",
		Short:   "Sign in once more and say what the server answers",
		Example: "  deskhand account test support@kestrel.example",
		Args:    between(1, 1),
		RunE: sh.onAccount(func(ctx context.Context, s *seat, a team.Account) error {
			sh.tryingServer(ctx, s, a)
			r, err := s.desk.Team.TestAccount(ctx, a.ID)
			if err != nil {
				return err
			}
			if s.json {
				s.object(r)
				return nil
			}
			s.text("", r.Text, plain)
			return nil
		}),
	}
}

func (sh *shell) accountRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "remove ACCOUNT",
		Short:   "Forget a mailbox's sign-in; its tickets stay",
		Example: "  deskhand account remove support@kestrel.example",
		Args:    between(1, 1),
		RunE: sh.onAccount(func(ctx context.Context, s *seat, a team.Account) error {
			if err := s.desk.Team.RemoveAccount(ctx, a.ID); err != nil {
				return err
			}
			if s.json {
				s.object(a)
				return nil
			}
			s.line(strong(a.Email), say("  is no longer connected. Its tickets stay on this desk."))
			return nil
		}),
	}
}

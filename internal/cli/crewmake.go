package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
)

func (sh *shell) crewCreateCommand() *cobra.Command {
	encrypt, sheet, folder := false, "", ""
	c := &cobra.Command{
		Use:   "create NAME",
		Short: "Begin a team on this desk",
		Long: "Everything done on this desk so far becomes the team's first part, and its start moment the team's.\n" +
			"It prints the recovery sheet, once: with it and the mailbox's password a new laptop becomes an admin's. Print it, lock it\n" +
			"away. --sheet writes it into a file instead.\n" +
			"Notes lie in the mailbox as readable as the mail itself; --encrypt seals them for the team. Then a lost secret is lost\n" +
			"notes, and no other program will read them in twenty years.",
		Example: "  deskhand team create 'Kestrel Support'\n  deskhand team create 'Kestrel Support' --sheet /media/stick/kestrel.txt",
		Args:    between(1, 1),
	}
	c.Flags().BoolVar(&encrypt, "encrypt", false, "seal what travels for the team alone")
	c.Flags().StringVar(&sheet, "sheet", "", "write the recovery sheet into a new `FILE`")
	c.Flags().StringVar(&folder, "folder", "", "let it travel by this shared `FOLDER`, not by the mailbox")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		if err := freshFile(sheet); err != nil {
			return err
		}
		o := membership.CreateOptions{Encrypt: encrypt}
		if folder != "" {
			o.Transport = membership.Transport{Kind: membership.KindDir, Folder: folder}
		}
		made, err := s.desk.Membership.Create(ctx, args[0], o)
		if err != nil {
			return err
		}
		cerr := s.desk.Membership.Carry(ctx)
		if err := s.keepSheet(sheet, &made.Sheet); err != nil {
			return err
		}
		if s.json {
			s.object(made)
			return nil
		}
		s.prose("", strong(made.Name), say("  begins on this laptop. Invite the others: deskhand team invite AGENT"))
		if cerr != nil {
			s.remark("Nothing was put into the mailbox yet: " + fault.From(cerr).Message + " It follows with the next sync.")
		}
		s.sheet(made.Sheet, sheet)
		return nil
	})
	return c
}

// freshFile refuses a file that is there: nothing is written over.
func freshFile(name string) error {
	if name == "" {
		return nil
	}
	if _, err := os.Lstat(name); err == nil {
		return fault.Newf(fault.Refused, "Name a file that is not there yet.", "There is a file %s already.", name)
	}
	return nil
}

// keepSheet writes a sheet into a file; then it stands nowhere else.
func (s *seat) keepSheet(name string, sheet *membership.Sheet) error {
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = f.WriteString(sheet.Text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		s.text("", sheet.Text, plain) // it exists only once
		return fileFault(name, err)
	}
	sheet.Text, sheet.Lines = "", nil
	return nil
}

func (s *seat) sheet(sheet membership.Sheet, file string) {
	if s.json {
		s.object(sheet)
		return
	}
	if file != "" {
		s.prose("", say("The recovery sheet is in "+file+". Print it, lock it away, delete the file."))
		return
	}
	s.blank()
	s.text("", sheet.Text, plain)
}

func (sh *shell) crewInviteCommand() *cobra.Command {
	name := ""
	c := &cobra.Command{
		Use:   "invite AGENT",
		Short: "Let an agent join, on one laptop, within 48 hours",
		Long: "Prints one line to send to them. It says where the mailbox is and opens what lies there for them, once; the mailbox's\n" +
			"password is not in it. Afterwards both screens show six digits: compare them, then deskhand team confirm DEVICE.\n" +
			"An agent who has a laptop in the team gets one for another laptop.",
		Example: "  deskhand team invite lena\n  deskhand team invite mira --name 'Mira Okafor'",
		Args:    between(1, 1),
	}
	c.Flags().StringVar(&name, "name", "", "the shown `name` of somebody new")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		i, err := s.desk.Membership.Invite(ctx, args[0], name)
		if err != nil {
			return err
		}
		cerr := s.desk.Membership.Carry(ctx) // who joins needs what is here
		if s.json {
			s.object(i)
			return cerr
		}
		s.errs.prose("", say("For "+i.Name+", on one laptop, until "+s.until(i.Expires)+":"))
		s.code(i.Code)
		s.errs.text("", "They type: deskhand team join CODE, or paste it into the window's first page.", dim)
		return cerr
	})
	return c
}

func (sh *shell) crewWithdrawCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "withdraw INVITATION",
		Short:   "Take an invitation back",
		Long:    "Its code opens nothing any more. The invitation is named by its id or by its agent; deskhand team lists them.",
		Example: "  deskhand team withdraw lena",
		Args:    between(1, 1),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			if err := s.desk.Membership.Withdraw(ctx, args[0]); err != nil {
				return err
			}
			if !s.json {
				s.prose("", strong(args[0]), say("  is no longer invited."))
			}
			return nil
		}),
	}
}

// joinFlags are those of join and recover.
type joinFlags struct {
	passwordStdin        bool
	folder, machine      string
	imapPrint, smtpPrint string
	agent, name          string
}

func (f *joinFlags) on(c *cobra.Command) {
	fl := c.Flags()
	fl.BoolVar(&f.passwordStdin, "password-stdin", false, "read the mailbox's password from standard input")
	fl.StringVar(&f.folder, "folder", "", "where this laptop sees the shared `FOLDER`, if not where the other one does")
	fl.StringVar(&f.machine, "machine", "", "how this laptop is shown: a `name` (default: its own)")
	fl.StringVar(&f.imapPrint, "imap-fingerprint", "", "accept this certificate of the IMAP server: its `SHA-256`")
	fl.StringVar(&f.smtpPrint, "smtp-fingerprint", "", "accept this certificate of the SMTP server: its `SHA-256`")
}

// options asks for the password where one is wanted.
func (sh *shell) joining(ctx context.Context, s *seat, f joinFlags, kind, address string) (membership.JoinOptions, error) {
	o := membership.JoinOptions{Folder: f.folder, Machine: f.machine, IMAPFingerprint: f.imapPrint, SMTPFingerprint: f.smtpPrint}
	g := sh.progress()
	o.Step = func(words string) { g.show("%s …", words) }
	list, err := s.desk.Team.Accounts(ctx)
	if err != nil {
		return o, err
	}
	here := slices.ContainsFunc(list, func(a team.Account) bool { return strings.EqualFold(a.Email, address) })
	if !here && (kind == membership.KindIMAP || f.passwordStdin) {
		o.Password, err = sh.readPassword(f.passwordStdin, "Password of "+cmp.Or(address, "the mailbox")+":")
	}
	return o, err
}

func (sh *shell) crewJoinCommand() *cobra.Command {
	var f joinFlags
	c := &cobra.Command{
		Use:   "join CODE",
		Short: "Join a team with an invitation",
		Long: "Does everything in one go: signs in to the mailbox that the code names, opens the invitation, takes in what the team has,\n" +
			"and asks to be confirmed. The mailbox's password is asked for, or read from standard input.\n" +
			"What was done on this desk alone before comes along; its policy.yaml is kept beside, and the team's comes into force.",
		Example: "  deskhand team join CODE\n  pass show kestrel | deskhand team join CODE --password-stdin",
		Args:    between(1, 1),
	}
	f.on(c)
	c.RunE = sh.making(func(ctx context.Context, s *seat, args []string) error {
		about, err := membership.PreviewOf(args[0])
		if err != nil {
			return err
		}
		o, err := sh.joining(ctx, s, f, about.Kind, about.Address)
		if err != nil {
			return err
		}
		joined, err := s.desk.Membership.Join(ctx, args[0], o)
		if err != nil {
			return howToAccept(err)
		}
		s.joined(joined)
		return nil
	})
	return c
}

func (s *seat) joined(j membership.Joined) {
	if s.json {
		s.object(j)
		return
	}
	s.prose("", strong(j.Name), say(fmt.Sprintf("  This laptop is %s's, and has taken in %s.", s.personOr(j.Agent), count(j.Ops, "change"))))
	if j.Later != "" {
		s.remark("Nothing was carried yet: " + j.Later + " It follows with the next sync.")
	}
	if !j.Confirmed {
		s.prose("", say("Read these six digits to an admin, who compares and confirms: "), strong(j.Digits))
	}
	if j.Account == "" {
		s.prose("", faint("Connect the mailbox: deskhand account add --email ADDRESS"))
		return
	}
	s.prose("", faint("Fetch its mail: deskhand sync"))
}

func (s *seat) personOr(id string) string { return cmp.Or(s.personLabel(id), id) }

func (sh *shell) crewRecoveryCommand() *cobra.Command {
	sheet := ""
	c := &cobra.Command{
		Use:   "recovery",
		Short: "Print a new recovery sheet",
		Long: "Prints a sheet with a key of its own; older sheets make nobody an admin any more. With it and the mailbox's password a laptop\n" +
			"becomes an admin's when no other is left: deskhand team recover FILE. If an older sheet may be in wrong hands, give the\n" +
			"team a new secret too, so that nobody reads on with it: deskhand team rotate.",
		Example: "  deskhand team recovery --sheet /media/stick/kestrel.txt",
		Args:    between(0, 0),
	}
	c.Flags().StringVar(&sheet, "sheet", "", "write it into a new `FILE`")
	c.RunE = sh.at(func(ctx context.Context, s *seat, _ []string) error {
		if err := freshFile(sheet); err != nil {
			return err
		}
		made, err := s.desk.Membership.RecoverySheet(ctx)
		if err != nil {
			return err
		}
		if err := s.keepSheet(sheet, &made); err != nil {
			return err
		}
		s.sheet(made, sheet)
		s.told(ctx) // until it is out, the older sheet opens the team and this one does not
		return nil
	})
	return c
}

func (sh *shell) crewRecoverCommand() *cobra.Command {
	var f joinFlags
	c := &cobra.Command{
		Use:   "recover FILE",
		Short: "Become an admin's laptop by the recovery sheet",
		Long: "Reads the sheet as it was printed or typed off: the lines with the servers, and the numbered ones. - reads it from\n" +
			"standard input. A fresh laptop says with --agent who works at it.",
		Example: "  deskhand team recover sheet.txt --agent asha",
		Args:    between(1, 1),
	}
	f.on(c)
	c.Flags().StringVar(&f.agent, "agent", "", "who works at this laptop: an `id` of policy.yaml")
	c.Flags().StringVar(&f.name, "name", "", "my shown `name`")
	c.RunE = sh.making(func(ctx context.Context, s *seat, args []string) error {
		if args[0] == "-" && f.passwordStdin {
			return usage("Put the sheet into a file.", "standard input holds either the sheet or the password")
		}
		text, err := sh.readText(args[0])
		if err != nil {
			return err
		}
		kind, address, err := membership.SheetOf(text)
		if err != nil {
			return err
		}
		o, err := sh.joining(ctx, s, f, kind, address)
		if err != nil {
			return err
		}
		joined, err := s.desk.Membership.Recover(ctx, text, membership.RecoverOptions{JoinOptions: o, Agent: f.agent, Name: f.name})
		if err != nil {
			return howToAccept(err)
		}
		s.joined(joined)
		if !s.json {
			s.prose("", say("This laptop is an admin's now. Print a new sheet (deskhand team recovery) and shut out what is lost (deskhand team devices)."))
		}
		return nil
	})
	return c
}

package cli

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"

	"github.com/spf13/cobra"

	mailtext "deskhand/internal/mail/compose"
)

// The kinds of mail that reply writes.
const (
	kindReply    = "reply"
	kindReplyAll = "reply-all"
	kindForward  = "forward"
)

// replyFlags are those of reply.
type replyFlags struct {
	textFlags
	attach, to, cc []string
	subject, why   string
	all, forward   bool
	send, anyway   bool
	restore        bool
}

func (sh *shell) replyCommand() *cobra.Command {
	var f replyFlags
	c := &cobra.Command{
		Use:   "reply TICKET [--saved NAME…] [--body-file F|-] [--send]",
		Short: "Answer the customer: a draft, or with --send a mail",
		Long: "Writes the answer to a ticket's newest mail. Without --send it is kept as a draft and printed; the same command with\n" +
			"--send sends it. A draft that is there already is continued: --template, --body-file and --saved write its text\n" +
			"anew, in this order, and leave the rest as it is. The text is Markdown, as in a saved reply.\n\n" +
			"What a saved reply asks for is answered by --var, with the variable's name or words of the question; alone it fills\n" +
			"blanks of the draft that is there and leaves the rest as it is. A mail with a blank is not sent, nor one that crosses\n" +
			"the customer's own (exit 4). Offline it waits in the outbox (exit 0).\n\n" +
			"A draft that was written over or discarded is kept for 7 days: --restore brings the newest such back and prints it.\n" +
			"What stands in its place is kept in turn; --restore again brings that back.",
		Example: "  echo 'Hello Marco, the file is attached.' | deskhand reply 7Q2M --body-file - --attach october.csv --send\n" +
			"  deskhand reply 7Q2M --template tst_first_response --var 'problem=The export stops' \\\n" +
			"    --var 'what will you do=The file, today by 16:00'\n" +
			"  deskhand reply 7Q2M --var 'what will you do=The file, today by 18:00' --send\n" +
			"  deskhand reply 7Q2M --restore\n" +
			"  deskhand reply 7Q2M --forward --to billing@kestrel.example --body-file why.md --send",
		Args: between(1, 1),
	}
	f.textFlags.register(c)
	fl := c.Flags()
	fl.StringArrayVar(&f.attach, "attach", nil, "attach a `file`; one of the same name is replaced")
	fl.BoolVar(&f.all, "all", false, "to everybody of the conversation")
	fl.BoolVar(&f.forward, "forward", false, "pass the mail on; needs --to")
	fl.StringArrayVar(&f.to, "to", nil, "to this `address` instead")
	fl.StringArrayVar(&f.cc, "cc", nil, "a copy to this `address`, instead of those it would go to")
	fl.StringVar(&f.subject, "subject", "", "another `subject`")
	fl.BoolVar(&f.send, "send", false, "send it now")
	fl.BoolVar(&f.anyway, "anyway", false, "with --send: also when somebody wrote meanwhile; needs --why")
	fl.StringVar(&f.why, "why", "", "the `reason` of --anyway")
	fl.BoolVar(&f.restore, "restore", false, "bring back the draft that was written over or discarded")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		if f.restore {
			return s.restore(ctx, id, f.kind())
		}
		return sh.reply(ctx, s, id, f)
	})
	return c
}

// check refuses flags that do not go together, before anything is written.
func (f *replyFlags) check() error {
	switch {
	case f.restore && (f.all || f.send || len(f.attach)+len(f.to)+len(f.cc)+len(f.saved)+len(f.vars) > 0 || f.subject+f.template+f.body != ""):
		return usage("deskhand reply TICKET --restore; what it brings back is continued by a command of its own.", "--restore goes with --forward only")
	case f.all && f.forward:
		return usage("Leave one of them out.", "--all answers, --forward passes on")
	case f.anyway && !f.send:
		return usage("deskhand reply TICKET --send --anyway --why 'They asked for it by telephone'", "--anyway belongs to --send")
	case f.anyway && strings.TrimSpace(f.why) == "":
		return usage("--anyway --why 'They asked for it by telephone'", "--anyway needs its reason")
	case f.why != "" && !f.anyway:
		return usage("--send --anyway --why …", "--why belongs to --anyway")
	}
	for flag, list := range map[string][]string{"--to": f.to, "--cc": f.cc} {
		if _, err := mailtext.ParseRecipients(strings.Join(list, ", ")); err != nil {
			return usage(flag+" mina@northwind.example", "%s: %v", flag, err)
		}
	}
	for _, name := range f.attach {
		info, err := os.Stat(name)
		if err != nil {
			return fileFault(name, err)
		}
		if !info.Mode().IsRegular() {
			return &fault.Error{Code: fault.Data, Message: name + " is no file.", Hint: "Name each file to attach by a --attach of its own."}
		}
	}
	return nil
}

func (f *replyFlags) kind() string {
	switch {
	case f.forward:
		return kindForward
	case f.all:
		return kindReplyAll
	}
	return kindReply
}

func (sh *shell) reply(ctx context.Context, s *seat, id string, f replyFlags) error {
	text, err := sh.writeText(ctx, s, id, f.textFlags)
	if err != nil {
		return err
	}
	d, err := s.openDraft(ctx, id, f)
	if err != nil {
		return err
	}
	if d, err = s.writeDraft(ctx, d, text, f); err != nil {
		return err
	}
	if d.Blank && f.forward {
		return usage("deskhand reply "+d.Number+" --forward --to ADDRESS", "--forward needs whom it goes to")
	}
	if d.Blank {
		return usage("deskhand reply "+d.Number+" --body-file F, or - to read it from standard input; or --saved NAME.", "there is no draft to continue, and nothing to write")
	}
	if !f.send {
		s.draft(d, text.blanks)
		s.closes(text, "deskhand close "+d.Number+" --send sends it and resolves the ticket.")
		return nil
	}
	if len(text.blanks) > 0 {
		return blankFault(d, text.blanks)
	}
	at := time.Duration(0)
	queued, err := s.desk.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: &at, Anyway: f.anyway, Why: f.why})
	if err != nil {
		return keptAsDraft(err, replyWords(d.Kind, d.Number))
	}
	if err := s.sendNow(ctx, queued.Mail.ID); err != nil {
		return err
	}
	s.closes(text, "deskhand close "+d.Number+" resolves it; next time deskhand close "+d.Number+" --send does both at once.")
	return nil
}

// restore brings back what was written over or discarded.
func (s *seat) restore(ctx context.Context, id, kind string) error {
	d, err := s.desk.Compose.Swap(ctx, id, kind)
	if err != nil {
		return err
	}
	s.draft(d, nil)
	return nil
}

// closes says what a saved reply that resolves leaves to do here: a close asks for its checklist.
func (s *seat) closes(text writtenText, how string) {
	if text.closes {
		s.remark("The saved reply tells the customer that the ticket is resolved: " + how)
	}
}

// openDraft continues the draft that has words, and begins one where there is none. Its recipients stay as they are
// unless a flag says otherwise.
func (s *seat) openDraft(ctx context.Context, id string, f replyFlags) (compose.Draft, error) {
	drafts, err := s.desk.Compose.Drafts(ctx, id)
	if err != nil {
		return compose.Draft{}, err
	}
	for _, d := range drafts {
		if !d.Blank && (d.Kind == kindForward) == f.forward && !f.all {
			return d, nil
		}
	}
	return s.desk.Compose.Open(ctx, id, f.kind(), "")
}

// writeDraft puts into the draft what the flags say, and gives it as it is now.
func (s *seat) writeDraft(ctx context.Context, d compose.Draft, text writtenText, f replyFlags) (compose.Draft, error) {
	e := compose.Edit{ID: d.ID, Kind: d.Kind, From: d.From, To: d.To, Cc: d.Cc, Subject: d.Subject, HTML: d.HTML, Quoted: d.Quoted, Saved: text.names, Base: d.Base}
	if text.given {
		e.HTML, e.Base = text.html, ""
	}
	var err error
	if len(text.answers) > 0 && !d.Blank {
		if e.HTML, err = filled(d, text.answers); err != nil {
			return d, err
		}
	}
	if e.Subject, err = s.subjectOf(ctx, d, text, f); err != nil {
		return d, err
	}
	if len(f.to) > 0 {
		e.To = strings.Join(f.to, ", ")
		if len(f.cc) == 0 {
			e.Cc = ""
		}
	}
	if len(f.cc) > 0 {
		e.Cc = strings.Join(f.cc, ", ")
	}
	saved, err := s.desk.Compose.Save(ctx, e)
	if err != nil {
		return d, err
	}
	s.replaced(saved.Other, replyWords(d.Kind, d.Number))
	for _, name := range f.attach {
		if err := s.attach(ctx, saved.ID, d.Files, name); err != nil {
			return d, err
		}
	}
	return s.desk.Compose.Draft(ctx, saved.ID)
}

// subjectOf is the subject that a mail has with its text: the one that was given, or the saved reply's. With a text that
// is written anew, that of a saved reply before it goes; one that a person wrote stays.
func (s *seat) subjectOf(ctx context.Context, d compose.Draft, text writtenText, f replyFlags) (string, error) {
	if given := cmp.Or(f.subject, text.subject); given != "" || !text.given {
		return cmp.Or(given, d.Subject), nil
	}
	stale, err := s.desk.Reply.GaveSubject(ctx, d.Saved, d.Ticket, d.Subject)
	if stale {
		return d.Own, err
	}
	return d.Subject, err
}

// attach streams a file into the draft; one of the same name goes.
func (s *seat) attach(ctx context.Context, draft string, there []compose.File, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fileFault(path, err)
	}
	defer f.Close() //nolint:errcheck // read only
	name := filepath.Base(path)
	if _, err := s.desk.Compose.Attach(ctx, draft, name, "", false, f); err != nil {
		return err
	}
	if at := slices.IndexFunc(there, func(o compose.File) bool { return o.Name == name && !o.Inline }); at >= 0 {
		return s.desk.Compose.RemoveFile(ctx, draft, there[at].ID)
	}
	return nil
}

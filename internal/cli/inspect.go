package cli

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/ticket"
)

func (sh *shell) inspectCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "inspect FILE…",
		Short:   "Show what Deskhand makes of mail and calendar files",
		Long:    "Reads .eml, mbox and .ics files and shows what Deskhand makes of them. It needs no desk and stores nothing. The\nfile - is standard input.",
		Example: "  deskhand inspect odd.eml\n  deskhand inspect archive.mbox --json | jq -r .subject",
		Args:    between(1, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			s := &seat{printer: sh.stdout()}
			var bad error
			for n, name := range args {
				if n > 0 && !s.json {
					s.blank()
				}
				// One file that cannot be used never stops the rest (architecture.md, rule 7), and each is told.
				if err := sh.inspect(s, name); err != nil {
					if bad != nil {
						sh.finish(bad)
					}
					bad = err
				}
			}
			return errors.Join(bad, s.err)
		},
	}
}

func (sh *shell) inspect(s *seat, name string) error {
	in := sh.prog.In
	if name != "-" {
		info, err := os.Stat(name)
		if err != nil {
			return fileFault(name, err)
		}
		if !info.Mode().IsRegular() {
			return &fault.Error{Code: fault.Data, Message: name + " is no regular file.", Hint: "Name .eml, mbox or .ics files."}
		}
		f, err := os.Open(name)
		if err != nil {
			return fileFault(name, err)
		}
		defer f.Close() //nolint:errcheck // read only
		in = f
	}
	content := bufio.NewReader(in)
	head, _ := content.Peek(len(mboxMark)) // what is wrong with it comes again
	n := 0
	return inbox.Inspect(content, filepath.Base(name), func(item inbox.Inspected) error {
		if noMail(item) {
			return &fault.Error{Code: fault.Data, Message: name + " is no mail: it has no sender, no subject and no date.", Hint: "Name .eml, mbox or .ics files."}
		}
		if !s.json && n > 0 {
			s.blank()
		}
		if n++; !s.json && string(head) == mboxMark {
			item.File = fmt.Sprintf("%s #%d", item.File, n)
		}
		if s.json {
			s.object(item)
		} else {
			s.inspected(item)
		}
		return s.err
	})
}

// mboxMark begins each mail of an mbox (RFC 4155).
const mboxMark = "From "

// noMail tells a file of anything else from a mail, of which every byte is read somehow.
func noMail(i inbox.Inspected) bool {
	return i.Kind == ticket.KindMessage && i.From == "" && i.Subject == "" && i.Date == 0 && len(i.To) == 0
}

// inspected shows one mail or event with what Deskhand found in it.
func (s *seat) inspected(i inbox.Inspected) {
	s.line(strong(cleanLine(i.File)), strong("  "+cleanLine(subjectOf(ticket.Ticket{Subject: i.Subject}))))
	e := i.Entry
	e.ID, e.Read = "", true
	if e.Kind != ticket.KindEvent {
		s.entry(e, true)
	}
	s.oddLinks(i.OddLinks)
	switch {
	case i.Kind == ticket.KindEvent:
	case !i.HasID:
		s.blank()
		s.line(faint("  no Message-ID"))
	default:
		s.blank()
		s.line(faint("  Message-ID " + cleanLine(i.MessageID)))
	}
	if b := i.Bounce; b != nil {
		kind := cmp.Or(b.Action, "failed")
		if b.Hard {
			kind += " for good"
		}
		s.line(styled(yellow, "  bounce: "), joinSpans([]string{kind, b.Recipient, b.Status, cleanLine(b.Reason)}, ", "))
	}
	if i.MachineWhy != "" {
		s.line(faint("  a machine's: " + cleanLine(i.MachineWhy)))
	}
	if i.Reported != "" {
		s.line(faint("  about " + cleanLine(i.Reported)))
	}
	if i.Language != "" {
		s.line(faint("  language " + cleanLine(i.Language)))
	}
	for _, a := range i.Asks {
		s.line(say("  asks: "), say(cleanLine(a)))
	}
	if n := len(i.BlockedRemote); n > 0 {
		s.line(faint("  " + count(n, "remote file") + " blocked"))
	}
	if i.Invite != nil && len(i.Invites) == 0 { // of a calendar file; a mail's stand under its text
		s.invite(i.Invite)
	}
	if i.Kind == ticket.KindEvent {
		s.below(e, true)
	}
}

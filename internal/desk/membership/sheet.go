package membership

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
)

// sheet is what a printed recovery sheet holds: the team's secret, an admin key of its own, and where the mailbox is
// (journal.md §3.8).
type sheet struct {
	journal.Recovery
	Kind    string
	Folder  string
	Account store.Account
}

// The labels of the sheet's other lines; they are read back.
const (
	labelTeam    = "Team"
	labelMailbox = "Mailbox"
	labelSignIn  = "Sign-in"
	labelIMAP    = "IMAP"
	labelSMTP    = "SMTP"
	labelFolder  = "Folder"
)

// text is the sheet as it is printed.
func (s sheet) text(name string, made time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Deskhand recovery sheet of %s, made %s\n\n", name, made.Format("2 Jan 2006 15:04"))
	b.WriteString("Print it and lock it away; it is stored nowhere. Whoever has it and the mailbox's password\n" +
		"can read the team's notes and decide who is in the team. A newer sheet makes this one void.\n" +
		"If no admin's laptop is left: deskhand team recover FILE, or Team, Recover in the window.\n\n")
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-9s %s\n", label+":", value)
		}
	}
	a := s.Account
	line(labelTeam, s.Team)
	line(labelMailbox, a.Email)
	line(labelSignIn, a.Login)
	line(labelIMAP, serverLine(a.IMAP))
	line(labelSMTP, serverLine(a.SMTP))
	line(labelFolder, s.Folder)
	b.WriteString("\n" + s.Recovery.String())
	return b.String()
}

// readSheet reads a sheet as it was printed, scanned or typed: case, spaces and what stands around do not matter.
func readSheet(typed string) (sheet, error) {
	s := sheet{Kind: KindIMAP}
	var numbered strings.Builder
	for row := range strings.Lines(typed) {
		row = strings.TrimSpace(row)
		if label, value, ok := strings.Cut(row, ":"); ok {
			s.labelled(label, strings.TrimSpace(value))
		} else if len(row) > 1 && row[0] >= '1' && row[0] <= '9' && (row[1] == ' ' || row[1] == '\t') {
			numbered.WriteString(row + "\n")
		}
	}
	var err error
	s.Recovery, err = journal.ParseRecovery(numbered.String())
	switch {
	case errors.Is(err, journal.ErrNewer):
		return s, fault.New(fault.Data, "This recovery sheet was made by a newer Deskhand.", "Update Deskhand on this laptop.")
	case err != nil:
		f := fault.Newf(fault.Usage, "Type the numbered lines, each with its number, and compare the one that is named with the paper.", "The recovery sheet cannot be read: %s.", strings.TrimPrefix(err.Error(), journal.ErrSheet.Error()+": "))
		f.Field, f.Err = "sheet", err
		return s, f
	}
	return s, nil
}

func (s *sheet) labelled(label, value string) {
	switch label {
	case labelMailbox:
		s.Account.Email = value
	case labelSignIn:
		s.Account.Login = value
	case labelIMAP:
		s.Account.IMAP = readServer(value)
	case labelSMTP:
		s.Account.SMTP = readServer(value)
	case labelFolder:
		s.Folder, s.Kind = value, KindDir
	}
}

// SheetOf says which mailbox or folder a sheet is for, without asking anybody.
func SheetOf(typed string) (kind, address string, err error) {
	s, err := readSheet(typed)
	return s.Kind, s.Account.Email, err
}

package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/ticket"
)

func (sh *shell) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status [TICKET STATUS]",
		Short: "Show how the desk stands, or set a ticket's status",
		Long: "Alone it shows the mailboxes, the last good sync, what waits and what is wrong. With a ticket it sets its status:\n" +
			"triage, open, in-progress, pending-department, pending-partner; resolved and closed go through the checklist.",
		Example: "  deskhand status\n  deskhand status 7Q2M pending-partner\n  deskhand status --json | jq .problems",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return usage("deskhand status "+args[0]+" pending-partner; deskhand show "+args[0]+" shows it.", "status takes nothing, or a ticket and its new status")
			}
			return between(0, 2)(cmd, args)
		},
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			if len(args) == 2 {
				return s.setStatus(ctx, args[0], args[1])
			}
			st, err := s.desk.Team.Status(ctx)
			if err != nil {
				return err
			}
			s.status(st)
			return nil
		}),
	}
}

func (s *seat) setStatus(ctx context.Context, number, typed string) error {
	id, err := s.desk.Inbox.Resolve(ctx, number)
	if err != nil {
		return err
	}
	if ending, ok := s.ending(typed); ok {
		done, err := s.desk.Closing.Close(ctx, id, closing.Request{As: ending})
		return s.report(done, err)
	}
	done, err := s.desk.Work.Status(ctx, id, typed)
	return s.report(done, err)
}

// ending says whether typed means a status behind the checklist. What is ambiguous or unknown is left to be refused.
func (s *seat) ending(typed string) (ticket.Status, bool) {
	ids := make([]string, 0, len(s.info.Statuses))
	for _, st := range s.info.Statuses {
		ids = append(ids, st.ID)
	}
	id, err := pick("status", typed, ids)
	return ticket.Status(id), err == nil && ticket.Status(id).Done()
}

func (s *seat) status(st team.Status) {
	if s.json {
		s.object(st)
		return
	}
	if len(st.Accounts) == 0 {
		s.line(say("No mailbox is connected."))
		s.prose("", faint("deskhand account add --email ADDRESS --agent ID connects one; deskhand demo tries a sample."))
	} else {
		s.accounts(st.Accounts)
		for _, a := range st.Accounts {
			s.standingOf(a)
			s.outward(a)
		}
	}
	s.outboxCounts(st)
	s.journalCounts(st.Journal)
	switch st.Secrets {
	case "keyring":
		s.line(faint("Passwords are in the keyring."))
	case "file":
		s.line(faint("Passwords are in a sealed file: no keyring answers."))
	}
	s.problems(st.Problems)
}

// standingOf says what of a mailbox's followed folders is here.
func (s *seat) standingOf(a team.Account) {
	followed := slices.DeleteFunc(slices.Clone(a.Folders), func(f team.Folder) bool { return !f.Followed })
	if len(followed) == 0 {
		return
	}
	s.blank()
	s.prose("", strong(a.Email), faint("  "+reachWords(a.Reach)))
	s.folders(followed)
	coming, of := 0, 0
	for _, f := range followed {
		coming += max(0, f.Messages-f.Synced)
		of += f.Messages
	}
	switch {
	case a.LastSync == 0 && a.State != "syncing":
		s.prose("", say("The first sync is not finished: deskhand sync goes on where it stopped."))
	case coming > 0:
		s.prose("", say(fmt.Sprintf("%d of %s are here; the rest comes while Deskhand runs, the newest first.", of-coming, count(of, "message"))))
	}
	if out := len(a.Folders) - len(followed); out > 0 {
		s.prose("", faint(count(out, "folder")+" left out: deskhand account folders "+a.Email))
	}
}

// outward says what a mailbox's server is still to be told.
func (s *seat) outward(a team.Account) {
	if n := a.Outward.Waiting; n > 0 {
		s.prose("", say(a.Email+": "+count(n, "mail")+" to be marked or moved on the server, at the next sync."))
	}
	if n := a.Outward.Parked; n > 0 {
		s.prose("", styled(yellow, a.Email+": "+count(n, "mail")+" could not be marked or moved on the server."), faint("  deskhand sync tries once more."))
	}
}

// outboxCounts says what stands in the outbox, what needs somebody first.
func (s *seat) outboxCounts(st team.Status) {
	if st.Outbox == 0 {
		return
	}
	var parts []span
	for _, state := range []struct{ id, words string }{
		{"held", "held"}, {"unsure", "may have gone out"}, {"some", "not to everybody"}, {"waiting", "waiting"}, {"sending", "being sent"}, {"sent", "sent, not yet in Sent"},
	} {
		n := st.OutboxStates[state.id]
		if n == 0 {
			continue
		}
		look := plain
		if state.id == "held" || state.id == "unsure" || state.id == "some" {
			look = yellow
		}
		if len(parts) > 0 {
			parts = append(parts, say(", "))
		}
		parts = append(parts, styled(look, fmt.Sprintf("%d %s", n, state.words)))
	}
	s.prose("", append([]span{say("Outbox: ")}, parts...)...)
	if st.Outbox == st.OutboxStates["sent"] { // nobody has to do anything
		s.prose("", faint("It has left; its copy is put into Sent with one of the next syncs."))
		return
	}
	s.prose("", faint("deskhand outbox list shows why; deskhand outbox show ID, what can be done."))
}

func (s *seat) problems(list []team.Problem) {
	for _, p := range list {
		where := ""
		if p.File != "" {
			where = " (" + p.File + ")"
		}
		if p.File != "" && p.Line > 0 {
			where = fmt.Sprintf(" (%s:%d)", p.File, p.Line)
		}
		s.prose("", styled(yellow, "Problem: "), say(cleanLine(p.Message)), faint(where+"  since "+s.ago(p.Since)))
		if p.Hint != "" {
			s.text("  ", p.Hint, plain)
		}
	}
}

// chooseAccount finds one by its address, its id or a unique beginning of either.
func chooseAccount(list []team.Account, typed string) (team.Account, error) {
	var found []team.Account
	var names []string
	fold := strings.ToLower(typed)
	for _, a := range list {
		if strings.EqualFold(a.Email, typed) || a.ID == typed {
			return a, nil
		}
		if strings.HasPrefix(strings.ToLower(a.Email), fold) || strings.HasPrefix(a.ID, typed) {
			found = append(found, a)
		}
		names = append(names, a.Email)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		f := fault.Newf(fault.Refused, "Write the whole address.", "%q could be several mailboxes.", typed)
		for _, a := range found {
			f.Candidates = append(f.Candidates, a.Email)
		}
		return team.Account{}, f
	case len(list) == 0:
		return team.Account{}, fault.Newf(fault.NotFound, "deskhand account add --email … connects one.", "No mailbox is connected.")
	}
	return team.Account{}, fault.Newf(fault.NotFound, "Known: "+strings.Join(names, ", ")+".", "There is no mailbox %q.", typed)
}

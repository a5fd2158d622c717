package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
)

// onDevice is a command on one laptop of the team. What it decided is sent at once, where the line lets it.
func (sh *shell) onDevice(use, short, long, example, words string, act func(context.Context, *seat, string) (membership.Device, error)) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: long, Example: example, Args: between(1, 1),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			s.news(ctx)
			d, err := act(ctx, s, args[0])
			if err != nil {
				return err
			}
			s.told(ctx)
			if s.json {
				s.object(d)
				return nil
			}
			s.prose("", strong(d.ID), say("  "+strings.TrimSpace(d.Name+" "+d.Machine)+"  "+words))
			return nil
		}),
	}
}

// news takes in what the others did before something is decided; offline it is decided by what is here.
func (s *seat) news(ctx context.Context) {
	if err := s.desk.Membership.Carry(ctx); err != nil && fault.From(err).Code != fault.Refused {
		s.remark("What the others did last is not here: " + fault.From(err).Message)
	}
}

// told sends what was decided.
func (s *seat) told(ctx context.Context) {
	if err := s.desk.Membership.Carry(ctx); err != nil {
		s.remark("It is not sent yet: " + fault.From(err).Message + " It follows with the next sync.")
	}
}

func (sh *shell) crewConfirmCommand() *cobra.Command {
	return sh.onDevice("confirm DEVICE", "Let a laptop in whose six digits you compared",
		"Says that the laptop is whose it says it is: the six digits on its screen and those that deskhand team shows here are alike.\n"+
			"An admin may, and an agent's older laptop for a newer one. Until then what it does is shown as unconfirmed.",
		"  deskhand team confirm 7Q2M", "is confirmed.",
		func(ctx context.Context, s *seat, typed string) (membership.Device, error) {
			return s.desk.Membership.Confirm(ctx, typed)
		})
}

func (sh *shell) crewPromoteCommand() *cobra.Command {
	return sh.onDevice("promote DEVICE", "Let a laptop change the team",
		"Its agent may invite, confirm, shut out, and accept changes of policy.yaml from it. Two admins are better than one.",
		"  deskhand team promote 7Q2M", "is an admin's now.",
		func(ctx context.Context, s *seat, typed string) (membership.Device, error) {
			return s.desk.Membership.Promote(ctx, typed)
		})
}

func (sh *shell) crewDemoteCommand() *cobra.Command {
	return sh.onDevice("demote DEVICE", "Take back that a laptop may change the team",
		"It stays in the team. This is final for the laptop's key: to make its agent an admin again, invite them anew.",
		"  deskhand team demote 7Q2M", "is no longer an admin's.",
		func(ctx context.Context, s *seat, typed string) (membership.Device, error) {
			return s.desk.Membership.Demote(ctx, typed)
		})
}

func (sh *shell) crewRevokeCommand() *cobra.Command {
	why := ""
	c := sh.onDevice("revoke DEVICE", "Shut a laptop out, for good",
		"Nothing that it writes from now on counts, the others get a new secret, and when it sees that, it stops, shows what it had\n"+
			"not sent, and deletes its desk. A lost or stolen laptop still has what was on it: change the mailbox's password too.",
		"  deskhand team revoke 7Q2M --why 'left on the train'", "is shut out. Change the mailbox's password too: that laptop knew it.",
		func(ctx context.Context, s *seat, typed string) (membership.Device, error) {
			return s.desk.Membership.Revoke(ctx, typed, why)
		})
	c.Flags().StringVar(&why, "why", "", "a `reason`, for the others")
	return c
}

func (sh *shell) crewDevicesCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "devices",
		Short:   "List the team's laptops",
		Example: "  deskhand team devices --json | jq -r 'select(.revoked | not) | .id'",
		Args:    between(0, 0),
		RunE: sh.at(func(ctx context.Context, s *seat, _ []string) error {
			list, err := s.desk.Membership.Devices(ctx)
			if err != nil {
				return err
			}
			s.devices(list)
			return nil
		}),
	}
}

func (sh *shell) crewLeaveCommand() *cobra.Command {
	to := ""
	c := &cobra.Command{
		Use:   "leave AGENT",
		Short: "Shut out all laptops of somebody who leaves",
		Long: "Shuts their laptops out, gives the others a new secret, and lists what is theirs: live tickets, callbacks, meetings.\n" +
			"--to gives all of it to an agent or a team; deskhand undo takes that back.",
		Example: "  deskhand team leave jonas\n  deskhand team leave jonas --to experts",
		Args:    between(1, 1),
	}
	c.Flags().StringVar(&to, "to", "", "give what is theirs to this `AGENT|TEAM`")
	c.RegisterFlagCompletionFunc("to", sh.complete(func([]string) offer { return offerOwners })) //nolint:errcheck // the flag is there
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		s.news(ctx)
		r, err := s.desk.Membership.Leave(ctx, args[0], to)
		if err != nil {
			return err
		}
		s.told(ctx)
		if s.json {
			s.object(r)
			return nil
		}
		s.left(r)
		return nil
	})
	return c
}

func (s *seat) left(r membership.LeaveResult) {
	s.prose("", strong(r.Name), say("  has left. "+count(len(r.Devices), "laptop")+" shut out."))
	var rows [][]span
	for _, o := range r.Theirs {
		rows = append(rows, []span{faint(o.Kind), strong(o.Number), say(o.Title)})
	}
	s.table([]column{{}, {}, {flex: 20}}, rows)
	switch {
	case len(r.Theirs) == 0:
		s.line(say("Nothing was theirs."))
	case r.To == "":
		s.prose("", say("It is still theirs: deskhand assign TICKET AGENT, or the same command again with --to."))
	default:
		s.prose("", say("All of it is "+s.personLabel(r.To)+"'s now. "), faint("deskhand undo "+r.Op+" takes it back."))
	}
	for _, a := range r.Advice {
		s.text("- ", a, plain)
	}
}

func (sh *shell) crewRotateCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "rotate",
		Short:   "Give the team a new secret",
		Long:    "Whoever knows the old one can neither add anything nor, in an encrypted team, read what is written from now on.\nrevoke and leave do it by themselves.",
		Example: "  deskhand team rotate",
		Args:    between(0, 0),
		RunE: sh.at(func(ctx context.Context, s *seat, _ []string) error {
			s.news(ctx)
			if err := s.desk.Membership.Rotate(ctx); err != nil {
				return err
			}
			s.told(ctx)
			if !s.json {
				s.line(say("The team has a new secret. The other laptops take it with their next sync."))
			}
			return nil
		}),
	}
}

func (sh *shell) crewTransportCommand() *cobra.Command {
	takeBack := false
	c := &cobra.Command{
		Use:   "transport [imap|dir [PLACE]]",
		Short: "Show or choose by which place the journal travels",
		Long: "Alone it shows the place. imap ACCOUNT: a folder of a mailbox of this desk. dir FOLDER: a folder that all laptops share.\n" +
			"Each laptop chooses for itself; all must come to the same place. What it does not hold yet is put there.\n" +
			"--take-back moves mail of the journal that a filter or a person put into another folder back.",
		Example: "  deskhand team transport\n  deskhand team transport imap support@kestrel.example\n  deskhand team transport dir /mnt/team",
		Args:    between(0, 2),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			if takeBack {
				return s.takeBack(ctx)
			}
			if len(args) == 0 {
				t, err := s.desk.Membership.Transport(ctx)
				if err == nil && t.Kind == "" {
					err = fault.New(fault.Refused, "This desk is in no team.", "Begin one: deskhand team create NAME. Or join one: deskhand team join CODE.")
				}
				if err == nil {
					s.transport(t)
				}
				return err
			}
			kind, err := pick("transport", args[0], []string{membership.KindIMAP, membership.KindDir})
			if err != nil {
				return err
			}
			t := membership.Transport{Kind: kind}
			if len(args) > 1 && kind == membership.KindIMAP {
				t.Account = args[1]
			} else if len(args) > 1 {
				t.Folder = args[1]
			}
			if t, err = s.desk.Membership.SetTransport(ctx, t); err != nil {
				return err
			}
			s.told(ctx)
			s.transport(t)
			return nil
		}),
	}
	c.Flags().BoolVar(&takeBack, "take-back", false, "move mail of the journal that lies elsewhere back")
	return c
}

func (s *seat) takeBack(ctx context.Context) error {
	n, err := s.desk.TakeBack(ctx)
	if err != nil {
		return err
	}
	if s.json {
		s.object(struct {
			Moved int `json:"moved"`
		}{n})
		return nil
	}
	s.line(say(count(n, "mail") + " of the journal moved back."))
	return nil
}

// journalCounts says in status how the team's journal stands.
func (s *seat) journalCounts(j team.Journal) {
	if j.Team == "" {
		return
	}
	words := "nothing waits to be sent"
	if j.Waiting > 0 {
		words = count(j.Waiting, "change") + " to be sent"
	}
	s.prose("", say("Team "+j.Name+": "+words+", last looked "+s.ago(j.LastPull)+"."))
	if j.Orphans > 0 {
		s.prose("", faint(count(j.Orphans, "change")+" of the team wait for their mail."))
	}
	if j.Unconfirmed > 0 {
		s.prose("", styled(yellow, count(j.Unconfirmed, "laptop")+" to be confirmed."), faint("  deskhand team shows the six digits to compare."))
	}
}

func (s *seat) transport(t membership.Transport) {
	if s.json {
		s.object(t)
		return
	}
	s.prose("", say("The team's journal travels "+placeWords(t)+"."))
	if t.Limited != "" {
		s.text("", t.Limited, yellow)
	}
}

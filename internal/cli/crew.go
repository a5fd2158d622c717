package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
)

// crewCommand is deskhand team: the people and laptops that share the mailbox's state.
func (sh *shell) crewCommand() *cobra.Command {
	commands := []*cobra.Command{
		sh.crewCreateCommand(), sh.crewInviteCommand(), sh.crewWithdrawCommand(), sh.crewJoinCommand(), sh.crewConfirmCommand(), sh.crewDevicesCommand(),
		sh.crewPromoteCommand(), sh.crewDemoteCommand(), sh.crewRevokeCommand(), sh.crewLeaveCommand(), sh.crewRotateCommand(),
		sh.crewRecoveryCommand(), sh.crewRecoverCommand(), sh.crewTransportCommand(),
	}
	c := family("team", "Share owners, notes and files with the team's other laptops",
		"  deskhand team create 'Kestrel Support'\n  deskhand team invite lena\n  deskhand team", append(commands, sh.teamFileCommands()...)...)
	c.Long = "Owners, statuses, notes, snoozes, saved replies and the handbook reach every laptop of the team through a folder of the\n" +
		"team mailbox; there is no server. Alone it shows the team: its people, their laptops, and who waits to be confirmed."
	unknown := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknown(cmd, args)
		}
		return sh.at(func(ctx context.Context, s *seat, _ []string) error {
			o, err := s.desk.Membership.Overview(ctx)
			if err != nil {
				return err
			}
			s.crew(o)
			if s.json || o.ID == "" {
				return nil
			}
			return s.proposed(ctx, s.printer, true)
		})(cmd, args)
	}
	return c
}

// crew prints the team.
func (s *seat) crew(o membership.Overview) {
	if s.json {
		s.object(o)
		return
	}
	if o.ID == "" {
		s.line(say("This desk is in no team."))
		s.prose("", faint("deskhand team create NAME begins one; deskhand team join CODE joins one."))
		return
	}
	s.prose("", strong(o.Name), faint("  "+placeWords(o.Transport)+encryptedWords(o.Encrypted)))
	if o.Transport.Limited != "" {
		s.text("", o.Transport.Limited, yellow)
	}
	if !o.Confirmed {
		s.prose("", styled(yellow, "Nobody has confirmed this laptop yet. "), say("Its digits: "), strong(o.Digits))
		s.text("", "Read them to an admin: deskhand team there shows the same ones beside this laptop.", dim)
	}
	s.blank()
	s.members(o.Members)
	s.blank()
	s.devices(o.Devices)
	for _, r := range o.Waiting {
		s.blank()
		s.prose("", styled(yellow, r.Name+" asks to be let in"), say(" on "+named(r.Machine)+"  "), strong(r.Digits))
		if r.Doubt != "" {
			s.text("  ", r.Doubt, yellow)
		}
		if !o.Admin && !r.Mine {
			s.text("  ", "An admin compares the digits and lets them in.", dim)
			continue
		}
		s.text("  ", "Have "+r.Name+" read the six digits on that screen to you. Alike: deskhand team confirm "+r.Device[:4]+"\nOther ones: deskhand team revoke "+r.Device[:4], plain)
	}
	if len(o.Invitations) > 0 {
		s.blank()
		s.invitations(o.Invitations)
	}
}

// proposed says that a change of the team's rules waits for an admin; gap parts it from what stands above.
func (s *seat) proposed(ctx context.Context, out *printer, gap bool) error {
	list, err := s.desk.Files.Proposals(ctx)
	if err != nil {
		if fault.From(err).Code == fault.Refused { // in no team
			return nil
		}
		return err //nolint:wrapcheck // already a fault for people
	}
	for _, p := range list {
		if gap {
			out.blank()
			gap = false
		}
		if p.Mine {
			out.prose("", say("Your change of "+p.Path+" is a proposal: it waits for an admin."), faint("  deskhand team proposals"))
			continue
		}
		out.prose("", say(p.Name+" proposes a change of "+p.Path+"."), faint("  deskhand team proposals shows it, deskhand team accept "+p.ID[:8]+" makes it the team's."))
	}
	return nil
}

func named(machine string) string {
	if machine == "" {
		return "a laptop"
	}
	return machine
}

func placeWords(t membership.Transport) string {
	switch t.Kind {
	case membership.KindDir:
		return "by the shared folder " + t.Folder
	case membership.KindIMAP:
		return "by the mailbox " + t.Account
	}
	return ""
}

func encryptedWords(is bool) string {
	if is {
		return ", encrypted"
	}
	return ""
}

func (s *seat) members(list []membership.Member) {
	var rows [][]span
	for _, m := range list {
		about := say(count(m.Devices, "laptop"))
		if m.Left {
			about = faint("left")
		}
		rows = append(rows, []span{strong(m.Name), faint(m.ID), about, sayWhere(m.Admin, "admin"), sayWhere(m.Me, "you")})
	}
	s.table([]column{{title: "AGENT", flex: 12}, {title: "ID"}, {}, {}, {drop: 1}}, rows)
}

func sayWhere(is bool, word string) span {
	if !is {
		return say("")
	}
	return faint(word)
}

func (s *seat) devices(list []membership.Device) {
	var rows [][]span
	for _, d := range list {
		if s.json {
			s.object(d)
			continue
		}
		state := say("")
		if d.Recovery {
			d.Machine = cmp.Or(d.Machine, "recovery sheet")
		}
		switch {
		case d.Revoked:
			state = faint("shut out")
		case d.Recovery:
			state = faint("on paper")
		case !d.Confirmed:
			state = styled(yellow, "unconfirmed")
		}
		seen := faint("never")
		if d.LastSeen != 0 {
			seen = faint(s.ago(d.LastSeen))
		}
		rows = append(rows, []span{strong(d.ID), say(d.Name), say(d.Machine), sayWhere(d.Admin, "admin"), state, seen, sayWhere(d.Me, "this one")})
	}
	s.table([]column{{title: "DEVICE"}, {title: "AGENT", flex: 8}, {title: "LAPTOP", flex: 8, drop: 2}, {}, {}, {title: "LAST CHANGE", drop: 1}, {drop: 3}}, rows)
}

func (s *seat) invitations(list []membership.Invitation) {
	var rows [][]span
	for _, i := range list {
		until := faint("until " + s.until(i.Expires))
		if i.Expired {
			until = styled(yellow, "too old")
		}
		rows = append(rows, []span{strong(i.ID), say(i.Name), until})
	}
	s.table([]column{{title: "INVITATION"}, {flex: 10}, {drop: 1}}, rows)
}

// shutOut is the error of a desk whose laptop was taken out of its team, nil otherwise. Once it is told, the desk goes: what
// it lost has been shown.
func (sh *shell) shutOut(ctx context.Context, d *desk.Desk) error {
	if sh.offering {
		return nil
	}
	lost, err := d.Membership.Lost(ctx)
	if err != nil || lost == nil {
		return err
	}
	if err := d.Membership.Finish(ctx); err != nil {
		return err
	}
	f := fault.Newf(fault.Refused, "The desk in "+d.Dir()+" is deleted now, and so are its secrets. To come back, have an admin invite you anew.",
		"This laptop was taken out of %s; nothing of it was left unsent.", lost.Team)
	if lost.Count > 0 {
		f.Message = fmt.Sprintf("This laptop was taken out of %s, and %s had not been sent:", lost.Team, count(lost.Count, "change"))
		f.Lines = lost.Lines
		if more := lost.Count - len(lost.Lines); more > 0 {
			f.Lines = append(f.Lines, fmt.Sprintf("and %d more", more))
		}
	}
	return f
}

// code wraps an invitation's line for a terminal without adding a character.
func (s *seat) code(line string) { s.exact([]byte(strings.TrimSpace(line) + "\n")) }

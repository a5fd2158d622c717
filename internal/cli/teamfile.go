package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/teamfile"
)

// teamFileCommands are those of deskhand team that are about its files.
func (sh *shell) teamFileCommands() []*cobra.Command {
	return []*cobra.Command{
		sh.teamFilesCommand(), sh.teamVersionsCommand(),
		sh.teamFileAct("restore FILE VERSION", "Make an older version the team's again",
			"Makes an older version of a file the team's again; it is written on all laptops. Nothing is lost: the versions after it stay.\n"+
				"Of policy.yaml and roster.yaml a member's choice is a proposal.",
			"  deskhand team restore replies/refund.md 3KBA3BTR", 2,
			func(ctx context.Context, s *seat, args []string) (core.Done, error) {
				return s.desk.Files.Restore(ctx, args[0], args[1])
			}),
		sh.teamFileAct("thaw FILE VERSION", "Let a frozen file go on",
			"Two laptops kept setting this file against each other, so Deskhand left it alone. Say which version is right;\n"+
				"deskhand team versions FILE lists them. Turn off the program that formats it first.",
			"  deskhand team thaw handbook/list.md 6NPSB4CS", 2,
			func(ctx context.Context, s *seat, args []string) (core.Done, error) {
				return s.desk.Files.Thaw(ctx, args[0], args[1])
			}),
		sh.teamFileAct("share FILE", "Send a file that was here before you joined",
			"Sends a saved reply or a page of the handbook that lay on this laptop before it joined, and that the team does not have.",
			"  deskhand team share replies/mine.md", 1,
			func(ctx context.Context, s *seat, args []string) (core.Done, error) {
				return s.desk.Files.Share(ctx, args[0])
			}),
		sh.teamProposalsCommand(),
		sh.teamFileAct("accept ID", "Accept a proposal for the team's rules",
			"Makes a proposed policy.yaml or roster.yaml the team's. Only an admin of the team can.",
			"  deskhand team accept 3KBA3BTR", 1,
			func(ctx context.Context, s *seat, args []string) (core.Done, error) {
				return s.desk.Files.Accept(ctx, args[0])
			}),
		sh.teamFileAct("decline ID", "Decline a proposal for the team's rules",
			"Turns a proposed policy.yaml or roster.yaml down. Only an admin of the team can. Its text stays among the versions.",
			"  deskhand team decline 3KBA3BTR", 1,
			func(ctx context.Context, s *seat, args []string) (core.Done, error) {
				return s.desk.Files.Decline(ctx, args[0])
			}),
	}
}

// teamFileAct is one decision about a file. The folder is brought in line before it and after it.
func (sh *shell) teamFileAct(use, short, long, example string, args int, act func(context.Context, *seat, []string) (core.Done, error)) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: long, Example: example, Args: between(args, args),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			if err := s.desk.Files.Sync(ctx); err != nil {
				return err
			}
			done, err := act(ctx, s, args)
			if err != nil {
				return err
			}
			if err := s.desk.Files.Sync(ctx); err != nil {
				return err
			}
			return s.report(done, nil)
		}),
	}
}

func (sh *shell) teamFilesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "files",
		Short: "List the files that the team shares",
		Long: "Lists saved replies, handbook, policy.yaml and roster.yaml as the team has them, and how they stand on this laptop:\n" +
			"same, coming, proposed, conflict, frozen, offered, refused or deleted. JSON has the keys path, kind, state, note, size,\n" +
			"by, byName, madeAt, versions.",
		Example: "  deskhand team files\n  deskhand team files --json | jq -r 'select(.state != \"same\") | .path'",
		Args:    between(0, 0),
		RunE: sh.at(func(ctx context.Context, s *seat, _ []string) error {
			if err := s.desk.Files.Sync(ctx); err != nil {
				return err
			}
			list, err := s.desk.Files.List(ctx)
			if err != nil {
				return err
			}
			s.teamFiles(list)
			return nil
		}),
	}
}

func (s *seat) teamFiles(list []teamfile.File) {
	if len(list) == 0 {
		s.nothing("The team shares no file.", "Files of replies/ and handbook/ travel once this desk is in a team.")
	}
	var rows [][]span
	for _, f := range list {
		if s.json {
			s.object(f)
			continue
		}
		state := say("")
		if f.State != teamfile.StateSame {
			state = styled(yellow, string(f.State))
		}
		when := ""
		if f.MadeAt != 0 {
			when = s.stamp(f.MadeAt)
		}
		rows = append(rows, []span{say(f.Path), state, say(f.ByName), faint(when), faint(fmt.Sprint(f.Versions))})
	}
	s.tableWith([]column{{title: "FILE", flex: 20}, {title: "STATE"}, {title: "BY", most: 16, drop: 2}, {title: "MADE", drop: 1}, {title: "VERSIONS", right: true, drop: 3}}, rows, func(n int) {
		if note := list[n].Note; note != "" {
			s.text("    ", cleanLine(note), yellow)
		}
	})
}

func (sh *shell) teamVersionsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "versions FILE [VERSION]",
		Short: "List a file's versions, or show one and what it changed",
		Long: "Lists the versions of a team file, the newest first: who made it, when, when it came to this laptop, and its size.\n" +
			"With a version: its text and what it changed. JSON has the keys id, path, agent, name, device, madeAt, cameAt, size,\n" +
			"stands, deleted, overrule, proposal, missing; of one version also text, diff, stood, binary, base, wrong.",
		Example: "  deskhand team versions replies/refund.md\n  deskhand team versions policy.yaml 3KBA3BTR",
		Args:    between(1, 2),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			if len(args) == 2 {
				shown, err := s.desk.Files.Version(ctx, args[0], args[1])
				if err == nil {
					s.teamVersion(shown)
				}
				return err
			}
			list, err := s.desk.Files.Versions(ctx, args[0])
			if err != nil {
				return err
			}
			s.teamVersions(list)
			return nil
		}),
	}
}

func (s *seat) teamVersions(list []teamfile.Version) {
	var rows [][]span
	for _, v := range list {
		if s.json {
			s.object(v)
			continue
		}
		came := ""
		if v.CameAt != 0 {
			came = s.stamp(v.CameAt)
		}
		rows = append(rows, []span{strong(v.ID[:8]), say(v.Name), faint(s.stamp(v.MadeAt)), faint(came), say(size(v.Size)), faint(versionWords(v))})
	}
	s.table([]column{{title: "VERSION"}, {title: "BY", most: 16}, {title: "MADE", drop: 1}, {title: "CAME", drop: 3}, {title: "SIZE", right: true, drop: 4}, {title: "", drop: 2}}, rows)
}

// versionWords says how a version stands to the others.
func versionWords(v teamfile.Version) string {
	var words []string
	for _, one := range []struct {
		holds bool
		word  string
	}{
		{v.Stands, "stands"},
		{v.Deleted, "deleted the file"},
		{v.Proposal, "proposed"},
		{v.Overrule != "", "overruled by " + v.Overrule[:min(8, len(v.Overrule))]},
		{v.Missing, "not all here yet"},
	} {
		if one.holds {
			words = append(words, one.word)
		}
	}
	return strings.Join(words, ", ")
}

func (s *seat) teamVersion(v teamfile.Shown) {
	if s.json {
		s.object(v)
		return
	}
	s.line(strong(cleanLine(v.Path)), say("  "+v.ID[:8]), faint("  "+joinSpans([]string{cleanLine(v.Name), s.stamp(v.MadeAt), size(v.Size), versionWords(v.Version)}, " · ").text))
	if v.Wrong != "" {
		s.text("", "It cannot stand: "+cleanLine(v.Wrong), yellow)
	}
	if v.Binary {
		s.line(faint("It is no text."))
		return
	}
	s.blank()
	s.difference(v.Diff)
}

// difference shows lines as they were changed.
func (s *seat) difference(lines []teamfile.Line) {
	for _, l := range lines {
		st := plain
		switch l.Sign {
		case "-":
			st = red
		case "+":
			st = green
		case "@":
			st = dim
		}
		s.text("", strings.TrimPrefix(l.Sign, "@")+l.Text, st)
	}
}

func (sh *shell) teamProposalsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "proposals",
		Short: "List what members propose for the team's rules",
		Long: "Lists changes of policy.yaml and roster.yaml by members who are no admins, with what they would change.\n" +
			"JSON has the keys id, path, agent, name, device, madeAt, size, mine, diff, wrong.",
		Example: "  deskhand team proposals\n  deskhand team accept 3KBA3BTR",
		Args:    between(0, 0),
		RunE: sh.at(func(ctx context.Context, s *seat, _ []string) error {
			list, err := s.desk.Files.Proposals(ctx)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				s.nothing("Nothing is proposed.")
			}
			for n, p := range list {
				if s.json {
					s.object(p)
					continue
				}
				if n > 0 {
					s.blank()
				}
				s.line(strong(p.ID[:8]), say("  "+cleanLine(p.Path)), faint("  "+joinSpans([]string{cleanLine(p.Name), s.stamp(p.MadeAt)}, " · ").text))
				if p.Wrong != "" {
					s.text("", "It cannot be accepted: "+cleanLine(p.Wrong), yellow)
				}
				s.difference(p.Diff)
			}
			return nil
		}),
	}
}

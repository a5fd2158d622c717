package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/reply"
	"deskhand/internal/desk/teamfile"
)

func (sh *shell) repliesCommand() *cobra.Command {
	return family("replies", "Show and import saved replies",
		"  deskhand replies list\n  deskhand replies show waiting_in_meeting --language de\n  deskhand replies import ~/replies",
		sh.repliesListCommand(), sh.repliesShowCommand(), sh.repliesImportCommand())
}

func (sh *shell) repliesListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List saved replies",
		Long:    "Lists the saved replies of the desk's folder replies/, one Markdown file each. What is wrong with a file stands below it;\nits last good version is used until it is mended.",
		Example: "  deskhand replies list\n  deskhand replies list --json | jq -r .name",
		Args:    between(0, 0),
		RunE: sh.at(func(ctx context.Context, s *seat, _ []string) error {
			list, err := s.desk.Reply.List(ctx)
			if err != nil {
				return err
			}
			s.replies(list)
			return nil
		}),
	}
}

func (s *seat) replies(list []reply.Listed) {
	if len(list) == 0 {
		s.nothing("There is no saved reply.", "Put a Markdown file into "+s.desk.Reply.Dir()+".")
		return
	}
	var rows [][]span
	for _, r := range list {
		if s.json {
			s.object(r)
			continue
		}
		name, uses := strong(r.Name), ""
		if r.Name == "" { // the file cannot be used at all
			name = styled(red, r.Path)
		}
		if r.Uses > 0 {
			uses = fmt.Sprint(r.Uses)
		}
		rows = append(rows, []span{name, say(r.Language), say(r.Kind), say(r.For), say(r.Category), say(uses), faint(r.Subject)})
	}
	s.tableWith([]column{
		{title: "NAME", flex: 16},
		{title: "IN"},
		{title: "KIND", drop: 2},
		{title: "FOR", drop: 4},
		{title: "CATEGORY", most: 24, flex: 8, drop: 3},
		{title: "USED", right: true, drop: 5},
		{title: "SUBJECT", flex: 12, drop: 6},
	}, rows, func(n int) {
		if r := list[n]; r.Problem != "" {
			where := ""
			if r.Name != "" {
				where = reply.Folder + "/" + cleanLine(r.Path) + ", "
			}
			s.text("    ", where+cleanLine(r.Problem), yellow)
		}
		if words := s.changedWords(list[n].Changed); words != "" {
			s.text("    ", words, yellow)
		}
	})
}

// changedWords says of a reply who changed it, until it was used for the first time since.
func (s *seat) changedWords(c reply.Changed) string {
	switch {
	case c.ChangedBy == "":
		return ""
	case c.NewHere:
		return "new, by " + cleanLine(c.ChangedByName) + ", " + s.stamp(c.ChangedAt)
	}
	return "changed by " + cleanLine(c.ChangedByName) + ", " + s.stamp(c.ChangedAt)
}

func (sh *shell) repliesShowCommand() *cobra.Command {
	language := ""
	c := &cobra.Command{
		Use:     "show NAME",
		Short:   "Show a saved reply",
		Long:    "Shows a saved reply as its file says it, variables and questions included. Any unique beginning of the name will do.",
		Example: "  deskhand replies show refund\n  deskhand replies show follow_up --language fr",
		Args:    between(1, 1),
	}
	c.Flags().StringVar(&language, "language", "", "the `language` of the variant: en, de, pt-BR (default: the team's)")
	c.ValidArgsFunction = sh.complete(func(args []string) offer {
		if len(args) > 0 {
			return none
		}
		return offerReplies
	})
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		r, err := s.desk.Reply.Show(ctx, args[0], language)
		if err != nil {
			return err
		}
		if s.json {
			s.object(r)
			return nil
		}
		s.reply(r)
		return nil
	})
	return c
}

func (s *seat) reply(r reply.Shown) {
	about := []string{r.Language, r.Kind, r.Category}
	if r.For != "" {
		about = append(about, "for a "+r.For)
	}
	if r.Resolves {
		about = append(about, "resolves")
	}
	if r.Uses > 0 {
		about = append(about, "used "+count(r.Uses, "time"))
	}
	for i := range about {
		about[i] = cleanLine(about[i])
	}
	s.line(strong(cleanLine(r.Name)), faint("  "+joinSpans(about, " · ").text))
	s.line(faint(reply.Folder + "/" + cleanLine(r.Path)))
	if words := s.changedWords(r.Changed); words != "" {
		s.text("", words, yellow)
	}
	if r.Problem != "" {
		s.text("", r.Problem, yellow)
	}
	if r.Subject != "" {
		s.line(say("Subject: "), say(cleanLine(r.Subject)))
	}
	s.blank()
	s.text("", r.Markdown, plain)
}

func (sh *shell) repliesImportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE|FOLDER…",
		Short: "Take in saved replies",
		Long: "Copies Markdown files into the desk's folder replies/; the folders in a folder become categories. Nothing is overwritten:\n" +
			"a reply whose name or file is taken by another comes in under the next free name.",
		Example: "  deskhand replies import refund.en.md\n  deskhand replies import ~/team/replies",
		Args:    between(1, -1),
		RunE:    sh.at(func(ctx context.Context, s *seat, args []string) error { return s.importReplies(ctx, args) }),
	}
}

// importCommand tells by content what it is given.
func (sh *shell) importCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "import FILE|FOLDER…",
		Short:   "Take in files: saved replies, tables of companies",
		Long:    "Takes in saved replies, Markdown files with front matter or a folder of them, as deskhand replies import does, and\ntables of companies (CSV with a header row: name,domain,plan,…). Of a table that was imported before only what\nchanged is written; it is one undo.",
		Example: "  deskhand import replies/\n  deskhand import companies.csv",
		Args:    between(1, -1),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			var replies, tables []string
			for _, from := range args {
				if teamfile.IsTable(from) {
					tables = append(tables, from)
					continue
				}
				replies = append(replies, from)
				is, err := reply.Recognise(from)
				if err != nil {
					return err
				}
				if !is {
					return fault.New(fault.Data, from+" holds no saved reply: no Markdown file in it begins with front matter.",
						"If it is Markdown all the same: deskhand replies import "+from+". A table of companies ends in .csv.")
				}
			}
			for _, from := range tables {
				if err := s.importTable(ctx, from); err != nil {
					return err
				}
			}
			if len(replies) == 0 {
				return nil
			}
			return s.importReplies(ctx, replies)
		}),
	}
}

// importTable takes in a table of companies.
func (s *seat) importTable(ctx context.Context, from string) error {
	done, err := s.desk.Files.ImportTable(ctx, from, func(n int) {
		if !s.json {
			s.errs.text("", count(n, "row")+" in "+from, plain)
		}
	}, nil)
	if err != nil {
		return err
	}
	if s.json {
		s.object(done)
		return nil
	}
	text := "Taken in as " + done.File + ". It holds what is known already."
	if done.Op != "" {
		text = "Taken in as " + done.File + ". deskhand undo " + done.Op + " takes it back."
	}
	s.prose("", say(text))
	for _, w := range done.Wrong {
		s.remark(w)
	}
	return nil
}

// importReplies takes in each file or folder, says first how many there are, and tells of what was not taken.
func (s *seat) importReplies(ctx context.Context, args []string) error {
	refused := 0
	for _, from := range args {
		done, err := s.desk.Reply.Import(ctx, from, func(n int) {
			if !s.json {
				s.errs.text("", countReplies(n)+" in "+from, plain)
			}
		})
		if err != nil {
			return err
		}
		s.imported(done)
		refused += done.Count(reply.ImportRefused)
	}
	if refused > 0 {
		return fault.New(fault.Data, count(refused, "file")+" could not be used.", "Mend what is named, and import again: what came in stays as it is.")
	}
	return nil
}

func (s *seat) imported(done reply.Imported) {
	for _, f := range done.Files {
		if s.json {
			s.object(f)
			continue
		}
		switch f.State {
		case reply.ImportRenamed:
			s.text("", fmt.Sprintf("%s came in as %s (%s/%s): %s", f.From, f.Name, reply.Folder, f.Path, f.Reason), yellow)
		case reply.ImportRefused:
			s.text("", f.From+" was not taken: "+f.Reason, red)
		}
	}
	if s.json {
		return
	}
	parts := []string{countReplies(done.Count(reply.ImportNew)+done.Count(reply.ImportRenamed)) + " taken in"}
	if n := done.Count(reply.ImportSame); n > 0 {
		parts = append(parts, fmt.Sprintf("%d here already", n))
	}
	s.line(say(strings.Join(parts, ", ") + "."))
}

func countReplies(n int) string {
	if n == 1 {
		return "1 saved reply"
	}
	return fmt.Sprintf("%d saved replies", n)
}

// offerReplies lists names once, whatever their languages.
func offerReplies(ctx context.Context, s *seat, typed string) []string {
	if _, err := os.Stat(s.desk.Reply.Dir()); err != nil {
		return nil // nothing is made behind TAB
	}
	list, err := s.desk.Reply.List(ctx)
	if err != nil {
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, r := range list {
		if r.Name != "" && !seen[r.Name] {
			seen[r.Name] = true
			out = append(out, meaning(r.Name, joinSpans([]string{r.Category, r.Kind}, ", ").text))
		}
	}
	return begun(typed, out)
}

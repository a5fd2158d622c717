package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
)

// mirrored are the switches of account set --mirror.
func mirrored() []string {
	var out []string
	for _, s := range team.Switches() {
		out = append(out, s.ID)
	}
	return out
}

const reachHelp = "how far back mail comes whole: `all`, 12m, 90d or any other time; of older mail the head comes"

func (sh *shell) accountSetCommand() *cobra.Command {
	var reach, mirror string
	var follow, leave []string
	c := &cobra.Command{
		Use:   "set ACCOUNT",
		Short: "Choose how much of a mailbox is kept here, what is told the server",
		Long: "--reach says how far back mail comes whole. Older mail is here by its head: sender, subject and date are listed\n" +
			"and found, the text comes when it is opened or searched. What is here already stays.\n" +
			"--follow takes a folder up, --leave leaves one: its mail and tickets stay as they are, and are no longer\n" +
			"compared with the server. INBOX and Sent are always followed.\n" +
			"--mirror lists what is told the server, and nothing else is: seen, answered, flagged, keywords (marks),\n" +
			"archive, junk, trash (moves); none: nothing. An open window takes it up at once.",
		Example: "  deskhand account set support@kestrel.example --reach 90d\n" +
			"  deskhand account set support --follow 'Partners/Invoices' --leave Junk\n" +
			"  deskhand account set support --mirror seen,answered",
		Args: between(1, 1),
	}
	fl := c.Flags()
	fl.StringVar(&reach, "reach", "", reachHelp)
	fl.StringArrayVar(&follow, "follow", nil, "follow a `FOLDER`; may be given again")
	fl.StringArrayVar(&leave, "leave", nil, "leave a `FOLDER`; may be given again")
	fl.StringVar(&mirror, "mirror", "", "tell the server of: `seen,answered,flagged,keywords,archive,junk,trash` or none")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		if reach == "" && mirror == "" && len(follow)+len(leave) == 0 {
			return usage("deskhand account set "+args[0]+" --reach 90d; deskhand account set --help lists the rest.", "account set changes nothing without --reach, --follow, --leave or --mirror")
		}
		var e team.AccountEdit
		var err error
		if reach != "" {
			days, err := parseReach(reach)
			if err != nil {
				return err
			}
			e.Reach = &days
		}
		if e.Mirror, err = mirrorSet(mirror); err != nil {
			return err
		}
		a, err := s.accountNamed(ctx, args[0])
		if err != nil {
			return err
		}
		if e.Follow, err = followSet(a, follow, leave); err != nil {
			return err
		}
		if a, err = s.desk.Team.EditAccount(ctx, a.ID, e); err != nil {
			return err
		}
		if s.json {
			s.object(a)
			return nil
		}
		s.kept(a, len(e.Follow) > 0)
		return nil
	})
	return c
}

// kept says what of a mailbox is here, and what is told its server.
func (s *seat) kept(a team.Account, folders bool) {
	s.prose("", strong(a.Email), say("  "+reachWords(a.Reach)))
	if len(a.Mirror) > 0 {
		s.prose("", say("The server is told: "+strings.Join(a.Mirror, ", ")+"."))
	}
	if folders {
		s.folders(a.Folders)
	}
}

// parseReach reads how far back mail comes whole, in days.
func parseReach(typed string) (int, error) {
	text := strings.ToLower(strings.TrimSpace(typed))
	if text == "all" || text == "" {
		return 0, nil
	}
	bad := usage("--reach all, --reach 12m (months) or --reach 90d (days)", "the time %q cannot be understood", typed)
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 1 || n > 9999 {
		return 0, bad
	}
	reach := 0
	switch text[len(text)-1] {
	case 'd':
		reach = n
	case 'w':
		reach = 7 * n
	case 'm': // twelve are a year
		reach = n/12*365 + n%12*30
	case 'y':
		reach = 365 * n
	default:
		return 0, bad
	}
	return reach, nil
}

// reachWords says a reach as a person does.
func reachWords(reach int) string {
	switch {
	case reach == 0:
		return "all mail comes whole"
	case reach == 365:
		return "mail of the last 12 months comes whole, older mail by its head"
	case reach%365 == 0:
		return fmt.Sprintf("mail of the last %d years comes whole, older mail by its head", reach/365)
	}
	return "mail of the last " + count(reach, "day") + " comes whole, older mail by its head"
}

// mirrorSet reads the whole list of what is told the server; nil where nothing was typed.
func mirrorSet(typed string) (map[string]bool, error) {
	if typed == "" {
		return nil, nil
	}
	out := map[string]bool{}
	for _, name := range mirrored() {
		out[name] = false
	}
	if strings.EqualFold(strings.TrimSpace(typed), "none") {
		return out, nil
	}
	for word := range strings.SplitSeq(typed, ",") {
		name, err := pick("--mirror", word, mirrored())
		if err != nil {
			return nil, err
		}
		out[name] = true
	}
	return out, nil
}

func followSet(a team.Account, follow, leave []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, list := range []struct {
		names []string
		on    bool
	}{{follow, true}, {leave, false}} {
		for _, typed := range list.names {
			f, err := folderNamed(a, typed)
			if err != nil {
				return nil, err
			}
			if was, twice := out[f.Name]; twice && was != list.on {
				return nil, usage("Name it once.", "the folder %s is both followed and left", f.Name)
			}
			out[f.Name] = list.on
		}
	}
	return out, nil
}

// folderNamed finds a folder by its name, whatever its case, or by a unique beginning of it.
func folderNamed(a team.Account, typed string) (team.Folder, error) {
	var found []team.Folder
	for _, f := range a.Folders {
		if f.Name == typed {
			return f, nil
		}
		if strings.HasPrefix(strings.ToLower(f.Name), strings.ToLower(typed)) {
			found = append(found, f)
		}
	}
	if n := slices.IndexFunc(found, func(f team.Folder) bool { return strings.EqualFold(f.Name, typed) }); n >= 0 {
		return found[n], nil
	}
	switch {
	case len(found) == 1 && typed != "":
		return found[0], nil
	case len(found) > 1 && typed != "":
		f := fault.Newf(fault.Refused, "Write the whole name.", "%q could be several folders.", typed)
		for _, one := range found {
			f.Candidates = append(f.Candidates, one.Name)
		}
		return team.Folder{}, f
	}
	hint := "deskhand account folders " + a.Email + " lists them."
	if len(a.Folders) == 0 {
		hint = "They are known after the first sync: deskhand sync"
	}
	return team.Folder{}, fault.Newf(fault.NotFound, hint, "%s has no folder %q.", a.Email, typed)
}

func (sh *shell) accountFoldersCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "folders ACCOUNT",
		Short: "List the folders of a mailbox and what of them is here",
		Long: "Lists every folder that the server shows: whether it is followed, how many of its messages are here, how many of\n" +
			"those by their heads alone, and when it was last compared with the server.",
		Example: "  deskhand account folders support@kestrel.example\n  deskhand account folders support --json | jq -r 'select(.followed) | .name'",
		Args:    between(1, 1),
		RunE: sh.onAccount(func(ctx context.Context, s *seat, a team.Account) error {
			if len(a.Folders) == 0 {
				s.nothing("The folders of "+a.Email+" are not known yet.", "Fetch its mail: deskhand sync")
			}
			s.folders(a.Folders)
			return nil
		}),
	}
}

// folders lists what of each folder is here.
func (s *seat) folders(list []team.Folder) {
	var rows [][]span
	for _, f := range list {
		if s.json {
			s.object(f)
			continue
		}
		followed := say("followed")
		if !f.Followed {
			followed = faint("left out")
		}
		rows = append(rows, []span{say(f.Name), faint(f.Role), followed, s.hereOf(f), sayIf(f.Heads, "%d by head"), sayIf(f.Missing, "%d missing"), s.looked(f)})
	}
	s.table([]column{
		{title: "FOLDER", flex: 12},
		{title: "ROLE", drop: 4},
		{title: "FOLLOWED", drop: 3},
		{title: "HERE", right: true},
		{title: "OLDER", drop: 2},
		{title: "MISSING", drop: 1},
		{title: "LAST LOOK", drop: 5},
	}, rows)
}

// hereOf is how many of a folder's messages are here.
func (s *seat) hereOf(f team.Folder) span {
	switch {
	case !f.Followed && f.Synced == 0:
		return faint("–")
	case f.Synced >= f.Messages:
		return sayf("%d", f.Synced)
	}
	return styled(yellow, fmt.Sprintf("%d of %d", f.Synced, f.Messages))
}

func (s *seat) looked(f team.Folder) span {
	if f.LookedAt == 0 {
		return faint("never")
	}
	return faint(s.ago(f.LookedAt))
}

// sayIf says a number where there is one.
func sayIf(n int, format string) span {
	if n == 0 {
		return say("")
	}
	return faint(fmt.Sprintf(format, n))
}

func (sh *shell) accountSurveyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "survey ACCOUNT",
		Short: "Ask the server what each reach would take on this laptop",
		Long: "Signs in, counts the mail of INBOX, Sent, Archive, Junk and Trash and says for each reach how much would be fetched and what it\n" +
			"takes on this laptop. Nothing is fetched. deskhand account set ACCOUNT --reach chooses one.",
		Example: "  deskhand account survey support@kestrel.example",
		Args:    between(1, 1),
		RunE: sh.onAccount(func(ctx context.Context, s *seat, a team.Account) error {
			sh.tryingServer(ctx, s, a)
			v, err := s.desk.Team.Survey(ctx, a.ID)
			if err != nil {
				return err
			}
			s.survey(a, v)
			return nil
		}),
	}
}

func (s *seat) survey(a team.Account, v team.Survey) {
	if s.json {
		s.object(v)
		return
	}
	var rows [][]span
	for _, c := range v.Choices {
		mark := say("")
		if c.Reach == a.Reach {
			mark = faint("chosen")
		}
		rows = append(rows, []span{say(reachFlag(c.Reach)), sayf("%d of %d", c.Whole, c.Messages), say(size(c.Bytes)), say(size(c.Disk)), mark})
	}
	s.table([]column{{title: "REACH"}, {title: "MAILS WHOLE", right: true}, {title: "TO FETCH", right: true}, {title: "ON THIS LAPTOP", right: true}, {drop: 1}}, rows)
	if v.Estimated {
		s.line(faint("The sizes are worked out from a sample of the mails."))
	}
	if v.Free > 0 {
		s.line(say("Free on this laptop: " + size(v.Free) + "."))
	}
}

// reachFlag is a reach as --reach takes it.
func reachFlag(reach int) string {
	switch {
	case reach == 0:
		return "all"
	case reach%365 == 0:
		return strconv.Itoa(reach/365*12) + "m"
	}
	return strconv.Itoa(reach) + "d"
}

func (sh *shell) accountVanishedCommand() *cobra.Command {
	takeOut, keep := false, false
	c := &cobra.Command{
		Use:   "vanished ACCOUNT FOLDER",
		Short: "Decide about mail that is gone from the server, much at once",
		Long: "When more than 200 messages, or a fifth of a folder (from ten on), are gone at once, Deskhand keeps them and asks: somebody may\n" +
			"have emptied the mailbox by mistake. --take-out: they left on purpose; the tickets stay, and say that their mails are\n" +
			"no longer on the server. --keep: they stay as they are; it asks again only when more are gone.",
		Example: "  deskhand account vanished support@kestrel.example INBOX --keep\n  deskhand account vanished support Customers/Halvorsen --take-out",
		Args:    between(2, 2),
	}
	c.Flags().BoolVar(&takeOut, "take-out", false, "they left on purpose")
	c.Flags().BoolVar(&keep, "keep", false, "keep them")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		if takeOut == keep {
			return usage("deskhand account vanished "+args[0]+" "+args[1]+" --keep", "account vanished needs either --take-out or --keep")
		}
		a, err := s.accountNamed(ctx, args[0])
		if err != nil {
			return err
		}
		f, err := folderNamed(a, args[1])
		if err != nil {
			return err
		}
		if err := s.desk.Team.Vanished(ctx, a.ID, f.Name, takeOut); err != nil {
			return err
		}
		if s.json {
			s.object(f)
			return nil
		}
		words := "  is kept as it stands here. Deskhand asks again only when more is gone."
		if takeOut {
			words = "  What is gone from the server is taken out with the next sync. Tickets stay."
		}
		s.prose("", strong(f.Name), say(words))
		return nil
	})
	return c
}

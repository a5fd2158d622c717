package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/closing"
	desking "deskhand/internal/desk/closing"
	"deskhand/internal/desk/fault"
	"deskhand/internal/policy"
	"deskhand/internal/ticket"
)

// endingID reads --as.
func endingID(typed string) (ticket.Status, error) {
	id, err := pick("ending", typed, []string{string(ticket.Resolved), string(ticket.Closed)})
	return ticket.Status(id), err
}

// endingOf is what the rules call an ending.
func endingOf(as ticket.Status) policy.Ending {
	if as == ticket.Closed {
		return policy.EndingSilent
	}
	return policy.EndingSolved
}

func (sh *shell) checklistCommand() *cobra.Command {
	as := ""
	var f tickFlags
	c := &cobra.Command{
		Use:   "checklist TICKET",
		Short: "Show what still holds a close up, and the proof of the rest",
		Long: "Shows each line of the checklist: ticked, with what proves it; open, with what is missing; or not applicable.\n" +
			"--tick, --not-applicable and --open set lines by hand first, by the id at the end of their row; what evidence\n" +
			"shows ticks itself.",
		Example: "  deskhand checklist 7Q2M\n  deskhand checklist 7Q2M --tick no-open-ask='Read it twice' --not-applicable minutes='No call'\n" +
			"  deskhand checklist 7Q2M --json | jq -r 'select(.state == \"open\") | .id'",
		Args: between(1, 1),
	}
	f.register(c)
	c.Flags().StringArrayVar(&f.open, "open", nil, "open a line again that was set by hand: `ITEM`")
	c.Flags().StringVar(&as, "as", "resolved", "the `status` to reach: resolved (a solution was given) or closed (they stayed silent)")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, _ []string) error {
		ending, err := endingID(as)
		if err != nil {
			return err
		}
		if err := s.tickLines(ctx, id, f); err != nil {
			return err
		}
		v, err := s.desk.Closing.View(ctx, id, endingOf(ending), "")
		if err != nil {
			return err
		}
		s.checklist(v)
		if ending == ticket.Closed && !s.json {
			s.line(faint(sayf("%d of %d attempts to reach the customer are on record", len(v.Attempts), v.AttemptsNeeded).text))
		}
		return nil
	})
	return c
}

// tickFlags set lines by hand.
type tickFlags struct{ tick, notApplicable, open []string }

func (f *tickFlags) register(c *cobra.Command) {
	c.Flags().StringArrayVar(&f.tick, "tick", nil, "tick a line by hand and say what shows it: `ITEM=NOTE`")
	c.Flags().StringArrayVar(&f.notApplicable, "not-applicable", nil, "a line that does not apply here, and why: `ITEM=REASON`")
}

// tickLines sets them in the order of their names, each an action of its own that undo takes back.
func (s *seat) tickLines(ctx context.Context, id string, f tickFlags) error {
	ticked, err := pairs("--tick", f.tick)
	if err != nil {
		return err
	}
	without, err := pairs("--not-applicable", f.notApplicable)
	if err != nil {
		return err
	}
	opened := map[string]string{}
	for _, item := range f.open {
		opened[item] = ""
	}
	for _, set := range []struct {
		state closing.CheckState
		lines map[string]string
	}{{closing.CheckTicked, ticked}, {closing.CheckNA, without}, {closing.CheckOpen, opened}} {
		for _, item := range slices.Sorted(maps.Keys(set.lines)) {
			if _, err := s.desk.Closing.Tick(ctx, id, item, set.state, set.lines[item]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *seat) checklist(v desking.View) {
	if s.json {
		for _, l := range v.Lines {
			s.object(l)
		}
		return
	}
	s.line(strong(v.Ticket.Number), strong("  "+cleanLine(subjectOf(v.Ticket))))
	rows := make([][]span, len(v.Lines))
	open, optional := 0, 0
	for n, l := range v.Lines {
		switch {
		case l.State != closing.Open:
		case l.Required:
			open++
		default:
			optional++
		}
		rows[n] = s.checklistRow(l)
	}
	s.checklistTable(rows)
	counts := sayf("%d done, %d open", len(v.Lines)-open-optional, open).text
	if optional > 0 {
		counts += sayf(", %d optional", optional).text
	}
	s.line(faint(counts))
	if open+optional > 0 {
		s.text("", "By hand: deskhand checklist "+v.Ticket.Number+" --tick ITEM=NOTE, or --not-applicable ITEM=REASON. ITEM is the last word of a row.", dim)
	}
}

// checklistTable puts what proves a line beside it, or below where the terminal is too narrow to say it whole.
func (s *seat) checklistTable(rows [][]span) {
	beside := []column{{}, {}, {}, {}}
	shown := []int{0, 1, 2, 3}
	if s.width == 0 || total(naturalWidths(beside, cleanRows(rows), false, false), shown) <= s.width {
		s.table(beside, rows)
		return
	}
	above := make([][]span, len(rows))
	for n, r := range rows {
		above[n] = []span{r[0], r[1], r[3]}
	}
	s.tableWith([]column{{}, {flex: 20}, {drop: 1}}, above, func(n int) {
		if why := rows[n][2]; why.text != "" {
			s.text("        ", why.text, why.style)
		}
	})
}

// checklistRow is its state, its words, why it is so, and the id that --tick takes.
func (s *seat) checklistRow(l closing.Line) []span {
	id := faint(l.ID)
	text := l.Text
	switch l.State {
	case closing.Ticked:
		return []span{styled(green, "✓ done"), say(text), faint(s.proof(l)), id}
	case closing.NotApplicable:
		return []span{faint("– n/a"), faint(text), faint(l.Why), id}
	}
	if !l.Required {
		return []span{faint("– optional"), faint(l.Text), faint(l.Why), id}
	}
	return []span{styled(yellow, "○ open"), strong(text), say(l.Why), id}
}

// proof is what a tick opens in the window, in words.
func (s *seat) proof(l closing.Line) string {
	switch {
	case l.Evidence != nil && !l.Evidence.At.IsZero():
		return l.Evidence.Text + ", " + l.Evidence.At.In(s.zone).Format("2 Jan 15:04")
	case l.Evidence != nil:
		return l.Evidence.Text
	case l.Who != "":
		return strings.Join(nonEmpty([]string{"by hand, " + s.personLabel(l.Who), l.Why}), ": ")
	}
	return l.Why
}

// closeFlags are those of close.
type closeFlags struct {
	tickFlags
	as, handOff, why, noAnswer string
	anyway, send               bool
}

func (sh *shell) closeCommand() *cobra.Command {
	var f closeFlags
	c := &cobra.Command{
		Use:   "close TICKET…",
		Short: "Resolve or close a ticket against its checklist",
		Long: "Resolves a ticket, or closes it when the customer stayed silent. Open lines refuse it (exit 4): give the\n" +
			"hand-off, tick by hand what no evidence can show, or close --anyway with a reason that stands in history.\n" +
			"What needed no answer ends with --no-answer and one reason, several tickets at once. A refused close keeps nothing\n" +
			"of what it was given: deskhand checklist TICKET --tick keeps ticks.\n\n" +
			"--send sends the reply that is being written with it: the lines are judged as if it had gone, and refused, nothing\n" +
			"is sent. Where the customer wrote meanwhile, the mail is held and the ticket stays as it was (exit 4).\n\n" +
			"A hand-off file has the headings # Details of inquiry, # How it was addressed, # Remaining actions.",
		Example: "  deskhand close 7Q2M --hand-off-file handoff.md\n" +
			"  deskhand close 7Q2M --as closed --tick tested='On the staging desk' --not-applicable minutes='No call'\n" +
			"  deskhand close 7Q2M --send --hand-off-file handoff.md\n" +
			"  deskhand close 7Q2M --anyway --why 'The customer left us'\n" +
			"  deskhand close 7Q2M 4KD9 --no-answer thanks",
		Args: between(1, -1),
	}
	fl := c.Flags()
	fl.StringVar(&f.as, "as", "resolved", "the `status` it ends in: resolved or closed")
	fl.StringVar(&f.handOff, "hand-off-file", "", "the hand-off, a Markdown `file`; - for standard input")
	f.register(c)
	fl.BoolVar(&f.anyway, "anyway", false, "close with open lines; needs --why")
	fl.StringVar(&f.why, "why", "", "the `reason` of --anyway")
	fl.BoolVar(&f.send, "send", false, "send the reply that is being written, and close with it")
	fl.StringVar(&f.noAnswer, "no-answer", "", "the `reason`: nothing-asked, thanks, machine, spam, duplicate or information")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		if f.noAnswer != "" {
			return s.closeNoAnswer(ctx, args, f)
		}
		if len(args) > 1 {
			return usage("Close them one by one; --no-answer takes several.", "close takes one ticket")
		}
		request, err := sh.closeRequest(f)
		if err != nil {
			return err
		}
		id, err := s.desk.Inbox.Resolve(ctx, args[0])
		if err != nil {
			return err
		}
		if f.send {
			return s.closeSending(ctx, id, request)
		}
		done, err := s.desk.Closing.Close(ctx, id, request)
		return s.report(done, notKept(err, request))
	})
	return c
}

// notKept says of a refused close that what it was given is not kept.
func notKept(err error, r desking.Request) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Refused || r.HandOff == nil && len(r.Tick)+len(r.NotApplicable) == 0 {
		return err
	}
	told := *f
	told.Hint = strings.TrimSpace(told.Hint + " The ticks and the hand-off given here were not kept; `deskhand checklist TICKET --tick ITEM=NOTE` keeps a tick.")
	return &told
}

func (sh *shell) closeRequest(f closeFlags) (desking.Request, error) {
	var r desking.Request
	var err error
	if r.As, err = endingID(f.as); err != nil {
		return r, err
	}
	switch {
	case f.anyway && strings.TrimSpace(f.why) == "":
		return r, usage("--anyway --why 'The customer left us'", "--anyway needs its reason")
	case !f.anyway && f.why != "":
		return r, usage("--anyway --why …", "--why belongs to --anyway")
	}
	r.AnywayWhy = f.why
	if r.Tick, err = pairs("--tick", f.tick); err != nil {
		return r, err
	}
	if r.NotApplicable, err = pairs("--not-applicable", f.notApplicable); err != nil {
		return r, err
	}
	if f.handOff == "" {
		return r, nil
	}
	text, err := sh.readText(f.handOff)
	if err != nil {
		return r, err
	}
	h, err := closing.ParseHandOff(text)
	if err != nil {
		return r, &fault.Error{
			Code: fault.Data, Message: sentence("the hand-off cannot be used: " + err.Error()),
			Hint: "It has the headings # Details of inquiry, # How it was addressed, # Remaining actions, and says something under each.", Err: err,
		}
	}
	r.HandOff = &h
	return r, nil
}

// pairs reads ITEM=TEXT flags.
func pairs(flag string, list []string) (map[string]string, error) {
	out := make(map[string]string, len(list))
	for _, p := range list {
		item, text, ok := strings.Cut(p, "=")
		if item = strings.TrimSpace(item); !ok || item == "" || strings.TrimSpace(text) == "" {
			return nil, usage(flag+" tested='On the staging desk'", "%s %q: write ITEM=TEXT; both must say something", flag, p)
		}
		out[item] = strings.TrimSpace(text)
	}
	return out, nil
}

func (s *seat) closeNoAnswer(ctx context.Context, args []string, f closeFlags) error {
	if f.send || f.anyway || f.why != "" || f.handOff != "" || len(f.tick)+len(f.notApplicable) > 0 {
		return usage("deskhand close TICKET… --no-answer thanks", "--no-answer needs no checklist: leave the other flags out")
	}
	ids := make([]string, 0, len(args))
	var tickets []ticket.Ticket
	for _, typed := range args {
		id, err := s.desk.Inbox.Resolve(ctx, typed)
		if err != nil {
			return err
		}
		t, err := s.desk.Inbox.Ticket(ctx, id)
		if err != nil {
			return err
		}
		ids, tickets = append(ids, id), append(tickets, t)
	}
	done, err := s.desk.Closing.NoAnswer(ctx, ids, f.noAnswer)
	if err != nil || s.json {
		return s.report(done, err)
	}
	for _, t := range tickets {
		text := fmt.Sprintf("Closed “%s”: no answer needed", subjectOf(t))
		if t.Status.Done() {
			text = s.statusLabel(t.Status) + " already"
		}
		s.line(strong(t.Number), say("  "+text))
	}
	if s.tty && done.Undo {
		s.line(faint("deskhand undo takes it back"))
	}
	return nil
}

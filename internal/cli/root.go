// Package cli is the command line: subcommands, output for people and as JSON lines, and the exit codes of cli.md.
//
// It translates and nothing else: what a person typed into one call on package desk, what came back into text. It must
// not decide anything about tickets, must not import a store or an engine, and must never write a control character that
// came from mail.
package cli

import (
	"context"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Program is what the process gives the command line.
type Program struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Now      func() time.Time
	Version  string
	Window   WindowFunc // nil: this build has no window

	WorkFactor int           // of the sealed file's passphrase; 0: the program's own. Lower only in tests
	Patience   time.Duration // behind TAB, with the desk's opening and with its answer; 0: the program's own. Longer only in tests
}

// Window says which window to open.
type Window struct {
	Data    string // --data as it was typed; empty: the platform's folder
	Sample  bool   // on the sample mailbox
	Verbose bool
}

// WindowFunc opens the window and comes back when it is closed.
type WindowFunc func(context.Context, Window) error

// Process is the Program of this process.
func Process(version string, window WindowFunc) Program {
	return Program{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Now: time.Now, Version: version, Window: window}
}

// shell is one run of the command line.
type shell struct {
	prog     Program
	data     string
	json     bool
	noColor  bool
	verbose  bool
	trace    bool
	started  bool // a command began: errors are its own
	offering bool // behind TAB: nothing is told
	outTTY   bool
	errTTY   bool
	columns  int // of the terminal; 0: unknown
}

// Main runs the command line and gives its exit code.
func Main(ctx context.Context, args []string, prog Program) int {
	sh := newShell(prog)
	// Needed before the flags are parsed: a wrong command line is told in JSON too.
	sh.json = slices.Contains(args, "--json")
	root := sh.root()
	root.SetArgs(append([]string{}, protectTags(args)...)) // nil would mean os.Args
	root.SetIn(prog.In)
	root.SetOut(prog.Out)
	root.SetErr(prog.Err)
	return sh.finish(root.ExecuteContext(ctx))
}

func newShell(prog Program) *shell {
	sh := &shell{prog: prog}
	outColumns, errColumns := 0, 0
	sh.outTTY, outColumns = terminal(prog.Out)
	sh.errTTY, errColumns = terminal(prog.Err)
	sh.columns = max(outColumns, errColumns)
	if n, err := strconv.Atoi(prog.Getenv("COLUMNS")); err == nil && n > 0 {
		sh.columns = n
	}
	return sh
}

// terminal says whether w is one, and how wide.
func terminal(w io.Writer) (is bool, columns int) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return false, 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return true, 80
	}
	return true, columns
}

func (sh *shell) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "deskhand",
		Short: "The team mailbox as a support desk",
		Long: "Deskhand turns the team mailbox into tickets on this laptop: read, take, answer, note, snooze, and close honestly.\n" +
			"Without a command it opens the window.\n\n" + exitCodes,
		Example:                    "  deskhand demo                 try it on the sample mailbox\n  deskhand queue mine           what waits for me\n  deskhand show 7Q2M            a ticket, by any unique beginning of its number",
		Version:                    sh.prog.Version,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		PersistentPreRunE:          sh.begin,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return sh.openWindow(cmd.Context(), false) },
	}
	flags := root.PersistentFlags()
	flags.StringVar(&sh.data, "data", "", "the desk's data `folder` (default: the platform's)")
	flags.BoolVar(&sh.json, "json", sh.json, "print one JSON object a line")
	flags.BoolVar(&sh.noColor, "no-color", false, "no colour (NO_COLOR does the same)")
	flags.BoolVarP(&sh.verbose, "verbose", "v", false, "say on stderr what is being done")
	flags.BoolVar(&sh.trace, "trace", false, "show on stderr the lines to and from the IMAP server, without passwords and mail")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(cmd.CommandPath()+" --help shows its flags and an example.", "%s", flagWords(err))
	})
	for _, g := range sh.groups() {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.id
			root.AddCommand(c)
		}
	}
	sh.completions(root)
	sh.fitHelp(root)
	root.MarkPersistentFlagDirname("data") //nolint:errcheck // it is there
	root.SetHelpCommandGroupID("program")
	root.SetCompletionCommandGroupID("program")
	return root
}

// exitCodes are those of cli.md, for --help.
const exitCodes = "Exit codes: 0 done, 1 internal error, 2 usage, 3 not found, 4 refused, 5 offline, 6 sign-in refused,\n" +
	"7 a file or data that cannot be used."

// begin runs before every command.
func (sh *shell) begin(cmd *cobra.Command, _ []string) error {
	sh.started = true
	if f := cmd.Flag("data"); f != nil && f.Changed && strings.TrimSpace(sh.data) == "" {
		return usage("Leave it out for the platform's folder.", "--data names no folder")
	}
	return nil
}

// flagWords says what is wrong with a flag without the name of the function that found it.
func flagWords(err error) string {
	text, _, cut := strings.Cut(err.Error(), ": strconv.")
	if !cut {
		return text
	}
	return text + ": a whole number is wanted"
}

type group struct {
	id, title string
	commands  []*cobra.Command
}

// groups lists the commands in the order of --help.
func (sh *shell) groups() []group {
	return []group{
		{"mailbox", "Mailbox:", []*cobra.Command{sh.accountCommand(), sh.syncCommand(), sh.outboxCommand(), sh.crewCommand()}},
		{"read", "Look:", []*cobra.Command{
			sh.queueCommand(), sh.showCommand(), sh.searchCommand(), sh.historyCommand(), sh.statusCommand(), sh.repliesCommand(), sh.inspectCommand(),
		}},
		{"work", "Work on a ticket:", []*cobra.Command{
			sh.newCommand(), sh.replyCommand(), sh.noteCommand(), sh.claimCommand(), sh.assignCommand(), sh.priorityCommand(), sh.tagCommand(), sh.companyCommand(), sh.placeCommand(), sh.machineCommand(),
			sh.mergeCommand(), sh.splitCommand(), sh.acceptCommand(), sh.suggestionsCommand(),
			sh.renameCommand(), sh.snoozeCommand(), sh.unsnoozeCommand(), sh.checklistCommand(), sh.closeCommand(), sh.undoCommand(),
		}},
		{"day", "The day:", []*cobra.Command{sh.agendaCommand(), sh.callbackCommand(), sh.meetingCommand()}},
		{"program", "The program:", []*cobra.Command{sh.demoCommand(), sh.policyCommand(), sh.importCommand(), sh.doctorCommand()}},
	}
}

// stdout is the printer of standard output.
func (sh *shell) stdout() *printer {
	return &printer{
		out: sh.prog.Out, json: sh.json, tty: sh.outTTY, color: sh.colored(sh.outTTY), width: sh.width(sh.outTTY),
		now: sh.prog.Now(), zone: time.Local,
	}
}

func (sh *shell) stderr() *printer {
	return &printer{
		out: sh.prog.Err, json: sh.json, tty: sh.errTTY, color: sh.colored(sh.errTTY), width: sh.width(sh.errTTY),
		now: sh.prog.Now(), zone: time.Local,
	}
}

// colored: only on a terminal, and not where NO_COLOR says anything (no-color.org).
func (sh *shell) colored(tty bool) bool {
	return tty && !sh.noColor && sh.prog.Getenv("NO_COLOR") == "" && sh.prog.Getenv("TERM") != "dumb"
}

// width limits lines on a terminal, and elsewhere only where COLUMNS asks for it.
func (sh *shell) width(tty bool) int {
	if tty || sh.prog.Getenv("COLUMNS") != "" {
		return sh.columns
	}
	return 0
}

// log goes to stderr with -v and nowhere without.
func (sh *shell) log() *slog.Logger {
	if !sh.verbose {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(cleanWriter{sh.prog.Err}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// cleanWriter cleans what a logger writes: server text and addresses stand in it.
type cleanWriter struct{ w io.Writer }

func (c cleanWriter) Write(b []byte) (int, error) {
	if _, err := io.WriteString(c.w, cleanText(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}

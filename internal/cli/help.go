package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// helpWidth is how wide --help is where nobody says, and at most: longer lines are hard to read.
const (
	helpWidth     = 80
	helpWidthMost = 100
)

// fitHelp has --help of every command fit the terminal.
func (sh *shell) fitHelp(root *cobra.Command) {
	show := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		width := helpWidth
		if sh.columns > 0 {
			width = min(sh.columns, helpWidthMost)
		}
		cmd.Long = refilled(cmd.Long, width)
		cmd.SetUsageTemplate(strings.ReplaceAll(cmd.UsageTemplate(), ".FlagUsages ", ".FlagUsagesWrapped "+strconv.Itoa(width)+" "))
		show(cmd, args)
	})
}

// refilled breaks a text anew so that no line is wider than width. What follows the end of a sentence begins a line of its
// own, as it was written; lines that begin with a space, those of two columns, are kept.
func refilled(text string, width int) string {
	var out []string
	paragraph := ""
	flush := func() {
		if paragraph != "" {
			out = append(out, wrap(paragraph, width, true)...)
		}
		paragraph = ""
	}
	for line := range strings.SplitSeq(text, "\n") {
		ends := paragraph == "" || strings.ContainsAny(paragraph[len(paragraph)-1:], ".:;")
		switch {
		case line == "", strings.HasPrefix(line, " "):
			flush()
			out = append(out, line)
		case ends:
			flush()
			paragraph = line
		default:
			paragraph += " " + line
		}
	}
	flush()
	return strings.Join(out, "\n")
}

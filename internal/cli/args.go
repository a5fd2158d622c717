package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
)

// between refuses another number of arguments than least to most (most < 0: no limit).
func between(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		hint := "Usage: " + strings.TrimSuffix(cmd.UseLine(), " [flags]")
		name, wanted := strings.TrimPrefix(cmd.CommandPath(), "deskhand "), places(cmd.Use)
		switch {
		case len(args) < least && least <= len(wanted):
			return fault.New(fault.Usage, name+" needs "+strings.Join(wanted[len(args):least], " and ")+".", hint)
		case len(args) < least:
			return fault.New(fault.Usage, name+" needs one more word.", hint)
		case most == 0:
			if len(args) > 0 {
				return fault.Newf(fault.Usage, hint, "%s takes no argument; %q is too much.", name, args[0])
			}
		case most > 0 && len(args) > most:
			takes := "only " + counted(most)
			if most <= len(wanted) {
				takes = strings.Join(wanted[:most], " and ")
			}
			if most == 1 { // one ticket, not two
				takes = strings.Replace(takes, "a ", "one ", 1)
			}
			return fault.Newf(fault.Usage, hint, "%s takes %s; %q is too much.", name, takes, args[most])
		}
		return nil
	}
}

func counted(n int) string { return count(n, "word") }

// places says in words what a command's Use line asks for, in its order.
func places(use string) []string {
	known := map[string]string{
		"TICKET": "a ticket", "WHEN": "a time", "TEXT": "the new name", "AGENT|TEAM": "an agent or a team", "QUERY": "something to look for",
		"FILE": "a file", "FILE|FOLDER": "a file or folder", "NAME": "a name", "ACCOUNT": "a mailbox", "MEETING": "a meeting", "CALLBACK": "a callback", "OP": "a change", "STATUS": "a status", "ID": "the id of a mail",
		"low|medium|high|urgent": "a priority", "MESSAGE": "a mail's id", "inbox|archive|junk|trash": "a place", "FOLDER": "a folder",
		"AGENT": "an agent", "DEVICE": "a laptop", "CODE": "an invitation", "INVITATION": "an invitation",
	}
	var out []string
	for _, word := range strings.Fields(use)[1:] {
		if strings.HasPrefix(word, "--") {
			break
		}
		if text, ok := known[strings.Trim(word, "[]…")]; ok {
			out = append(out, text)
		}
	}
	return out
}

// family is a command that only holds others.
func family(use, short, example string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Example: example, RunE: func(cmd *cobra.Command, args []string) error {
		var names []string
		for _, sub := range cmd.Commands() {
			names = append(names, sub.Name())
		}
		hint := "Say which: " + strings.Join(names, ", ") + "."
		if len(args) > 0 {
			return fault.New(fault.Usage, fmt.Sprintf("%s: unknown command %q.", cmd.Name(), args[0]), hint)
		}
		return fault.New(fault.Usage, cmd.Name()+" needs one more word.", hint)
	}}
	c.AddCommand(commands...)
	return c
}

// protectTags lets -NAME of the tag command through to it: for the flag parser it would be a row of one-letter flags.
func protectTags(args []string) []string {
	at := commandIndex(args)
	if at < 0 || args[at] != "tag" {
		return args
	}
	out := append([]string{}, args[:at+1]...)
	for i, a := range args[at+1:] {
		if a == "--" {
			return append(out, args[at+1+i:]...)
		}
		if len(a) > 1 && a[0] == '-' && a[1] != '-' && a != "-v" && a != "-h" {
			a = "--remove=" + a[1:]
		}
		out = append(out, a)
	}
	return out
}

// commandIndex is where the command's name stands behind the global flags, or -1.
func commandIndex(args []string) int {
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "--data":
			i++
		case !strings.HasPrefix(args[i], "-"):
			return i
		}
	}
	return -1
}

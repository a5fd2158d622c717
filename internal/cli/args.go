package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// between refuses another number of arguments than least to most (most < 0: no limit).
func between(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		hint := "Usage: " + strings.TrimSuffix(cmd.UseLine(), " [flags]")
		switch {
		case len(args) < least:
			return usage(hint, "%s: something is missing", cmd.CommandPath())
		case most >= 0 && len(args) > most:
			return usage(hint, "%s: %q is too much", cmd.CommandPath(), args[most])
		}
		return nil
	}
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
			return usage(hint, "%s: unknown command %q", cmd.CommandPath(), args[0])
		}
		return usage(hint, "%s needs one more word", cmd.CommandPath())
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

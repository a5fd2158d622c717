package cli_test

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"deskhand/internal/policy"
)

// ruled FILE DEPARTMENT writes the sample's policy with one rule of its own: what is about an export goes there and is a bug.
func ruled(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ruled FILE DEPARTMENT")
	}
	head, rest, ok := strings.Cut(string(policy.Sample()), "\nrouting:\n")
	_, rest, ok2 := strings.Cut(rest, "\n# An example: replace the figures")
	if !ok || !ok2 {
		ts.Fatalf("the sample has no routing section")
	}
	rule := "\nrouting:\n  - {name: exports, when: [{subject: export}], set: {department: " + args[1] + ", tags: [bug]}}\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(head+rule+"\n# An example: replace the figures"+rest), 0o600))
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// feature is one row of features.tsv. Kind is N (native), A (adapter: an
// outside system is logged or parsed) or G (guidance: wording or a page).
type feature struct{ id, what, kind string }

func parseTable(text []byte) ([]feature, error) {
	var features []feature
	seen := map[string]bool{}
	for n, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		cell := strings.Split(line, "\t")
		if len(cell) != 3 || !oneID.MatchString(cell[0]) || cell[1] == "" || !strings.Contains("NAG", cell[2]) {
			return nil, fmt.Errorf("line %d: want id, what and N, A or G, separated by tabs", n+1)
		}
		if seen[cell[0]] {
			return nil, fmt.Errorf("line %d: %s stands twice", n+1, cell[0])
		}
		seen[cell[0]] = true
		features = append(features, feature{id: cell[0], what: cell[1], kind: cell[2]})
	}
	return features, nil
}

func unknownIDs(features []feature, proofs []proof) error {
	var bad []error
	for _, p := range proofs {
		if !slices.ContainsFunc(features, func(f feature) bool { return f.id == p.id }) {
			bad = append(bad, fmt.Errorf("%s:%d: there is no feature %s", p.file, p.line, p.id))
		}
	}
	return errors.Join(bad...)
}

func proven(features []feature, proofs []proof) int {
	n := 0
	for _, f := range features {
		if len(testsOf(f, proofs)) > 0 {
			n++
		}
	}
	return n
}

// testsOf lists the tests that name f as "file: test", sorted, each once.
func testsOf(f feature, proofs []proof) []string {
	var tests []string
	for _, p := range proofs {
		if p.id == f.id {
			tests = append(tests, p.file+": "+p.test)
		}
	}
	slices.Sort(tests)
	return slices.Compact(tests)
}

func render(features []feature, proofs []proof) []byte {
	var out, missing bytes.Buffer
	fmt.Fprintf(&out, `<!-- Written by build/tools/features: change the tests or features.tsv, not this file. -->

# Features and the tests that prove them

The ids are those of the handbooks' register; issues, commits and tests use them. A test says what it proves
with a comment above it, `+"`// features: B7, B8`"+` (`+"`# features: …`"+` in a .txtar). Kinds: N native, A adapter (an outside
system is logged, linked or parsed), G guidance. %d of %d have a test.

| id | kind | what the app does | proved by |
|---|---|---|---|
`, proven(features, proofs), len(features))
	group := byte(0)
	for _, f := range features {
		if tests := testsOf(f, proofs); len(tests) > 0 {
			fmt.Fprintf(&out, "| %s | %s | %s | `%s` |\n", f.id, f.kind, cellText(f.what), strings.Join(tests, "`<br>`"))
			continue
		}
		switch {
		case group == f.id[0]:
			missing.WriteString(" ")
		case group != 0:
			missing.WriteString("\n- ")
		default:
			missing.WriteString("- ")
		}
		group = f.id[0]
		missing.WriteString(f.id)
	}
	if missing.Len() > 0 {
		fmt.Fprintf(&out, "\n## Not yet\n\n%s\n", missing.String())
	}
	return out.Bytes()
}

// cellText keeps a sentence inside one cell of a Markdown table.
func cellText(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(s)
}

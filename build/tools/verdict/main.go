// Command verdict reads the output of `go test -json` and says how it went:
// one line a package, at the end the whole output of each test that failed, and a count.
// It fails on a failed test, on a skipped one, and when nothing ran at all;
// it never re-runs anything and never forgives.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	ok, err := judge(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "verdict:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// event is one line of `go test -json` (go doc test2json).
type event struct {
	Action      string
	Package     string
	ImportPath  string // of a build failure
	FailedBuild string
	Test        string
	Output      string
	Elapsed     float64 // seconds
}

type testID struct{ pkg, test string }

type tally struct {
	out                     io.Writer
	output                  map[testID]*strings.Builder
	tests                   map[string]int // by package
	passed, failed, skipped int
	brokenPackages          int
	wrong                   []string // every test that failed or was skipped, with what it said
}

// judge copies the gist of in to out and reports whether every test ran and passed.
func judge(in io.Reader, out io.Writer) (bool, error) {
	t := &tally{out: out, output: map[testID]*strings.Builder{}, tests: map[string]int{}}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil {
				fmt.Fprintf(out, "%s", line)
			} else {
				t.add(e)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return false, fmt.Errorf("read go test's output: %w", err)
		}
	}
	if len(t.wrong) > 0 {
		fmt.Fprint(out, "Failed or skipped:\n", strings.Join(t.wrong, ""))
	}
	fmt.Fprintf(out, "%d tests passed, %d failed, %d skipped", t.passed, t.failed, t.skipped)
	if t.brokenPackages > 0 {
		fmt.Fprintf(out, ", %d packages failed", t.brokenPackages)
	}
	fmt.Fprintln(out)
	return t.passed > 0 && t.failed == 0 && t.skipped == 0 && t.brokenPackages == 0, nil
}

func (t *tally) add(e event) {
	id := testID{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(t.out, e.Output)
	case "output":
		b := t.output[id]
		if b == nil {
			b = &strings.Builder{}
			t.output[id] = b
		}
		b.WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			t.endPackage(e)
		} else {
			t.endTest(e)
		}
		delete(t.output, id)
	}
}

func (t *tally) endTest(e event) {
	t.tests[e.Package]++
	switch e.Action {
	case "pass":
		t.passed++
		return
	case "fail":
		t.failed++
	case "skip":
		t.skipped++
	}
	line := fmt.Sprintf("%s %s %s\n", strings.ToUpper(e.Action), e.Package, e.Test)
	t.wrong = append(t.wrong, line+t.text(e))
	fmt.Fprint(t.out, line)
}

func (t *tally) endPackage(e event) {
	if e.Action == "fail" {
		t.brokenPackages++
		t.wrong = append(t.wrong, fmt.Sprintf("FAIL %s\n", e.Package)+t.text(e))
	}
	if e.Action != "skip" { // no test files
		fmt.Fprintf(t.out, "%-4s %-45s %4d tests %7.1f s\n", e.Action, e.Package, t.tests[e.Package], e.Elapsed)
	}
}

func (t *tally) text(e event) string {
	if b := t.output[testID{e.Package, e.Test}]; b != nil {
		return b.String()
	}
	return ""
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestScanFindsEverySortOfTest(t *testing.T) {
	tree := fstest.MapFS{
		"internal/x/x_test.go":                      {Data: []byte("package x\n\n// TestA shows it.\n// features: B7, B8\nfunc TestA(t *testing.T) {\n\t// features: C1\n\tt.Run(\"inner\", nil)\n}\n")},
		"internal/cli/testdata/script/snooze.txtar": {Data: []byte("# Snooze and wake.\n# features: F1\nexec deskhand snooze\n")},
		"frontend/src/lib/list.test.ts":             {Data: []byte("// features: B1\ntest('three panes', () => {})\n")},
		"build/window/first.test.mjs":               {Data: []byte("// features: B5\nawait test.only(\"mine's first\", async () => {})\n")},
		"frontend/node_modules/a/a.test.ts":         {Data: []byte("// features: nonsense\n")},
	}
	proofs, err := scanTree(tree)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range proofs {
		got = append(got, p.id+" "+p.file+" "+p.test)
	}
	want := []string{
		"B5 build/window/first.test.mjs mine's first",
		"B1 frontend/src/lib/list.test.ts three panes",
		"F1 internal/cli/testdata/script/snooze.txtar snooze",
		"B7 internal/x/x_test.go TestA",
		"B8 internal/x/x_test.go TestA",
		"C1 internal/x/x_test.go TestA/inner",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestScanRefusesWhatProvesNothing(t *testing.T) {
	for name, text := range map[string]string{
		"above a type":  "// features: B7\ntype T struct{}\nfunc TestA(t *testing.T) {}\n",
		"at the end":    "func TestA(t *testing.T) {}\n// features: B7\n",
		"not an id":     "// features: B7 and B8\nfunc TestA(t *testing.T) {}\n",
		"an empty list": "// features:\nfunc TestA(t *testing.T) {}\n",
	} {
		d, _ := dialectOf("x_test.go")
		if _, err := scanFile(d, "x_test.go", text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestRegisterIsCheckedAgainstTheTree(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(tablePath, "A1\ta handbook | offline\tN\nB7\tneeds a link\tA\nB8\tone key\tN\n")
	write("internal/x/x_test.go", "// features: B7\nfunc TestA(t *testing.T) {}\n")
	if err := run(root, false); err != nil {
		t.Fatal(err)
	}
	if err := run(root, true); err != nil {
		t.Errorf("fresh register refused: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(root, registerPath))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 of 3 have a test", "| B7 | A | needs a link | `internal/x/x_test.go: TestA` |", "- A1\n- B8\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("register lacks %q:\n%s", want, text)
		}
	}
	write("internal/x/y_test.go", "// features: A1\nfunc TestB(t *testing.T) {}\n")
	if err := run(root, true); err == nil || !strings.Contains(err.Error(), "stale") {
		t.Errorf("stale register: got %v", err)
	}
	write("internal/x/y_test.go", "// features: A99\nfunc TestB(t *testing.T) {}\n")
	if err := run(root, true); err == nil || !strings.Contains(err.Error(), "y_test.go:1: there is no feature A99") {
		t.Errorf("unknown id: got %v", err)
	}
}

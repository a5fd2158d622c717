package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
)

// testShell is a command line on strings, with no terminal.
func testShell(stdin string, env map[string]string) (sh *shell, out, errs *strings.Builder) {
	out, errs = &strings.Builder{}, &strings.Builder{}
	return newShell(Program{
		In: strings.NewReader(stdin), Out: out, Err: errs, Getenv: func(k string) string { return env[k] }, Now: time.Now,
	}), out, errs
}

func TestReadTextKnowsEncodings(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		guessed  bool
	}{
		"UTF-8":          {"Größe\r\nzwei\n", "Größe\nzwei\n", false},
		"Notepad's mark": {"\xEF\xBB\xBFGröße", "Größe", false},
		"UTF-16 little":  {"\xFF\xFEG\x00\xf6\x00", "Gö", false},
		"UTF-16 big":     {"\xFE\xFF\x00G\x00\xf6", "Gö", false},
		"Windows-1252":   {"Gr\xF6\xDFe \x80", "Größe €", true},
	} {
		file := filepath.Join(t.TempDir(), "text.md")
		if err := os.WriteFile(file, []byte(c.in), 0o600); err != nil {
			t.Fatal(err)
		}
		sh, _, errs := testShell("", nil)
		got, err := sh.readText(file)
		if err != nil || got != c.want || strings.Contains(errs.String(), "Windows-1252") != c.guessed {
			t.Errorf("%s: %q, %v, stderr %q", name, got, err, errs)
		}
	}
}

func TestReadTextRefusesWhatIsNoText(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "picture.png")
	if err := os.WriteFile(binary, []byte("\x89PNG\x00\x01"), 0o600); err != nil {
		t.Fatal(err)
	}
	long := filepath.Join(dir, "long.txt")
	if err := os.WriteFile(long, make([]byte, maxBody+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{binary, long, dir, filepath.Join(dir, "missing")} {
		sh, _, _ := testShell("", nil)
		_, err := sh.readText(name)
		var f *fault.Error
		if !errors.As(err, &f) || f.Code.Exit() != 7 || f.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPasswordIsReadFromStandardInputOnly(t *testing.T) {
	sh, _, _ := testShell("s3cret word \r\nnext line\n", nil)
	if got, err := sh.readPassword(true, ""); err != nil || got != "s3cret word " {
		t.Errorf("%q, %v", got, err)
	}
	for _, c := range []struct {
		stdin string
		piped bool
	}{{"", true}, {"\n", true}, {"typed\n", false}} {
		sh, _, _ := testShell(c.stdin, nil)
		_, err := sh.readPassword(c.piped, "Password:")
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != fault.Usage {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestPassphraseComesFromTheEnvironment(t *testing.T) {
	sh, _, _ := testShell("", map[string]string{passphraseVar: "correct horse"})
	if got, err := sh.passphrase(); err != nil || got != "correct horse" {
		t.Errorf("%q, %v", got, err)
	}
	sh, _, _ = testShell("", nil)
	_, err := sh.passphrase()
	var f *fault.Error
	if !errors.As(err, &f) || f.Code.Exit() != 4 || !strings.Contains(f.Hint, passphraseVar) {
		t.Errorf("%v", err)
	}
}

func TestErrorsSayWhatHappenedAndWhatToDo(t *testing.T) {
	refused := &fault.Error{Code: fault.Refused, Message: "7Q could be several \x1b]0;x\a", Hint: "Write more of it.", Candidates: []string{"7Q2M-9FKX  Seats"}}
	sh, out, errs := testShell("", nil)
	sh.started = true
	if code := sh.finish(refused); code != 4 || out.Len() != 0 {
		t.Errorf("exit %d, stdout %q", code, out)
	}
	if want := "deskhand: 7Q could be several ␛]0;x␇\n  7Q2M-9FKX  Seats\nWrite more of it.\n"; errs.String() != want {
		t.Errorf("stderr %q, want %q", errs, want)
	}
	sh, _, errs = testShell("", nil)
	sh.started, sh.json = true, true
	sh.finish(refused)
	want := `{"error":{"code":"refused","message":"7Q could be several \u001b]0;x\u0007","hint":"Write more of it.","candidates":["7Q2M-9FKX  Seats"]}}` + "\n"
	if errs.String() != want {
		t.Errorf("stderr %q, want %q", errs, want)
	}
	sh, _, errs = testShell("", nil)
	sh.started = true
	if code := sh.finish(io.ErrUnexpectedEOF); code != 1 || errs.Len() == 0 {
		t.Errorf("exit %d, %q", code, errs)
	}
}

func TestTagNamesAreNoFlags(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"tag 7Q2M +billing -bug", "tag 7Q2M +billing --remove=bug"},
		{"--data d --json tag 7Q2M -bug -v --no-color", "--data d --json tag 7Q2M --remove=bug -v --no-color"},
		{"tag 7Q2M -- -bug", "tag 7Q2M -- -bug"},
		{"note 7Q2M -k", "note 7Q2M -k"},
		{"tag -h", "tag -h"},
		{"--json", "--json"},
	} {
		if got := strings.Join(protectTags(strings.Fields(c.in)), " "); got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
	}
}

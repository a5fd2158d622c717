package notify

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"git.sr.ht/~jackmordaunt/go-toast"
	"git.sr.ht/~jackmordaunt/go-toast/tmpl"
)

func hostile() []string {
	return []string{
		"$(Remove-Item -Recurse C:\\)", "`n`\"@\r\n$(calc)\r\n@\"", "]]></text><audio src=\"x\"/><text><![CDATA[", "]]]]>]]>>",
		"--help", "-title x", "- ", "<b>bold</b> & <img src=x onerror=y>", "&lt;b&gt; &amp; &#60;script&#62;",
		"\" & do shell script \"id\" & \"", "\\\" \\ \\n", "{ a = b; }", "[1]", "(a)", "\"quoted\"", "<plist>",
		"\u202Egnp.exe\u202C", "a\u200Bb\u2066c\u2069\ufeffd", "line one\nline two\r\x00\x1b]52;c;x\x07 end\u2028x\u0085y",
		"Caddis & Sons", "Field & Form: seats", "100 % < 200 %", "\xff\xfe bad utf-8", "👩‍👩‍👧 family", "e\u0301toile", "",
		strings.Repeat("x", 500), strings.Repeat("<", 300), strings.Repeat("e\u0301", 300), strings.Repeat("👍", 300),
	}
}

// check holds for every cleaned text (desktop.md, "Notifications and keyring").
func check(t *testing.T, raw, clean string, f Flavour) {
	t.Helper()
	if n := len([]rune(clean)); n > maxText {
		t.Errorf("%q: %d characters", raw, n)
	}
	for _, r := range clean {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r != ' ' && unicode.Is(unicode.Z, r) || !strconv.IsPrint(r) {
			t.Errorf("%q: %U is left in %q", raw, r, clean)
		}
	}
	if strings.HasPrefix(clean, "-") || strings.Contains(clean, "]]>") {
		t.Errorf("%q becomes %q", raw, clean)
	}
	if f == Toast && strings.ContainsAny(clean, "$`") {
		t.Errorf("%q becomes %q, which PowerShell expands", raw, clean)
	}
	if f == Freedesktop && strings.ContainsAny(clean, "<>") {
		t.Errorf("%q becomes %q, which is markup", raw, clean)
	}
}

func checkAll(t *testing.T, raw string) {
	t.Helper()
	for _, f := range []Flavour{Freedesktop, Toast, AppleScript} {
		check(t, raw, Title(raw, f), f)
		check(t, raw, Body(raw, f), f)
		if again := Title(Title(raw, f), f); again != Title(raw, f) {
			t.Errorf("%q: a clean title changes again, from %q to %q", raw, Title(raw, f), again)
		}
	}
	checkMarkup(t, Body(raw, Freedesktop))
	checkAppleScript(t, Title(raw, AppleScript))
	checkToast(t, Title(raw, Toast), Body(raw, Toast))
}

// checkMarkup reads a body as a service does that renders markup: it must be text alone.
func checkMarkup(t *testing.T, body string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<markup>" + body + "</markup>"))
	for depth := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("body %q is no markup: %v", body, err)
		}
		if _, ok := token.(xml.StartElement); ok {
			if depth++; depth > 1 {
				t.Fatalf("body %q holds an element", body)
			}
		}
	}
}

// checkAppleScript renders as beeep does for osascript: Go's %q must not need an escape that AppleScript lacks.
func checkAppleScript(t *testing.T, title string) {
	t.Helper()
	script := fmt.Sprintf("display notification %q with title %q", title, title)
	rest := strings.NewReplacer(`\\`, "", `\"`, "").Replace(script)
	if strings.Contains(rest, `\`) || strings.Count(rest, `"`) != 4 {
		t.Errorf("AppleScript %s", script)
	}
}

// checkToast renders through the library's own templates, the XML and the PowerShell script around it.
func checkToast(t *testing.T, title, body string) {
	t.Helper()
	n := toast.Notification{AppID: "Deskhand", Title: title, Body: body, Audio: toast.Silent, Duration: toast.Short}
	var x, script bytes.Buffer
	if err := tmpl.XMLTemplate.Execute(&x, n); err != nil {
		t.Fatal(err)
	}
	var parsed struct {
		Text []string `xml:"visual>binding>text"`
	}
	if err := xml.Unmarshal(x.Bytes(), &parsed); err != nil {
		t.Fatalf("title %q, body %q: %v in\n%s", title, body, err, x.String())
	}
	var want []string
	for _, s := range []string{title, body} {
		if s != "" {
			want = append(want, s)
		}
	}
	if strings.Join(parsed.Text, "\n") != strings.Join(want, "\n") {
		t.Errorf("the toast says %q, want %q", parsed.Text, want)
	}
	if err := tmpl.ScriptTemplate.Execute(&script, map[string]string{"AppID": "Deskhand", "XML": x.String()}); err != nil {
		t.Fatal(err)
	}
	begin := strings.Index(script.String(), "@\"\n")
	here, _, closed := strings.Cut(script.String()[begin+3:], "\n\"@")
	if !closed || strings.ContainsAny(here, "$`") || here != x.String() {
		t.Errorf("the here-string expands or ends early:\n%s", script.String())
	}
}

func TestHostileTexts(t *testing.T) {
	for _, s := range hostile() {
		checkAll(t, s)
	}
}

func TestCleanKeepsWhatIsHarmless(t *testing.T) {
	for _, c := range []struct {
		f           Flavour
		title       bool
		raw, expect string
	}{
		{Freedesktop, true, "Callback: Field & Form, 15:30", "Callback: Field & Form, 15:30"},
		{Freedesktop, true, "&lt;b&gt; <b>", "＆lt;b＆gt; ‹b›"},
		{Freedesktop, false, "Field & Form <b>", "Field &amp; Form &lt;b&gt;"},
		{Freedesktop, true, "Price $(5) `x`", "Price $(5) `x`"},
		{Toast, true, "Price $(5) `x` & <b>", "Price ＄(5) ｀x｀ & <b>"},
		{Toast, false, "a ]]> b", "a ]]› b"},
		{AppleScript, true, "[1] (a) \"q\"", "［1] (a) \"q\""},
		{Freedesktop, true, "-5 %\n and \t more ", "–5 % and more"},
		{Freedesktop, true, "遅延 · Überfällig · étoile", "遅延 · Überfällig · étoile"},
	} {
		got := Body(c.raw, c.f)
		if c.title {
			got = Title(c.raw, c.f)
		}
		if got != c.expect {
			t.Errorf("%q becomes %q, want %q", c.raw, got, c.expect)
		}
	}
}

func TestCut(t *testing.T) {
	long := Title(strings.Repeat("e\u0301", 300), Toast)
	if !strings.HasSuffix(long, "…") || strings.HasSuffix(long, "e…") {
		t.Errorf("cut between a letter and its accent: %q", long[len(long)-8:])
	}
	if exact := strings.Repeat("x", maxText); Title(exact, Toast) != exact {
		t.Error("a text that just fits is cut")
	}
	if got := []rune(Title(strings.Repeat("x", maxText+1), Toast)); len(got) != maxText || got[maxText-1] != '…' {
		t.Errorf("one too many: %d characters, ends in %q", len(got), got[len(got)-1])
	}
	if body := Body(strings.Repeat("<", 300), Freedesktop); strings.Contains(strings.ReplaceAll(body, "&lt;", ""), "&") {
		t.Errorf("an entity is cut: %q", body[len(body)-10:])
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(checkAll)
}

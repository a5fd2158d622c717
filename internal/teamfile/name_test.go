package teamfile

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"deskhand/internal/journal"
)

func TestKeysOfNames(t *testing.T) {
	for name, want := range map[string]string{
		"policy.yaml":       "policy",
		"roster.yaml":       "roster",
		"replies/refund.md": "replies/refund",
		"replies/REFUND.MD": "replies/refund",
		"replies/first-contact/tst_first.pt-BR.md":    "replies/first-contact/tst_first--pt-br",
		"handbook/Shots/one.PNG":                      "handbook/shots/one--png",
		"handbook/one.md":                             "handbook/one",
		"handbook/a/b/c/d.md":                         "handbook/a/b/c/d",
		"replies/con.md":                              "replies/con-0ksa6j1q",
		"replies/Cafe\u0301.md":                       "replies/cafe-czhnnk2x",
		"replies/Café.md":                             "replies/cafe-czhnnk2x",
		"replies/v1.2 notes.md":                       "replies/v1-2-notes-nd1a1sdg",
		"replies/日本.md":                               "replies/file-ev9sp1fa",
		"replies/" + strings.Repeat("x", 300) + ".md": "replies/" + strings.Repeat("x", 31) + "-h6q4yjkj",
	} {
		got, err := Key(name)
		same := got == want
		if i := strings.LastIndexByte(want, '-'); i > 0 && len(want)-i == 9 { // the hash itself is not the point
			same = strings.HasPrefix(got, want[:i+1]) && len(got) == len(want)
		}
		if !same || err != nil {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"", "desk.db", "replies", "replies/", "replies/x", "replies/x.txt", "replies/x.png", "drop/x.md", "handbook/x.svg", "handbook/x.exe", "handbook/.md", "a/b/c/d.md", "handbook/a/b/c/d/e.md", "companies/x.csv"} {
		if got, err := Key(name); err == nil {
			t.Errorf("%q has the key %q", name, got)
		}
	}
}

// What a hostile path or wish cannot do: lead out, name a device, hide, run.
func TestHostileNames(t *testing.T) {
	for _, key := range []string{
		"", "policy/x", "replies", "replies/", "replies//x", "replies/..", "replies/../x", "replies/CON", "replies/con", "replies/aux/x", "replies/Refund",
		"replies/-x", "replies/x-", "replies/x---y", "replies/x--", "replies/--de", "replies/x--png", "replies/a/b/c/d/e", "handbook/x--exe1", "drop/x", "companies/x",
		"replies/x--de--de", "cfg/x", "replies/lpt1--de",
	} {
		if name, err := Name(key, ""); err == nil {
			t.Errorf("%q is written as %s", key, name)
		}
	}
	for _, wish := range []string{
		"../refund.md", "/refund.md", "refund.md/../../x", "sub/refund.md", "refund.exe", "refund.md.exe", "re\u202efund.md", "refund\x00.md", ".refund.md", "refund .md",
		" refund.md", "refund..md", "other.md", "C:refund.md", "refund.md:x", `\\host\refund.md`, "refund\n.md", "-refund.md", "ref*und.md",
	} {
		if name, err := Name("replies/refund", wish); err != nil || name != "replies/refund.md" {
			t.Errorf("%q: %q, %v", wish, name, err)
		}
	}
	for wish, key := range map[string]string{"Refund.md": "replies/refund", "Notes/Über uns.de.md": "", "Tak for i dag.da.md": ""} {
		if key == "" {
			key, _ = Key("replies/" + wish)
		}
		if name, err := Name(key, wish); err != nil || name != "replies/"+wish {
			t.Errorf("%q: %q, %v", wish, name, err)
		}
	}
}

// Whatever a file is called: its key is a path that the journal takes, the name made of it has the same key, and a name that
// differs in case alone has the same.
func TestNamesComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		part := rapid.OneOf(rapid.StringMatching(`[A-Za-z0-9 _.-]{1,50}`), rapid.StringOfN(rapid.RuneFrom(nil, unicode.L, unicode.M, unicode.N, unicode.Z), 1, 80, 150))
		folder := rapid.SampledFrom([]string{RepliesFolder, HandbookFolder}).Draw(rt, "folder")
		parts := rapid.SliceOfN(part, 0, 3).Draw(rt, "folders")
		file := part.Draw(rt, "file") + rapid.SampledFrom([]string{".md", ".MD", ".de.md", ".pt-BR.md", ".png", ".x.md"}).Draw(rt, "ending")
		name := strings.Join(append(append([]string{folder}, parts...), file), "/")
		key, err := Key(name)
		if err != nil {
			return
		}
		back, err := Name(key, Wish(name))
		if err != nil {
			rt.Fatalf("%q has the key %q, of which there is no name: %v", name, key, err)
		}
		plain, err := Name(key, "")
		if err != nil {
			rt.Fatal(err)
		}
		for _, one := range []string{back, plain, strings.ToLower(plain)} {
			if again, err := Key(one); err != nil || again != key {
				rt.Errorf("%q → %q → %q → %q, %v", name, key, one, again, err)
			}
			if strings.Contains(one, "..") || strings.ContainsAny(one, "\\:\x00*?\"<>|") || !strings.HasPrefix(one, folder+"/") {
				rt.Errorf("%q is written as %q", name, one)
			}
		}
		op := journal.Op{ID: "00000000000000000000", Kind: journal.Set, Object: journal.TeamObject, Path: Prefix + key, Value: []byte("1"), Prev: new(journal.Stamp)}
		if err := journal.Encode(&op); err != nil {
			rt.Errorf("%q: %v", name, err)
		}
	})
}

func FuzzName(f *testing.F) {
	f.Add("replies/refund", "Refund.md")
	f.Add("handbook/a/b--png", "a/b.PNG")
	f.Add("replies/../x", "../../etc/passwd")
	f.Fuzz(func(t *testing.T, key, wish string) {
		name, err := Name(key, wish)
		if err != nil || name == PolicyFile || name == RosterFile {
			return
		}
		if again, err := Key(name); err != nil || again != key {
			t.Errorf("%q, %q: %q has the key %q, %v", key, wish, name, again, err)
		}
		for _, part := range strings.Split(name, "/") {
			if part == "" || part[0] == '.' || reserved(strings.SplitN(part, ".", 2)[0]) || strings.TrimRight(part, ". ") != part || len(part) > 255 {
				t.Errorf("%q, %q: %q", key, wish, name)
			}
		}
		if !strings.HasPrefix(name, "replies/") && !strings.HasPrefix(name, "handbook/") || strings.ContainsAny(name, "\\:*?\"<>|") || strings.ContainsFunc(name, unicode.IsControl) {
			t.Errorf("%q, %q: %q", key, wish, name)
		}
	})
}

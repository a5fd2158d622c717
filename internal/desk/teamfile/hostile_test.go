package teamfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"deskhand/internal/journal"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
)

// forge writes a version as a colleague's broken or evil program would.
func (b *bench) forge(path string, v any, parts ...[]byte) {
	b.t.Helper()
	blobs := map[string][]byte{}
	var names []string
	for _, part := range parts {
		names = append(names, journal.BlobName(part))
		blobs[journal.BlobName(part)] = part
	}
	b.forgeOp(path, v, names, blobs)
}

func (b *bench) forgeOp(path string, v any, names []string, blobs map[string][]byte) {
	b.t.Helper()
	value := must[[]byte](b.t)(func() ([]byte, error) { raw, err := journal.Marshal(v); return raw, err }())
	b.count++
	prev := journal.NoStamp
	err := b.ask(b.t.Context(), func(k *known) error {
		if f := k.files[path]; f != nil && f.Stands() != nil {
			prev = f.Stands().Stamp
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	op := journal.Op{
		ID: ticket.NewOpID(), Stamp: journal.StampAt(b.now()), Kind: journal.Set, Object: journal.TeamObject, Path: rules.Prefix + path,
		Value: value, Prev: &prev, Blobs: names,
	}
	if err := journal.Encode(&op); err != nil {
		b.t.Fatal(err)
	}
	b.receive([]journal.StoredOp{{Device: "D000000000009", Seq: uint64(b.count), Hash: journal.RecordHash("D000000000009", op.Raw), Batch: journal.Hash{1}, Raw: op.Raw, Op: &op}}, blobs)
	b.step()
}

func text(kind, s string) rules.Value {
	return rules.Value{Type: kind, Size: int64(len(s)), Parts: []int{0}}
}

// Nothing that a signed op can say writes outside the team's folders, over a link, or what breaks the rules.
func TestHostileVersions(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a := all[0]
	sample := string(policy.Sample())
	a.write("policy.yaml", sample)
	begin(all)
	outside := t.TempDir()
	for _, name := range []string{"replies", "handbook"} {
		if err := os.MkdirAll(filepath.Join(a.dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if runtime.GOOS != "windows" {
		for name, target := range map[string]string{"replies/link.md": filepath.Join(outside, "x.md"), "handbook/out": outside, "replies/inside": "../handbook"} {
			if err := os.Symlink(target, filepath.Join(a.dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := strings.Join(a.all(), "\n")
	evil := []byte("evil")
	for _, path := range []string{"replies/con", "replies/X", "handbook/x--exe1", "reports/x", "companies/x", "desk", "handbook/-x", "replies/link", "handbook/out/x", "replies/inside/x"} {
		a.forge(path, text("reply", "evil"), evil)
	}
	a.forge("replies/wish", rules.Value{Name: "../../wish.md", Size: 4, Parts: []int{0}}, evil)
	a.forge("replies/many", map[string]any{"size": 4, "parts": []int{0, 1, 2}}, evil)
	a.forge("replies/past", map[string]any{"size": 4, "parts": []int{7}}, evil)
	a.forge("replies/kind", []string{"no", "value"}, evil)
	a.forge("replies/huge", map[string]any{"size": 1 << 40, "parts": []int{0}}, evil)
	a.forge("replies/short", rules.Value{Size: 9, Parts: []int{0}}, evil)
	a.forge("replies/control", text("reply", "a\x1b]0;b"), []byte("a\x1b]0;b"))
	a.forge("handbook/svg--png", text("handbook", "<svg>"), []byte("<svg>"))
	large := []byte(strings.Repeat("x", rules.PartSize))
	a.forge("replies/large", rules.Value{Size: rules.PartSize + 4, Parts: []int{0, 1}}, large, evil)
	if got := strings.Replace(strings.Join(a.all(), "\n"), "\nreplies/wish.md", "", 1); got != before {
		t.Errorf("before:\n%s\nnow:\n%s", before, got)
	}
	if left := must[[]os.DirEntry](t)(os.ReadDir(outside)); len(left) != 0 {
		t.Errorf("outside: %v", left)
	}
	if a.text("replies/wish.md") != "evil" || a.text("policy.yaml") != sample {
		t.Error(a.text("replies/wish.md"))
	}
	for _, want := range []string{"control.md by D000 is not written: it holds the control character", "svg.png by D000 is not written: it is no png picture", "large.md by D000 is not written: it is larger than 256 KiB"} {
		if !strings.Contains(a.problems(), want) {
			t.Errorf("%q is not told:\n%s", want, a.problems())
		}
	}
	if _, err := a.List(t.Context()); err != nil {
		t.Error(err)
	}
}

// A policy that names a host or a command is not written, and cannot be accepted; what stands here stays.
func TestHostilePolicy(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	sample := string(policy.Sample())
	a.write("policy.yaml", sample)
	begin(all)
	settle(all)
	a.write("policy.yaml", sample+"\nmailbox: {host: evil.example}\n")
	a.step()
	settle(all)
	if b.text("policy.yaml") != sample || !strings.Contains(a.problems(), `names "host", which no file may set`) {
		t.Error(a.problems())
	}
}

// A version of which parts are missing waits; the older one stays in the folder, and nothing is made of it.
func TestMissingPartsWait(t *testing.T) {
	all := crew(t, clock(), "asha")
	a := all[0]
	a.write("replies/refund.md", "old")
	begin(all)
	part := []byte("new text")
	v := rules.Value{Size: int64(len(part)), Parts: []int{0}}
	a.forgeOp("replies/refund", v, []string{journal.BlobName(part)}, nil)
	if a.text("replies/refund.md") != "old" || must[[]File](t)(a.List(t.Context()))[0].State != StateComing {
		t.Error(a.text("replies/refund.md"))
	}
	_, err := a.store.Carry(t.Context(), func(tx *store.Tx) error { return tx.PutBlob(journal.BlobName(part), part) })
	if err != nil {
		t.Fatal(err)
	}
	a.step()
	if a.text("replies/refund.md") != "new text" || must[[]File](t)(a.List(t.Context()))[0].State != StateSame {
		t.Error(a.text("replies/refund.md"))
	}
}

// Files that cannot travel are told by name, and the rest goes on.
func TestWhatDoesNotTravelIsTold(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	begin(all)
	a.write("handbook/film.mp4", "x")
	a.write("handbook/huge.md", strings.Repeat("x", rules.MaxFile+1))
	a.write("handbook/Same.md", "1")
	a.write("replies/latin.md", "caf\xe9")
	a.write("handbook/fine.md", "fine")
	same := os.WriteFile(filepath.Join(a.dir, "handbook", "same.md"), []byte("2"), 0o600)
	settle(all)
	want := []string{"handbook/film.mp4 does not travel", "handbook/huge.md does not travel: it is larger than 25 MB", "replies/latin.md does not travel: it is not written in UTF-8"}
	if info, err := os.ReadDir(filepath.Join(a.dir, "handbook")); err == nil && len(info) == 5 && same == nil { // letters' case tells files apart here
		want = append(want, "handbook/same.md does not travel: for other laptops it has the same name as handbook/Same.md")
	}
	for _, one := range want {
		if !strings.Contains(a.problems(), one) {
			t.Errorf("%q is not told:\n%s", one, a.problems())
		}
	}
	if b.text("handbook/fine.md") != "fine" || b.text("handbook/huge.md") != "-" {
		t.Error(b.all())
	}
	if _, err := a.Versions(t.Context(), "handbook/film.mp4"); err == nil {
		t.Error(errors.New("a film travelled"))
	}
}

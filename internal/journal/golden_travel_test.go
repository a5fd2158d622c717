package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const goldenTravel = "testdata/golden/travel.json"

// travelled is testdata/golden/travel.json: what is signed, sealed and printed, as it was written on the first day. It lies
// in mailboxes and on paper; it may never change.
type travelled struct {
	Team       string `json:"team"`
	Device     string `json:"device"`
	SignedText string `json:"signedText"` // of Batch
	Hash       string `json:"hash"`       // of Batch
	Lines      string `json:"lines"`      // of Batch
	Sig        []byte `json:"sig"`        // of Batch
	MAC        []byte `json:"mac"`        // DeriveKeys
	Seal       []byte `json:"seal"`
	Plain      []byte `json:"plain"`  // a segment in clear
	Sealed     []byte `json:"sealed"` // the same, encrypted
	Snapshot   string `json:"snapshot"`
	SnapText   string `json:"snapText"` // what is signed of it
	State      string `json:"state"`    // StateHash of ops.jsonl
	BoxPublic  []byte `json:"boxPublic"`
	Box        []byte `json:"box"` // a secret sealed to it
	Invite     string `json:"invite"`
	InviteMail []byte `json:"inviteMail"`
	Sheet      string `json:"sheet"`
}

// goldenCarried is a segment of two devices with a hole, a have, a blob and a dropped one.
func goldenCarried(t *testing.T) *Container {
	t.Helper()
	ops, err := os.ReadFile(goldenOps)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(ops, []byte("\n"))
	one, two := newLaptop(1), newLaptop(2)
	sealed := func(l *laptop, a uint64, have Vector, lines ...[]byte) Batch {
		b := Batch{Device: l.id, A: a, B: a + uint64(len(lines)) - 1, Prev: l.prev, Have: have, Lines: bytes.Join(lines, nil)}
		b.Sign(testTeam, l.key)
		l.prev = b.Hash(testTeam)
		return b
	}
	blob := append([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "Größe passt; Ana ruft um 14 Uhr zurück"...)
	return &Container{
		Type: TypeSegment, Team: testTeam, Epoch: 3,
		Batches: []Batch{
			sealed(one, 1, nil, lines[:4]...), sealed(one, 5, Vector{two.id: 4, deviceTwo: 1 << 40}, lines[4:9]...),
			sealed(two, 3, Vector{one.id: 2}, lines[9], []byte("{\"not\":\"readable\"}\n")),
		},
		Blobs:   map[string][]byte{BlobName(blob): blob},
		Dropped: []string{goldenBlob(40, "erased")},
	}
}

func goldenSnapshotPart() Snapshot {
	s := someSnapshot(newLaptop(1))
	return s.Split([]SnapLine{{deviceTwo, 3, []byte(`{"newer":1}`)}, {deviceOne, 7, []byte(goodLine)}})[0]
}

func writeGoldenTravel(t *testing.T) {
	t.Helper()
	c, l := goldenCarried(t), newLaptop(1)
	keys := DeriveKeys([32]byte{1, 2, 3}, testTeam, 3)
	must := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	p := goldenSnapshotPart()
	g := travelled{
		Team: testTeam, Device: l.id, Plain: must(Pack(c, keys, false)), Sealed: must(Pack(c, keys, true)),
		Snapshot: string(must(p.Encode(testTeam, l.key))), Box: must(SealTo(BoxKey(l.key.Seed()).PublicKey().Bytes(), []byte("a secret"), "golden", bytes.NewReader(make([]byte, 32)))),
		InviteMail: must(goodInvite().Seal(InviteBody{Secrets: map[uint32][]byte{0: make([]byte, 32)}, Agent: "bela", Name: "Bela", Until: 1763989200000})),
	}
	g.compute(t)
	if err := os.WriteFile(goldenTravel, append(must(json.MarshalIndent(g, "", "  ")), '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// compute fills in what follows from the inputs alone, on any machine and with any version of gzip.
func (g *travelled) compute(t *testing.T) {
	t.Helper()
	c, l := goldenCarried(t), newLaptop(1)
	b, p := c.Batches[1], goldenSnapshotPart()
	if _, err := p.Encode(testTeam, l.key); err != nil {
		t.Fatal(err)
	}
	keys := DeriveKeys([32]byte{1, 2, 3}, testTeam, 3)
	g.SignedText, g.Hash, g.Lines, g.Sig = string(b.signed(testTeam)), b.Hash(testTeam).String(), string(b.Lines), b.Sig[:]
	g.MAC, g.Seal = keys.MAC[:], keys.Seal[:]
	g.SnapText = string(p.text(testTeam))
	g.BoxPublic = BoxKey(l.key.Seed()).PublicKey().Bytes()
	g.Invite = goodInvite().String()
	g.Sheet = Recovery{Team: testTeam, Epoch: 2, Secret: [32]byte{1, 2, 3}, Seed: [32]byte{4, 5, 6}}.String()
	g.State = StateHash(goldenRecords(t)).String()
}

func goldenRecords(t *testing.T) []Record {
	t.Helper()
	ops, err := os.ReadFile(goldenOps)
	if err != nil {
		t.Fatal(err)
	}
	var out []Record
	for i, line := range bytes.Split(bytes.TrimSuffix(ops, []byte("\n")), []byte("\n"))[:31] {
		op, err := Decode(line)
		if err != nil {
			t.Fatal(err)
		}
		device := []string{deviceOne, deviceTwo}[i%2]
		out = append(out, Record{Device: device, Hash: RecordHash(device, line), Op: op})
	}
	return out
}

// TestGoldenTravel: what lies in a mailbox or on paper is read, verified and written as on the first day.
func TestGoldenTravel(t *testing.T) {
	if _, err := os.Stat(goldenTravel); *update && errors.Is(err, fs.ErrNotExist) {
		writeGoldenTravel(t)
	}
	var g travelled
	readJSON(t, goldenTravel, &g)
	now := g
	now.compute(t)
	if diff := cmp.Diff(g, now); diff != "" {
		t.Errorf("written otherwise than on the first day (-first +now)\n%s", diff)
	}
	if !strings.HasPrefix(g.SignedText, "dhj1\nbatch\n"+g.Team+"\n"+g.Device+"\n5\n9\n") || !strings.HasPrefix(g.SnapText, "dhj1\nsnapshot\n"+g.Team+"\n"+g.Device+"\n1\n1\n") {
		t.Errorf("signed texts\n%s\n%s", g.SignedText, g.SnapText)
	}
	want := goldenCarried(t)
	for name, data := range map[string][]byte{"plain": g.Plain, "sealed": g.Sealed} {
		c, err := Unpack(data, DeriveKeys([32]byte{1, 2, 3}, testTeam, 3))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, c); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		for i, key := range []byte{1, 1, 2} {
			if err := c.Batches[i].Verify(g.Team, newLaptop(key).pub()); err != nil {
				t.Error(err)
			}
		}
	}
	s, err := DecodeSnapshot([]byte(g.Snapshot))
	if err != nil || s.Verify(g.Team, newLaptop(1).pub()) != nil || len(s.Lines) != 2 || string(s.Lines[0].Raw) != goodLine {
		t.Errorf("snapshot %+v, %v", s, err)
	}
	if plain, err := OpenFrom(BoxKey(newLaptop(1).key.Seed()), g.Box, "golden"); err != nil || string(plain) != "a secret" {
		t.Errorf("box: %q, %v", plain, err)
	}
	i, err := ParseInvite(g.Invite)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := i.Open(g.InviteMail); err != nil || body.Agent != "bela" {
		t.Errorf("invite: %+v, %v", body, err)
	}
	if _, err := ParseRecovery(g.Sheet); err != nil {
		t.Error(err)
	}
}

package journal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestKeysDiffer(t *testing.T) {
	seen := map[[32]byte]bool{}
	for _, k := range []Keys{
		DeriveKeys([32]byte{1}, testTeam, 0), DeriveKeys([32]byte{1}, testTeam, 1), DeriveKeys([32]byte{2}, testTeam, 0), DeriveKeys([32]byte{1}, deviceTwo, 0),
	} {
		if seen[k.MAC] || seen[k.Seal] || k.MAC == k.Seal {
			t.Errorf("a key twice: %x", k)
		}
		seen[k.MAC], seen[k.Seal] = true, true
	}
}

// TestBox: only the device that a secret was sealed to opens it, in its place, unchanged.
func TestBox(t *testing.T) {
	mine, other := BoxKey(newLaptop(1).key.Seed()), BoxKey(newLaptop(2).key.Seed())
	sealed, err := SealTo(mine.PublicKey().Bytes(), []byte("secret"), "here", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := OpenFrom(mine, sealed, "here"); err != nil || string(plain) != "secret" {
		t.Errorf("%q, %v", plain, err)
	}
	again, err := SealTo(mine.PublicKey().Bytes(), []byte("secret"), "here", rand.Reader)
	if err != nil || bytes.Equal(again, sealed) {
		t.Errorf("sealed twice, the same bytes: %v", err)
	}
	if _, err := OpenFrom(other, sealed, "here"); !errors.Is(err, ErrBox) {
		t.Errorf("another device: %v", err)
	}
	if _, err := OpenFrom(mine, sealed, "there"); !errors.Is(err, ErrBox) {
		t.Errorf("another place: %v", err)
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 0x10
		if _, err := OpenFrom(mine, bad, "here"); !errors.Is(err, ErrBox) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := OpenFrom(mine, sealed[:i], "here"); !errors.Is(err, ErrBox) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
	for _, box := range [][]byte{nil, make([]byte, 32), make([]byte, 31)} {
		if _, err := SealTo(box, []byte("x"), "here", rand.Reader); err == nil {
			t.Errorf("sealed to %x", box)
		}
	}
}

// TestRotation: the remaining devices and the recovery sheet open the new secret, who was revoked or never confirmed does
// not; an old key still brings what was known when it was replaced, and nothing else.
func TestRotation(t *testing.T) {
	c, ana, bela, carl, dana := founded(t)
	sheet := Recovery{Team: ana.id, Seed: [32]byte{7}}
	paper := &laptop{key: sheet.Key()}
	paper.id = DeviceID(paper.pub())
	c.say(ana, PathAdmin(paper.id), AdminValue{On: true, Pub: paper.pub(), Box: BoxKey(sheet.Seed[:]).PublicKey().Bytes()})
	eve := c.laptop(4)
	c.join(eve, "eve")
	c.say(ana, PathRevoked(dana.id), RevokedValue{Heads: []Hash{dana.prev}})
	known := c.say(carl, "file/replies/a", 1)
	away := c.say(carl, "file/replies/b", 1) // made before, sent after
	secret := [32]byte{5}
	bad := *c
	bad.records = slices.Clone(c.records)
	odd := *carl // a box that is none
	bad.say(&odd, PathDevice(carl.id), DeviceValue{Pub: carl.pub(), Box: make([]byte, 32), Agent: "carl"})
	for range 8 { // whatever the order of a map
		if got := bad.fold().Rotate(secret, nil, rand.Reader); len(got.Sealed) != 3 || got.Sealed[carl.id] != nil {
			t.Fatalf("sealed to %d devices beside one whose box is none", len(got.Sealed))
		}
	}
	v := c.fold().Rotate(secret, []Hash{ana.prev, bela.prev, known.Batch, dana.prev}, rand.Reader)
	rotation := c.say(bela, PathKey, v)
	later := c.say(bela, "cfg/name", "x")
	team := c.fold()
	if team.Epoch != 1 || len(v.Sealed) != 4 {
		t.Errorf("epoch %d, sealed to %d devices", team.Epoch, len(v.Sealed))
	}
	opens := func(l *laptop) bool {
		got := c.fold().Secrets(l.id, BoxKey(l.key.Seed()))[1]
		return len(got) == 1 && got[0] == secret
	}
	for l, want := range map[*laptop]bool{ana: true, bela: true, carl: true, paper: true, dana: false, eve: false} {
		if opens(l) != want {
			t.Errorf("%s opens the secret: want %v", l.id, want)
		}
	}
	for _, tt := range []struct {
		what  string
		epoch uint32
		r     TeamRecord
		want  bool
	}{
		{"known, old key", 0, known, true},
		{"before the known, old key", 0, c.records[0], true},
		{"the rotation itself, old key", 0, rotation, true},
		{"not known, old key", 0, away, false},
		{"not known, new key", 1, away, true},
		{"after the rotation, old key", 0, later, false},
	} {
		if got := team.EpochCovers(tt.epoch, BatchMeta{Hash: tt.r.Batch, Device: tt.r.Device}, c.chain); got != tt.want {
			t.Errorf("%s: %v", tt.what, got)
		}
	}
	c.say(ana, PathOK(eve.id), "eve")
	more, err := c.fold().Hand(eve.id, secret, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	handed := c.say(ana, PathKey, more)
	if !c.fold().EpochCovers(0, BatchMeta{Hash: handed.Batch, Device: ana.id}, c.chain) {
		t.Error("a key cannot be handed to who has only the older one")
	}
	after := c.say(ana, PathOK(eve.id), "eve")
	if c.fold().EpochCovers(0, BatchMeta{Hash: after.Batch, Device: ana.id}, c.chain) {
		t.Error("a key that is handed on lets an older one bring what came after it")
	}
	if !opens(eve) || !opens(ana) || c.fold().Epoch != 1 {
		t.Error("who was confirmed after the rotation does not get the key")
	}
	c.say(ana, PathKey, c.fold().Rotate([32]byte{8}, nil, rand.Reader))
	if got := c.fold().Secrets(paper.id, BoxKey(sheet.Seed[:])); got[2][0] != [32]byte{8} || got[1][0] != secret {
		t.Errorf("the sheet opens %v", got)
	}
	sheet2 := BoxKey([]byte("another sheet's seed, of 32 bytes"))
	for epoch, old := range map[uint32][32]byte{0: {1}, 1: secret, 2: {8}, 3: {9}} {
		v, err := c.fold().HandTo(deviceTwo, sheet2.PublicKey().Bytes(), epoch, old, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		c.say(ana, PathKey, v)
	}
	if got := c.fold(); got.Epoch != 2 || got.Secrets(deviceTwo, sheet2)[0][0] != [32]byte{1} || got.Secrets(deviceTwo, sheet2)[1][0] != secret {
		t.Errorf("a sheet made later: epoch %d, opens %v", got.Epoch, got.Secrets(deviceTwo, sheet2))
	}
	if got := c.fold(); got.EpochCovers(1, BatchMeta{Hash: away.Batch, Device: carl.id}, c.chain) {
		t.Error("a rotation that names no heads lets an old key bring a batch")
	}
}

func goodInvite() Invite {
	return Invite{Code: [16]byte{1, 2, 3, 250}, Team: testTeam, Inviter: deviceTwo, Address: "support@example.com", Servers: []string{"imap tls imap.example.com 993", "smtp starttls smtp.example.com 587"}}
}

// TestInviteCode: what is copied, wrapped, quoted or typed comes out the same; a wrong letter is told.
func TestInviteCode(t *testing.T) {
	want := goodInvite()
	code := want.String()
	if strings.ContainsAny(code, "\n ") || strings.Contains(code, "example") {
		t.Errorf("code %s", code)
	}
	t.Logf("%d characters", len(code))
	for name, text := range map[string]string{
		"as it is": code, "lower case": strings.ToLower(code), "quoted": "> “" + code + "”\r\n", "without hyphens": strings.ReplaceAll(code, "-", ""),
		"wrapped": code[:40] + "=\n" + code[40:], "long dashes": strings.ReplaceAll(code, "-", "–"), "O and l": strings.NewReplacer("0", "O", "1", "l").Replace(code),
	} {
		if name == "wrapped" {
			text = code[:40] + "\r\n > " + code[40:]
		}
		got, err := ParseInvite(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	for i, r := range code {
		for _, other := range []string{"7", "Z", ""} {
			if bad := code[:i] + other + code[i+1:]; r != '-' && other != string(r) {
				if _, err := ParseInvite(bad); err == nil {
					t.Fatalf("letter %d as %q: no error", i, other)
				}
			}
		}
	}
	for _, bad := range []string{"", "hello", "UUUU", strings.Repeat("0", 1<<20), Base32(append([]byte{1}, make([]byte, 60)...))} {
		if _, err := ParseInvite(bad); err == nil {
			t.Errorf("%.20q: no error", bad)
		}
	}
}

func TestInviteBody(t *testing.T) {
	i := goodInvite()
	body := InviteBody{Secrets: map[uint32][]byte{0: make([]byte, 32), 1: bytes.Repeat([]byte{9}, 32)}, Epoch: 1, Agent: "bela", Name: "Bela", Until: 1763989200000}
	data, err := i.Seal(body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := i.Open(data)
	if diff := cmp.Diff(body, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if h, err := Peek(data); err != nil || h.Type != TypeInvite || !h.Sealed || h.Team != testTeam {
		t.Errorf("header %+v, %v", h, err)
	}
	for _, secrets := range []map[uint32][]byte{nil, {0: make([]byte, 32)}, {1: make([]byte, 31)}, {0: make([]byte, 5), 1: make([]byte, 32)}} {
		body.Secrets = secrets
		if data, err = i.Seal(body); err != nil {
			t.Fatal(err)
		}
		if _, err := i.Open(data); !errors.Is(err, ErrDamaged) {
			t.Errorf("secrets %v: %v", secrets, err)
		}
	}
	other := i
	other.Code[0]++
	if _, err := other.Open(data); !errors.Is(err, ErrMAC) {
		t.Errorf("another code: %v", err)
	}
	if bytes.Contains(data, []byte("bela")) {
		t.Error("the body stands in the clear")
	}
}

// TestRecoverySheet: what was printed is read back as people type it, and the line with an error is named.
func TestRecoverySheet(t *testing.T) {
	want := Recovery{Team: testTeam, Epoch: 3, Secret: [32]byte(bytes.Repeat([]byte{0xAB, 7}, 16)), Seed: [32]byte(bytes.Repeat([]byte{1, 0xFE}, 16))}
	sheet := want.String()
	t.Log("\n" + sheet)
	lines := strings.Split(strings.TrimSpace(sheet), "\n")
	bare := ""
	for _, l := range lines {
		bare += strings.ToLower(strings.ReplaceAll(l[3:], " ", "")) + "\n\n"
	}
	for name, text := range map[string]string{"as printed": sheet, "without numbers and spaces": bare, "windows": strings.ReplaceAll(sheet, "\n", "\r\n"), "O for 0": strings.NewReplacer("0", "o", "1", "I").Replace(bare)} {
		if got, err := ParseRecovery(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for i := range bare {
		if bare[i] == '\n' {
			continue
		}
		line := strings.Count(bare[:i], "\n")/2 + 1
		other := "7"
		if bare[i] == '7' {
			other = "8"
		}
		_, err := ParseRecovery(bare[:i] + other + bare[i+1:])
		if !errors.Is(err, ErrTyping) || !strings.Contains(err.Error(), "line "+string(rune('0'+line))) {
			t.Fatalf("letter %d: %v, want line %d", i, err, line)
		}
	}
	swapped := strings.Join(append([]string{lines[1], lines[0]}, lines[2:]...), "\n")
	for name, text := range map[string]string{"swapped": swapped, "a line missing": strings.Join(lines[:8], "\n"), "a line twice": sheet + lines[8], "empty": ""} {
		if _, err := ParseRecovery(text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		r := Recovery{Team: testTeam, Epoch: rapid.Uint32().Draw(t, "epoch")}
		copy(r.Secret[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret"))
		copy(r.Seed[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		if got, err := ParseRecovery(r.String()); err != nil || got != r {
			t.Fatal(got, err)
		}
	})
}

func FuzzTyped(f *testing.F) {
	f.Add(goodInvite().String())
	f.Add(Recovery{Team: testTeam}.String())
	f.Fuzz(func(t *testing.T, text string) {
		if i, err := ParseInvite(text); err == nil {
			if again, err := ParseInvite(i.String()); err != nil || cmp.Diff(i, again) != "" {
				t.Fatal(i, again, err)
			}
		}
		if r, err := ParseRecovery(text); err == nil {
			if again, err := ParseRecovery(r.String()); err != nil || again != r {
				t.Fatal(r, again, err)
			}
		}
	})
}

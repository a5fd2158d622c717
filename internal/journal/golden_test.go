package journal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "append new ops to testdata/golden; what stands there never changes")

const (
	goldenOps   = "testdata/golden/ops.jsonl"
	goldenState = "testdata/golden/state.json"
	deviceOne   = "3W4SC1QN5ZB7A"
	deviceTwo   = "9KTX0V2PEHM4R"
)

// sample is one op of the golden file: made from op, or written by hand as raw where Encode would not write it.
type sample struct {
	what   string
	device string
	op     *Op
	raw    string
}

// goldenID is an op id that can be told apart in a difference: the number of the op and a fixed tail.
func goldenID(n int) string {
	return Base32([]byte{byte(n), 0xA5, 0x1C, 3, 5, 8, 13, 21, 34, 55, 89, byte(144 + n)})
}

func goldenStamp(n int) Stamp {
	return StampAt(time.Date(2025, 11, 24, 16, 0, 0, 0, time.UTC)) + Stamp(n)*7919
}

func goldenBlob(n int, text string) string {
	name, _, err := NewBlob([SaltLen]byte{byte(n), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, text)
	if err != nil {
		panic(err)
	}
	return name
}

// goldenSamples are the ops of the golden file, one of each sort. Append to it; never change what is in it.
func goldenSamples() []sample {
	const (
		ticketA, ticketB = "t4PWYHW9NCNCNZ6B4", "tA1B2C3D4E5F6G7H8"
		messageM         = "m0V3Z8R5N6Q1T2W4X"
		personP          = "pS8Y2K4J6M1N3P5Q7"
		companyC         = "cF0E9D8C7B6A59483"
	)
	var out []sample
	add := func(what, device string, op Op) {
		n := len(out) + 1
		op.ID, op.Stamp = goldenID(n), goldenStamp(n)
		if (op.Kind == Set || op.Kind == Claim) && op.Prev == nil {
			none := NoStamp
			op.Prev = &none
		}
		out = append(out, sample{what: what, device: device, op: &op})
	}
	hand := func(what, device, rest string) {
		n := len(out) + 1
		out = append(out, sample{what: what, device: device, raw: `{"i":"` + goldenID(n) + `","h":"` + goldenStamp(n).String() + `",` + rest})
	}
	v := func(text string) json.RawMessage { return json.RawMessage(text) }
	prev := func(n int) *Stamp { s := goldenStamp(n); return &s }
	freeO := ObjectFromOp('o', goldenID(17))
	begunT := ObjectFromOp('t', goldenID(5))

	add("status with seen, first op of a group", deviceOne, Op{Kind: Set, Object: ticketA, Path: "status", Value: v(`{"s":"resolved","seen":1763989200000}`), Group: goldenID(1)})
	add("second op of the group", deviceOne, Op{Kind: Set, Object: ticketA, Path: "close", Value: v(`{"reason":"","why":0,"without":["area-tag"]}`), Group: goldenID(1), Blobs: []string{goldenBlob(2, "the customer asked us to")}})
	add("claim of an unowned ticket", deviceOne, Op{Kind: Claim, Object: ticketB, Path: "owner", Value: v(`"asha"`)})
	add("a later claim on the same base", deviceTwo, Op{Kind: Claim, Object: ticketB, Path: "owner", Value: v(`"bela"`)})
	add("new ticket without a mail", deviceOne, Op{Kind: Set, Object: begunT, Path: "new", Value: v(`{"channel":"internal","why":"internal"}`)})
	add("set that replaces, beats the claims", deviceTwo, Op{Kind: Set, Object: ticketB, Path: "owner", Value: v(`"team:support"`), Prev: prev(3)})
	add("list add", deviceOne, Op{Kind: Add, Object: ticketA, Path: "tags", Value: v(`["area-cloud","type-bug"]`)})
	add("add of one element", deviceTwo, Op{Kind: Add, Object: ticketA, Path: "tags", Value: v(`"area-cloud"`)})
	add("remove with the dots seen", deviceOne, Op{Kind: Remove, Object: ticketA, Path: "tags", Value: v(`["area-cloud"]`), Dots: []string{goldenID(7)}})
	add("remove of two dots", deviceOne, Op{Kind: Remove, Object: ticketB, Path: "categories", Value: v(`["sites","contacts"]`), Dots: []string{goldenID(7), goldenID(8)}})
	add("note, text in a blob", deviceOne, Op{Kind: Set, Object: ticketA, Path: "note/" + goldenID(11), Value: v(`{"kind":"note","text":0,"mentions":["bela"]}`), Blobs: []string{goldenBlob(11, "@bela please look")}})
	add("undo of the status", deviceOne, Op{Kind: Set, Object: ticketA, Path: "status", Value: v(`null`), Prev: prev(1), Undoes: goldenID(1), Group: goldenID(12)})
	add("undo of the close, same action", deviceOne, Op{Kind: Set, Object: ticketA, Path: "close", Value: v(`null`), Prev: prev(2), Undoes: goldenID(2), Group: goldenID(12)})
	add("snooze with a note", deviceTwo, Op{Kind: Set, Object: ticketA, Path: "snooze", Value: v(`{"until":1764061200000,"reply":true,"seen":1763989200000,"reason":"client","note":0}`), Blobs: []string{goldenBlob(14, "waits for their export")}})
	add("message object", deviceTwo, Op{Kind: Set, Object: messageM, Path: "machine", Value: v(`"auto-reply"`)})
	add("person object, a register with two blobs", deviceOne, Op{Kind: Set, Object: personP, Path: "name/first", Value: v(`1`), Blobs: []string{goldenBlob(16, "unused"), goldenBlob(17, "Ana")}})
	add("free object", deviceOne, Op{Kind: Set, Object: freeO, Path: "new", Value: v(`{"kind":"callback","ticket":"t4PWYHW9NCNCNZ6B4"}`)})
	add("company object", deviceOne, Op{Kind: Set, Object: companyC, Path: "row", Value: v(`{"from":1763989200000,"row":0}`), Blobs: []string{goldenBlob(18, "Casa Verde,Growth")}})
	add("team object", deviceOne, Op{Kind: Set, Object: "@team", Path: "cfg/start", Value: v(`1763942400000`)})
	add("agent object", deviceTwo, Op{Kind: Set, Object: "@agent/bela", Path: "presence", Value: v(`{"state":"away","till":1764000000000}`)})
	add("redact", deviceOne, Op{Kind: Redact, Object: ticketA, Path: "note/" + goldenID(11), Value: v(`["` + goldenBlob(11, "@bela please look") + `"]`)})
	add("unknown path of six segments", deviceTwo, Op{Kind: Set, Object: ticketA, Path: "future/a/b_1/c-2/d/E", Value: v(`{"x":[1,2.5e3,true,null]}`)})
	add("path that stops who does not know it", deviceTwo, Op{Kind: Set, Object: ticketA, Path: "!quorum/of", Value: v(`2`)})
	add("set of an unknown path", deviceTwo, Op{Kind: Add, Object: ticketA, Path: "watchers", Value: v(`["x"]`)})
	add("non-ASCII", deviceTwo, Op{Kind: Add, Object: ticketA, Path: "tags", Value: v(`["Größe","予約","مرحبا","👍🏽","a<b>&c"]`)})
	add("largest value", deviceOne, Op{Kind: Set, Object: ticketA, Path: "big", Value: v(`"` + strings.Repeat("x", MaxValue-2) + `"`)})
	add("read marks", deviceTwo, Op{Kind: Add, Object: ticketA, Path: "read/bela", Value: v(`["m0V3Z8R5N6Q1T2W4X"]`)})
	add("false and zero", deviceOne, Op{Kind: Set, Object: ticketB, Path: "spam", Value: v(`false`)})
	hand("unknown keys, one with a deep value", deviceTwo, `"k":"set","t":"t4PWYHW9NCNCNZ6B4","f":"priority","v":"high","p":"0000000000000","z":{"n":[[[1]]]},"later":"é"}`)
	hand("keys in another order, escapes and spaces", deviceTwo, ` "v" : "caf\u00e9", "f":"channel", "t":"tA1B2C3D4E5F6G7H8", "k":"set", "p":"0000000000000" }`)
	add("which message went out, with which saved replies", deviceOne, Op{Kind: Set, Object: ticketA, Path: "sent/" + goldenID(31), Value: v(`{"m":"m0V3Z8R5N6Q1T2W4X","saved":["follow_up","größe"]}`)})
	return out
}

func (s sample) line(t testing.TB) []byte {
	t.Helper()
	if s.op == nil {
		return []byte(s.raw)
	}
	if err := Encode(s.op); err != nil {
		t.Fatalf("%s: %v", s.what, err)
	}
	return s.op.Raw
}

// told is testdata/golden/state.json.
type told struct {
	Records []toldRecord          `json:"records"`
	State   map[string]toldObject `json:"state"`
}

type toldRecord struct {
	Device string `json:"device"`
	Hash   string `json:"hash"`
	What   string `json:"what"`
}

type toldObject struct {
	Registers map[string]string   `json:"registers,omitempty"` // path → stamp, id, value
	Sets      map[string][]string `json:"sets,omitempty"`
	Redacted  []string            `json:"redacted,omitempty"`
}

func tell(records []Record) map[string]toldObject {
	byObject := map[string][]Record{}
	for _, r := range records {
		byObject[r.Object] = append(byObject[r.Object], r)
	}
	out := map[string]toldObject{}
	for object, rs := range byObject {
		o := Fold(rs)
		t := toldObject{Registers: map[string]string{}, Sets: map[string][]string{}, Redacted: slices.Sorted(maps.Keys(o.Redacted))}
		for path, r := range o.Registers {
			value := string(r.Value)
			if len(value) > 200 {
				value = fmt.Sprintf("%d bytes", len(value))
			}
			t.Registers[path] = r.Stamp.String() + " " + r.ID + " " + value
		}
		for path := range o.Sets {
			t.Sets[path] = append([]string{}, o.Members(path)...)
		}
		out[object] = t
	}
	return out
}

// TestGolden: what is stored for ever is read, written, hashed and folded as on the first day.
func TestGolden(t *testing.T) {
	samples := goldenSamples()
	if *update {
		appendGolden(t, samples)
	}
	data, err := os.ReadFile(goldenOps)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	if len(lines) != 31 || len(samples) != len(lines) {
		t.Fatalf("%d lines, %d samples, want 31", len(lines), len(samples))
	}
	var want told
	readJSON(t, goldenState, &want)
	var records []Record
	for i, line := range lines {
		s := samples[i]
		if got := s.line(t); !bytes.Equal(got, line) {
			t.Errorf("op %d (%s) is now written\n%.300s\nand stands as\n%.300s", i+1, s.what, got, line)
		}
		op, err := Decode(line)
		if err != nil {
			t.Fatalf("op %d (%s): %v", i+1, s.what, err)
		}
		if !bytes.Equal(op.Raw, line) {
			t.Errorf("op %d (%s): Raw is not the line", i+1, s.what)
		}
		if s.op != nil {
			again := *op
			again.Raw = nil
			if err := Encode(&again); err != nil || !bytes.Equal(again.Raw, line) {
				t.Errorf("op %d (%s) read and written again: %.300s, %v", i+1, s.what, again.Raw, err)
			}
		}
		hash := RecordHash(s.device, line)
		if got := (toldRecord{s.device, hex.EncodeToString(hash[:]), s.what}); got != want.Records[i] {
			t.Errorf("op %d: %+v, want %+v", i+1, got, want.Records[i])
		}
		records = append(records, Record{Device: s.device, Hash: hash, Op: op})
	}
	var state map[string]toldObject
	roundTrip(t, tell(records), &state)
	if diff := cmp.Diff(want.State, state); diff != "" {
		t.Errorf("folded state (-want +got)\n%s", diff)
	}
}

// appendGolden writes what is not there yet and refuses to change a line that is.
func appendGolden(t *testing.T, samples []sample) {
	t.Helper()
	have, err := os.ReadFile(goldenOps)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var all bytes.Buffer
	var now told
	var records []Record
	for _, s := range samples {
		line := s.line(t)
		all.Write(line)
		all.WriteByte('\n')
		op, err := Decode(line)
		if err != nil {
			t.Fatal(err)
		}
		hash := RecordHash(s.device, line)
		records = append(records, Record{Device: s.device, Hash: hash, Op: op})
		now.Records = append(now.Records, toldRecord{s.device, hex.EncodeToString(hash[:]), s.what})
	}
	if !bytes.HasPrefix(all.Bytes(), have) {
		t.Fatal("-update would change lines that stand in " + goldenOps + "; they are stored on people's desks: append only")
	}
	if _, err := os.Stat(goldenState); err == nil {
		var old told
		readJSON(t, goldenState, &old)
		if len(old.Records) > len(now.Records) || !slices.Equal(old.Records, now.Records[:len(old.Records)]) {
			t.Fatal("-update would change record hashes in " + goldenState)
		}
		if len(have) == all.Len() {
			return // nothing to append: the folded state may not change either
		}
	}
	now.State = tell(records)
	if err := os.MkdirAll(filepath.Dir(goldenOps), 0o755); err != nil {
		t.Fatal(err)
	}
	var state bytes.Buffer
	enc := json.NewEncoder(&state)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(now); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{goldenOps: all.Bytes(), goldenState: state.Bytes()} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func roundTrip(t *testing.T, from, into any) {
	t.Helper()
	data, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

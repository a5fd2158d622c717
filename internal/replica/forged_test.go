package replica_test

import (
	"context"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/replica/mem"
)

// Whoever has the team secret can sign a snapshot with lines "of the creator". Nothing final follows from it: no text is
// erased, and no laptop believes that it was taken out, appointed or renamed.
func TestAForgedSnapshotErasesAndRevokesNothing(t *testing.T) {
	w := testWorld(t)
	anna := w.add("anna", 0)
	anna.write(anna.joinOp())
	if err := anna.sync(); err != nil {
		t.Fatal(err)
	}
	forger := w.add("forger", 0)
	forger.write(forger.joinOp())
	if err := forger.sync(); err != nil {
		t.Fatal(err)
	}
	bert := w.add("bert", 0)
	text := []byte("what bert noted before he joined")
	name := journal.BlobName(text)
	if err := bert.store.Update(context.Background(), func(tx replica.Tx) error { return tx.PutBlob(name, text) }); err != nil {
		t.Fatal(err)
	}
	note := set(object('t', 1), "note", 0)
	note.Value, note.Blobs = []byte(`{"text":0}`), []string{name}
	bert.write(bert.joinOp(), note)
	w.forge(forger, anna,
		journal.Op{Kind: journal.Redact, Object: object('t', 1), Path: "note", Value: []byte(`["` + name + `"]`)},
		set(journal.TeamObject, journal.PathRevoked(bert.id), journal.RevokedValue{Why: "forged"}),
		set(journal.TeamObject, journal.PathAdmin(forger.id), journal.AdminValue{On: true}))

	if err := bert.engine.Join(t.Context()); err != nil { // the snapshot alone, as where the line breaks then
		t.Fatal(err)
	}
	if len(bert.engine.Joined()) == 0 {
		t.Fatal("the snapshot was not taken: this proves nothing")
	}
	held := func(when string) {
		t.Helper()
		if bert.store.t.blobs[name] == nil {
			t.Fatalf("%s: the text is gone", when)
		}
		if bert.stopped != nil || bert.loss != nil {
			t.Fatalf("%s: bert stopped: %v", when, bert.stopped)
		}
	}
	held("joined")
	for day := range 20 { // beyond the time for which a snapshot without its log is believed
		if err := bert.sync(); err != nil {
			t.Fatalf("day %d: %v", day, err)
		}
		held("synced")
		if team := bert.engine.Team(); team.Devices[bert.id].Revoked || team.Admins[forger.id] {
			t.Fatalf("day %d: the forgery counts: %+v", day, team)
		}
		w.pass(24 * time.Hour)
	}
	if err := anna.sync(); err != nil {
		t.Fatal(err)
	}
	w.equal(anna, bert)
	if anna.store.t.blobs[name] == nil {
		t.Error("the note did not reach anna")
	}
}

// forge puts a snapshot into the place by which a laptop has another say things.
func (w *world) forge(by, as *laptop, ops ...journal.Op) {
	w.t.Helper()
	rows := append(append([]journal.StoredOp{}, by.store.t.ops[by.id]...), as.store.t.ops[as.id]...)
	var lines []journal.SnapLine
	for _, r := range rows {
		lines = append(lines, journal.SnapLine{Device: r.Device, Seq: r.Seq, Raw: r.Raw})
	}
	last, none := journal.StampAt(w.now), journal.NoStamp
	for i := range ops {
		last++
		ops[i].ID, ops[i].Stamp = w.opID(), last
		if ops[i].Kind == journal.Set {
			ops[i].Prev = &none
		}
		if err := journal.Encode(&ops[i]); err != nil {
			w.t.Fatal(err)
		}
		lines = append(lines, journal.SnapLine{Device: as.id, Seq: uint64(100 + i), Raw: ops[i].Raw})
	}
	s := journal.Snapshot{Device: by.id, Vector: journal.Vector{by.id: 1, as.id: 1000}} // a vector that the log never comes to
	for _, part := range s.Split(lines) {
		body, err := part.Encode(w.team, by.key)
		if err != nil {
			w.t.Fatal(err)
		}
		c := &journal.Container{Type: journal.TypeSnapshot, Team: w.team, Body: body}
		data, err := journal.Pack(c, journal.DeriveKeys(w.secret[0], w.team, 0), false)
		if err != nil {
			w.t.Fatal(err)
		}
		w.folder.Put(mem.Mail{Hash: journal.ContainerHash(data), Label: "snapshot " + by.id, Data: data})
	}
}

// Where the batch that brought a laptop's key is lost, the key may come with the ops of another: the id is its hash.
func TestAKeyCountsWhoeverSaysIt(t *testing.T) {
	w := testWorld(t)
	anna, again, bert := w.add("anna", 0), w.add("anna, restored", 0), w.add("bert", 0)
	anna.write(set(object('t', 1), "owner", "anna"))
	if err := anna.sync(); err != nil {
		t.Fatal(err)
	}
	if err := bert.sync(); err != nil {
		t.Fatal(err)
	}
	if n := len(bert.records()); n != 0 {
		t.Fatalf("%d ops of a laptop whose key is not known", n)
	}
	again.write(again.joinOp(), anna.joinOp())
	if err := again.sync(); err != nil {
		t.Fatal(err)
	}
	if err := bert.sync(); err != nil {
		t.Fatal(err)
	}
	if n := len(bert.store.t.ops[anna.id]); n != 1 {
		t.Errorf("%d ops of anna's old key", n)
	}
}

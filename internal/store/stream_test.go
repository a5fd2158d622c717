package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
)

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b) //nolint:errcheck // never fails
	return b
}

// attach copies a file into a draft as the composer does: one short transaction a chunk.
func attach(t testing.TB, s *Store, f DraftFile, data []byte, whole bool) DraftFile {
	t.Helper()
	writes(t, s, func(tx *Tx) (err error) { f.ID, err = tx.BeginDraftFile(f); return err })
	for rest := data; len(rest) > 0; {
		n := min(len(rest), frameSize)
		writes(t, s, func(tx *Tx) error { return tx.AppendDraftFile(f.ID, rest[:n]) })
		rest = rest[n:]
	}
	if whole {
		writes(t, s, func(tx *Tx) (err error) { f, err = tx.EndDraftFile(f.ID); return err })
	}
	return f
}

// readHeld reads all of a stream and fails where a transaction stays open between two reads.
func readHeld(t *testing.T, s *Store, r io.ReadCloser) ([]byte, error) {
	t.Helper()
	defer r.Close()
	var out bytes.Buffer
	buf := make([]byte, 100_000)
	for {
		n, err := r.Read(buf)
		out.Write(buf[:n])
		if held := s.readers.Stats().InUse; held != 0 {
			t.Fatalf("%d readers are held", held)
		}
		if errors.Is(err, io.EOF) {
			return out.Bytes(), nil
		}
		if err != nil {
			return out.Bytes(), err
		}
	}
}

// TestDraftFiles: files come back byte for byte and in order, move, and go with their draft.
func TestDraftFiles(t *testing.T) {
	s := open(t, t.TempDir())
	s.Settle()
	writes(t, s, func(tx *Tx) error {
		return errors.Join(tx.PutDraft(Draft{ID: "d1", Anchor: "tA", Kind: DraftReply}), tx.PutDraft(Draft{ID: "d2", Anchor: "tA", Kind: DraftForward}))
	})
	data := randomBytes(5<<20 + 17)
	sum := sha256.Sum256(data)
	big := attach(t, s, DraftFile{Draft: "d1", Name: "dump.bin", Type: "application/octet-stream"}, data, true)
	if big.SHA256 != hex.EncodeToString(sum[:]) || big.Size != int64(len(data)) || !big.Whole || big.Pos != 1 {
		t.Errorf("%+v", big)
	}
	empty := attach(t, s, DraftFile{Draft: "d1", Name: "empty.txt"}, nil, true)
	picture := attach(t, s, DraftFile{Draft: "d2", Name: "p.png", Type: "image/png", CID: "p@desk"}, data[:3000], true)
	half := attach(t, s, DraftFile{Draft: "d2", Name: "half.bin"}, data[:2<<20], false)
	for f, want := range map[DraftFile][]byte{big: data, empty: {}, picture: data[:3000]} {
		if got, err := readHeld(t, s, s.DraftFile(t.Context(), f.ID)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes came back, %v", f.Name, len(got), err)
		}
	}
	if _, err := readHeld(t, s, s.DraftFile(t.Context(), half.ID)); !errors.Is(err, ErrNotFound) {
		t.Errorf("half a file: %v", err)
	}
	writes(t, s, func(tx *Tx) error {
		for what, err := range map[string]error{
			"a chunk too big": tx.AppendDraftFile(half.ID, make([]byte, frameSize+1)), "more behind the end": tx.AppendDraftFile(big.ID, []byte("x")), "no file": tx.AppendDraftFile("fNONE", []byte("x")),
		} {
			if err == nil {
				t.Errorf("%s is taken", what)
			}
		}
		if again, err := tx.EndDraftFile(big.ID); err != nil || again != big {
			t.Errorf("ended again: %+v, %v", again, err)
		}
		if _, err := tx.BeginDraftFile(DraftFile{Draft: "dNONE"}); !errors.Is(err, ErrNotFound) {
			t.Errorf("on no draft: %v", err)
		}
		if d, err := tx.Draft("d2"); err != nil || d.Files != 1 || d.Blank() {
			t.Errorf("%+v, %v", d, err)
		}
		if err := tx.MoveDraftFiles("d1", "d2"); err != nil {
			return err
		}
		files, err := tx.DraftFiles("d2")
		if len(files) != 4 || files[0].ID != picture.ID || files[2].ID != big.ID || files[3].ID != empty.ID {
			t.Errorf("after the move: %+v", files)
		}
		return errors.Join(err, tx.RemoveDraftFile(empty.ID), tx.DeleteDraft("d2"))
	})
	writes(t, s, func(tx *Tx) error {
		n, err := one[int](tx, `SELECT (SELECT count(*) FROM draft_file) + (SELECT count(*) FROM draft_file_chunk)`)
		if n != 0 {
			t.Errorf("%d rows of files are left", n)
		}
		return err
	})
}

// TestStreamBroken: whatever is missing or spoilt of stored bytes is an error, never a shorter file.
func TestStreamBroken(t *testing.T) {
	data := randomBytes(3<<20 + 5)
	for what, spoil := range map[string]struct {
		sql  string
		is   error
		from int // bytes that are read before
	}{
		"first part": {`DELETE FROM outbox_raw WHERE part = 0`, ErrDamaged, 0},
		"a part":     {`DELETE FROM outbox_raw WHERE part = 2`, ErrDamaged, 0},
		"last part":  {`DELETE FROM outbox_raw WHERE part = 3`, ErrDamaged, 1 << 20},
		"the row":    {`DELETE FROM outbox`, ErrNotFound, 1 << 20},
		"a bit":      {`UPDATE outbox_raw SET data = CAST(x'00' || substr(data, 2) AS BLOB) WHERE part = 1`, ErrDamaged, 0},
		"less size":  {`UPDATE outbox SET size = size - 1`, ErrDamaged, 0},
		"more size":  {`UPDATE outbox SET size = size + 1`, ErrDamaged, 0},
	} {
		s := open(t, t.TempDir())
		for rest := data; len(rest) > 0; {
			n := min(len(rest), frameSize)
			writes(t, s, func(tx *Tx) error { return tx.AppendMailRaw("s1", rest[:n]) })
			rest = rest[n:]
		}
		writes(t, s, func(tx *Tx) error { return tx.PutMail(OutboxMail{ID: "s1", State: "waiting", Size: int64(len(data))}) })
		if got, err := readHeld(t, s, s.MailRaw(t.Context(), "s1")); err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%d bytes came back, %v", len(got), err)
		}
		r := s.MailRaw(t.Context(), "s1")
		if _, err := io.ReadFull(r, make([]byte, spoil.from)); err != nil {
			t.Fatal(err)
		}
		writes(t, s, func(tx *Tx) error { return tx.exec(spoil.sql) })
		if n, err := io.Copy(io.Discard, r); !errors.Is(err, spoil.is) {
			t.Errorf("%s: %d bytes more, %v", what, n, err)
		}
		if _, err := r.Read(make([]byte, 1)); err == nil {
			t.Errorf("%s: reading goes on behind the error", what)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if _, err := r.Read(make([]byte, 1)); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("behind the end: %v", err)
		}
	}
	s := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.MailRaw(ctx, "s1").Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

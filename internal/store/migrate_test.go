package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"deskhand/internal/journal"
)

// firstDesk makes a desk of the first schema with notes being written and an account, as version 0.1 left it.
func firstDesk(t *testing.T, dir string, notes int) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, fileName), false))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for i := range notes {
		if _, err := db.ExecContext(t.Context(), `INSERT INTO draft (anchor, kind, text, detail, updated_at) VALUES (?, 'note', ?, 'note', ?)`, fmt.Sprintf("tA%d", i), fmt.Sprintf("note %d", i), 1000+i); err != nil {
			t.Fatal(err)
		}
	}
	for i := range notes {
		line := oldLine(i)
		hash := journal.RecordHash("0000000000000", line)
		if _, err := db.ExecContext(t.Context(), `INSERT INTO op (n, device, seq, id, object, grp, hash, line) VALUES (?, '0000000000000', ?, ?, 't0123456789ABCDEF', ?, ?, ?)`,
			2*i+1, i+1, fmt.Sprintf("BDNRGQ90H62M65S%04dG", i), fmt.Sprintf("BDNRGQ90H62M65S%04dG", i), hash[:], line); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ExecContext(t.Context(), `INSERT INTO account VALUES ('a','support@kestrel.example','l','i',993,'tls','','s',587,'starttls','','Support',1,2)`); err != nil {
		t.Fatal(err)
	}
}

// oldLine is an op as any version wrote it, one key in it unknown.
func oldLine(i int) []byte {
	return fmt.Appendf(nil, `{"i":"BDNRGQ90H62M65S%04dG","h":"06DBD5Z8%05d","k":"set","t":"t0123456789ABCDEF","f":"owner","v":"ünä%d","p":"0000000000000","zz":%d}`, i, 2*i, i, i)
}

// carried looks at a migrated desk: every note and the account are there, and what is new works.
func carried(t *testing.T, s *Store, notes int) error {
	t.Helper()
	return s.Write(t.Context(), func(tx *Tx) error {
		all, err := tx.drafts(`1 ORDER BY anchor`)
		if err != nil {
			return err
		}
		if len(all) != notes {
			return fmt.Errorf("%d notes of %d", len(all), notes)
		}
		ids := map[string]bool{}
		for _, d := range all {
			var i int
			if _, err := fmt.Sscanf(d.Anchor, "tA%d", &i); err != nil {
				return err
			}
			want := Draft{ID: d.ID, Anchor: d.Anchor, Kind: DraftNote, Detail: "note", Text: fmt.Sprintf("note %d", i), BegunAt: d.UpdatedAt, UpdatedAt: d.UpdatedAt, Saved: d.Saved}
			if fmt.Sprint(d) != fmt.Sprint(want) || int(d.UpdatedAt) != 1000+i || d.Blank() || len(d.ID) != 17 || d.ID[0] != 'd' || ids[d.ID] {
				return fmt.Errorf("it became %+v", d)
			}
			ids[d.ID] = true
		}
		if err := carriedOps(tx, notes); err != nil {
			return err
		}
		accounts, err := tx.Accounts()
		if err != nil || len(accounts) != 1 || accounts[0].SMTP.Port != 587 {
			return fmt.Errorf("accounts %+v, %w", accounts, err)
		}
		if filing, err := tx.Filing("a"); err != nil || filing != "" {
			return fmt.Errorf("filing %q, %w", filing, err)
		}
		return nil
	})
}

// carriedOps: each op is there byte for byte, in its old order, to be sealed when there is a team.
func carriedOps(tx *Tx, ops int) error {
	i := 0
	err := tx.EachOp(journal.OpQuery{Device: "0000000000000", Loose: true}, func(o journal.StoredOp) error {
		if !bytes.Equal(o.Raw, oldLine(i)) || o.Seq != uint64(i+1) || o.State != journal.OpCounted || o.Hash != journal.RecordHash(o.Device, oldLine(i)) {
			return fmt.Errorf("op %d became %s, seq %d, state %d", i, o.Raw, o.Seq, o.State)
		}
		if n, err := tx.OpNumber(o.Op.ID); err != nil || n != int64(2*i+1) {
			return fmt.Errorf("op %d became the %d-th, %w", i, n, err)
		}
		i++
		return nil
	})
	if err == nil && i != ops {
		err = fmt.Errorf("%d ops of %d", i, ops)
	}
	return err
}

// TestMigrateFirst: a desk of the first schema keeps its notes; a copy of it as it was is made before.
func TestMigrateFirst(t *testing.T) {
	dir := t.TempDir()
	firstDesk(t, dir, 40)
	s := open(t, dir)
	if err := carried(t, s, 40); err != nil {
		t.Error(err)
	}
	if err := s.QuickCheck(t.Context()); err != nil {
		t.Error(err)
	}
	copies, err := filepath.Glob(filepath.Join(dir, "before-schema-*.db"))
	if err != nil || len(copies) != 1 {
		t.Fatalf("copies %q, %v", copies, err)
	}
	db, err := sql.Open("sqlite", dsn(copies[0], true))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var text string
	if err := db.QueryRowContext(t.Context(), `SELECT text FROM draft WHERE anchor = 'tA7'`).Scan(&text); err != nil || text != "note 7" {
		t.Errorf("the copy says %q, %v", text, err)
	}
}

// TestMigrateKilled: wherever the program is killed or the power lost while it migrates, the next start ends it.
func TestMigrateKilled(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	firstDesk(t, dir, 40)
	begun := d.now()
	s := open(t, dir)
	end := d.now()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 3))
	p := newPlatter()
	for i, e := range d.log[:end] {
		p.play(e)
		if i < begun || r.IntN(end-begun) > 3**cuts {
			continue
		}
		how := loss(r.IntN(3))
		if err := migrateAgain(t, p, how, r); err != nil {
			t.Fatalf("stopped after write %d of %d (%d): %v", i-begun, end-begun, how, err)
		}
	}
	t.Logf("%d writes", end-begun)
}

func migrateAgain(t *testing.T, p *platter, how loss, r *rand.Rand) error {
	t.Helper()
	dir, err := os.MkdirTemp("", "migrate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := p.lose(dir, how, r); err != nil {
		return err
	}
	s, err := Open(t.Context(), dir, Options{Now: noon})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.QuickCheck(t.Context()); err != nil {
		return err
	}
	return carried(t, s, 40)
}

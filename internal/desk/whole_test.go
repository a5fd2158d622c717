package desk

import (
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/store"
	"deskhand/internal/testkit"
)

// placed is one mail in one folder, as the desk's own file holds it.
type placed struct {
	account, folder, flags string
	uid                    uint32
	raw                    int64
}

// peek reads the desk's file past the program: whole states are compared with what is really there.
func peek(t *testing.T, d *Desk) (list []placed, raws []int64) {
	t.Helper()
	file := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(filepath.Join(d.dir, "desk.db")), RawQuery: "_query_only=1"}
	db, err := sql.Open("sqlite", file.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	each := func(query string, row func(scan func(...any) error) error) {
		t.Helper()
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := row(rows.Scan); err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	each(`SELECT f.account, f.name, p.uid, p.flags, p.raw FROM placement p JOIN folder f ON f.id = p.folder`, func(scan func(...any) error) error {
		var p placed
		err := scan(&p.account, &p.folder, &p.uid, &p.flags, &p.raw)
		list = append(list, p)
		return err
	})
	each(`SELECT id FROM raw`, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		raws = append(raws, id)
		return err
	})
	return list, raws
}

// sumsOf fingerprints the bytes of mails as the desk gives them.
func sumsOf(t *testing.T, d *Desk, raws []int64) map[int64]string {
	t.Helper()
	out := map[int64]string{}
	err := d.store.Read(t.Context(), func(tx *store.Tx) error {
		for _, raw := range raws {
			b, err := io.ReadAll(tx.Raw(raw))
			if err != nil {
				return err
			}
			out[raw] = testkit.Sum(b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// state is a mailbox: by folder and UID what stands there.
type state map[string]map[uint32]testkit.Standing

func (s state) put(folder string, uid uint32, m testkit.Standing) {
	if s[folder] == nil {
		s[folder] = map[uint32]testkit.Standing{}
	}
	s[folder][uid] = m
}

// differs compares all of a mailbox with all that the desk holds of it. known are the fingerprints of every mail that was
// ever seen to be here; those that are here now join them. None of them may be lost, none may be here twice.
func differs(t *testing.T, d *Desk, account string, h *testkit.Hand, folders []string, known map[string]bool) string {
	t.Helper()
	list, raws := peek(t, d)
	sums := sumsOf(t, d, raws)
	there, here := state{}, state{}
	for _, f := range folders {
		for uid, m := range h.Standings(f) {
			there.put(f, uid, m)
		}
	}
	for _, p := range list {
		if p.account == account {
			here.put(p.folder, p.uid, testkit.Standing{Sum: sums[p.raw], Flags: p.flags})
		}
	}
	diff := cmp.Diff(there, here)
	times := map[string]int{}
	for _, raw := range raws {
		times[sums[raw]]++
	}
	for sum := range known {
		if times[sum] == 0 {
			diff += fmt.Sprintf("mail %s was here and is lost\n", sum)
		}
	}
	for sum, n := range times {
		known[sum] = true
		if n > 1 {
			diff += fmt.Sprintf("mail %s is here %d times\n", sum, n)
		}
	}
	return diff
}

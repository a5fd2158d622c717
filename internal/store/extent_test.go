package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/ticket"
)

// contract is a mail of some years ago with a file, in answer to nobody; cutAt gives it in an extent.
func contract(at time.Time) Arrival {
	raw := fmt.Sprintf("From: Lena <lena@casa.example>\r\nTo: support@kestrel.example\r\nDate: %s\r\nSubject: Framework contract\r\nMessage-ID: <old@casa.example>\r\n"+
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe zeppelin clause is on page nine.\r\n"+
		"--b\r\nContent-Type: application/pdf; name=contract.pdf\r\nContent-Disposition: attachment; filename=contract.pdf\r\n\r\n%s\r\n--b--\r\n", at.Format(time.RFC1123Z), strings.Repeat("pdf ", 400))
	return Arrival{UID: 1, Internal: at, Raw: []byte(raw), Size: int64(len(raw))}
}

func cutAt(m Arrival, extent string) Arrival {
	switch m.Extent = extent; extent {
	case ExtentHead:
		m.Raw = headOf(m.Raw)
	case ExtentPart:
		m.Raw = m.Raw[:600]
	}
	return m
}

type shown struct {
	Extent, Snippet, Problem, Missing string
	Files                             int
	Found                             []string
	Wanted, Heads, Messages           int
}

func show(t *testing.T, s *Store) (out shown) {
	t.Helper()
	s.Settle()
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		if err := tx.row(`SELECT m.extent, m.snippet, m.problem, r.missing, m.files FROM message m JOIN raw r ON r.id = m.raw WHERE m.subject = 'Framework contract'`, nil,
			&out.Extent, &out.Snippet, &out.Problem, &out.Missing, &out.Files); err != nil {
			return err
		}
		if out.Messages, err = one[int](tx, `SELECT count(*) FROM message`); err != nil {
			return err
		}
		if out.Wanted, err = one[int](tx, `SELECT count(*) FROM wanted`); err != nil {
			return err
		}
		out.Heads, err = tx.Heads("a")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"framework", "lena", "zeppelin", "contract.pdf"} {
		if slices.Contains(found(t, s, "is:any "+word), "Framework contract") {
			out.Found = append(out.Found, word)
		}
	}
	return out
}

// TestExtents: a mail may come in any order of extents; more of it takes the place of less, with its text, files and
// index, never the other way, and less of a mail is no problem of it.
func TestExtents(t *testing.T) {
	head := shown{Extent: ExtentHead, Found: []string{"framework", "lena"}, Heads: 1, Messages: 2}
	part := shown{Extent: ExtentPart, Snippet: "The zeppelin clause is on page nine.", Files: 1, Found: []string{"framework", "lena", "zeppelin", "contract.pdf"}, Messages: 2}
	whole := part
	whole.Extent = ""
	twice := head
	twice.Heads = 2 // it stands in two places
	for _, tt := range []struct {
		order []string
		want  shown
	}{
		{[]string{ExtentHead}, head},
		{[]string{ExtentPart}, part},
		{[]string{ExtentHead, ""}, whole},
		{[]string{"", ExtentHead}, whole},
		{[]string{ExtentPart, ""}, whole},
		{[]string{"", ExtentPart}, whole},
		{[]string{ExtentHead, ExtentPart}, part},
		{[]string{ExtentPart, ExtentHead}, part},
		{[]string{ExtentHead, ExtentPart, ""}, whole},
		{[]string{ExtentHead, ExtentHead}, twice},
	} {
		t.Run(strings.Join(tt.order, " then "), func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			putAccount(t, s)
			at := noon().Add(-24 * time.Hour)
			answer := letter("new", "Lena <lena@casa.example>", "support@kestrel.example", "Re: Framework contract", "Any news?", at.Add(time.Hour))
			answer.Raw = append([]byte("References: <old@casa.example>\r\n"), answer.Raw...)
			arriveIn(t, s, "inbox", answer)
			f := Folder{Account: "a", Name: "Archive", Role: "archive", UIDValidity: 1}
			for i, extent := range tt.order {
				m := cutAt(contract(at), extent)
				m.UID = uint32(i + 1)
				if _, err := s.Arrive(t.Context(), f, []Arrival{m}); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(tt.want, show(t, s)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if n, err := tickets(t, s); n != 1 || err != nil {
				t.Errorf("%d tickets, %v", n, err)
			}
			if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
				t.Errorf("rebuild: %v, %v", diffs, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = open(t, dir)
			if got := show(t, s); got.Extent != tt.want.Extent || !slices.Equal(got.Found, tt.want.Found) {
				t.Errorf("after a rebuild and a restart %+v", got)
			}
		})
	}
}

func tickets(t *testing.T, s *Store) (n int, err error) {
	err = s.Read(t.Context(), func(tx *Tx) error {
		n, err = one[int](tx, `SELECT count(*) FROM ticket WHERE shown = 1`)
		return err
	})
	return n, err
}

// TestCannotCome: what the server cannot give stays as much as it is, says why, and is not asked for again; what comes by
// another way is taken.
func TestCannotCome(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	at := noon().Add(-24 * time.Hour)
	f := Folder{Account: "a", Name: "Archive", Role: "archive", UIDValidity: 1}
	come := func(uid uint32, m Arrival) {
		t.Helper()
		m.UID = uid
		if _, err := s.Arrive(t.Context(), f, []Arrival{m}); err != nil {
			t.Fatal(err)
		}
	}
	come(1, cutAt(contract(at), ExtentHead))
	want(t, s, 1, "Framework contract")
	come(1, Arrival{Internal: at, Size: 5000, Missing: "the server gives no text for this message"})
	got := show(t, s)
	if got.Extent != ExtentHead || got.Problem == "" || got.Missing != got.Problem || got.Wanted != 0 || got.Messages != 1 {
		t.Errorf("it became %+v", got)
	}
	if list := wantedOf(t, s, time.Time{}); len(list) != 0 {
		t.Errorf("wanted again: %v", list)
	}
	want(t, s, 0, "Framework contract")
	come(2, contract(at))
	if got := show(t, s); got.Extent != "" || got.Problem != "" || got.Missing != "" || got.Snippet == "" {
		t.Errorf("once it came it is %+v", got)
	}
}

func want(t *testing.T, s *Store, n int, subject string) {
	t.Helper()
	writes(t, s, func(tx *Tx) error {
		raw, err := one[int64](tx, `SELECT raw FROM message WHERE subject = ?`, subject)
		if err != nil {
			return err
		}
		asked, err := tx.Want(WantOpened, raw)
		if err == nil && asked != n {
			t.Errorf("%d mails are on their way, want %d", asked, n)
		}
		return err
	})
}

func wantedOf(t *testing.T, s *Store, since time.Time) (out []string) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *Tx) error {
		list, err := tx.WantedOf("a", since, 50)
		for _, w := range list {
			out = append(out, fmt.Sprintf("%s %d %v", w.Folder, w.UID, w.Asked))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestWanted: first what a person asked for, then the heads of live tickets, then those within the reach; newest first,
// each once, and of beginnings only what was asked for.
func TestWanted(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	day := func(n int) time.Time { return noon().Add(-time.Duration(n) * 24 * time.Hour) }
	us := "support@kestrel.example"
	f := Folder{Account: "a", Name: "inbox", Role: "inbox", UIDValidity: 1}
	old := func(uid uint32, id string, days int, extent string) Arrival {
		m := letter(id, "Lena <lena@casa.example>", us, id, "text", day(days))
		m.UID, m.Extent, m.Raw = uid, extent, headOf(m.Raw)
		return m
	}
	talk := old(4, "talk", 300, ExtentHead)
	talk.Raw = append([]byte("References: <begin@x.example>\r\n"), talk.Raw...)
	_, err := s.Arrive(t.Context(), f, []Arrival{
		old(1, "ancient", 900, ExtentHead), old(2, "older", 400, ExtentHead), old(3, "asked", 800, ExtentHead), talk,
		old(5, "large", 500, ExtentPart), old(6, "large and asked", 600, ExtentPart), old(7, "recent", 100, ExtentHead),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: "Archive", Role: "archive", UIDValidity: 1}, []Arrival{old(9, "asked", 800, ExtentHead)}); err != nil {
		t.Fatal(err)
	}
	fresh := letter("begin", "Lena <lena@casa.example>", us, "fresh", "And now?", day(1))
	fresh.Raw = append([]byte("References: <talk@x.example>\r\n"), fresh.Raw...)
	fresh.UID = 8
	if _, err := s.Arrive(t.Context(), f, []Arrival{fresh}); err != nil {
		t.Fatal(err)
	}
	want(t, s, 1, "asked")
	want(t, s, 1, "large and asked")
	want(t, s, 0, "fresh")
	first := wantedOf(t, s, day(120))
	if len(first) == 4 && strings.HasPrefix(first[1], "Archive 9") {
		first[1] = "inbox 3 true" // either place will do
	}
	if diff := cmp.Diff([]string{"inbox 6 true", "inbox 3 true", "inbox 4 false", "inbox 7 false"}, first); diff != "" {
		t.Errorf("within the reach (-want +got)\n%s", diff)
	}
	all := wantedOf(t, s, time.Time{})
	if diff := cmp.Diff([]string{"inbox 7 false", "inbox 2 false", "inbox 1 false"}, all[3:]); diff != "" {
		t.Errorf("all (-want +got)\n%s", diff)
	}
	write(t, s, ticket.SetStatus(anchorOf(t, s, "talk"), ticket.Closed, ticket.TimeOf(noon())))
	if got := wantedOf(t, s, day(120)); len(got) != 3 {
		t.Errorf("once its ticket is closed: %v", got)
	}
	writes(t, s, func(tx *Tx) error { return tx.exec(`DELETE FROM wanted`) })
	if _, err := s.Vanished(t.Context(), f, []uint32{7}); err != nil {
		t.Fatal(err)
	}
	if got := wantedOf(t, s, day(120)); len(got) != 0 {
		t.Errorf("what is gone is wanted: %v", got)
	}
}

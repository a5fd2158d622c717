package store

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// TestPragmas: what a person did is on the disk when its commit returns, ingest need not be; readers cannot write.
func TestPragmas(t *testing.T) {
	s := open(t, t.TempDir())
	ask := func(tx *Tx, name string) string {
		t.Helper()
		v, err := one[string](tx, `PRAGMA `+name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return v
	}
	check := func(where string, tx *Tx, want map[string]string) {
		t.Helper()
		for name, v := range want {
			if got := ask(tx, name); got != v {
				t.Errorf("%s: %s is %s, want %s", where, name, got, v)
			}
		}
	}
	writer := map[string]string{"journal_mode": "wal", "foreign_keys": "1", "trusted_schema": "0", "cell_size_check": "1", "busy_timeout": "5000", "journal_size_limit": "67108864", "fullfsync": "1", "query_only": "0"}
	for range 2 { // in turns: one must not leave its power to the other
		err := errors.Join(
			s.Write(t.Context(), func(tx *Tx) error {
				check("Write", tx, writer)
				check("Write", tx, map[string]string{"synchronous": "2"})
				return nil
			}),
			s.Ingest(t.Context(), func(tx *Tx, _ func() bool) (bool, error) {
				check("Ingest", tx, writer)
				check("Ingest", tx, map[string]string{"synchronous": "1"})
				return true, nil
			}),
			s.Read(t.Context(), func(tx *Tx) error {
				check("Read", tx, map[string]string{"query_only": "1", "trusted_schema": "0", "foreign_keys": "1"})
				if tx.SetSetting("x", "y") == nil {
					t.Error("a reader writes")
				}
				return nil
			}))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Write(t.Context(), func(tx *Tx) error { return tx.exec(`PRAGMA writable_schema=1; UPDATE sqlite_schema SET sql = ''`) }); err == nil {
		t.Error("the schema can be overwritten: the connection is not defensive")
	}
}

// TestMigrate: an empty folder gets the schema; a file of a newer program is refused and left as it is.
func TestMigrate(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for name, mode := range map[string]os.FileMode{fileName: 0o600, fileName + "-wal": 0o600, fileName + "-shm": 0o600} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	err := s.Write(t.Context(), func(tx *Tx) error {
		if v, err := one[int](tx, `SELECT max(version_id) FROM goose_db_version`); err != nil || v < 1 {
			t.Errorf("schema %d, %v", v, err)
		}
		tables, err := list[string](tx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'entry_fts%' AND name NOT LIKE 'goose%'`)
		if len(tables) > 0 {
			t.Errorf("not STRICT: %v", tables)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), func(tx *Tx) error {
		return tx.exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, Options{}); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer desk: %v", err)
	}
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, fileName), bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), broken, Options{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("no database: %v", err)
	}
}

// TestOldProjections: another projection version drops and rebuilds, and sources stay.
func TestOldProjections(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	putAccount(t, s)
	arrive(t, s, corpus(40))
	on := anchorOf(t, s, "Export 3 stops")
	write(t, s, ticket.SetField(on, ticket.PathOwner, "asha"))
	err := s.Write(t.Context(), func(tx *Tx) error {
		return errors.Join(tx.SetSetting(settingProjection, "0"), tx.exec(`DROP TABLE agenda`), tx.exec(`ALTER TABLE ticket DROP COLUMN back`))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if err := s.Fill(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := found(t, s, "owner:me"); len(got) != 1 || got[0] != "Export 3 stops" {
		t.Errorf("after the upgrade: %v", got)
	}
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
}

// killDir is where the child of TestKill works; set in the child alone.
const killDir = "DESKHAND_TEST_KILL_DIR"

// TestKillChild is the child of TestKill: it brings mail, writes ops, drafts and states of mails until it is killed, and
// names each whose commit has returned. Without its folder it has nothing to do.
func TestKillChild(t *testing.T) {
	dir := os.Getenv(killDir)
	if dir == "" {
		return
	}
	s := open(t, dir)
	if err := s.Write(t.Context(), func(tx *Tx) error { return tx.PutAccount(Account{ID: "a"}) }); err != nil {
		t.Fatal(err)
	}
	mails := small(3000)
	done := make(chan struct{})
	go func() {
		defer close(done)
		r := rand.New(rand.NewPCG(uint64(os.Getpid()), 1))
		for range 100 {
			from := r.IntN(len(mails) - 100)
			if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1, Highest: uint32(from)}, mails[from:from+100]); err != nil {
				fmt.Println("failed", err)
			}
		}
	}()
	for i := 0; ; i++ {
		begin, object := ticket.NewTicket("internal", "internal")
		action := write(t, s, begin, ticket.SetText(object, ticket.PathSubject, "n"+strconv.Itoa(i)), ticket.AddNote(object, "note", "text "+strconv.Itoa(i), nil))
		fmt.Println("wrote", action)
		writeMail(t, s, object, i)
		select {
		case <-done:
			return
		default:
		}
	}
}

// writeMail types a draft, queues it and sees it off, and names each step.
func writeMail(t *testing.T, s *Store, object string, i int) {
	t.Helper()
	d := Draft{ID: NewDraftID(), Anchor: object, Kind: DraftReply}
	m := OutboxMail{ID: NewMailID(), Ticket: object, State: "waiting", Draft: d.ID, Size: 9, To: []OutboxRecipient{{Addr: "a@x.example"}}}
	step := func(what, id string, n int64, fn func(tx *Tx) error) {
		t.Helper()
		if err := s.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
		fmt.Println("kept", what, id, n)
	}
	for n := range int64(3) {
		d.Text = strconv.FormatInt(n, 10)
		step("draft", d.ID, n, func(tx *Tx) error { return tx.PutDraft(d) })
	}
	if i%2 == 0 {
		return
	}
	step("raw", m.ID, 0, func(tx *Tx) error { return tx.AppendMailRaw(m.ID, []byte("nine byte")) })
	for n, state := range []string{"waiting", "sending", "sent", "filed"} {
		m.Version, m.State = int64(n), state
		step("mail", m.ID, m.Version, func(tx *Tx) error {
			if n == 0 {
				return errors.Join(tx.PutMail(m), tx.DraftBecomes(d.ID, m.ID))
			}
			ok, err := tx.SaveMail(m)
			if err == nil && !ok {
				err = errors.New("the version is another")
			}
			return err
		})
	}
}

// stillKept looks for what writeMail named, by its words.
func stillKept(t *testing.T, tx *Tx, said []string) {
	t.Helper()
	n, err := strconv.ParseInt(said[2], 10, 64)
	if err != nil {
		return // the kill cut the line
	}
	switch said[0] {
	case "draft":
		d, err := tx.Draft(said[1])
		if err != nil || d.Text < said[2] {
			t.Errorf("draft %s says %q, acknowledged %d, %v", said[1], d.Text, n, err)
		}
	case "mail":
		m, err := tx.Mail(said[1])
		if err != nil || m.Version < n || len(m.To) != 1 {
			t.Errorf("mail %s is %+v, acknowledged %d, %v", said[1], m, n, err)
		}
		if d, err := tx.Draft(m.Draft); err != nil || d.Outbox != m.ID {
			t.Errorf("mail %s: its draft is %+v, %v", said[1], d, err)
		}
	}
}

// small makes n short mails in threads.
func small(n int) []Arrival {
	out := corpus(n)
	for i := range out {
		head, _, _ := bytes.Cut(out[i].Raw, []byte("\r\n\r\n"))
		out[i].Raw = append(bytes.Clone(head), fmt.Sprintf("\r\n\r\nshort text %d\r\n", i)...)
		out[i].Size = int64(len(out[i].Raw))
	}
	return out
}

// TestKill: a process that is killed in mid-work loses no op whose commit returned, damages nothing, and what was left
// out is made up for at the next start.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(7, 7))
	var acknowledged []string
	var kept [][]string
	for round := range 10 {
		actions, more := killed(t, dir, time.Duration(r.IntN(500))*time.Millisecond)
		acknowledged, kept = append(acknowledged, actions...), append(kept, more...)
		s := open(t, dir)
		if err := s.QuickCheck(t.Context()); err != nil {
			t.Fatal(err)
		}
		ops, err := s.CheckJournal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = s.Read(t.Context(), func(tx *Tx) error {
			for _, action := range acknowledged {
				if n, err := one[int](tx, `SELECT count(*) FROM op WHERE grp = ?`, action); err != nil || n != 3 {
					t.Errorf("round %d: acknowledged action %s has %d ops, %v", round, action, n, err)
				}
				if text, ok := tx.NoteText(action); ok || text != "" {
					t.Errorf("a new ticket's first op is no note: %q", text)
				}
			}
			for _, said := range kept {
				stillKept(t, tx, said)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Fill(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		err = s.Read(t.Context(), func(tx *Tx) error {
			n, err := tx.Unindexed()
			if n != 0 {
				t.Errorf("round %d: %d unindexed", round, n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if round%3 == 0 || round == 9 {
			rows, diffs, err := s.Rebuild(t.Context(), nil)
			if err != nil || len(diffs) > 0 {
				t.Fatalf("round %d: of %d rows %d differ: %v, %v", round, rows, len(diffs), diffs[:min(len(diffs), 5)], err)
			}
		}
		t.Logf("round %d: %d ops, %d acknowledged actions, %d states of drafts and mails", round, ops, len(acknowledged), len(kept))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(acknowledged) == 0 || len(kept) == 0 {
		t.Error("nothing was written before the kills")
	}
}

// killed runs a child for a while after its first op and kills it; it returns what it acknowledged: actions, and drafts
// and mails as their lines' words.
func killed(t *testing.T, dir string, after time.Duration) (actions []string, kept [][]string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKillChild$", "-test.v")
	child.Env = append(os.Environ(), killDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var timer *time.Timer
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "wrote "); ok {
			if timer == nil {
				timer = time.AfterFunc(after, func() { child.Process.Kill() }) //nolint:errcheck // it may have ended
			}
			actions = append(actions, id)
		}
		if said, ok := strings.CutPrefix(lines.Text(), "kept "); ok && len(strings.Fields(said)) == 3 {
			kept = append(kept, strings.Fields(said))
		}
		if strings.HasPrefix(lines.Text(), "failed") || strings.Contains(lines.Text(), "FAIL") {
			t.Error(lines.Text())
		}
	}
	if err := child.Wait(); err == nil {
		t.Log("the child ended before its kill")
	}
	if n := len(actions); n > 0 && len(actions[n-1]) != 20 {
		actions = actions[:n-1] // the kill cut the word
	}
	return actions, kept
}

// TestBigMail: 50 MB go in and come out byte for byte, from memory and from a spool file, in frames of 1 MiB.
func TestBigMail(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	for i, spooled := range []bool{false, true} {
		var b bytes.Buffer
		fmt.Fprintf(&b, "From: Bob <bob@casa.example>\r\nTo: support@kestrel.example\r\nDate: %s\r\nSubject: big%d\r\nMessage-ID: <big%d@x.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee the file\r\n--b\r\nContent-Type: application/octet-stream; name=dump.bin\r\nContent-Disposition: attachment; filename=dump.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n",
			noon().Format(time.RFC1123Z), i, i)
		line := bytes.Repeat([]byte("QUJDREVGR0hJSktM"), 4)
		r := rand.NewPCG(1, uint64(i))
		for b.Len() < 50<<20 {
			n := r.Uint64()
			for j := range 8 {
				line[j*3] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"[n>>(j*5)&31]
			}
			b.Write(line)
			b.WriteString("\r\n")
		}
		b.WriteString("--b--\r\n")
		want := sha256.Sum256(b.Bytes())
		a := Arrival{UID: uint32(i + 1), Internal: noon(), Size: int64(b.Len()), Raw: b.Bytes()}
		if spooled {
			a.Spool = filepath.Join(t.TempDir(), "spool")
			if err := os.WriteFile(a.Spool, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			a.Raw = nil
		}
		if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}, []Arrival{a}); err != nil {
			t.Fatal(err)
		}
		err := s.Read(t.Context(), func(tx *Tx) error {
			id, err := one[int64](tx, `SELECT raw FROM message WHERE subject = ? AND files = 1`, fmt.Sprintf("big%d", i))
			if err != nil {
				return err
			}
			h := sha256.New()
			if _, err := io.Copy(h, tx.Raw(id)); err != nil {
				return err
			}
			if [32]byte(h.Sum(nil)) != want {
				t.Errorf("spooled %v: other bytes came back", spooled)
			}
			largest, err := one[int](tx, `SELECT max(length(data)) FROM raw_frame`)
			if largest > frameSize+1024 {
				t.Errorf("a frame of %d bytes", largest)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	s.Settle()
	if got := found(t, s, "dump.bin"); len(got) != 2 {
		t.Errorf("by the file's name: %v", got)
	}
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
}

// TestUnreadable: what cannot be read is kept as it came, with the reason; the rest of its batch comes in.
func TestUnreadable(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	at := noon().Add(-time.Hour)
	bad := [][]byte{[]byte("\x00\xff\xfe\x01 no mail at all"), []byte("Subject: only a head"), bytes.Repeat([]byte("x"), 300_000), []byte("\r\n\r\n"), []byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!")}
	var mails []Arrival
	for _, raw := range bad {
		mails = append(mails, Arrival{Internal: at, Raw: raw, Size: int64(len(raw))})
	}
	mails = append(mails, letter("good", "Bob <bob@casa.example>", "support@kestrel.example", "good", "text", at),
		Arrival{Internal: at, Size: 900 << 20, Missing: "it is too large"},
		Arrival{Internal: at, Missing: "the server gives no text for this message"},
		Arrival{Internal: at, Raw: []byte("From: Eve <eve@casa.example>\r\nSubject: head\r\nMessage-ID: <head@x.example>\r\n\r\n"), Size: 900 << 20, Missing: "it is too large"},
		Arrival{Internal: at, Spool: filepath.Join(t.TempDir(), "gone"), Size: 5})
	arriveIn(t, s, "inbox", mails...)
	arriveIn(t, s, "inbox", mails...) // and again: nothing doubles
	err := s.Read(t.Context(), func(tx *Tx) error {
		n, err := one[int](tx, `SELECT count(*) FROM message`)
		if n != len(mails) {
			t.Errorf("%d mails of %d", n, len(mails))
		}
		if err != nil {
			return err
		}
		broken, err := tx.BrokenMail(20)
		if len(broken) < 4 {
			t.Errorf("only %d are said to be broken: %+v", len(broken), broken)
		}
		for _, raw := range bad {
			n, err := one[int64](tx, `SELECT p.raw FROM placement p JOIN raw w ON w.id = p.raw WHERE w.size = ?`, len(raw))
			if err != nil {
				return err
			}
			if got, err := io.ReadAll(tx.Raw(n)); err != nil || !bytes.Equal(got, raw) {
				t.Errorf("%.20q came back as %.20q, %v", raw, got, err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
}

// TestPanic: a panic inside a transaction costs that transaction alone.
func TestPanic(t *testing.T) {
	s := open(t, t.TempDir())
	err := s.Write(t.Context(), func(tx *Tx) error {
		if err := tx.SetSetting("x", "1"); err != nil {
			return err
		}
		panic("at the disco")
	})
	if err == nil || !strings.Contains(err.Error(), "at the disco") {
		t.Errorf("panic: %v", err)
	}
	err = s.Write(t.Context(), func(tx *Tx) error {
		if _, ok, err := tx.Setting("x"); ok || err != nil {
			t.Errorf("half a transaction stands: %v, %v", ok, err)
		}
		return tx.SetSetting("y", "2")
	})
	if err != nil {
		t.Error(err)
	}
}

// TestAppendBytes: ops stand as journal wrote them, stamped in order, numbered without a gap, texts only in blobs.
func TestAppendBytes(t *testing.T) {
	s := open(t, t.TempDir())
	begin, object := ticket.NewTicket("internal", "internal")
	action := write(t, s, begin, ticket.SetText(object, ticket.PathSubject, "very private"), ticket.AddNote(object, "note", "very private too", nil))
	write(t, s, ticket.SetField(object, ticket.PathOwner, "asha"))
	write(t, s, ticket.SetField(object, ticket.PathOwner, "bela"))
	err := s.Read(t.Context(), func(tx *Tx) error {
		records, err := tx.recordsIn(`SELECT device, line FROM op ORDER BY seq`)
		if err != nil {
			return err
		}
		var last journal.Stamp
		for i, r := range records {
			if r.Stamp <= last || i < 3 && r.Group != action || i >= 3 && r.Group != "" || bytes.Contains(r.Raw, []byte("private")) {
				t.Errorf("op %d: %s", i, r.Raw)
			}
			last = r.Stamp
		}
		if len(records) != 5 || *records[4].Prev != records[3].Stamp || *records[3].Prev != journal.NoStamp {
			t.Errorf("%d ops, p %v after %v", len(records), records[4].Prev, records[3].Stamp)
		}
		seqs, err := list[int](tx, `SELECT seq FROM op ORDER BY n`)
		if fmt.Sprint(seqs) != "[1 2 3 4 5]" {
			t.Errorf("seqs %v", seqs)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

package outbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"deskhand/internal/dial"
	"deskhand/internal/outbox"
	"deskhand/internal/testkit"
)

var kills = flag.Int("kills", 12, "how many processes are killed while they send")

// files is a store in a folder: one file a mail, durable before Save returns.
type files struct{ dir string }

func (f files) path(id string) string { return filepath.Join(f.dir, id+".json") }

func (f files) Open(ctx context.Context) (out []outbox.Item, err error) {
	names, err := filepath.Glob(f.path("*"))
	for _, name := range names {
		i, err := f.Load(ctx, filepath.Base(name[:len(name)-len(".json")]))
		if err != nil {
			return nil, err
		}
		if i.Open() {
			out = append(out, i)
		}
	}
	return out, err
}

func (f files) Load(_ context.Context, id string) (i outbox.Item, err error) {
	b, err := os.ReadFile(f.path(id))
	if err == nil {
		err = json.Unmarshal(b, &i)
	}
	return i, err
}

func (f files) Save(ctx context.Context, i outbox.Item) error {
	if old, err := f.Load(ctx, i.ID); err == nil && old.Version != i.Version-1 {
		return outbox.ErrChanged
	}
	b, err := json.Marshal(i)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(f.dir, "tmp")
	if err != nil {
		return err
	}
	_, err = tmp.Write(b)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), f.path(i.ID))
	}
	return err
}

func (f files) Raw(_ context.Context, id string) (io.ReadCloser, error) {
	return os.Open(filepath.Join(f.dir, id+".eml"))
}

func (files) Filing(context.Context, string) (outbox.Filing, error) { return outbox.FilingServer, nil }

func (files) SetFiling(context.Context, string, outbox.Filing) error { return nil }

// blind is a folder Sent that cannot be reached.
type blind struct{}

func (blind) Find(context.Context, string, string) (bool, error) { return false, errors.New("down") }

func (blind) Append(context.Context, string, io.Reader, int64, time.Time) error {
	return errors.New("down")
}

// TestMain is also the process that is killed: with OUTBOX_DIR set it sends until it dies.
func TestMain(m *testing.M) {
	dir := os.Getenv("OUTBOX_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	port, err := strconv.Atoi(os.Getenv("OUTBOX_PORT"))
	if err != nil {
		os.Exit(2)
	}
	_ = outbox.New(outbox.Options{Store: files{dir}, Sender: senderTo(port, os.Getenv("OUTBOX_PASSWORD")), Filer: blind{}}).Run(context.Background())
}

func senderTo(port int, password string) *outbox.SMTP {
	return &outbox.SMTP{Login: func(context.Context, string) (outbox.Login, error) {
		return outbox.Login{Server: dial.Endpoint{Host: "127.0.0.1", Port: port, Security: dial.SecurityNone}, User: "team", Password: password}, nil
	}}
}

// Processes are killed at any moment while they send: no mail is handed over twice, each ends filed or unsure.
func TestKillNine(t *testing.T) {
	r := newRig(t)
	ends := map[outbox.State]int{}
	for n := range *kills {
		r.pass(time.Since(r.clock())) // one clock with the process
		dir := t.TempDir()
		store := files{dir}
		before := len(r.smtp.Sent())
		ids := []string{fmt.Sprintf("m%d-1", n), fmt.Sprintf("m%d-2", n), fmt.Sprintf("m%d-3", n)}
		for k, id := range ids {
			i := r.write(id, 2000)
			old := i.MessageID
			i.MessageID = fmt.Sprintf("k%d.%d@example.com", n, k)
			raw := bytes.Replace(r.disk.raw[id], []byte(old), []byte(i.MessageID), 1)
			i.NotBefore, i.NextTry, i.Size = time.Now(), time.Now(), int64(len(raw))
			if err := errors.Join(store.Save(t.Context(), i), os.WriteFile(filepath.Join(dir, id+".eml"), raw, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		var first sync.Once
		die := make(chan struct{})
		r.smtp.OnTaken(func(m testkit.SentMail) {
			r.sent.Deliver(m)
			first.Do(func() { close(die) })
		})
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "OUTBOX_DIR="+dir, "OUTBOX_PORT="+strconv.Itoa(r.smtp.Port), "OUTBOX_PASSWORD="+r.smtp.Password)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-die:
			time.Sleep(time.Duration(rand.IntN(12_000)) * time.Microsecond) // a moment by chance is the test
		case <-time.After(20 * time.Second):
			t.Error("nothing was sent")
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()

		r.pass(time.Since(r.clock()) + time.Minute)
		r.engine = outbox.New(outbox.Options{Store: store, Sender: r.sender, Filer: r.sent, Now: r.clock})
		r.let(time.Hour)
		for _, id := range ids {
			i, err := store.Load(t.Context(), id)
			if err != nil || i.State != outbox.Filed && i.State != outbox.Unsure || i.State == outbox.Filed && r.sent.Count(i.MessageID) != 1 {
				t.Errorf("%s: %s (%s), %v", id, i.State, i.Words, err)
			}
			ends[i.State]++
		}
		if taken := len(r.smtp.Sent()) - before; taken > len(ids) {
			t.Errorf("%d mails were handed over %d times", len(ids), taken)
		}
	}
	t.Logf("%d kills, mails ended %v", *kills, ends)
}

package secret

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fakeRing is a keyring in memory, with the moods of real ones.
type fakeRing struct {
	mu      sync.Mutex
	secrets map[string]string
	fail    error // every call
	noWrite error // Set only: a locked collection
	hang    bool
}

func (r *fakeRing) enter() error {
	if r.hang {
		time.Sleep(time.Hour)
	}
	return r.fail
}

func (r *fakeRing) Get(service, user string) (string, error) {
	if err := r.enter(); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.secrets[service+"|"+user]
	if !ok {
		return "", ErrNotFound
	}
	return v, nil
}

func (r *fakeRing) Set(service, user, password string) error {
	if err := errors.Join(r.enter(), r.noWrite); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.secrets == nil {
		r.secrets = map[string]string{}
	}
	r.secrets[service+"|"+user] = password
	return nil
}

func (r *fakeRing) Delete(service, user string) error {
	if err := r.enter(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.secrets[service+"|"+user]; !ok {
		return ErrNotFound
	}
	delete(r.secrets, service+"|"+user)
	return nil
}

const quick = 10 // scrypt work factor: 1,024 rounds instead of 262,144

func open(t *testing.T, o Options) Store {
	t.Helper()
	o.WorkFactor = quick
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// roundTrip holds for every store.
func roundTrip(t *testing.T, s Store) {
	t.Helper()
	ctx := t.Context()
	if _, err := s.Get(ctx, "imap"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown secret: %v", err)
	}
	for _, v := range []string{"first", "zwölf € ☃", ""} {
		if err := s.Set(ctx, "imap", v); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Get(ctx, "imap"); err != nil || got != v {
			t.Errorf("Get = %q, %v, want %q", got, err, v)
		}
	}
	for range 2 {
		if err := s.Delete(ctx, "imap"); err != nil {
			t.Errorf("delete: %v", err)
		}
	}
	if _, err := s.Get(ctx, "imap"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a deleted secret: %v", err)
	}
}

func TestKeyring(t *testing.T) {
	ring := &fakeRing{}
	s := open(t, Options{Dir: t.TempDir(), Keyring: ring})
	if s.Kind() != KindKeyring {
		t.Errorf("kind %s", s.Kind())
	}
	roundTrip(t, s)
}

func TestTwoDesksDoNotShare(t *testing.T) {
	ring := &fakeRing{}
	a, b := open(t, Options{Dir: t.TempDir(), Keyring: ring}), open(t, Options{Dir: t.TempDir(), Keyring: ring})
	if err := a.Set(t.Context(), "imap", "of a"); err != nil {
		t.Fatal(err)
	}
	if v, err := b.Get(t.Context(), "imap"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the other desk reads %q, %v", v, err)
	}
}

func TestSealedFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Options{Dir: dir, FileOnly: true, Passphrase: "correct horse"})
	if s.Kind() != KindFile {
		t.Errorf("kind %s", s.Kind())
	}
	roundTrip(t, s)
	if err := s.Set(t.Context(), "imap", "hunter2"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "secrets.age")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file %v, %v", info, err)
	}
	raw, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(raw), "hunter2") || !strings.HasPrefix(string(raw), "age-encryption.org/v1\n-> scrypt ") {
		t.Errorf("the file is not sealed: %.60q, %v", raw, err)
	}
	again := open(t, Options{Dir: dir, FileOnly: true, Passphrase: "correct horse"})
	if v, err := again.Get(t.Context(), "imap"); err != nil || v != "hunter2" {
		t.Errorf("after reopening: %q, %v", v, err)
	}
	if _, err := Open(t.Context(), Options{Dir: dir, FileOnly: true, Passphrase: "wrong"}); !errors.Is(err, ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 { // secrets.age and its lock
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// Any failure of the keyring at the start leads to the sealed file, even one that reads and does not write.
func TestFallback(t *testing.T) {
	for name, ring := range map[string]*fakeRing{
		"no service": {fail: errors.New("org.freedesktop.DBus.Error.ServiceUnknown")},
		"locked":     {noWrite: errors.New("org.freedesktop.Secret.Error.IsLocked")},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, Options{Dir: t.TempDir(), Keyring: ring, Passphrase: "p"})
			if s.Kind() != KindFile {
				t.Errorf("kind %s", s.Kind())
			}
			roundTrip(t, s)
			_, err := Open(t.Context(), Options{Dir: t.TempDir(), Keyring: ring})
			if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "DESKHAND_PASSPHRASE") {
				t.Errorf("without a passphrase: %v", err)
			}
		})
	}
}

func TestKeyringThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		_, err := Open(t.Context(), Options{Dir: t.TempDir(), Keyring: &fakeRing{hang: true}})
		if took := time.Since(begin); !errors.Is(err, ErrLocked) || took > 3*time.Second {
			t.Errorf("after %s: %v", took, err)
		}
		r := &ring{keyring: &fakeRing{hang: true}, timeout: 3 * time.Second}
		begin = time.Now()
		if err := r.Set(t.Context(), "a", "b"); !errors.Is(err, ErrTimeout) || time.Since(begin) != 3*time.Second {
			t.Errorf("after %s: %v", time.Since(begin), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := r.Get(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the caller's own end: %v", err)
		}
		time.Sleep(2 * time.Hour) // let the hanging calls end
	})
}

// A desk that has begun with a file keeps writing there; what lies in the keyring is still found.
func TestFileWinsOverAKeyringThatComesBack(t *testing.T) {
	dir, ring := t.TempDir(), &fakeRing{}
	if err := open(t, Options{Dir: dir, Keyring: ring}).Set(t.Context(), "old", "in the keyring"); err != nil {
		t.Fatal(err)
	}
	ring.fail = errors.New("no bus")
	if err := open(t, Options{Dir: dir, Keyring: ring, Passphrase: "p"}).Set(t.Context(), "new", "in the file"); err != nil {
		t.Fatal(err)
	}
	ring.fail = nil
	s := open(t, Options{Dir: dir, Keyring: ring, Passphrase: "p"})
	for name, want := range map[string]string{"old": "in the keyring", "new": "in the file"} {
		if got, err := s.Get(t.Context(), name); err != nil || got != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
		if err := s.Delete(t.Context(), name); err != nil {
			t.Error(err)
		}
		if _, err := s.Get(t.Context(), name); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s is deleted: %v", name, err)
		}
	}
	if s.Kind() != KindFile {
		t.Errorf("kind %s", s.Kind())
	}
}

func TestAskedForThePassphrase(t *testing.T) {
	dir := t.TempDir()
	var asked []bool
	answer := "from a person"
	ask := func(_ context.Context, fresh bool) (string, error) {
		asked = append(asked, fresh)
		return answer, nil
	}
	s := open(t, Options{Dir: dir, FileOnly: true, Ask: ask})
	if len(asked) != 0 {
		t.Error("asked before there was a secret")
	}
	for _, name := range []string{"a", "b"} {
		if err := s.Set(t.Context(), name, name); err != nil {
			t.Fatal(err)
		}
	}
	open(t, Options{Dir: dir, FileOnly: true, Ask: ask})
	if len(asked) != 2 || !asked[0] || asked[1] {
		t.Errorf("asked %v, want once fresh and once not", asked)
	}
	answer = ""
	if _, err := Open(t.Context(), Options{Dir: dir, FileOnly: true, Ask: ask}); !errors.Is(err, ErrLocked) {
		t.Errorf("no answer: %v", err)
	}
}

// The window and the command line write into one file.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	o := Options{Dir: dir, FileOnly: true, Passphrase: "p"}
	a, b := open(t, o), open(t, o)
	var wg sync.WaitGroup
	for i := range 8 {
		s := a
		if i%2 == 1 {
			s = b
		}
		wg.Go(func() {
			if err := s.Set(context.Background(), string(rune('a'+i)), "x"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range 8 {
		for _, s := range []Store{a, b} {
			if _, err := s.Get(t.Context(), string(rune('a'+i))); err != nil {
				t.Errorf("secret %d is lost: %v", i, err)
			}
		}
	}
}

func TestDamagedFile(t *testing.T) {
	good, err := seal(map[string]string{"a": "b"}, "p", quick)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"empty": nil, "text": []byte("hello\n"), "cut": good[:len(good)-3], "huge": make([]byte, maxFile+1),
		"flipped": append(append([]byte{}, good[:len(good)-1]...), good[len(good)-1]^1),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "secrets.age")
			if err := os.WriteFile(path, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), Options{Dir: dir, FileOnly: true, Passphrase: "p"}); !errors.Is(err, ErrDamaged) {
				t.Errorf("error %v", err)
			}
			if left, err := os.ReadFile(path); err != nil || len(left) != len(raw) {
				t.Error("the damaged file was touched")
			}
		})
	}
}

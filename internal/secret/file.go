package secret

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync"

	"filippo.io/age"
	"github.com/gofrs/flock"
)

// maxFile caps the sealed file before any work on it; secrets are a few hundred bytes each.
const maxFile = 1 << 20

// file is a Store in one sealed file. Unsealing costs about a second by design (scrypt), so what was read stays in
// memory and is read again only when another process has written the file.
type file struct {
	path       string
	workFactor int
	ask        Asker

	mu         sync.Mutex
	passphrase string
	seen       os.FileInfo // the file that secrets was read from; nil: none yet
	secrets    map[string]string
}

// sealed is what lies inside the age envelope.
type sealed struct {
	Version int               `json:"version"`
	Secrets map[string]string `json:"secrets"`
}

func newFile(path string, o Options) *file {
	return &file{path: path, workFactor: o.WorkFactor, ask: o.Ask, passphrase: o.Passphrase}
}

// unlock reads an existing file, so that a wrong passphrase is said at the start.
func (f *file) unlock(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.load(ctx)
}

func (f *file) Get(ctx context.Context, name string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.load(ctx); err != nil {
		return "", fmt.Errorf("read %q from the sealed file: %w", name, err)
	}
	v, ok := f.secrets[name]
	if !ok {
		return "", fmt.Errorf("read %q from the sealed file: %w", name, ErrNotFound)
	}
	return v, nil
}

func (f *file) Set(ctx context.Context, name, value string) error {
	err := f.change(ctx, func(m map[string]string) bool { m[name] = value; return true })
	if err != nil {
		return fmt.Errorf("write %q to the sealed file: %w", name, err)
	}
	return nil
}

func (f *file) Delete(ctx context.Context, name string) error {
	err := f.change(ctx, func(m map[string]string) bool {
		_, had := m[name]
		delete(m, name)
		return had
	})
	if err != nil {
		return fmt.Errorf("delete %q from the sealed file: %w", name, err)
	}
	return nil
}

// change reads, changes and writes under a lock between processes: the window and the command line share the file.
func (f *file) change(ctx context.Context, apply func(map[string]string) bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	lock := flock.New(f.path + ".lock")
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	defer lock.Unlock() //nolint:errcheck // the lock goes with the process at the latest
	if err := f.load(ctx); err != nil {
		return err
	}
	next := maps.Clone(f.secrets)
	if !apply(next) {
		return nil
	}
	if err := f.save(ctx, next); err != nil {
		return err
	}
	f.secrets = next
	return nil
}

// load fills secrets from the file unless it is the one already read. A missing file is empty.
func (f *file) load(ctx context.Context) error {
	info, err := os.Stat(f.path)
	if errors.Is(err, os.ErrNotExist) {
		f.secrets, f.seen = map[string]string{}, nil
		return nil
	}
	if err != nil {
		return fmt.Errorf("look: %w", err)
	}
	if f.seen != nil && os.SameFile(f.seen, info) && f.seen.ModTime().Equal(info.ModTime()) &&
		f.seen.Size() == info.Size() {
		return nil
	}
	if info.Size() > maxFile {
		return fmt.Errorf("%w: %d bytes", ErrDamaged, info.Size())
	}
	raw, err := os.ReadFile(f.path)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	pass, err := f.pass(ctx, false)
	if err != nil {
		return err
	}
	secrets, err := unseal(raw, pass)
	if err != nil {
		return err
	}
	f.passphrase, f.secrets, f.seen = pass, secrets, info
	return nil
}

// save seals into a new file beside the old one and puts it in its place, on the disk before it counts.
func (f *file) save(ctx context.Context, secrets map[string]string) error {
	pass, err := f.pass(ctx, true)
	if err != nil {
		return err
	}
	raw, err := seal(secrets, pass, f.workFactor)
	if err != nil {
		return err
	}
	if err := writeFile(f.path, raw); err != nil {
		return err
	}
	info, err := os.Stat(f.path)
	if err != nil {
		return fmt.Errorf("look: %w", err)
	}
	f.passphrase, f.seen = pass, info
	return nil
}

// pass gives the passphrase; it is asked for once and kept only after it has opened or sealed the file.
func (f *file) pass(ctx context.Context, fresh bool) (string, error) {
	if f.passphrase != "" {
		return f.passphrase, nil
	}
	if f.ask == nil {
		return "", ErrLocked
	}
	p, err := f.ask(ctx, fresh)
	if err != nil {
		return "", fmt.Errorf("ask for the passphrase: %w", err)
	}
	if p == "" {
		return "", ErrLocked
	}
	return p, nil
}

func seal(secrets map[string]string, passphrase string, workFactor int) ([]byte, error) {
	plain, err := json.Marshal(sealed{Version: 1, Secrets: secrets})
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if workFactor > 0 {
		to.SetWorkFactor(workFactor)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return out.Bytes(), nil
}

func unseal(raw []byte, passphrase string) (map[string]string, error) {
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, fmt.Errorf("unseal: %w", err)
	}
	r, err := age.Decrypt(bytes.NewReader(raw), id)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	var s sealed
	if err := json.Unmarshal(plain, &s); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if s.Version != 1 {
		return nil, fmt.Errorf("%w: version %d is not known here", ErrDamaged, s.Version)
	}
	if s.Secrets == nil {
		s.Secrets = map[string]string{}
	}
	return s.Secrets, nil
}

// writeFile replaces path by raw: mode 0600, synced, then renamed, then the folder synced.
func writeFile(path string, raw []byte) (err error) {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".secrets-*") // CreateTemp makes files 0600
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(raw)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if err = syncDir(dir); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

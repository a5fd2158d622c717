// Package secret keeps the desk's passwords and keys: in the keyring of the operating system, else in a sealed file
// (age, passphrase) in the data folder.
//
// It must not log, must not keep a secret in any other place, and must not read the environment: the caller hands the
// passphrase in.
package secret

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// PassphraseVar is the environment variable that the caller reads the passphrase from where nobody can be asked.
const PassphraseVar = "DESKHAND_PASSPHRASE"

// Kinds of a Store, as `status` prints them.
const (
	KindKeyring = "keyring"
	KindFile    = "file"
)

// Errors that somebody branches on.
var (
	// ErrNotFound means that no secret of this name is kept.
	ErrNotFound = errors.New("no such secret")
	// ErrLocked means that there is neither a keyring nor a passphrase (exit code 4).
	ErrLocked = errors.New("no keyring answers and no passphrase is given; set " + PassphraseVar +
		" or unlock the keyring")
	// ErrPassphrase means that the passphrase does not open the sealed file.
	ErrPassphrase = errors.New("the passphrase does not open the sealed file")
	// ErrDamaged means that the sealed file is no sealed file (exit code 7).
	ErrDamaged = errors.New("the sealed file is damaged")
	// ErrTimeout means that the keyring did not answer in time.
	ErrTimeout = errors.New("the keyring does not answer")
)

// Store keeps secrets by name. Every method may be called from several goroutines.
type Store interface {
	// Get gives the secret, or ErrNotFound.
	Get(ctx context.Context, name string) (string, error)
	// Set keeps the secret; it is durable on return.
	Set(ctx context.Context, name, value string) error
	// Delete forgets the secret; one that is not kept is no error.
	Delete(ctx context.Context, name string) error
	// Kind is KindKeyring or KindFile: where a new secret goes.
	Kind() string
}

// Keyring is what this package needs of the operating system's keyring. Get gives ErrNotFound for an unknown name.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, password string) error
	Delete(service, user string) error
}

// Asker asks the person for a passphrase; fresh is true where a new sealed file begins and it should be typed twice.
type Asker func(ctx context.Context, fresh bool) (string, error)

// Options say where secrets are kept.
type Options struct {
	Dir        string  // the data folder; the sealed file is Dir/secrets.age
	Scope      string  // tells the secrets of two desks apart in one keyring; empty: made from Dir
	Passphrase string  // the value of DESKHAND_PASSPHRASE; empty: ask
	Ask        Asker   // nil: nobody can be asked
	Keyring    Keyring // nil: the one of the operating system
	FileOnly   bool    // never the keyring
	WorkFactor int     // scrypt's log2 N for a new seal; 0 is age's own. Lower only in tests

	// Timeout bounds each call on the keyring; 0 is three seconds.
	Timeout time.Duration
}

const (
	service        = "deskhand"
	defaultTimeout = 3 * time.Second
	fileName       = "secrets.age"
)

// Open chooses the store. A sealed file that exists is opened first of all and goes on taking new secrets, so that no
// older copy in a keyring that comes back can win over it; what it lacks is still looked up in the keyring. Without one
// the keyring is tried by writing to it, and any failure of it falls back to a sealed file.
func Open(ctx context.Context, o Options) (Store, error) {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Scope == "" {
		sum := sha256.Sum256([]byte(filepath.Clean(o.Dir)))
		o.Scope = hex.EncodeToString(sum[:6])
	}
	ring := openRing(ctx, o)
	path := filepath.Join(o.Dir, fileName)
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		file := newFile(path, o)
		if err := file.unlock(ctx); err != nil {
			return nil, fmt.Errorf("open %s: %w", fileName, err)
		}
		return &fallback{file: file, ring: ring}, nil
	case !errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("look at %s: %w", fileName, err)
	case ring != nil:
		return ring, nil
	case o.Passphrase == "" && o.Ask == nil:
		return nil, ErrLocked
	}
	return &fallback{file: newFile(path, o)}, nil
}

// fallback is the sealed file in front, with the keyring (may be nil) behind it for what was kept there before.
type fallback struct {
	file *file
	ring *ring
}

func (s *fallback) Kind() string { return KindFile }

func (s *fallback) Get(ctx context.Context, name string) (string, error) {
	v, err := s.file.Get(ctx, name)
	if errors.Is(err, ErrNotFound) && s.ring != nil {
		return s.ring.Get(ctx, name)
	}
	return v, err
}

func (s *fallback) Set(ctx context.Context, name, value string) error {
	return s.file.Set(ctx, name, value)
}

func (s *fallback) Delete(ctx context.Context, name string) error {
	err := s.file.Delete(ctx, name)
	if s.ring != nil {
		err = errors.Join(err, s.ring.Delete(ctx, name))
	}
	return err
}

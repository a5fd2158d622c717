package secret

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"
)

// osRing is the operating system's keyring, with its not-found error made ours.
type osRing struct{}

func (osRing) Get(service, user string) (string, error) {
	v, err := keyring.Get(service, user)
	if errors.Is(err, keyring.ErrNotFound) {
		return "", ErrNotFound
	}
	return v, err
}

func (osRing) Set(service, user, password string) error { return keyring.Set(service, user, password) }

func (osRing) Delete(service, user string) error {
	err := keyring.Delete(service, user)
	if errors.Is(err, keyring.ErrNotFound) {
		return ErrNotFound
	}
	return err
}

// ring is a Store over a keyring. Every call ends after the timeout: a keyring may wait for ever for an unlock
// dialog that nobody sees.
type ring struct {
	keyring Keyring
	scope   string
	timeout time.Duration
}

// probeName marks a keyring that has taken a secret once. Reading alone proves nothing: a locked collection answers
// "not found" and then refuses the first write.
const probeName = "probe"

// openRing gives the keyring if it keeps what is written to it, else nil.
func openRing(ctx context.Context, o Options) *ring {
	if o.FileOnly {
		return nil
	}
	r := &ring{keyring: o.Keyring, scope: o.Scope, timeout: o.Timeout}
	if r.keyring == nil {
		if !keyringReachable() {
			return nil
		}
		r.keyring = osRing{}
	}
	_, err := r.Get(ctx, probeName)
	if errors.Is(err, ErrNotFound) {
		if err = r.Set(ctx, probeName, "1"); err == nil {
			_, err = r.Get(ctx, probeName)
		}
	}
	if err != nil {
		return nil
	}
	return r
}

func (r *ring) Kind() string { return KindKeyring }

func (r *ring) user(name string) string { return r.scope + "/" + name }

func (r *ring) Get(ctx context.Context, name string) (string, error) {
	v, err := bounded(ctx, r.timeout, func() (string, error) { return r.keyring.Get(service, r.user(name)) })
	if err != nil {
		return "", fmt.Errorf("read %q from the keyring: %w", name, err)
	}
	return v, nil
}

func (r *ring) Set(ctx context.Context, name, value string) error {
	_, err := bounded(ctx, r.timeout, func() (string, error) {
		return "", r.keyring.Set(service, r.user(name), value)
	})
	if err != nil {
		return fmt.Errorf("write %q to the keyring: %w", name, err)
	}
	return nil
}

func (r *ring) Delete(ctx context.Context, name string) error {
	_, err := bounded(ctx, r.timeout, func() (string, error) {
		return "", r.keyring.Delete(service, r.user(name))
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("delete %q from the keyring: %w", name, err)
	}
	return nil
}

// bounded runs call and gives up waiting after the timeout. The libraries take no context, so a call that hangs keeps
// its goroutine until it returns; its late answer is dropped.
func bounded(ctx context.Context, timeout time.Duration, call func() (string, error)) (string, error) {
	type answer struct {
		value string
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		v, err := call()
		done <- answer{v, err}
	}()
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case a := <-done:
		return a.value, a.err
	case <-timer.C:
		return "", ErrTimeout
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

package dir

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"deskhand/internal/replica"
)

// Append writes a message whole under a passing name, and gives it its own when it is on the disk. One that is there
// already stays.
func (t *Transport) Append(ctx context.Context, m replica.Message) (replica.Meta, error) {
	root, err := t.open(ctx)
	if err != nil {
		return replica.Meta{}, err
	}
	defer root.Close() //nolint:errcheck // what was written is synced
	final := name(m)
	if have, err := t.there(root, m); err != nil || have != "" {
		if err != nil {
			return replica.Meta{}, err
		}
		return put(root, have, m)
	}
	passing := "." + m.Hash.String() + "." + rand.Text() + begun
	if err := write(root, passing, m.Data); err != nil {
		_ = root.Remove(passing)
		return replica.Meta{}, fmt.Errorf("write %s: %w", final, err)
	}
	if err := root.Rename(passing, final); err != nil {
		_ = root.Remove(passing)
		return replica.Meta{}, fmt.Errorf("give %s its name: %w", final, err)
	}
	if d, err := root.Open("."); err == nil { // the name is on the disk too, where a system can say so
		_ = d.Sync()
		_ = d.Close()
	}
	return put(root, final, m)
}

// there is the name under which a message lies here whole; empty: it does not.
func (t *Transport) there(root *os.Root, m replica.Message) (string, error) {
	names, err := list(root)
	if err != nil {
		return "", err
	}
	for _, n := range names {
		if !strings.HasPrefix(n, m.Hash.String()+".") {
			continue
		}
		data, err := read(root, n)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", err
		case bytes.Equal(data, m.Data):
			return n, nil
		}
	}
	return "", nil
}

// put answers what now lies there.
func put(root *os.Root, file string, m replica.Message) (replica.Meta, error) {
	info, err := root.Lstat(file)
	if err != nil {
		return replica.Meta{}, fmt.Errorf("look at %s: %w", file, err)
	}
	_, label := parse(file)
	return replica.Meta{Ref: replica.Ref(file), Hash: m.Hash, Label: label, Size: info.Size(), At: info.ModTime()}, nil
}

func write(root *os.Root, file string, data []byte) error {
	f, err := root.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o660)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil && full(err) {
		return fmt.Errorf("%w: %w", replica.ErrFull, err)
	}
	return err
}

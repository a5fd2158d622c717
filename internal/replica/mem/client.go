package mem

import (
	"bytes"
	"context"
	"slices"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
)

// Fault says how a command fails.
type Fault uint8

// The ways. FaultAfter is a lost acknowledgement.
const (
	FaultNone Fault = iota
	FaultBefore
	FaultAfter
)

// Client is one laptop's connection. Its fields are set before it is used.
type Client struct {
	Folder *Folder
	Fault  func(command string) Fault // nil: nothing fails. Commands: append, list, fetch, delete, create
	View   func([]Mail) []Mail        // what this connection sees of a listing; nil: everything
	Quiet  bool                       // Watch cannot tell
	Limit  replica.Limits

	Blind int // appends that were not to look first
}

var (
	_ replica.Transport = (*Client)(nil)
	_ replica.Creator   = (*Client)(nil)
	_ replica.Limiter   = (*Client)(nil)
)

func (c *Client) fault(command string) Fault {
	if c.Fault == nil {
		return FaultNone
	}
	return c.Fault(command)
}

// Append implements [replica.Transport].
func (c *Client) Append(ctx context.Context, m replica.Message) (replica.Meta, error) {
	if err := ctx.Err(); err != nil {
		return replica.Meta{}, err
	}
	fault := c.fault("append")
	if fault == FaultBefore {
		return replica.Meta{}, ErrLine
	}
	f := c.Folder
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		return replica.Meta{}, replica.ErrNoFolder
	}
	if m.Again {
		for _, old := range f.mails {
			if old.Hash == m.Hash && bytes.Equal(old.Data, m.Data) {
				return meta(old), nil
			}
		}
	} else {
		c.Blind++
	}
	put := f.put(Mail{Hash: m.Hash, Label: m.Label, Data: m.Data})
	if fault == FaultAfter {
		return replica.Meta{}, ErrLine
	}
	return meta(put), nil
}

func meta(m Mail) replica.Meta {
	return replica.Meta{Ref: ref(m), Hash: m.Hash, Label: m.Label, Size: int64(len(m.Data)), At: m.At}
}

// List implements [replica.Transport].
func (c *Client) List(ctx context.Context, since replica.Cursor, want func(replica.Meta) bool, each func(replica.Item) error) (replica.Cursor, error) {
	if err := ctx.Err(); err != nil {
		return since, err
	}
	if c.fault("list") != FaultNone {
		return since, ErrLine
	}
	f := c.Folder
	f.mu.Lock()
	after, ok := f.since(since)
	mails, gone := slices.Clone(f.mails), f.gone
	top := replica.Cursor(ref(Mail{UID: f.next - 1, validity: f.validity}))
	if c.View != nil {
		mails = c.View(mails)
	}
	metas := make([]replica.Meta, len(mails))
	for i, m := range mails {
		metas[i] = meta(m)
	}
	f.mu.Unlock()
	switch {
	case gone:
		return since, replica.ErrNoFolder
	case !ok || after > 0 && len(mails) == 0: // all that the cursor knew is gone
		return since, replica.ErrStaleCursor
	}
	for i, m := range mails {
		if m.UID <= after {
			continue
		}
		item := replica.Item{Meta: metas[i]}
		if want(metas[i]) {
			if c.fault("fetch") != FaultNone {
				return since, ErrLine
			}
			item.Data = bytes.Clone(m.Data)
			if m.Hash == (journal.Hash{}) {
				item.Data, item.Err = nil, journal.ErrForeign
			}
		}
		if err := each(item); err != nil {
			return since, err
		}
	}
	return top, nil
}

// Delete implements [replica.Transport].
func (c *Client) Delete(ctx context.Context, refs []replica.Ref) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	fault := c.fault("delete")
	if fault == FaultBefore {
		return ErrLine
	}
	f := c.Folder
	f.mu.Lock()
	defer f.mu.Unlock()
	before := len(f.mails)
	f.mails = slices.DeleteFunc(f.mails, func(m Mail) bool { return slices.Contains(refs, ref(m)) })
	f.deleted += before - len(f.mails)
	if fault == FaultAfter {
		return ErrLine
	}
	return nil
}

// Create implements [replica.Creator].
func (c *Client) Create(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.fault("create") != FaultNone {
		return ErrLine
	}
	c.Folder.create()
	return nil
}

// Limits implements [replica.Limiter].
func (c *Client) Limits() replica.Limits { return c.Limit }

// Watch implements [replica.Transport].
func (c *Client) Watch(ctx context.Context) <-chan struct{} {
	if c.Quiet {
		return nil
	}
	f, news, out := c.Folder, make(chan struct{}, 1), make(chan struct{}, 1)
	f.mu.Lock()
	f.watchers[news] = true
	f.mu.Unlock()
	go func() {
		defer close(out)
		for {
			select {
			case <-ctx.Done():
				f.mu.Lock()
				delete(f.watchers, news)
				f.mu.Unlock()
				return
			case <-news:
				select {
				case out <- struct{}{}:
				default:
				}
			}
		}
	}()
	return out
}

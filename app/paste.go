package app

import (
	"encoding/base64"
	"sync"

	"deskhand/internal/desk/fault"
)

const (
	maxChunk  = 512 << 10 // bytes of a file that the page hands over at once
	maxPasted = 20        // files that come at the same time
)

// pastes counts what has come of the files whose bytes the page holds, by file.
type pastes struct {
	mu   sync.Mutex
	left map[string]int // bytes to come
}

func notBegun() error {
	return fault.New(fault.NotFound, "The file did not come whole from the window.", "Add it again.")
}

func (p *pastes) begin(id string, size int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left == nil || len(p.left) >= maxPasted { // what was begun and never ended
		p.left = map[string]int{}
	}
	p.left[id] = size
}

func (p *pastes) came(id string, n int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	left, ok := p.left[id]
	if !ok || n > left {
		delete(p.left, id)
		return notBegun()
	}
	p.left[id] = left - n
	return nil
}

func (p *pastes) end(id string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	left, ok := p.left[id]
	delete(p.left, id)
	if !ok || left != 0 {
		return notBegun()
	}
	return nil
}

// BeginFile begins a file whose bytes the page holds, of size bytes. Pictures of the kinds that a mail shows stand in the
// text.
func (c *Compose) BeginFile(draft, name, kind string, size int) (string, error) {
	if size < 0 || size > maxAttachment {
		return "", fail(tooLarge(name))
	}
	id, err := c.h.desk.Compose.BeginFile(c.h.ctx, draft, name, kind, shownType(kind))
	if err == nil {
		c.h.pastes.begin(id, size)
	}
	return id, fail(err)
}

// FileChunk adds the next bytes, as base64.
func (c *Compose) FileChunk(id, data string) error {
	chunk, err := chunkOf(data)
	if err == nil {
		err = c.h.pastes.came(id, len(chunk))
	}
	if err == nil {
		err = c.h.desk.Compose.FileChunk(c.h.ctx, id, chunk)
	}
	return fail(err)
}

func chunkOf(data string) ([]byte, error) {
	tooMuch := fault.New(fault.Usage, "That is too much at once.", "")
	if len(data) > base64.StdEncoding.EncodedLen(maxChunk) {
		return nil, tooMuch
	}
	chunk, err := base64.StdEncoding.DecodeString(data)
	switch {
	case err != nil:
		return nil, notBegun()
	case len(chunk) > maxChunk:
		return nil, tooMuch
	}
	return chunk, nil
}

// EndFile attaches what came.
func (c *Compose) EndFile(id string) (FileView, error) {
	if err := c.h.pastes.end(id); err != nil {
		return FileView{}, fail(err)
	}
	f, err := c.h.desk.Compose.EndFile(c.h.ctx, id)
	return fileView(f), fail(err)
}

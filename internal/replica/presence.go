package replica

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"deskhand/internal/journal"
)

// Replying now (journal.md §3.10): a message of its own, never in the log, taken out again.
const (
	presenceValid = 3 * time.Minute
	presencePause = 3 * time.Minute // between two of one ticket
	presenceGone  = time.Hour       // after this anybody takes it out
)

// presenceBody is what such a message says. The MAC says that the team made it; who, it says itself: it only hints.
type presenceBody struct {
	Device string `json:"d"`
	Anchor string `json:"t"`
	Until  int64  `json:"till"`        // Unix ms, by the place's clock; 0: no more
	Probe  int64  `json:"n,omitempty"` // Unix ms, by the clock here: no two that ask for the place's time are alike
}

type replying struct {
	anchor string
	until  time.Time
}

// Replying says that the person here writes an answer on a ticket until a moment; zero: no more. It never blocks.
func (e *Engine) Replying(anchor string, until time.Time) {
	e.askMu.Lock()
	e.asked = append(e.asked, replying{anchor, until})
	e.askMu.Unlock()
	e.Wake(true)
}

// announce sends what was asked for, at most once a ticket in three minutes, and takes out what is over.
func (e *Engine) announce(ctx context.Context) error {
	e.askMu.Lock()
	asked := e.asked
	e.asked = nil
	e.askMu.Unlock()
	now := e.o.Now()
	for _, r := range asked {
		if r.until.IsZero() {
			e.m.over[r.anchor] = true
			continue
		}
		if said, ok := e.m.announced[r.anchor]; ok && now.Sub(said) < presencePause {
			continue
		}
		e.m.announced[r.anchor] = now
		until := e.trusted().Add(min(r.until.Sub(now), presenceValid))
		if err := e.say(ctx, presenceBody{Device: e.o.Self.Device, Anchor: r.anchor, Until: until.UnixMilli()}); err != nil {
			return err
		}
	}
	return e.unsay(ctx, now)
}

func (e *Engine) say(ctx context.Context, body presenceBody) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("say who is replying: %w", err)
	}
	c := &journal.Container{Type: journal.TypePresence, Team: e.o.Team, Body: text}
	c.Epoch = e.epochFor(c)
	keys := e.o.Keys(c.Epoch)
	if len(keys) == 0 {
		return fmt.Errorf("say who is replying: %w", errNoKey)
	}
	data, err := journal.Pack(c, keys[0], e.o.Encrypt)
	if err != nil {
		return fmt.Errorf("say who is replying: %w", err)
	}
	if p, ok := e.o.Transport.(Presencer); ok && body.Probe == 0 { // it does not tell the place's time
		return p.Announce(ctx, data)
	}
	hash, began := journal.ContainerHash(data), e.o.Now()
	meta, err := e.o.Transport.Append(ctx, Message{Hash: hash, Team: e.o.Team, Label: "presence " + body.Device, Data: data})
	if err != nil {
		return fmt.Errorf("say who is replying: %w", err)
	}
	k := journal.Known{Ref: string(meta.Ref), Hash: hash, Type: uint8(c.Type), State: journal.KnownGood, At: meta.At.UnixMilli(), Seen: e.o.Now().UnixMilli(), Size: meta.Size, Author: body.Device, Why: body.Anchor}
	return e.update(ctx, func(tx Tx) error {
		if err := e.appended(tx, began, meta); err != nil {
			return err
		}
		return e.note(tx, k)
	})
}

// unsay takes out our own messages that are over.
func (e *Engine) unsay(ctx context.Context, now time.Time) error {
	var gone []Ref
	for ref, k := range e.m.known {
		if k.Type == uint8(journal.TypePresence) && k.Author == e.o.Self.Device && (e.m.over[k.Why] || now.UnixMilli()-k.Seen > presenceValid.Milliseconds()) {
			gone = append(gone, Ref(ref))
		}
	}
	clear(e.m.over)
	if len(gone) == 0 {
		return nil
	}
	if err := e.o.Transport.Delete(ctx, gone); err != nil {
		return fmt.Errorf("take out who was replying: %w", err)
	}
	return e.update(ctx, func(tx Tx) error {
		for _, ref := range gone {
			k := e.m.known[string(ref)]
			if err := tx.DropMessage(string(ref), k.Hash); err != nil {
				return fmt.Errorf("forget message %s: %w", ref, err)
			}
			delete(e.m.known, string(ref))
			delete(e.m.announced, k.Why)
		}
		return nil
	})
}

// heardOf tells the observer who is replying.
func (e *Engine) heardOf(body []byte) {
	var p presenceBody
	if json.Unmarshal(body, &p) != nil || e.own(p.Device) || !journal.ValidDevice(p.Device) {
		return
	}
	if d := e.m.team.Devices[p.Device]; len(d.Pub) == 0 || d.Revoked {
		return
	}
	until := time.UnixMilli(p.Until).Add(-e.correction())
	if left := until.Sub(e.o.Now()); left <= 0 || left > presenceValid+time.Minute {
		return
	}
	e.o.Observer.Presence(Presence{Device: p.Device, Anchor: p.Anchor, Until: until})
}

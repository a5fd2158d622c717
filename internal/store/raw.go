package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

const (
	frameSize = 1 << 20 // most plain bytes of a frame, so that a 100 MB mail never stands in memory whole
	frameBits = 12
)

// frames packs a mail's bytes.
func (s *Store) frames(raw []byte) [][]byte {
	defer s.spent.since(stagePack, time.Now())
	var out [][]byte
	room, ok := s.packed.Get().(*[]byte)
	if !ok {
		room = new([]byte)
	}
	for len(raw) > 0 {
		n := min(len(raw), frameSize)
		*room = s.packer.EncodeAll(raw[:n], (*room)[:0])
		out = append(out, bytes.Clone(*room)) // no larger than it is: thousands wait for the writer
		raw = raw[n:]
	}
	s.packed.Put(room)
	return out
}

// How much of a mail is here; empty: all that can come.
const (
	ExtentHead = "head" // its header section
	ExtentPart = "part" // its beginning
)

// readMail reads what is here of a mail: that the rest is missing is no problem of it. size is that of the whole.
func readMail(extent string, r io.Reader, size int64) *mail.Message {
	if extent != "" {
		return mail.ParsePartReader(r)
	}
	return mail.ParseReader(r, size)
}

// readBytes is readMail of what is in memory.
func readBytes(extent string, raw []byte) *mail.Message {
	if extent != "" {
		return mail.ParsePart(raw)
	}
	return mail.Parse(raw)
}

// worth orders what may come of one mail: more is kept for less, never less for more. A mail that cannot come whole is
// worth least: what comes of it by another way is taken.
func worth(extent, missing string) int {
	switch {
	case extent == ExtentHead:
		return 1
	case extent == ExtentPart:
		return 2
	case missing == "":
		return 3
	}
	return 0
}

// fresh says what an arrival brought.
type fresh int

const (
	nothingNew fresh = iota
	moreOfIt         // the mail was here with less
	newMail
)

// insertRaw stores a mail once. Where its key is known it keeps its first bytes, unless more of it came now.
func (tx *Tx) insertRaw(a *arrival, role string, touched map[int64]bool) (int64, fresh, error) {
	a.apart = role == junk
	id, ok, err := tx.insert(`INSERT INTO raw (key, size, internal_date, arrived_at, missing, role, extent, apart) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		a.msg.Key, a.Size, int64(ticket.TimeOf(a.Internal)), tx.s.now().UnixMilli(), a.Missing, role, a.Extent, a.apart)
	if err != nil {
		return 0, nothingNew, err
	}
	if ok {
		return id, newMail, tx.putFrames(id, a)
	}
	var missing, extent string
	var internal ticket.Time
	err = tx.row(`SELECT id, missing, extent, internal_date, apart FROM raw WHERE key = ?`, []any{a.msg.Key}, &id, &missing, &extent, &internal, &a.apart)
	switch {
	case err != nil:
		return 0, nothingNew, err
	case worth(a.Extent, a.Missing) > worth(extent, missing):
		a.Internal = internal.Go() // at first sight
		a.date()
		return id, moreOfIt, tx.completeRaw(id, a)
	case a.Missing != "":
		return id, nothingNew, tx.cannotCome(id, a.Missing, touched)
	}
	return id, nothingNew, nil
}

// completeRaw gives a mail of which less was known what came now; its row is then made anew.
func (tx *Tx) completeRaw(id int64, a *arrival) error {
	if err := tx.exec(`DELETE FROM raw_frame WHERE id BETWEEN ? AND ?`, id<<frameBits, id<<frameBits|(1<<frameBits-1)); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE raw SET size = ?, missing = ?, extent = ? WHERE id = ?`, a.Size, a.Missing, a.Extent, id); err != nil {
		return err
	}
	if a.Extent == "" {
		if err := tx.exec(`DELETE FROM wanted WHERE raw = ?`, id); err != nil {
			return err
		}
	}
	var entry, in int64
	err := tx.row(`DELETE FROM message WHERE raw = ? RETURNING id, indexed`, []any{id}, &entry, &in)
	if err == nil {
		err = tx.dropDoc(entry, in)
	}
	if ignoreNotFound(err) != nil {
		return err
	}
	return tx.putFrames(id, a)
}

func (tx *Tx) putFrames(id int64, a *arrival) error {
	seq := int64(0)
	put := func(frame []byte) error {
		err := tx.exec(`INSERT INTO raw_frame (id, data) VALUES (?, ?)`, id<<frameBits|seq, frame)
		seq++
		return err
	}
	for _, f := range a.frames {
		if err := put(f); err != nil {
			return err
		}
	}
	if a.Spool != "" {
		return tx.putSpool(a.Spool, put)
	}
	return nil
}

func (tx *Tx) putSpool(path string, put func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read spooled mail: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	buf := make([]byte, frameSize)
	for {
		n, err := io.ReadFull(f, buf)
		if n > 0 {
			if perr := put(tx.s.packer.EncodeAll(buf[:n], nil)); perr != nil {
				return perr
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read spooled mail: %w", err)
		}
	}
}

// rawReader gives a mail's bytes frame by frame. It must be read inside its transaction.
type rawReader struct {
	tx   *Tx
	next int64
	rest bytes.Reader
	buf  []byte
}

// Raw opens a mail's bytes as they came.
func (tx *Tx) Raw(id int64) io.Reader { return &rawReader{tx: tx, next: id << frameBits} }

func (r *rawReader) Read(p []byte) (int, error) {
	for r.rest.Len() == 0 {
		data, err := one[[]byte](r.tx, `SELECT data FROM raw_frame WHERE id = ?`, r.next)
		if errors.Is(err, ErrNotFound) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		if r.buf, err = r.tx.s.opener.DecodeAll(data, r.buf[:0]); err != nil {
			return 0, fmt.Errorf("unpack mail: %w", err)
		}
		r.rest.Reset(r.buf)
		r.next++
	}
	return r.rest.Read(p)
}

// RawOf finds a mail's row by its message id.
func (tx *Tx) RawOf(key string) (id, size int64, missing string, err error) {
	err = tx.row(`SELECT id, size, missing FROM raw WHERE key = ?`, []any{key}, &id, &size, &missing)
	return id, size, missing, err
}

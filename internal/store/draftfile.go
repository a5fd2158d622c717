package store

import (
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	"deskhand/internal/ticket"
)

// DraftFile is a file of a draft.
type DraftFile struct {
	ID, Draft, Name, Type string
	CID                   string // of a picture in the text; empty: an attachment
	Pos                   int    // order in the draft, from 1
	Size                  int64  // bytes that are here
	SHA256                string // hex, once it is whole
	Whole                 bool
	Along                 bool        // it came with the mail that is forwarded
	At                    ticket.Time // when its last bytes came; read only
}

// BeginDraftFile adds a file without bytes at the end of a draft's.
func (tx *Tx) BeginDraftFile(f DraftFile) (id string, err error) {
	state, err := marshalHash(sha256.New())
	if err != nil {
		return "", err
	}
	id = newID("f", 16)
	err = tx.exec(`INSERT INTO draft_file (id, draft, pos, name, type, cid, size, parts, sha256, hashing, whole, begun_at, along)
		VALUES (?1, ?2, (SELECT coalesce(max(pos), 0) + 1 FROM draft_file WHERE draft = ?2), ?3, ?4, ?5, 0, 0, '', ?6, 0, ?7, ?8)`,
		id, f.Draft, f.Name, f.Type, f.CID, state, tx.s.now().UnixMilli(), f.Along)
	if isConstraint(err) {
		return "", fmt.Errorf("attach to draft %s: %w: %w", f.Draft, ErrNotFound, err)
	}
	return id, err
}

// AppendDraftFile adds the next bytes, at most 1 MiB. A big file comes in several short transactions.
func (tx *Tx) AppendDraftFile(id string, chunk []byte) error {
	if len(chunk) > frameSize {
		return fmt.Errorf("append to file %s: %d bytes at once, the most is %d", id, len(chunk), frameSize)
	}
	if len(chunk) == 0 {
		return nil
	}
	var part int64
	var state []byte
	if err := tx.row(`SELECT parts, hashing FROM draft_file WHERE id = ? AND whole = 0`, []any{id}, &part, &state); err != nil {
		return fmt.Errorf("append to file %s: %w", id, err)
	}
	h, err := unmarshalHash(state)
	if err != nil {
		return fmt.Errorf("append to file %s: %w", id, err)
	}
	h.Write(chunk)
	if state, err = marshalHash(h); err != nil {
		return fmt.Errorf("append to file %s: %w", id, err)
	}
	if err := tx.exec(`INSERT INTO draft_file_chunk (file, part, data) VALUES (?, ?, ?)`, id, part, tx.s.pack(chunk)); err != nil {
		return err
	}
	return tx.exec(`UPDATE draft_file SET parts = parts + 1, size = size + ?, hashing = ?, begun_at = ? WHERE id = ?`, len(chunk), state, tx.s.now().UnixMilli(), id)
}

// EndDraftFile says that all bytes are here. A second call changes nothing.
func (tx *Tx) EndDraftFile(id string) (DraftFile, error) {
	var state []byte
	var whole bool
	if err := tx.row(`SELECT hashing, whole FROM draft_file WHERE id = ?`, []any{id}, &state, &whole); err != nil {
		return DraftFile{}, fmt.Errorf("end file %s: %w", id, err)
	}
	if !whole {
		h, err := unmarshalHash(state)
		if err != nil {
			return DraftFile{}, fmt.Errorf("end file %s: %w", id, err)
		}
		if err := tx.exec(`UPDATE draft_file SET sha256 = ?, hashing = x'', whole = 1 WHERE id = ?`, hex.EncodeToString(h.Sum(nil)), id); err != nil {
			return DraftFile{}, err
		}
	}
	return tx.draftFile(id)
}

func (tx *Tx) draftFile(id string) (DraftFile, error) {
	fs, err := tx.draftFiles(`id = ?`, id)
	if err == nil && len(fs) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return DraftFile{}, fmt.Errorf("read file %s: %w", id, err)
	}
	return fs[0], nil
}

// DraftFiles lists a draft's files in their order; those still coming in have no Whole.
func (tx *Tx) DraftFiles(draft string) ([]DraftFile, error) {
	return tx.draftFiles(`draft = ? ORDER BY pos`, draft)
}

func (tx *Tx) draftFiles(where string, args ...any) ([]DraftFile, error) {
	var out []DraftFile
	err := tx.each(func(scan func(...any) error) error {
		var f DraftFile
		err := scan(&f.ID, &f.Draft, &f.Name, &f.Type, &f.CID, &f.Pos, &f.Size, &f.SHA256, &f.Whole, &f.Along, &f.At)
		out = append(out, f)
		return err
	}, `SELECT id, draft, name, type, cid, pos, size, sha256, whole, along, begun_at FROM draft_file WHERE `+where, args...)
	return out, err
}

// MoveDraftFiles puts a draft's files behind another's.
func (tx *Tx) MoveDraftFiles(from, to string) error {
	return tx.exec(`UPDATE draft_file SET draft = ?2, pos = pos + (SELECT coalesce(max(pos), 0) FROM draft_file WHERE draft = ?2) WHERE draft = ?1`, from, to)
}

// RemoveDraftFile takes a file off its draft.
func (tx *Tx) RemoveDraftFile(id string) error {
	return tx.exec(`DELETE FROM draft_file WHERE id = ?`, id)
}

// FindDraftFile reads a file's row by its id. ErrNotFound if there is none.
func (tx *Tx) FindDraftFile(id string) (DraftFile, error) { return tx.draftFile(id) }

// DraftFile opens a file's bytes. Nothing is held open between two chunks; a chunk that is missing is an error.
func (s *Store) DraftFile(ctx context.Context, id string) io.ReadCloser {
	return &chunks{
		s: s, ctx: ctx, what: "file " + id,
		size: func(tx *Tx) (int64, error) {
			return one[int64](tx, `SELECT size FROM draft_file WHERE id = ? AND whole = 1`, id)
		},
		chunk: func(tx *Tx, part int64) ([]byte, error) {
			return one[[]byte](tx, `SELECT data FROM draft_file_chunk WHERE file = ? AND part = ?`, id, part)
		},
	}
}

func marshalHash(h hash.Hash) ([]byte, error) {
	m, ok := h.(encoding.BinaryMarshaler)
	if !ok {
		return nil, fmt.Errorf("the state of a %T cannot be kept", h)
	}
	return m.MarshalBinary()
}

func unmarshalHash(state []byte) (hash.Hash, error) {
	h := sha256.New()
	u, ok := h.(encoding.BinaryUnmarshaler)
	if !ok {
		return nil, fmt.Errorf("the state of a %T cannot be read", h)
	}
	return h, u.UnmarshalBinary(state)
}

package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// The search index stands in parts of bounded size, filled one after the other. FTS5 gathers everything that begins with
// what is being typed before it gives the first hit; in one table of a million mails that is half a second, in a part it
// is milliseconds, and the newest hits stand in few parts. Nothing that is old is merged again because of new mail.

// partDocs is how many entries a part takes.
const partDocs = 1 << 14

// part is one table of the index. newest and oldest bound the entries it holds; writes are the transactions that wrote
// into it since it was last merged.
type part struct {
	n, docs, newest, oldest, writes int64
}

func (p part) table() string { return "entry_fts_" + strconv.FormatInt(p.n, 10) }

// partTable has no prefix index: it would double the index, and a part is small enough without. The hash holds what one
// transaction adds, so that a transaction makes one segment. FTS5 merges sixteen segments at once where they pile up: a
// second and more in one transaction, with a person waiting. So it is told to leave that, and the indexer merges a few
// pages at a time in transactions of their own.
const partTable = `CREATE VIRTUAL TABLE %[1]s USING fts5 (
  subject, people, body, files,
  content='', contentless_delete=1, detail=full,
  tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO %[1]s (%[1]s, rank) VALUES ('automerge', 0), ('usermerge', 16), ('crisismerge', 200), ('hashsize', 16777216);`

const partSQL = `SELECT n, docs, newest, oldest, writes FROM index_part`

// lastPart is the part that is being filled.
func (tx *Tx) lastPart() (p part, err error) {
	err = tx.row(partSQL+` ORDER BY n DESC LIMIT 1`, nil, &p.n, &p.docs, &p.newest, &p.oldest, &p.writes)
	return p, err
}

// openPart is the part that takes what is indexed next.
func (tx *Tx) openPart() (part, error) {
	p, err := tx.lastPart()
	if err == nil && p.docs < tx.s.partDocs {
		return p, nil
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return p, err
	}
	p = part{n: p.n + 1, oldest: 1 << 62}
	if err := tx.execScript(fmt.Sprintf(partTable, p.table())); err != nil {
		return p, err
	}
	return p, tx.exec(`INSERT INTO index_part (n, docs, newest, oldest, writes) VALUES (?, 0, 0, ?, 0)`, p.n, p.oldest)
}

// savePart keeps what a part holds by now.
func (tx *Tx) savePart(p part) error {
	return tx.exec(`UPDATE index_part SET docs = ?, newest = ?, oldest = ?, writes = ? WHERE n = ?`, p.docs, p.newest, p.oldest, p.writes, p.n)
}

// parts are all parts, that with the newest entry first.
func (tx *Tx) parts() ([]part, error) {
	var out []part
	err := tx.each(func(scan func(...any) error) error {
		var p part
		err := scan(&p.n, &p.docs, &p.newest, &p.oldest, &p.writes)
		out = append(out, p)
		return err
	}, partSQL)
	slices.SortFunc(out, func(a, b part) int { return cmp.Compare(b.newest, a.newest) })
	return out, err
}

// addTo writes one document into a part.
func (tx *Tx) addTo(p *part, d Doc) error {
	err := tx.exec(`INSERT INTO `+p.table()+` (rowid, subject, people, body, files) VALUES (?, ?, ?, ?, ?)`,
		d.ID, d.Subject, d.People, d.Body, d.Files)
	p.docs++
	p.newest, p.oldest = max(p.newest, d.ID), min(p.oldest, d.ID)
	return err
}

// dropDoc takes an entry out of the part that it was indexed in.
func (tx *Tx) dropDoc(id, in int64) error {
	if in == 0 {
		return nil
	}
	return tx.exec(`DELETE FROM `+part{n: in}.table()+` WHERE rowid = ?`, id)
}

// dropParts leaves no index, that of earlier versions neither.
func (tx *Tx) dropParts() error {
	tables, err := list[string](tx, `SELECT name FROM sqlite_schema WHERE name GLOB 'entry_fts*' AND sql LIKE 'CREATE VIRTUAL%'`)
	for _, name := range tables {
		if err := tx.exec(`DROP TABLE ` + name); err != nil {
			return err
		}
	}
	return err
}

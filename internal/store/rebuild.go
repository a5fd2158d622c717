package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// fillBatch is how many mails a rebuild reads at once.
const fillBatch = 500

// Fill projects mail and ops that have no projection yet or came since, newest first and in short transactions, so that
// the desk is usable meanwhile. It does nothing where all is there. progress may be nil.
func (s *Store) Fill(ctx context.Context, progress func(done int)) error {
	have, err := s.adopted(ctx)
	if err != nil {
		return err
	}
	if strings.HasSuffix(have, partly) {
		if err := s.fill(ctx, progress); err != nil {
			return err
		}
	}
	for more := true; more; {
		if _, more, err = s.Reroute(ctx, fillBatch/10); err != nil {
			return err
		}
	}
	if err := s.ProjectWaiting(ctx); err != nil {
		return err
	}
	for {
		n, err := s.IndexMissing(ctx, fillBatch)
		if err != nil || n == 0 {
			return err
		}
	}
}

func (s *Store) fill(ctx context.Context, progress func(done int)) error {
	below := int64(1) << 50
	done := 0
	for {
		n := 0
		err := s.Ingest(ctx, func(tx *Tx, _ func() bool) (_ bool, err error) {
			n, below, err = tx.fillMail(below, fillBatch/10)
			return true, err
		})
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if done += n; progress != nil {
			progress(done)
		}
	}
	return s.Write(ctx, func(tx *Tx) error { // the ops follow in slices
		err := tx.exec(`INSERT INTO unprojected (object) SELECT DISTINCT object FROM op WHERE state < 2 AND (object >= 't' AND object < 'u' OR object >= 'o' AND object < 'p') ON CONFLICT DO NOTHING`)
		if err != nil {
			return err
		}
		return tx.SetSetting(settingRules, s.rules.Load().Print)
	})
}

// fillMail projects the next mails without a projection whose row is below; it returns the lowest row it looked at.
func (tx *Tx) fillMail(below int64, limit int) (n int, lowest int64, err error) {
	type stored struct {
		id, internal, size int64
		missing            string
		role, key, extent  string
		apart              bool
	}
	var todo []stored
	err = tx.each(func(scan func(...any) error) error {
		var r stored
		err := scan(&r.id, &r.internal, &r.size, &r.missing, &r.role, &r.key, &r.extent, &r.apart)
		todo = append(todo, r)
		return err
	}, `SELECT id, internal_date, size, missing, role, key, extent, apart FROM raw WHERE id < ? AND NOT EXISTS (SELECT 1 FROM message WHERE raw = raw.id) AND NOT EXISTS (SELECT 1 FROM journal_mail WHERE raw = raw.id) ORDER BY id DESC LIMIT ?`, below, limit)
	if err != nil || len(todo) == 0 {
		return 0, below, err
	}
	touched := map[int64]bool{}
	for _, r := range todo {
		a := arrival{Arrival: Arrival{Missing: r.missing, Extent: r.extent, Internal: ticket.Time(r.internal).Go()}, apart: r.apart}
		understand := func(m *mail.Message) {
			if a.msg = m; m.Key != r.key && !m.HasID {
				nameless(m, r.key)
			}
			a.understand()
		}
		careful(func() { understand(readMail(r.extent, tx.Raw(r.id), r.size)) }, func(why string) {
			understand(headAlone(tx.Raw(r.id)))
			a.problem = why
		})
		if _, err := tx.insertMessage(r.id, r.role, &a, touched); err != nil {
			return 0, below, err
		}
	}
	_, err = tx.projectAll(touched)
	return len(todo), todo[len(todo)-1].id, err
}

func (tx *Tx) fillOps() error {
	objects, err := list[string](tx, `SELECT DISTINCT object FROM op WHERE state < 2`)
	if err != nil {
		return err
	}
	_, err = tx.Project(slices.DeleteFunc(objects, func(o string) bool { return o[0] != 't' && o[0] != 'o' })...)
	if err != nil {
		return err
	}
	return tx.exec(`DELETE FROM unprojected`)
}

// Difference is one row that a rebuild made otherwise than it stood.
type Difference struct {
	Table string
	Row   string // its key
	How   string // missing, extra or changed
}

// Rebuild projects everything anew in one transaction and compares each row with the one that stood. The new rows
// stand afterwards. progress may be nil.
func (s *Store) Rebuild(ctx context.Context, progress func(done int)) (rows int, diffs []Difference, err error) {
	err = s.Write(ctx, func(tx *Tx) error {
		due, err := tx.DueProjections(ticket.TimeOf(tx.s.now()))
		if err == nil { // a snooze that ended with no engine running is no damage
			_, err = tx.Project(due...)
		}
		if err == nil { // nor is what came and was not looked at yet
			err = tx.projectAllWaiting()
		}
		if err != nil {
			return err
		}
		before, err := tx.digest()
		if err != nil {
			return err
		}
		if err := tx.dropProjections(); err != nil {
			return err
		}
		if err := tx.countFolders(); err != nil {
			return err
		}
		if err := tx.fillAll(progress); err != nil {
			return err
		}
		after, err := tx.digest()
		if err != nil {
			return err
		}
		rows, diffs = len(after), compare(before, after)
		return nil
	})
	if err != nil {
		return 0, nil, err
	}
	for {
		n, err := s.IndexMissing(ctx, fillBatch)
		if err != nil || n == 0 {
			return rows, diffs, err
		}
	}
}

func (tx *Tx) fillAll(progress func(int)) error {
	below := int64(1) << 50
	for done := 0; ; {
		n, lowest, err := tx.fillMail(below, fillBatch)
		if err != nil {
			return err
		}
		if n == 0 {
			return tx.fillOps()
		}
		below = lowest
		if done += n; progress != nil {
			progress(done)
		}
	}
}

type rowKey struct{ table, row string }

// digests are the queries whose rows must be the same after a rebuild. Ticket rows are named by anchor, and an
// entry's id is left out: local numbers alone depend on the order of arrival. The first column is the row's key.
func digests() map[string]string {
	return map[string]string{
		"message": `SELECT m.key, m.raw, m.anchor, coalesce(t.anchor, ''), put, links, token, conv, m.at, m.date, name, addr, rcpt, peer, peername, out, outside, judged, m.machine, m.channel, phone, m.bounce, thanks, place, m.mailbox, m.subject, m.snippet, files, problem, m.extent
			FROM message m LEFT JOIN ticket t ON t.id = m.ticket`,
		"sent_from":    `SELECT key || ' ' || anchor FROM sent_from`,
		"folder":       `SELECT account || ' ' || name, here, heads, parts, missing FROM folder`,
		"node":         `SELECT n.anchor, coalesce(t.anchor, '') FROM node n LEFT JOIN ticket t ON t.id = n.ticket`,
		"ticket":       `SELECT anchor, ` + strings.ReplaceAll(ticketColumns, "t.", "") + `, snoozed, mentioned, shown, next_change, routed_at, company, queues FROM ticket`,
		"company_key":  `SELECT key || ' ' || object FROM company_key`,
		"ticket_tag":   `SELECT kind || ' ' || value || ' ' || t.anchor FROM ticket_tag g JOIN ticket t ON t.id = g.ticket`,
		"queue_ticket": `SELECT queue || ' ' || t.anchor, sort FROM queue_ticket q JOIN ticket t ON t.id = q.ticket`,
		"queue_count":  `SELECT queue, n, unread FROM queue_count WHERE n <> 0`,
		"agenda":       `SELECT object, kind, anchor, at, until, state, owner, title, number, link, uid, organizer FROM agenda`,
		"note":         `SELECT op, path, object FROM note`,
	}
}

func (tx *Tx) digest() (map[rowKey][32]byte, error) {
	out := map[rowKey][32]byte{}
	for table, query := range digests() {
		if err := tx.digestTable(out, table, query); err != nil {
			return nil, fmt.Errorf("read %s: %w", table, err)
		}
	}
	return out, nil
}

func (tx *Tx) digestTable(out map[rowKey][32]byte, table, query string) error {
	rows, err := tx.q.QueryContext(tx.ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		h := sha256.New()
		for _, v := range values {
			fmt.Fprintf(h, "%T %v\x00", v, v)
		}
		out[rowKey{table, fmt.Sprint(values[0])}] = [32]byte(h.Sum(nil))
	}
	return rows.Err()
}

func compare(before, after map[rowKey][32]byte) []Difference {
	var out []Difference
	for k, h := range before {
		switch now, ok := after[k]; {
		case !ok:
			out = append(out, Difference{k.table, k.row, "extra"})
		case now != h:
			out = append(out, Difference{k.table, k.row, "changed"})
		}
	}
	for k := range after {
		if _, ok := before[k]; !ok {
			out = append(out, Difference{k.table, k.row, "missing"})
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return strings.Compare(a.Table+a.Row, b.Table+b.Row) })
	return out
}

const (
	settingRules = "rules"
	partly       = " partly"
)

// Adopt makes the projections follow the rules and the viewer in force: where those that they were made with were
// others, everything is dropped, to be filled anew. Until Fill is through, the desk says less than it knows.
func (s *Store) Adopt(ctx context.Context) error {
	now := s.rules.Load().Print
	have, err := s.adopted(ctx)
	if err != nil || strings.TrimSuffix(have, partly) == now {
		return err
	}
	return s.Write(ctx, func(tx *Tx) error {
		if err := tx.dropProjections(); err != nil {
			return err
		}
		return tx.SetSetting(settingRules, now+partly)
	})
}

// adopted is the print of the rules that the projections were made with; partly at its end says that they are not
// all there yet.
func (s *Store) adopted(ctx context.Context) (have string, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		have, _, err = tx.Setting(settingRules)
		return err
	})
	return have, err
}

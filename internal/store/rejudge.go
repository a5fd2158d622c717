package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"deskhand/internal/mail"
)

// settingOutsides is the print of the rules for systems outside that mail was judged by, and behind it how far.
const settingOutsides = "outsides"

const judgedAll = " all"

// rejudged is a mail that counts as something else under the rules in force.
type rejudged struct {
	raw    int64
	extent string // how much of it was judged
	j      judgement
	out    bool
}

// Rejudge judges mail anew after the policy's rules for systems outside changed, the newest first, at most limit of it.
// It is for idle time; more tells that there is more to do.
func (s *Store) Rejudge(ctx context.Context, limit int) (changed Change, more bool, err error) {
	rules := s.rules.Load()
	var at rejudging
	var found []rejudged
	err = s.Read(ctx, func(tx *Tx) error {
		have, _, err := tx.Setting(settingOutsides)
		if err != nil || have == rules.Outsides+judgedAll {
			return err
		}
		more = true
		if at, err = tx.rejudgeFrom(have, rules.Outsides, limit); err != nil {
			return err
		}
		found = at.changed(tx, rules)
		return nil
	})
	if err != nil || !more {
		return changed, false, err
	}
	mark := rules.Outsides + judgedAll
	if more = len(at.mails) == limit; more {
		mark = rules.Outsides + " " + strconv.FormatInt(at.mails[limit-1].id, 10)
	}
	err = s.Ingest(ctx, func(tx *Tx, _ func() bool) (bool, error) {
		touched := map[int64]bool{}
		for _, r := range found {
			if err := tx.applyJudgement(r, touched); err != nil {
				return false, err
			}
		}
		// Who wrote a mail decides whether a number in it unites, and whether it was sent from somewhere.
		if err := tx.regroup(touched, slices.Sorted(maps.Keys(touched))...); err != nil {
			return false, err
		}
		if changed, err = tx.projectAll(touched); err != nil {
			return false, err
		}
		return true, tx.SetSetting(settingOutsides, mark)
	})
	return changed, more, err
}

// rejudging is a slice of the mail as it stands.
type rejudging struct{ mails []judgedMail }

type judgedMail struct {
	id, raw, size                      int64
	extent                             string
	judged, channel, phone, name, addr string
}

func (tx *Tx) rejudgeFrom(have, print string, limit int) (at rejudging, err error) {
	below := int64(1) << 62
	if rest, same := strings.CutPrefix(have, print+" "); same {
		if below, err = strconv.ParseInt(rest, 10, 64); err != nil {
			return at, fmt.Errorf("read how far mail was judged: %w", err)
		}
	}
	err = tx.each(func(scan func(...any) error) error {
		var m judgedMail
		err := scan(&m.id, &m.raw, &m.size, &m.extent, &m.judged, &m.channel, &m.phone, &m.name, &m.addr)
		at.mails = append(at.mails, m)
		return err
	}, `SELECT m.id, m.raw, w.size, m.extent, m.judged, m.channel, m.phone, m.name, m.addr
		FROM message m JOIN raw w ON w.id = m.raw WHERE m.id < ? ORDER BY m.id DESC LIMIT ?`, below, limit)
	return at, err
}

// changed reads the mails and lists those that count as something else now.
func (at rejudging) changed(tx *Tx, rules *Rules) (out []rejudged) {
	for _, m := range at.mails {
		var j judgement
		read := false
		careful(func() {
			j, read = rules.judge(readMail(m.extent, tx.Raw(m.raw), m.size)), true
		}, func(string) {})
		if !read {
			continue
		}
		j.from.Addr = strings.ToLower(j.from.Addr)
		if j.judged == m.judged && j.channel == m.channel && j.phone == m.phone && j.from == (mail.Address{Name: m.name, Addr: m.addr}) {
			continue
		}
		out = append(out, rejudged{m.raw, m.extent, j, rules.Ours(j.from.Addr)})
	}
	return out
}

// applyJudgement writes what a mail counts as; the verdict by hand stands. Of a mail that went, or of which more came since
// it was judged, nothing is written.
func (tx *Tx) applyJudgement(r rejudged, touched map[int64]bool) error {
	var key string
	var in int64
	err := tx.row(`SELECT key, ticket FROM message WHERE raw = ? AND extent = ?`, []any{r.raw, r.extent}, &key, &in)
	if err != nil {
		return ignoreNotFound(err)
	}
	said, err := tx.said(key)
	if err != nil {
		return err
	}
	touched[in] = true
	return tx.exec(`UPDATE message SET judged = ?, machine = ?, channel = ?, phone = ?, name = ?, addr = ?, out = ? WHERE raw = ?`,
		r.j.judged, inForce(r.j.judged, byHand(said)), r.j.channel, r.j.phone, r.j.from.Name, r.j.from.Addr, r.out, r.raw)
}

package store

import (
	"errors"
	"slices"
	"strings"

	"deskhand/internal/ticket"
)

// MirrorKeywords is the switch by which a ticket's owner, status and tags become keywords of its mails on the server, for
// other mail programs to show. They are a projection: written from the row, never read back.
const MirrorKeywords = "keywords"

const (
	wordPrefix = "dh-"
	wordTags   = 10 // with owner and status 12 a mail: some servers keep 26 a folder
	wordLen    = 64
)

// wordsOf are the keywords of a ticket's mails, sorted: none while nothing is said of it.
func wordsOf(r *ticket.Row) (out []string) {
	if !r.Shown || r.Spam || !r.Stated && r.Owner == "" && len(r.Tags) == 0 {
		return nil
	}
	add := func(word string) {
		plain := !strings.ContainsFunc(word, func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' })
		if plain && len(word) <= wordLen { // an atom (RFC 3501) on every server
			out = append(out, word)
		}
	}
	add(wordPrefix + "status-" + string(r.Status))
	if group, isTeam := strings.CutPrefix(r.Owner, "team:"); isTeam {
		add(wordPrefix + "team-" + group)
	} else if r.Owner != "" {
		add(wordPrefix + "owner-" + r.Owner)
	}
	for _, tag := range r.Tags[:min(len(r.Tags), wordTags)] {
		add(wordPrefix + "tag-" + tag)
	}
	slices.Sort(out)
	return out
}

// tellWords wants the keywords of a ticket on its mails: at once where somebody here acted, else after a while, because the
// laptop of whoever acted does it first. It goes by what the server has, so that nothing waits that is so already.
func (tx *Tx) tellWords(id int64, r *ticket.Row) error {
	if tx.words == nil {
		on, err := tx.switched(MirrorKeywords)
		if err != nil {
			return err
		}
		tx.words = &on
	}
	if !*tx.words {
		return nil
	}
	want := wordsOf(r)
	type stand struct {
		account string
		raw     int64
		flags   string
	}
	var stands []stand
	err := tx.each(func(scan func(...any) error) error {
		var s stand
		err := scan(&s.account, &s.raw, &s.flags)
		stands = append(stands, s)
		return err
	}, `SELECT f.account, m.raw, p.flags FROM message m JOIN placement p ON p.raw = m.raw JOIN folder f ON f.id = p.folder JOIN account a ON a.id = f.account
		WHERE m.ticket = ? AND f.role IN ('inbox', 'archive', '') AND ' ' || a.mirror || ' ' LIKE '% keywords %'`, id)
	if err != nil {
		return err
	}
	for _, s := range stands {
		next := int64(0)
		if !tx.acting {
			next = tx.later()
		}
		add, remove := wordChanges(strings.Fields(s.flags), want)
		was, waits, err := tx.mirrorRow(s.account, s.raw, MirrorKeywords)
		if err != nil {
			return err
		}
		switch {
		case len(add)+len(remove) == 0 && waits && !was.begun:
			err = tx.dropMirror(s.account, s.raw, MirrorKeywords)
		case len(add)+len(remove) == 0 && !waits, waits && was.want == strings.Join(want, " ") && (next != 0 || was.next == 0):
		default:
			if waits && next != 0 {
				next = min(next, was.next) // it waits long enough already
			}
			err = tx.putMirror(mirrorRow{account: s.account, raw: s.raw, kind: MirrorKeywords, want: strings.Join(want, " "), begun: was.begun, next: next, late: next != 0})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// wordChanges compares a mail's flags with the keywords it is to have. Keywords of others stay.
func wordChanges(flags, want []string) (add, remove []string) {
	has := func(list []string, word string) bool {
		return slices.ContainsFunc(list, func(f string) bool { return strings.EqualFold(f, word) })
	}
	for _, w := range want {
		if !has(flags, w) {
			add = append(add, w)
		}
	}
	for _, f := range flags {
		if strings.HasPrefix(strings.ToLower(f), wordPrefix) && !has(want, f) {
			remove = append(remove, f)
		}
	}
	return add, remove
}

// seedWords has the tickets at work told when the switch comes on.
func (tx *Tx) seedWords() error {
	tx.words = nil
	rows, err := tx.OpenRows()
	if err != nil {
		return err
	}
	for _, id := range rows {
		row, err := tx.compute(id)
		if err == nil && row != nil {
			err = tx.tellWords(id, row)
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

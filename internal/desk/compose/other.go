package compose

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	letters "deskhand/internal/mail/compose"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Other is a version of a draft that was written in another place, another window or the command line, and was written
// over from here. It is kept as a discarded draft: Restore makes one of both, Discard says that it need not be shown.
type Other struct {
	ID      string      `json:"id"`
	HTML    string      `json:"html"`
	Notice  string      `json:"notice"`
	SavedAt ticket.Time `json:"savedAt"`
}

const writtenTwice = "This was written in two places. The other version is kept for 7 days."

func otherView(d store.Draft) *Other {
	return &Other{ID: d.ID, HTML: d.HTML, Notice: writtenTwice, SavedAt: d.UpdatedAt}
}

// baseOf tells one text of a draft from another; empty: there is none.
func baseOf(html string) string {
	if html == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(html))
	return hex.EncodeToString(sum[:8])
}

// keep puts the words of d aside before next takes their place, where whoever writes has not seen them: base is that of
// the words they go on from. Words that next holds too need no keeping. nil: nothing was put aside.
func keep(tx *store.Tx, d, next store.Draft, base string) (*Other, error) {
	if base == baseOf(d.HTML) || holds(next.HTML, d.HTML) {
		return nil, nil
	}
	if last, err := tx.Beside(d.ID); err == nil && last.HTML == d.HTML {
		return otherView(last), nil
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	kept, err := tx.KeepBeside(d.ID)
	if err != nil {
		return nil, err
	}
	return otherView(kept), nil
}

// holds tells whether a page says all that part does.
func holds(page, part string) bool {
	if strings.Contains(page, part) {
		return true
	}
	words := func(html string) string { return strings.Join(strings.Fields(letters.Text(html)), " ") }
	return !strings.Contains(part, "<img") && strings.Contains(words(page), words(part))
}

// other is the newest version that was put aside of a draft; nil: there is none.
func other(tx *store.Tx, draft string) (*Other, error) {
	d, err := tx.Beside(draft)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return otherView(d), err
}

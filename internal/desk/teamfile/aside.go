package teamfile

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
)

// kept ends the name of a picture's copy that stands beside it; a text's ends in .txt. Neither travels.
const kept = ".kept"

// besides writes each version of this laptop that lost beside its file, once, and forgets copies that a person took away.
func (p *pass) besides() error {
	var errs []error
	for key, f := range p.files {
		stands := f.Stands()
		for _, v := range f.Lost() {
			if v.Device != p.device {
				continue
			}
			b, known := p.beside[v.ID]
			if known && b.Name == "" {
				continue
			}
			if known {
				_, there, err := look(p.root, b.Name)
				if err == nil && !there && p.lost(key) == "" {
					b.Name = "" // somebody took it away: it is settled
					err = p.putBeside(b)
				}
				if errs = append(errs, err); b.Name == "" {
					continue
				}
			} else if err := p.copyOf(key, v, &b); err != nil || b.Name == "" {
				errs = append(errs, err)
				continue
			}
			name := p.shown(key)
			p.tellOf(name, "conflict", "Compare them: take over what is missing, then delete the copy.",
				"%s was changed here and by %s, neither knowing of the other. Theirs stands; yours is beside it as %s.", name, p.who(stands.Device), path.Base(b.Name))
		}
	}
	return errors.Join(errs...)
}

// shown is the file's name as it lies here, or would.
func (p *pass) shown(key string) string {
	if name := p.names[key]; name != "" {
		return name
	}
	if row := p.rows[key]; row.Name != "" {
		return row.Name
	}
	return p.guess(key)
}

// copyOf writes a lost version beside its file. Where its bytes are gone, nothing is written.
func (p *pass) copyOf(key string, v *rules.Version, b *store.Beside) error {
	data, ok, err := p.content(v)
	if err != nil || !ok {
		return err
	}
	by := strings.TrimSpace(p.who(v.Device) + ", " + minute(v.Stamp.Time().In(p.core.Zone())))
	name, err := p.free(p.shown(key), by)
	if err != nil {
		return err
	}
	if err := write(p.root, name, data); err != nil {
		return err
	}
	*b = store.Beside{Version: v.ID, Key: key, Name: name}
	return p.putBeside(*b)
}

func (p *pass) putBeside(b store.Beside) error {
	if err := p.core.Store.Write(p.ctx, func(tx *store.Tx) error { return tx.PutBeside(b) }); err != nil {
		return fmt.Errorf("keep which copy stands beside: %w", err)
	}
	p.beside[b.Version], p.moved = b, true
	return nil
}

// mostCopies bounds how many copies of one name and minute are told apart.
const mostCopies = 50

// free is a name for a copy that nothing has yet: "refund (Asha, 3 Nov 14.05).txt".
func (p *pass) free(name, why string) (string, error) {
	ending := ".txt"
	if rules.IsPicture(name) {
		ending = path.Ext(name) + kept
	}
	why = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(" ,.-_", r) {
			return r
		}
		return -1
	}, why)
	base := strings.TrimSuffix(name, path.Ext(name))
	for n := 1; n <= mostCopies; n++ {
		out := fmt.Sprintf("%s (%s)%s", base, why, ending)
		if n > 1 {
			out = fmt.Sprintf("%s (%s, %d)%s", base, why, n, ending)
		}
		if _, there, err := look(p.root, out); err != nil || !there {
			return out, err
		}
	}
	return "", fmt.Errorf("%d copies of %s stand beside it already", mostCopies, name)
}

// keepBefore keeps what lay here before this laptop joined, where the team has another.
func (p *pass) keepBefore(key string, l local) error {
	if kind := rules.KindOf(key); kind.AdminsOnly() {
		ext := path.Ext(l.name)
		name := strings.TrimSuffix(l.name, ext) + ".before-team" + ext
		if _, there, err := look(p.root, name); err != nil || there {
			return err // of an earlier joining: the oldest is the one worth keeping
		}
		return p.copyTo(l, name)
	}
	name, err := p.free(l.name, "before the team")
	if err != nil {
		return err
	}
	return p.copyTo(l, name)
}

// keepAside keeps an edit that a person's decision went over.
func (p *pass) keepAside(l local) error {
	name, err := p.free(l.name, p.who(p.device)+", "+minute(p.core.Now().In(p.core.Zone())))
	if err != nil {
		return err
	}
	return p.copyTo(l, name)
}

func (p *pass) copyTo(l local, name string) error {
	data, ok, err := read(p.root, l.name, p.lies[l.name], rules.MaxFile)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("%s moves", l.name)
	}
	return write(p.root, name, data)
}

// fighting tells of a file that laptops set against each other; a person decides.
func (p *pass) fighting(key string, fight *rules.Fight) {
	names := make([]string, 0, len(fight.Devices))
	for _, d := range fight.Devices {
		names = append(names, p.team.Words(d))
	}
	slices.Sort(names)
	name := p.shown(key)
	p.tellOf(name, "fight", "Probably a program on each of them formats it in its own way. Turn one of them off, then choose a version: deskhand team thaw "+name+" VERSION.",
		"%s was set back and forth by %s, so it is left alone since %s.", name, strings.Join(names, " and "), fight.Since.Time().In(p.core.Zone()).Format("2 Jan 15:04"))
}

// minute cuts a time as it stands in a copy's name.
func minute(t time.Time) string { return t.Format("2 Jan 15.04") }

package teamfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/savedreply"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
)

// one brings one file in line. What a link lies in the way of is left alone, and told.
func (p *pass) one(key string) error {
	err := p.compare(key)
	if errors.Is(err, errLink) {
		p.tellOf(p.shown(key), "link", "Move away what lies in its place.", "%s cannot be kept in line with the team: a link, or no plain file, lies in its way.", p.shown(key))
		return nil
	}
	return err
}

func (p *pass) compare(key string) error {
	f := p.files[key]
	if f == nil {
		f = &rules.File{Key: key}
	}
	if fight := f.Fight(); fight != nil {
		p.fighting(key, fight)
		return nil
	}
	l, err := p.find(key)
	if err != nil || !l.sure {
		return err
	}
	row, known := p.rows[key]
	stands := f.Stands()
	switch {
	case !known || row.Version == "":
		return p.first(key, l, stands, known)
	case l.print == row.Print: // nobody touched it here
		if stands == nil || stands.ID == row.Version {
			return nil
		}
		return p.take(key, l, stands)
	}
	base, _ := f.Find(row.Version)
	return p.edited(key, l, stands, base)
}

// first is a file of which nothing was ever in line: new here, new in the team, or both.
func (p *pass) first(key string, l local, stands *rules.Version, offered bool) error {
	switch {
	case !l.there && stands == nil:
		if offered {
			return p.forget(key)
		}
		return nil
	case !l.there:
		return p.take(key, l, stands)
	case stands == nil && offered:
		return nil // it was here before this laptop joined; a person shares it
	case stands == nil:
		return p.edit(key, l, nil, journal.NoStamp)
	case offered:
		return p.replace(key, l, stands)
	case p.shipped(l):
		return p.take(key, l, stands)
	case stands.Device == p.device: // the team began here with it, and it was edited before anybody looked
		if same, err := p.says(key, l, stands); err != nil || same {
			return p.inLine(key, l, stands, err)
		}
		return p.edited(key, l, stands, stands)
	}
	return p.edited(key, l, stands, nil)
}

// shipped tells a saved reply that Deskhand itself put there: what the team made of it goes over it.
func (p *pass) shipped(l local) bool {
	src, ok := savedreply.Files()[strings.TrimPrefix(l.name, rules.RepliesFolder+"/")]
	return ok && rules.Print(l.name, src) == l.print
}

// replace puts the team's version in the place of what lay here before this laptop joined, which is kept beside.
func (p *pass) replace(key string, l local, stands *rules.Version) error {
	if same, err := p.says(key, l, stands); err != nil || same {
		return p.inLine(key, l, stands, err)
	}
	if stands.Value.Deleted {
		return nil // it waits to be shared, as what the team never had does
	}
	if _, ok, err := p.content(stands); err != nil || !ok {
		return err
	}
	if err := p.keepBefore(key, l); err != nil {
		return err
	}
	return p.take(key, l, stands)
}

// edited is a file that was changed here since it was in line, with base. Where the team's changed too, both were made
// apart: the op of this edit names base, not what it has never seen. A deletion gives way to an edit.
func (p *pass) edited(key string, l local, stands, base *rules.Version) error {
	prev, moved := journal.NoStamp, stands != nil
	if base != nil {
		prev, moved = base.Stamp, stands != nil && stands.ID != base.ID
	}
	if moved {
		if same, err := p.says(key, l, stands); err != nil || same {
			return p.inLine(key, l, stands, err)
		}
	}
	switch {
	case !l.there && (moved && !stands.Value.Deleted || p.lost(key) != ""):
		if stands == nil {
			return p.forget(key)
		}
		return p.take(key, l, stands)
	case !l.there && (stands == nil || stands.Value.Deleted):
		return p.inLine(key, l, stands, nil)
	case moved && stands.Value.Settled && l.there:
		if err := p.keepAside(l); err != nil { // a person decided what stands
			return err
		}
		return p.take(key, l, stands)
	case moved && stands.Value.Deleted:
		prev = stands.Stamp
	}
	return p.edit(key, l, stands, prev)
}

// says tells whether the folder's file is what a version says.
func (p *pass) says(key string, l local, v *rules.Version) (bool, error) {
	if v.Value.Deleted || !l.there {
		return v.Value.Deleted == !l.there, nil
	}
	data, ok, err := p.content(v)
	return ok && rules.Print(l.name, data) == l.print, err
}

// content is a version's bytes; ok is false where parts of it are not here yet.
func (p *pass) content(v *rules.Version) (data []byte, ok bool, err error) {
	err = p.core.Store.Read(p.ctx, func(tx *store.Tx) error {
		data, ok, err = contentOf(tx, v)
		return err
	})
	return data, ok, err //nolint:wrapcheck // named by its callers
}

func contentOf(tx *store.Tx, v *rules.Version) ([]byte, bool, error) {
	var b bytes.Buffer
	for _, name := range v.Parts {
		part, ok, err := tx.Part(name)
		if err != nil || !ok {
			return nil, false, err
		}
		if b.Write(part); int64(b.Len()) > v.Value.Size {
			return nil, false, nil
		}
	}
	return b.Bytes(), int64(b.Len()) == v.Value.Size, nil
}

// inLine keeps that folder and version say the same.
func (p *pass) inLine(key string, l local, v *rules.Version, err error) error {
	if err != nil {
		return err
	}
	row := p.rows[key]
	row.Key, row.Name, row.Print, row.Version = key, l.name, l.print, ""
	if v != nil {
		row.Version = v.ID
	}
	return p.put(row)
}

func (p *pass) put(row store.TeamFile) error {
	if p.rows[row.Key] == row {
		return nil
	}
	err := p.core.Store.Write(p.ctx, func(tx *store.Tx) error { return tx.PutTeamFile(row) })
	if err != nil {
		return fmt.Errorf("keep how it lies: %w", err)
	}
	p.rows[row.Key], p.moved = row, true
	return nil
}

func (p *pass) forget(key string) error {
	if err := p.core.Store.Write(p.ctx, func(tx *store.Tx) error { return tx.DropTeamFile(key) }); err != nil {
		return fmt.Errorf("forget it: %w", err)
	}
	delete(p.rows, key)
	return nil
}

// take writes the team's version into the folder. What it goes over is in line, or kept beside.
func (p *pass) take(key string, l local, v *rules.Version) error {
	if v.Value.Deleted {
		if l.there {
			if err := remove(p.root, l.name); err != nil {
				return err
			}
		}
		return p.inLine(key, local{name: l.name}, v, nil)
	}
	if p.refused[v.ID] != "" {
		p.refuse(p.guess(key), v)
		return nil
	}
	data, ok, err := p.content(v)
	if err != nil || !ok {
		return err // its parts come
	}
	name := l.name
	if name == "" {
		if name, err = rules.Name(key, v.Value.Name); err != nil {
			p.tellOf(rules.Prefix+key, "refused", "Ask who made it to give it another name.", "A file of %s is not written: %s.", p.who(v.Device), rules.Why(err))
			return nil
		}
	}
	if err := rules.Check(name, data); err != nil {
		p.refused[v.ID] = rules.Why(err)
		p.refuse(name, v)
		return nil
	}
	if l.there { // not a moment ago somebody saved over it
		if _, still, err := read(p.root, l.name, p.lies[l.name], rules.MaxFile); err != nil || !still {
			return err
		}
	} else if _, there, err := look(p.root, name); err != nil || there {
		return err // it came a moment ago: the watch shows it
	}
	if err := write(p.root, name, data); err != nil {
		return err
	}
	delete(p.absent, name)
	delete(p.prints, name) // a clock of the disk may not tell the two contents apart
	err = p.inLine(key, local{name: name, there: true, print: rules.Print(name, data)}, v, nil)
	if err == nil && rules.KindOf(key) == rules.Policy {
		p.o.Policy(p.ctx)
	}
	return err
}

func (p *pass) refuse(name string, v *rules.Version) {
	p.tellOf(name, "refused", "What lies in the folder stays. Ask "+p.who(v.Device)+" to look at it.", "%s by %s is not written: %s.", name, p.who(v.Device), p.refused[v.ID])
}

// edit makes an op of what lies in the folder. What an admin alone may set is a proposal, and the folder gets the team's
// version back.
func (p *pass) edit(key string, l local, stands *rules.Version, prev journal.Stamp) error {
	v := rules.Value{Name: rules.Wish(l.name), Type: string(rules.KindOf(key)), From: p.o.Trusted().UnixMilli(), Parts: []int{}, Deleted: !l.there}
	if l.there {
		if l.data == nil {
			data, ok, err := read(p.root, l.name, p.lies[l.name], rules.MaxFile)
			if err != nil || !ok {
				return err
			}
			l.data = data
		}
		if rules.Print(l.name, l.data) != l.print {
			delete(p.prints, l.name) // it changed while the disk's clock stood still
			p.again = time.Second
			return nil
		}
		if err := rules.Check(l.name, l.data); err != nil {
			p.tellOf(l.name, "refused", "Mend it; until then the other laptops keep what they have.", "%s does not travel: %s.", l.name, rules.Why(err))
			return nil
		}
	}
	own, err := p.append(p.ctx, key, v, l.data, &prev)
	if err != nil {
		return err
	}
	p.moved = true
	if stands != nil && rules.KindOf(key).AdminsOnly() && !p.team.Admin(p.device) {
		p.o.Log.Info("a change of the team's rules by a member is a proposal", "file", l.name)
		return p.take(key, l, stands)
	}
	err = p.inLine(key, l, &rules.Version{Record: journal.Record{Op: &journal.Op{ID: own}}}, nil)
	if err == nil && rules.KindOf(key) == rules.Policy {
		p.o.Policy(p.ctx)
	}
	return err
}

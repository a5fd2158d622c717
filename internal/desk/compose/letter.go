package compose

import (
	"context"
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	letters "deskhand/internal/mail/compose"
	"deskhand/internal/store"
)

// unready is a refusal to send, about one field of the composer.
func unready(field, message, hint string) error {
	f := fault.New(fault.Refused, message, hint)
	f.Field = field
	return f
}

// The fields that a refusal to send is about; FieldNews is the question whether to send although somebody wrote.
const (
	FieldTo      = "to"
	FieldCc      = "cc"
	FieldSubject = "subject"
	FieldBody    = "body"
	FieldFiles   = "files"
	FieldNews    = "news"
)

// ready is a draft that was found fit to be sent.
type ready struct {
	draft   store.Draft
	files   []store.DraftFile
	talk    *talk
	account store.Account
	letter  letters.Letter
}

// ready checks a draft and makes its letter, all but the bytes.
func (s *Service) ready(ctx context.Context, tx *store.Tx, d store.Draft) (*ready, error) {
	t, err := s.talk(tx, d.Anchor)
	if err != nil {
		return nil, err
	}
	r := &ready{draft: d, talk: t}
	if r.files, err = tx.DraftFiles(d.ID); err != nil {
		return nil, err
	}
	for _, step := range []func() error{r.people, r.sender, func() error { return s.words(ctx, r) }, func() error { return r.within(tx) }} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *ready) people() error {
	to, cc, badTo, badCc := typed(r.draft.To, r.draft.Cc)
	const hint = "Correct the address, or take it out."
	switch {
	case badTo != "":
		return unready(FieldTo, badTo+".", hint)
	case badCc != "":
		return unready(FieldCc, badCc+".", hint)
	case len(to)+len(cc) == 0:
		return unready(FieldTo, "The mail has no recipient.", "Say whom it goes to.")
	}
	r.letter.To, r.letter.Cc = to, cc
	return nil
}

func (r *ready) sender() error {
	us, d := r.talk.us, r.draft
	from, err := letters.ParseRecipients(d.From)
	if err != nil || len(from) != 1 || !us.ours(from[0].Addr) {
		return unready("from", fmt.Sprintf("%q is no address this desk writes from.", d.From), "Choose another one under From.")
	}
	r.letter.From = from[0]
	i := slices.IndexFunc(us.accounts, func(a store.Account) bool { return a.ID == d.Account })
	if i >= 0 {
		r.account = us.accounts[i]
	} else if a, ok := us.account(from[0].Addr, ""); ok {
		r.account = a
	}
	switch {
	case r.account.ID == "":
		return fault.New(fault.Refused, "No mailbox is connected.", "Connect one: deskhand account add --email ADDRESS --agent ID.")
	case r.account.SMTP.Host == "":
		return fault.Newf(fault.Refused, "Add it with `deskhand account add`, or in the settings.", "%s has no server for sending.", r.account.Email)
	}
	return nil
}

// words takes over text, pictures, files and quote.
func (s *Service) words(ctx context.Context, r *ready) error {
	d := r.draft
	pictures := map[string]string{} // content id by source
	files := slices.DeleteFunc(slices.Clone(r.files), s.abandoned)
	for _, f := range files {
		if !f.Whole {
			return unready(FieldFiles, f.Name+" is still being copied into the mail.", "Wait a moment and send again, or take it out.")
		}
		if f.CID != "" {
			pictures["cid:"+f.CID], pictures[draftFiles+f.ID] = f.CID, f.CID
		}
	}
	used := map[string]bool{}
	body := clean(d.HTML, func(src string) (string, bool) {
		cid, ok := pictures[src]
		used[cid] = ok
		return cid, ok
	})
	if len(body.blanks) > 0 {
		return unfilled(slices.Compact(body.blanks))
	}
	for _, f := range files {
		a := letters.Attachment{Name: f.Name, Type: f.Type, ContentID: f.CID, Body: s.core.Store.DraftFile(ctx, f.ID)}
		switch {
		case f.CID == "":
			r.letter.Attachments = append(r.letter.Attachments, a)
		case used[f.CID]: // a picture that was taken out of the text stays behind
			r.letter.Inline = append(r.letter.Inline, a)
		}
	}
	at, err := r.talk.parent(d.Parent)
	if err != nil || d.Parent == "" {
		at = -1
	}
	if strings.TrimSpace(letters.Text(body.html)) != "" || len(r.letter.Inline) > 0 {
		r.letter.HTML = body.html
	}
	if r.letter.HTML == "" && len(r.letter.Attachments) == 0 && (d.Kind != store.DraftForward || !d.Quoted || at < 0) {
		return unready(FieldBody, "The mail is empty.", "Write something, or attach a file.")
	}
	r.letter.Subject = d.Subject
	if at >= 0 {
		m := r.talk.mail(at)
		r.letter.Parent = letters.ParentOf(m) // of a forwarded mail too: it stays in its ticket
		if d.Quoted {
			r.letter.Quote = s.quote(shownKind(d), m)
		}
	}
	return r.subject(at)
}

// within leaves out of the answer's ids those that lead out of the ticket: what answers a mail that was split off would
// else stand in the ticket it came from, and bring the customer's next mail there too. Without any it stays by the op that
// says from where it was sent.
func (r *ready) within(tx *store.Tx) error {
	p := r.letter.Parent
	if p == nil {
		return nil
	}
	leads := func(id string) (elsewhere, here bool, err error) {
		row, err := tx.RowOf(mail.Anchor(id))
		return row != 0 && row != r.talk.row, row == r.talk.row, err
	}
	inside := map[string]bool{}
	out := false
	for _, id := range slices.Concat([]string{p.MessageID}, p.InReplyTo, p.References) {
		elsewhere, here, err := leads(id)
		if err != nil {
			return err
		}
		inside[id] = here
		out = out || elsewhere || id == p.MessageID && id != "" && !here
	}
	if !out {
		return nil
	}
	none := func(id string) bool { return !inside[id] }
	kept := &letters.Parent{InReplyTo: slices.DeleteFunc(slices.Clone(p.InReplyTo), none), References: slices.DeleteFunc(slices.Clone(p.References), none)}
	if inside[p.MessageID] {
		kept.MessageID = p.MessageID
	}
	r.letter.Parent = kept
	return nil
}

var tagged = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// subject: a saved reply's tag in the subject cannot be marked as a blank; one that the customer wrote is theirs.
func (r *ready) subject(parent int) error {
	tag := tagged.FindString(r.draft.Subject)
	if tag == "" || parent >= 0 && strings.Contains(r.talk.mail(parent).Subject, tag) {
		return nil
	}
	return unready(FieldSubject, "“"+blankName(tag)+"” in the subject is not filled in yet.", "Fill it in, or delete it.")
}

func unfilled(names []string) error {
	it := "it"
	if len(names) > 1 {
		it = "them"
	}
	return unready(FieldBody, "Not filled in yet: “"+strings.Join(names, "”, “")+"”.", "Fill "+it+" in, or delete "+it+".")
}

// made is a letter's bytes, fixed for ever.
type made struct {
	messageID, key string
	size           int64
	rest           []byte // what is not stored yet: of most mails all of it
}

// make writes a letter's bytes. Those of a big one are stored as they come.
func (s *Service) make(ctx context.Context, mailID string, l letters.Letter) (made, error) {
	var o letters.Options
	rand.Read(o.Random[:]) //nolint:errcheck // never fails since Go 1.24
	o.Date = s.core.Now().In(s.core.Zone())
	o.MessageID = letters.MessageID(o.Random, l.From.Addr)
	w := &parts{ctx: ctx, s: s, id: mailID}
	if err := letters.Write(w, l, o); err != nil {
		return made{}, fmt.Errorf("write the mail: %w", err)
	}
	return made{messageID: o.MessageID, key: mail.Parse(w.head).Key, size: w.size, rest: w.buf}, nil
}

const headSize = 64 << 10

// parts takes a mail's bytes and stores them a chunk at a time, but for the last.
type parts struct {
	ctx  context.Context
	s    *Service
	id   string
	head []byte // enough to read the header from
	buf  []byte
	size int64
}

func (w *parts) Write(p []byte) (int, error) {
	n := len(p)
	w.size += int64(n)
	if room := headSize - len(w.head); room > 0 {
		w.head = append(w.head, p[:min(room, n)]...)
	}
	for len(p) > 0 {
		if len(w.buf) == chunkSize {
			if err := w.s.core.Store.Write(w.ctx, func(tx *store.Tx) error { return tx.AppendMailRaw(w.id, w.buf) }); err != nil {
				return 0, err
			}
			w.buf = w.buf[:0]
		}
		k := min(chunkSize-len(w.buf), len(p))
		w.buf = append(w.buf, p[:k]...)
		p = p[k:]
	}
	return n, nil
}

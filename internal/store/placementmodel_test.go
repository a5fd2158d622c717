package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/mail"
)

// box is a folder on the server, and what the desk is to have of it.
type box struct {
	Folder
	next uint32
	mail map[uint32]int // by UID, as the server has it
	here map[uint32]int // as the desk was told
	void []int          // mails of an older numbering that were not met yet
	new  bool           // numbered anew, and the desk has not seen it
}

// mirror is a server under random work and a desk that follows it in steps that may end anywhere.
type mirror struct {
	dir   string
	s     *Store
	mails []Arrival
	keys  []string
	boxes []*box
	best  map[string]int // by key: the most that ever came of it
	came  map[string]bool
	cant  map[string]bool // by key: what is here is less than all, and the server gives no more
	once  map[int]bool    // lonely mails that were delivered
}

// lonely mails say nothing of who they are: each comes once, into the last folder, and is never moved.
func (w *mirror) lonely(i int) bool { return len(w.mails)-i <= 2 }

// drawMails writes mails with and without a Message-ID, two with one id and other text, and two without any header.
func drawMails(t *rapid.T) (mails []Arrival) {
	n := rapid.IntRange(2, 7).Draw(t, "mails")
	last := "" // the header that the second of two mails with one id repeats
	for i := range n + 4 {
		at := noon().Add(time.Duration(-i*30-rapid.IntRange(0, 20).Draw(t, "days")) * 24 * time.Hour)
		id, extra := fmt.Sprintf("Message-ID: <%d@x.example>\r\n", i), ""
		switch {
		case i == n:
			at, id, extra = mails[n-1].Internal, last, "and more of it"
		case i == n+1:
			id = ""
		case i > 0 && rapid.Bool().Draw(t, "answers"):
			id += fmt.Sprintf("In-Reply-To: <%d@x.example>\r\n", rapid.IntRange(0, i-1).Draw(t, "to"))
		}
		last = id
		from := 'p'
		if i == n {
			from += rune(n - 1)
		} else {
			from += rune(i)
		}
		raw := fmt.Sprintf("From: %c@client.example\r\nTo: support@kestrel.example\r\nDate: %s\r\nSubject: matter%d\r\n%s\r\nbody%d word\r\n%s%s", from, at.Format(time.RFC1123Z), i, id, i, extra, bytes.Repeat([]byte("x "), i))
		if i >= n+2 {
			raw = fmt.Sprintf("\r\nbody%d without a head%s", i, bytes.Repeat([]byte(" x"), i))
		}
		mails = append(mails, Arrival{Internal: at, Raw: []byte(raw), Size: int64(len(raw))})
	}
	return mails
}

func (w *mirror) open(t *rapid.T) {
	var err error
	if w.s, err = Open(t.Context(), w.dir, Options{Now: noon}); err != nil {
		t.Fatal(err)
	}
	furnish(w.s)
}

func (w *mirror) restart(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "really") > 0 {
		return
	}
	if err := w.s.Close(); err != nil {
		t.Fatal(err)
	}
	w.open(t)
}

func (w *mirror) box(t *rapid.T) *box {
	return w.boxes[rapid.IntRange(0, len(w.boxes)-1).Draw(t, "box")]
}

func (b *box) put(i int) {
	b.next++
	b.mail[b.next] = i
}

// pick takes a mail out of a folder of the server.
func (b *box) pick(t *rapid.T) (int, bool) {
	uids := slices.Sorted(maps.Keys(b.mail))
	if len(uids) == 0 {
		return 0, false
	}
	uid := rapid.SampledFrom(uids).Draw(t, "uid")
	i := b.mail[uid]
	delete(b.mail, uid)
	return i, true
}

func (w *mirror) deliver(t *rapid.T) {
	b := w.box(t)
	i := rapid.IntRange(0, len(w.mails)-1).Draw(t, "mail")
	if w.lonely(i) {
		b = w.boxes[len(w.boxes)-1]
		if w.once[i] {
			return
		}
		w.once[i] = true
	}
	b.put(i)
}

func (w *mirror) move(t *rapid.T) {
	from, to := w.box(t), w.box(t)
	if i, ok := from.pick(t); ok && !w.lonely(i) {
		to.put(i)
	}
}

func (w *mirror) expunge(t *rapid.T) { w.box(t).pick(t) }

func (w *mirror) renumber(t *rapid.T) {
	b := w.box(t)
	b.UIDValidity++
	old := b.mail
	b.mail, b.next, b.new = map[uint32]int{}, 0, true
	for _, uid := range slices.Sorted(maps.Keys(old)) {
		b.put(old[uid])
	}
}

// sync is what the engine does with a folder; it may stop after any step.
func (w *mirror) sync(t *rapid.T) { w.syncBox(t, w.box(t), rapid.IntRange(0, 5).Draw(t, "steps")) }

func (w *mirror) syncBox(t *rapid.T, b *box, steps int) {
	stored, err := w.s.Folder(t.Context(), b.Account, b.Name)
	if err != nil {
		t.Fatal(err)
	}
	f := b.Folder
	f.Relist = stored.Relist
	if stored.UIDValidity != 0 && stored.UIDValidity != f.UIDValidity {
		w.ok(t, w.s.Renewed(t.Context(), f))
		f.Relist = true
		b.void = append(b.void, slices.Collect(maps.Values(b.here))...)
		b.here = map[uint32]int{}
	}
	b.new = false
	present, err := w.s.Present(t.Context(), f)
	w.ok(t, err)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(b.here)), present); diff != "" && len(b.here)+len(present) > 0 {
		t.Fatalf("present in %s (-model +stored)\n%s", b.Name, diff)
	}
	for _, step := range []func(){
		func() { w.recognise(t, b, f) },
		func() { w.fetch(t, b, f) },
		func() { w.vanish(t, b, f) },
	} {
		if steps--; steps < 0 {
			return
		}
		step()
	}
	f.Relist, f.Done = f.Relist && len(b.missing()) > 0, true
	_, err = w.s.Arrive(t.Context(), f, nil)
	w.ok(t, err)
	if !f.Relist {
		b.void = nil
	}
}

func (w *mirror) ok(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func (b *box) missing() []uint32 {
	var out []uint32
	for _, uid := range slices.Sorted(maps.Keys(b.mail)) {
		if _, ok := b.here[uid]; !ok {
			out = append(out, uid)
		}
	}
	return out
}

// place is what the desk was told.
func (w *mirror) place(b *box, uid uint32, i int) {
	b.here[uid] = i
	if n := slices.IndexFunc(b.void, func(o int) bool { return w.keys[o] == w.keys[i] }); n >= 0 {
		b.void = slices.Delete(b.void, n, n+1)
	}
}

func (w *mirror) recognise(t *rapid.T, b *box, f Folder) {
	if rapid.IntRange(0, 3).Draw(t, "recognise") == 0 {
		return
	}
	var list []Known
	for _, uid := range b.missing() {
		m := w.mails[b.mail[uid]]
		list = append(list, Known{UID: uid, Internal: m.Internal, Size: m.Size, Header: fields(m.Raw)})
	}
	placed, _, err := w.s.Recognise(t.Context(), f, list)
	w.ok(t, err)
	for _, uid := range placed {
		i := b.mail[uid]
		if !w.came[w.keys[i]] {
			t.Fatalf("mail %d was recognised and never came", i)
		}
		w.place(b, uid, i)
	}
	for _, uid := range b.missing() { // what is left never came, or not in this size, or cannot be told
		if i := b.mail[uid]; w.came[w.keys[i]] && w.best[w.keys[i]] > 0 && !w.cant[w.keys[i]] && mail.Parse(w.mails[i].Raw).HasID && w.alone(i) {
			t.Fatalf("mail %d is here and would be fetched again", i)
		}
	}
}

// alone: no other mail has its key.
func (w *mirror) alone(i int) bool {
	return !slices.ContainsFunc(w.mails, func(o Arrival) bool { return !bytes.Equal(o.Raw, w.mails[i].Raw) && mail.Parse(o.Raw).Key == w.keys[i] })
}

// fields are those that tell a mail apart.
func fields(raw []byte) []byte {
	var out []byte
	for _, line := range bytes.SplitAfter(headOf(raw), []byte("\n")) {
		for _, name := range []string{"From:", "Date:", "Message-ID:"} {
			if bytes.HasPrefix(line, []byte(name)) {
				out = append(out, line...)
			}
		}
	}
	return append(out, "\r\n"...)
}

func headOf(raw []byte) []byte {
	if bytes.HasPrefix(raw, []byte("\r\n")) {
		return raw[:2]
	}
	return raw[:bytes.Index(raw, []byte("\r\n\r\n"))+4]
}

// cut is a mail as it comes in some extent.
func cut(t *rapid.T, m Arrival) Arrival {
	head := headOf(m.Raw)
	switch rapid.IntRange(0, 5).Draw(t, "extent") {
	case 0, 1:
		m.Extent, m.Raw = ExtentHead, head
	case 2:
		m.Extent, m.Raw = ExtentPart, m.Raw[:len(head)+rapid.IntRange(0, len(m.Raw)-len(head)).Draw(t, "cut")]
	case 3:
		m.Missing, m.Raw = "too large", head
	}
	return m
}

func (w *mirror) fetch(t *rapid.T, b *box, f Folder) {
	var batch []Arrival
	for _, uid := range b.missing() {
		if rapid.IntRange(0, 5).Draw(t, "left out") == 0 {
			continue
		}
		m := w.mails[b.mail[uid]]
		if !w.lonely(b.mail[uid]) || w.best[w.keys[b.mail[uid]]] < 3 {
			m = cut(t, m)
		}
		m.UID = uid
		batch = append(batch, m)
	}
	_, err := w.s.Arrive(t.Context(), f, batch)
	w.ok(t, err)
	for _, m := range batch {
		w.took(b, m)
	}
}

func (w *mirror) took(b *box, m Arrival) {
	i := b.mail[m.UID]
	w.place(b, m.UID, i)
	w.came[w.keys[i]] = true
	now := worth(m.Extent, m.Missing)
	w.cant[w.keys[i]] = now <= w.best[w.keys[i]] && (w.cant[w.keys[i]] || m.Missing != "")
	w.best[w.keys[i]] = max(w.best[w.keys[i]], now)
}

func (w *mirror) vanish(t *rapid.T, b *box, f Folder) {
	var gone []uint32
	for _, uid := range slices.Sorted(maps.Keys(b.here)) {
		if _, ok := b.mail[uid]; !ok {
			gone = append(gone, uid)
		}
	}
	moved, err := w.s.Elsewhere(t.Context(), f, gone)
	w.ok(t, err)
	for _, uid := range gone {
		want := false
		for _, o := range w.boxes {
			for _, i := range o.here {
				want = want || o != b && w.keys[i] == w.keys[b.here[uid]]
			}
		}
		if want != slices.Contains(moved, uid) {
			t.Fatalf("mail %d of %s stands elsewhere: %v", b.here[uid], b.Name, !want)
		}
	}
	_, err = w.s.Vanished(t.Context(), f, gone)
	w.ok(t, err)
	for _, uid := range gone {
		delete(b.here, uid)
	}
}

// want asks for mails as a person does, and may bring what is wanted.
func (w *mirror) want(t *rapid.T) {
	w.ok(t, w.s.Write(t.Context(), func(tx *Tx) error {
		raws, err := list[int64](tx, `SELECT id FROM raw ORDER BY id`)
		if err != nil || len(raws) == 0 {
			return err
		}
		_, err = tx.Want(WantOpened, rapid.SampledFrom(raws).Draw(t, "raw"))
		return err
	}))
	for _, account := range []string{"a", "b"} {
		var wanted []Wanted
		w.ok(t, w.s.Read(t.Context(), func(tx *Tx) (err error) {
			wanted, err = tx.WantedOf(account, time.Time{}, rapid.IntRange(1, 9).Draw(t, "limit"))
			return err
		}))
		for _, v := range wanted {
			b := w.boxes[slices.IndexFunc(w.boxes, func(b *box) bool { return b.Account == account && b.Name == v.Folder })]
			i, ok := b.here[v.UID]
			if !ok || w.best[w.keys[i]] >= 3 || w.cant[w.keys[i]] || !v.Asked && w.best[w.keys[i]] == 2 {
				t.Fatalf("%s wants %+v, of which there is %d", account, v, w.best[w.keys[i]])
			}
			if j, ok := b.mail[v.UID]; !ok || b.new || j != i || rapid.IntRange(0, 3).Draw(t, "skip") == 0 {
				continue
			}
			f, err := w.s.Folder(t.Context(), account, v.Folder)
			w.ok(t, err)
			m := w.mails[i]
			m.UID = v.UID
			_, err = w.s.Arrive(t.Context(), f, []Arrival{m})
			w.ok(t, err)
			w.took(b, m)
		}
	}
}

type stand struct {
	Account, Folder string
	UID             uint32
	Key             string
}

// key names a mail as the model does: what says nothing of itself by its size.
func (w *mirror) key(stored string, size int64) string {
	if slices.Contains(w.keys, stored) {
		return stored
	}
	return fmt.Sprint("nameless ", size)
}

// check compares the whole desk with the model.
func (w *mirror) check(t *rapid.T) {
	want, voids, gone, raws := map[stand]bool{}, map[stand]int{}, map[string]bool{}, map[string]string{}
	for key := range w.came {
		gone[key] = true
		raws[key] = []string{"", ExtentHead, ExtentPart, ""}[w.best[key]]
	}
	for _, b := range w.boxes {
		for uid, i := range b.here {
			want[stand{b.Account, b.Name, uid, w.keys[i]}] = true
			delete(gone, w.keys[i])
		}
		for _, i := range b.void {
			voids[stand{b.Account, b.Name, 0, w.keys[i]}]++
			delete(gone, w.keys[i])
		}
	}
	err := w.s.Read(t.Context(), func(tx *Tx) error {
		got, gotVoids := map[stand]bool{}, map[stand]int{}
		err := tx.each(func(scan func(...any) error) error {
			var p stand
			var void bool
			var size int64
			err := scan(&p.Account, &p.Folder, &p.UID, &p.Key, &size, &void)
			p.Key = w.key(p.Key, size)
			if void {
				p.UID = 0
				gotVoids[p]++
			} else {
				got[p] = true
			}
			return err
		}, `SELECT f.account, f.name, p.uid, r.key, r.size, p.uidvalidity <> f.uidvalidity FROM placement p JOIN folder f ON f.id = p.folder JOIN raw r ON r.id = p.raw`)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("placements (-model +stored)\n%s", diff)
		}
		if diff := cmp.Diff(voids, gotVoids); diff != "" {
			t.Fatalf("void placements (-model +stored)\n%s", diff)
		}
		gotRaws, gotGone := map[string]string{}, map[string]bool{}
		err = tx.each(func(scan func(...any) error) error {
			var key, extent string
			var none bool
			var size int64
			err := scan(&key, &size, &extent, &none)
			key = w.key(key, size)
			gotRaws[key] = extent
			if none {
				gotGone[key] = true
			}
			return err
		}, `SELECT m.key, r.size, r.extent, NOT EXISTS (SELECT 1 FROM placement p WHERE p.raw = r.id) FROM message m JOIN raw r ON r.id = m.raw AND r.extent = m.extent`)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(raws, gotRaws); diff != "" {
			t.Fatalf("mails and how much of each (-model +stored)\n%s", diff)
		}
		if diff := cmp.Diff(gone, gotGone); diff != "" {
			t.Fatalf("no longer on the server (-model +stored)\n%s", diff)
		}
		return w.checkFigures(t, tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// wrongFigures are folders whose counts are not what they hold.
const wrongFigures = `SELECT f.name || ' ' || f.here || ' ' || f.heads || ' ' || f.parts || ' ' || f.missing FROM folder f WHERE
	(here, heads, parts, missing) <> (SELECT count(*), coalesce(sum(r.extent = 'head' AND r.missing = ''), 0), coalesce(sum(r.extent = 'part' AND r.missing = ''), 0), coalesce(sum(r.missing <> ''), 0)
	FROM placement p JOIN raw r ON r.id = p.raw WHERE p.folder = f.id)`

// checkFigures counts what the desk keeps counted, and looks that each mail stands where its folders say.
func (w *mirror) checkFigures(t *rapid.T, tx *Tx) error {
	wrong, err := list[string](tx, wrongFigures)
	if err != nil || len(wrong) > 0 {
		t.Fatalf("figures of folders: %q, %v", wrong, err)
	}
	wrong, err = list[string](tx, `SELECT r.key || ' ' || m.place || ' ' || r.role FROM raw r JOIN message m ON m.raw = r.id WHERE r.role <> m.place OR EXISTS (SELECT 1 FROM placement p WHERE p.raw = r.id) AND
		m.place <> (SELECT folder.role FROM placement JOIN folder ON folder.id = placement.folder WHERE placement.raw = r.id ORDER BY `+placeOrder+` LIMIT 1)`)
	if err != nil || len(wrong) > 0 {
		t.Fatalf("places: %q, %v", wrong, err)
	}
	wrong, err = list[string](tx, `SELECT r.key FROM wanted w JOIN raw r ON r.id = w.raw WHERE r.extent = '' OR r.missing <> '' OR NOT EXISTS (SELECT 1 FROM placement p WHERE p.raw = r.id)`)
	if err != nil || len(wrong) > 0 {
		t.Fatalf("wanted although whole or gone: %q, %v", wrong, err)
	}
	for i, m := range w.mails { // what is whole is what the server had
		if w.best[w.keys[i]] < 3 || !w.alone(i) || w.lonely(i) {
			continue
		}
		raw, _, _, err := tx.RawOf(w.keys[i])
		if err != nil {
			return err
		}
		var got bytes.Buffer
		if _, err := got.ReadFrom(tx.Raw(raw)); err != nil || !bytes.Equal(got.Bytes(), m.Raw) {
			t.Fatalf("mail %d became %q, %v", i, got.String(), err)
		}
	}
	return nil
}

// TestPlacementModel: whatever happens on the server and wherever following it stops, placements are what the desk was
// told, no mail is lost or doubled, more of a mail takes the place of less and never the other way, and in the end the
// desk equals the server.
func TestPlacementModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := &mirror{dir: t.TempDir(), best: map[string]int{}, came: map[string]bool{}, once: map[int]bool{}, cant: map[string]bool{}}
		w.open(rt)
		defer func() { w.s.Close() }() //nolint:errcheck // the test is over
		w.ok(rt, w.s.Write(rt.Context(), func(tx *Tx) error {
			if err := tx.PutAccount(Account{ID: "a", Email: "support@kestrel.example"}); err != nil {
				return err
			}
			return tx.PutAccount(Account{ID: "b", Email: "sales@kestrel.example"})
		}))
		w.mails = drawMails(rt)
		for i, m := range w.mails {
			w.keys = append(w.keys, mail.Parse(m.Raw).Key)
			if w.lonely(i) {
				w.keys[i] = fmt.Sprint("nameless ", m.Size)
			}
		}
		for _, f := range []Folder{{Account: "a", Name: "INBOX", Role: "inbox"}, {Account: "a", Name: "Archive", Role: "archive"}, {Account: "a", Name: "Junk", Role: "junk"}, {Account: "b", Name: "Trash", Role: "trash"}, {Account: "b", Name: "INBOX", Role: "inbox"}} {
			f.UIDValidity = 1
			w.boxes = append(w.boxes, &box{Folder: f, mail: map[uint32]int{}, here: map[uint32]int{}})
		}
		for range rapid.IntRange(3, 30).Draw(rt, "steps") {
			do := rapid.SampledFrom([]func(*rapid.T){w.deliver, w.deliver, w.deliver, w.move, w.expunge, w.renumber, w.sync, w.sync, w.sync, w.sync, w.want, w.restart}).Draw(rt, "do")
			do(rt)
			w.check(rt)
		}
		w.settle(rt)
	})
}

// settle follows every folder to its end: the desk then equals the server, and a rebuild finds nothing to mend.
func (w *mirror) settle(t *rapid.T) {
	for _, b := range w.boxes {
		for n := 0; n == 0 || len(b.missing()) > 0; n++ {
			w.syncBox(t, b, 9)
		}
		if diff := cmp.Diff(b.mail, b.here); diff != "" {
			t.Fatalf("%s (-server +desk)\n%s", b.Name, diff)
		}
	}
	w.check(t)
	w.s.Settle()
	if _, diffs, err := w.s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Fatalf("rebuild: %v, %v", diffs, err)
	}
	w.check(t)
}

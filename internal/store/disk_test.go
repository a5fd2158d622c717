package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// disk stands between SQLite and the files of one folder. It writes down all that SQLite asks for, so that a power loss
// can be played at any point, and refuses bytes that do not fit.
type disk struct {
	dir   string
	mu    sync.Mutex
	log   []diskEvent
	files map[uintptr]string // open ones by SQLite's own handle
	sizes map[string]int64
	room  int64 // bytes for all files and the reserve; 0: no end
	full  int   // writes that were refused

	// What SQLite holds addresses of.
	base    sqlite3.Tsqlite3_vfs
	memory  []uintptr
	methods map[uintptr]*methods // patched tables by the one they stand for
	open    openFunc
	remove  removeFunc
}

type diskEvent struct {
	kind string // write, truncate, sync, delete
	file string // its base name
	at   int64  // offset; size; of a sync the point in the log at which it began
	data []byte
	n    int // its point in the log
}

// methods is a table of a file's functions with some of ours in it.
type methods struct {
	table    uintptr
	close    closeFunc
	write    writeFunc
	truncate truncateFunc
	sync     syncFunc
}

// at makes a pointer of an address that SQLite gave; the memory is its own.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// fp is the address of a function as SQLite calls it; the function must stay reachable.
func fp(f any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&f))[1] }

// The functions of SQLite's own files, as it calls them.
type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	removeFunc   = func(tls *libc.TLS, vfs, name uintptr, sync int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, data uintptr, n int32, off int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
)

// newDisk lets every database opened in dir go through it until the test ends.
func newDisk(t *testing.T, dir string) *disk {
	t.Helper()
	tls := libc.NewTLS()
	defer tls.Close()
	base := sqlite3.Xsqlite3_vfs_find(tls, 0)
	d := &disk{
		dir: dir, files: map[uintptr]string{}, sizes: map[string]int64{}, methods: map[uintptr]*methods{},
		base: *at[sqlite3.Tsqlite3_vfs](base),
	}
	d.open = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
		rc := (*(*openFunc)(unsafe.Pointer(&d.base.FxOpen)))(tls, base, name, file, flags, out)
		if path := libc.GoString(name); rc == sqlite3.SQLITE_OK && filepath.Dir(path) == d.dir {
			d.opened(tls, file, path)
		}
		return rc
	}
	d.remove = func(tls *libc.TLS, vfs, name uintptr, sync int32) int32 {
		rc := (*(*removeFunc)(unsafe.Pointer(&d.base.FxDelete)))(tls, base, name, sync)
		if path := libc.GoString(name); rc == sqlite3.SQLITE_OK && filepath.Dir(path) == d.dir {
			d.mu.Lock()
			d.note(diskEvent{kind: "delete", file: filepath.Base(path)})
			delete(d.sizes, filepath.Base(path))
			d.mu.Unlock()
		}
		return rc
	}
	name := fmt.Sprintf("disk of %s\x00", t.Name())
	vfs := d.base
	vfs.FpNext, vfs.FzName, vfs.FxOpen, vfs.FxDelete = 0, d.alloc(tls, uintptr(len(name))), fp(d.open), fp(d.remove)
	copy(unsafe.Slice(at[byte](vfs.FzName), len(name)), name)
	ours := d.alloc(tls, unsafe.Sizeof(vfs))
	*at[sqlite3.Tsqlite3_vfs](ours) = vfs
	if rc := sqlite3.Xsqlite3_vfs_register(tls, ours, 1); rc != sqlite3.SQLITE_OK {
		t.Fatalf("register: %d", rc)
	}
	t.Cleanup(func() {
		tls := libc.NewTLS()
		defer tls.Close()
		sqlite3.Xsqlite3_vfs_register(tls, base, 1)
		sqlite3.Xsqlite3_vfs_unregister(tls, ours)
		for _, p := range d.memory {
			libc.Xfree(tls, p)
		}
	})
	return d
}

// alloc is memory of SQLite's kind, which Go's own rules for pointers leave alone.
func (d *disk) alloc(tls *libc.TLS, size uintptr) uintptr {
	p := libc.Xcalloc(tls, 1, libc.Tsize_t(size))
	d.memory = append(d.memory, p)
	return p
}

func (d *disk) opened(tls *libc.TLS, file uintptr, path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	name := filepath.Base(path)
	d.files[file] = name
	if info, err := os.Stat(path); err == nil {
		d.sizes[name] = info.Size()
	}
	table := at[uintptr](file) // the first field of every open file
	m := d.methods[*table]
	if m == nil {
		m = d.patch(tls, *table)
		d.methods[*table] = m
	}
	*table = m.table
}

func (d *disk) patch(tls *libc.TLS, base uintptr) *methods {
	was := *at[sqlite3.Tsqlite3_io_methods](base)
	m := &methods{table: d.alloc(tls, unsafe.Sizeof(was))}
	m.close = func(tls *libc.TLS, file uintptr) int32 {
		d.mu.Lock()
		delete(d.files, file)
		d.mu.Unlock()
		return (*(*closeFunc)(unsafe.Pointer(&was.FxClose)))(tls, file)
	}
	m.write = func(tls *libc.TLS, file, data uintptr, n int32, off int64) int32 {
		if !d.wrote(file, unsafe.Slice(at[byte](data), n), off) {
			return sqlite3.SQLITE_FULL
		}
		return (*(*writeFunc)(unsafe.Pointer(&was.FxWrite)))(tls, file, data, n, off)
	}
	m.truncate = func(tls *libc.TLS, file uintptr, size int64) int32 {
		rc := (*(*truncateFunc)(unsafe.Pointer(&was.FxTruncate)))(tls, file, size)
		d.mu.Lock()
		defer d.mu.Unlock()
		if rc == sqlite3.SQLITE_OK {
			d.sizes[d.files[file]] = size
			d.note(diskEvent{kind: "truncate", file: d.files[file], at: size})
		}
		return rc
	}
	m.sync = func(tls *libc.TLS, file uintptr, flags int32) int32 {
		began := d.now()
		rc := (*(*syncFunc)(unsafe.Pointer(&was.FxSync)))(tls, file, flags)
		d.mu.Lock()
		defer d.mu.Unlock()
		if rc == sqlite3.SQLITE_OK {
			d.note(diskEvent{kind: "sync", file: d.files[file], at: int64(began)})
		}
		return rc
	}
	ours := was
	ours.FxClose, ours.FxWrite, ours.FxTruncate, ours.FxSync = fp(m.close), fp(m.write), fp(m.truncate), fp(m.sync)
	*at[sqlite3.Tsqlite3_io_methods](m.table) = ours
	return m
}

// wrote notes a write; false where it does not fit.
func (d *disk) wrote(file uintptr, data []byte, off int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	name := d.files[file]
	if more := off + int64(len(data)) - d.sizes[name]; more > 0 {
		if d.room > 0 && more > d.free() {
			d.full++
			return false
		}
		d.sizes[name] += more
	}
	d.note(diskEvent{kind: "write", file: name, at: off, data: slices.Clone(data)})
	return true
}

// free is what room is left. The reserve counts as long as it stands.
func (d *disk) free() int64 {
	left := d.room
	for _, n := range d.sizes {
		left -= n
	}
	if info, err := os.Stat(filepath.Join(d.dir, reserveName)); err == nil {
		left -= info.Size()
	}
	return left
}

// note keeps an event, except where nothing will be played. d.mu is held.
func (d *disk) note(e diskEvent) {
	if d.room == 0 {
		e.n = len(d.log)
		d.log = append(d.log, e)
	}
}

// now is the point in the log that has been reached.
func (d *disk) now() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.log)
}

// leave sets how many bytes may still come; negative: as many as like.
func (d *disk) leave(room int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.room = 1 << 60
	d.full = 0
	if room >= 0 {
		d.room += room - d.free()
	}
}

// platter is what of a folder is on the disk at some point of a log.
type platter struct {
	safe    map[string][]byte      // as of each file's last fsync
	pending map[string][]diskEvent // since
}

func newPlatter() *platter { return &platter{map[string][]byte{}, map[string][]diskEvent{}} }

func (e diskEvent) apply(b []byte) []byte {
	if e.kind == "truncate" {
		if e.at <= int64(len(b)) {
			return b[:e.at]
		}
		return append(b, make([]byte, e.at-int64(len(b)))...)
	}
	if end := e.at + int64(len(e.data)); end > int64(len(b)) {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	copy(b[e.at:], e.data)
	return b
}

func (p *platter) play(e diskEvent) {
	switch e.kind {
	case "sync":
		b, rest := p.safe[e.file], p.pending[e.file]
		for len(rest) > 0 && rest[0].n < int(e.at) { // what came while it ran may have come too late
			b, rest = rest[0].apply(b), rest[1:]
		}
		p.safe[e.file], p.pending[e.file] = b, rest
	case "delete":
		delete(p.safe, e.file)
		delete(p.pending, e.file)
	default:
		p.pending[e.file] = append(p.pending[e.file], e)
	}
}

// loss is what becomes of the writes that no fsync has brought onto the disk.
type loss int

const (
	loseAll  loss = iota // the power goes: none is there
	byChance             // the power goes: each sector is there or not
	keepAll              // only the process dies: all are there
)

// lose writes what is left of a folder's files into dir.
func (p *platter) lose(dir string, how loss, r *rand.Rand) error {
	names := slices.Sorted(maps.Keys(p.safe))
	for name := range p.pending {
		if how != loseAll && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		b := slices.Clone(p.safe[name])
		for _, e := range p.pending[name] {
			switch how {
			case byChance:
				b = e.maybe(b, r)
			case keepAll:
				b = e.apply(b)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

const sector = 512

// maybe applies an event wholly, in part or not at all.
func (e diskEvent) maybe(b []byte, r *rand.Rand) []byte {
	switch r.IntN(3) {
	case 0:
		return b
	case 1:
		return e.apply(b)
	}
	if e.kind == "truncate" {
		return b
	}
	for off := 0; off < len(e.data); off += sector {
		if r.IntN(2) == 0 {
			part := e
			part.at, part.data = e.at+int64(off), e.data[off:min(off+sector, len(e.data))]
			b = part.apply(b)
		}
	}
	return b
}

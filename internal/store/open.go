package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/klauspost/compress/zstd"
	"modernc.org/sqlite" // registers the driver

	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// ErrNewer says that a later version of Deskhand has written this desk.
var ErrNewer = errors.New("this desk was written by a newer Deskhand")

// ErrDamaged says that SQLite finds the file damaged.
var ErrDamaged = errors.New("the desk's database is damaged")

// ErrReadOnly says that the folder or file cannot be written.
var ErrReadOnly = errors.New("the data folder cannot be written")

// ErrFull says that the disk is full; what stood there before stands.
var ErrFull = errors.New("the disk is full")

// fileName is the desk; nobody but SQLite may open it (one stray close drops its locks).
const fileName = "desk.db"

// Rules is what projections ask of policy; the desk swaps it when policy.yaml changes.
type Rules struct {
	ticket.Rules
	Ours     func(addr string) bool                     // is it one of our addresses
	OwnList  func(id string) bool                       // is it the id (RFC 2919) of one of our addresses that is a list
	Outside  func(m *mail.Message) (o Outside, ok bool) // what a rule says of a mail of a system outside; nil: there is none
	Print    string                                     // another print of the same rules means other projections
	Outsides string                                     // another print of Outside's rules means that mail is judged anew
	Routes   []Route                                    // versions of the policy, by From and then as they were made; none: nothing is routed
}

// Options of Open.
type Options struct {
	Log *slog.Logger
	Now func() time.Time
}

// Store is an open desk database.
type Store struct {
	dir         string
	log         *slog.Logger
	now         func() time.Time
	writer      *writer
	readers     *sql.DB
	rules       atomic.Pointer[Rules]
	viewer      atomic.Pointer[ticket.Viewer]
	device      atomic.Pointer[string]
	colleagues  atomic.Pointer[map[string]string] // device → agent
	unconfirmed atomic.Pointer[map[string]bool]
	packer      *zstd.Encoder
	packed      sync.Pool // *[]byte: room to pack in
	opener      *zstd.Decoder
	indexer     *indexer
	deferred    *deferred
	atOnce      int   // objects that are projected in the transaction that brought them
	partDocs    int64 // entries that a part of the search index takes
	checks      *checkpointer
	reserve     *reserve
	closing     sync.Once
	spent       spent
	fresh       bool // no mail yet when opened: ingest may hold the writer longer
}

// Open opens or makes the desk in dir, migrates its sources and, where the program's projections are newer than
// the file's, marks them for rebuilding. Errors wrap ErrNewer, ErrDamaged or ErrReadOnly where they apply.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if _, err := sqlite.OFDLocking(true); err != nil && !errors.Is(err, sqlite.ErrOFDLockingUnavailable) && !errors.Is(err, sqlite.ErrOFDLockingTooLate) {
		return nil, fmt.Errorf("choose file locks: %w", err)
	}
	path := filepath.Join(dir, fileName)
	if err := touch(path); err != nil {
		return nil, err
	}
	s := &Store{dir: dir, log: o.Log, now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	// Files come in base64, in which nothing repeats and each byte says six bits: without its last option the encoder
	// leaves that as it is.
	if s.packer, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2), zstd.WithAllLitEntropyCompression(true)); err != nil {
		return nil, fmt.Errorf("start compressor: %w", err)
	}
	if s.opener, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(4<<20)); err != nil {
		return nil, fmt.Errorf("start decompressor: %w", err)
	}
	empty := ""
	s.device.Store(&empty)
	s.SetRules(Rules{})
	s.SetViewer(ticket.Viewer{})
	alone, err := lockOpening(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer alone.Unlock() //nolint:errcheck // the file's close unlocks it too
	s.reserve = newReserve(dir)
	if err := s.connect(ctx, path); err != nil {
		s.reserve.close()
		return nil, err
	}
	s.partDocs, s.atOnce = partDocs, atOnce
	s.indexer = newIndexer(s)
	s.deferred = newDeferred(s)
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// connect opens the database for the writer and the readers, migrated.
func (s *Store) connect(ctx context.Context, path string) error {
	write, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return fmt.Errorf("open desk: %w", err)
	}
	write.SetMaxOpenConns(1)
	err = migrate(ctx, write, s.dir)
	if errors.Is(classify(err), ErrFull) && s.reserve.release() { // or what was typed on a full disk could not even be read
		err = migrate(ctx, write, s.dir)
	}
	if err != nil {
		return errors.Join(classify(err), write.Close())
	}
	if s.checks, err = newCheckpointer(s, path); err != nil {
		return errors.Join(classify(err), write.Close())
	}
	if s.writer, err = newWriter(ctx, s, write); err != nil {
		return errors.Join(classify(err), write.Close())
	}
	if s.readers, err = sql.Open("sqlite", dsn(path, true)); err != nil {
		return fmt.Errorf("open desk for reading: %w", err)
	}
	s.readers.SetMaxOpenConns(4)
	s.readers.SetMaxIdleConns(4)
	return nil
}

// lockOpening lets one process at a time make or migrate the desk: two first starts at once would each make the tables.
func lockOpening(ctx context.Context, dir string) (*flock.Flock, error) {
	l := flock.New(filepath.Join(dir, "open.lock"), flock.SetPermissions(0o600))
	if _, err := l.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("wait for another start: %w", err)
	}
	return l, nil
}

// start says whether the desk is empty, and makes projections where there are none.
func (s *Store) start(ctx context.Context) error {
	defer s.writer.lastPerson.Store(0) // that was nobody's key
	return s.Write(ctx, func(tx *Tx) error {
		if err := tx.makeProjections(); err != nil {
			return err
		}
		n, err := one[int](tx, `SELECT count(*) FROM (SELECT 1 FROM raw LIMIT 1)`)
		s.fresh = n == 0
		return err
	})
}

// touch makes the file with its mode before SQLite would with another, and tells a read-only folder apart.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case err == nil:
		return f.Close()
	case errors.Is(err, fs.ErrExist):
		return nil
	default:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
}

// dsn: settings of architecture.md, "SQLite".
func dsn(path string, readOnly bool) string {
	q := url.Values{}
	q.Set("_txlock", "immediate")
	q.Set("_defensive", "1")
	q.Set("_foreign_keys", "1")
	q.Set("_busy_timeout", "5000")
	for _, p := range []string{"trusted_schema(0)", "cell_size_check(1)", "journal_size_limit(67108864)", "cache_size(-32768)", "temp_store(2)"} {
		q.Add("_pragma", p)
	}
	if readOnly {
		q.Set("_query_only", "1")
		q.Add("_pragma", "mmap_size(268435456)") // the writer does better without, and what it maps counts as its memory
	} else {
		q.Set("_journal_mode", "WAL")
		q.Set("_synchronous", "FULL")
		q.Add("_pragma", "fullfsync(1)")          // macOS: fsync alone does not reach the disk
		q.Add("_pragma", "wal_autocheckpoint(0)") // checkpointer does it
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// isConstraint tells whether a row itself was refused: a constraint, a value too big, a value of the wrong type.
func isConstraint(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	code := e.Code() & 0xff
	return code == 18 || code == 19 || code == 20 // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH
}

// classify gives SQLite's own errors our names.
func classify(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Code() == 4874 { // SQLITE_IOERR_SHMSIZE: no room for the file that readers and writer share
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	switch e.Code() & 0xff {
	case 11, 26: // SQLITE_CORRUPT, SQLITE_NOTADB
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case 13: // SQLITE_FULL
		return fmt.Errorf("%w: %w", ErrFull, err)
	case 8, 14: // SQLITE_READONLY, SQLITE_CANTOPEN
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// Close waits for running writes and closes the files. A second call does nothing.
func (s *Store) Close() (err error) {
	s.closing.Do(func() {
		s.reserve.close()
		s.deferred.close()
		s.indexer.close()
		err = errors.Join(s.readers.Close(), s.checks.close(), s.writer.close())
		s.spent.tell(s.log)
	})
	return err
}

// SetRules swaps what projections ask of policy. It does not project anything again.
func (s *Store) SetRules(r Rules) {
	if r.First == nil {
		r.First = func(string) ticket.Status { return ticket.Open }
	}
	if r.Ours == nil {
		r.Ours = func(string) bool { return false }
	}
	s.rules.Store(&r)
}

// Ours tells our addresses, by the rules in force.
func (s *Store) Ours(addr string) bool { return s.rules.Load().Ours(addr) }

// SetViewer says whose desk it is.
func (s *Store) SetViewer(v ticket.Viewer) { s.viewer.Store(&v) }

// SetDevice names this installation, the author of new ops.
func (s *Store) SetDevice(id string) { s.device.Store(&id) }

// SetColleagues names the agents of all devices of the team; this one's is the viewer.
func (s *Store) SetColleagues(agents map[string]string) { s.colleagues.Store(&agents) }

// SetUnconfirmed names the devices whose ops nobody has vouched for yet.
func (s *Store) SetUnconfirmed(devices map[string]bool) { s.unconfirmed.Store(&devices) }

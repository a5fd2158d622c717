package demo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// The folders of the sample mailbox.
const (
	Inbox   = "INBOX"
	Sent    = "Sent"
	Archive = "Archive"
	Junk    = "Junk"
	Trash   = "Trash"
	Drafts  = "Drafts"
)

const delimiter = '/'

// folders adds to imapmemserver what it lacks: the special use of each folder (RFC 6154), so that a client need not
// guess which one is Sent.
type folders struct {
	mu    sync.Mutex
	names map[string]imap.MailboxAttr // folder → its use, or empty
}

// createFolders makes the six folders. imapmemserver gives UIDVALIDITY 1, 2, 3 … in the order of creation; folders
// that come and go first move that on, so that a mailbox with other mail in it has another one.
func createFolders(user *imapmemserver.User, skip int) (*folders, error) {
	for range skip {
		if err := errors.Join(user.Create("skip", nil), user.Delete("skip")); err != nil {
			return nil, fmt.Errorf("set UIDVALIDITY: %w", err)
		}
	}
	f := &folders{names: map[string]imap.MailboxAttr{
		Inbox: "", Sent: imap.MailboxAttrSent, Archive: imap.MailboxAttrArchive, Junk: imap.MailboxAttrJunk,
		Trash: imap.MailboxAttrTrash, Drafts: imap.MailboxAttrDrafts,
	}}
	for _, name := range f.list() {
		if err := errors.Join(user.Create(name, nil), user.Subscribe(name)); err != nil {
			return nil, fmt.Errorf("create folder %s: %w", name, err)
		}
	}
	return f, nil
}

// validity is a number that differs for two samples that begin at different minutes of the same month.
func validity(now time.Time) int {
	const minutes = 31 * 24 * 60
	return int(now.Unix() / 60 % minutes)
}

func (f *folders) list() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	names := make([]string, 0, len(f.names))
	for name := range f.names {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (f *folders) use(name string) imap.MailboxAttr {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.names[name]
}

func (f *folders) rename(from, to string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if from != "" {
		delete(f.names, from)
	}
	if to != "" {
		f.names[strings.TrimRight(to, string(delimiter))] = ""
	}
}

// session is imapmemserver's with LIST done here.
type session struct {
	*imapmemserver.UserSession // nil until signed in

	user    *imapmemserver.User
	folders *folders
}

var _ imapserver.SessionIMAP4rev2 = (*session)(nil)

func (s *session) Login(username, password string) error {
	if err := s.user.Login(username, password); err != nil {
		return err
	}
	s.UserSession = imapmemserver.NewUserSession(s.user)
	return nil
}

func (s *session) Create(name string, options *imap.CreateOptions) error {
	err := s.UserSession.Create(name, options)
	if err == nil {
		s.folders.rename("", name)
	}
	return err
}

func (s *session) Delete(name string) error {
	err := s.UserSession.Delete(name)
	if err == nil {
		s.folders.rename(name, "")
	}
	return err
}

func (s *session) Rename(from, to string, options *imap.RenameOptions) error {
	err := s.UserSession.Rename(from, to, options)
	if err == nil {
		s.folders.rename(from, to)
	}
	return err
}

// Idle is imapmemserver's, begun anew each half second with a look between: a change that comes after the client was
// told "idling" and before the library listens would else be told with the next change only.
func (s *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	const turn = 500 * time.Millisecond
	for {
		if err := s.Poll(w, true); err != nil {
			return err
		}
		inner, ended := make(chan struct{}), make(chan struct{})
		go func() {
			timer := time.NewTimer(turn)
			defer timer.Stop()
			select {
			case <-stop:
			case <-timer.C:
			case <-ended:
			}
			close(inner)
		}()
		err := s.UserSession.Idle(w, inner)
		close(ended)
		if err != nil {
			return err
		}
		select {
		case <-stop:
			return nil
		default:
		}
	}
}

// List answers LIST with special use always told, as RFC 6154 section 2 allows.
func (s *session) List(w *imapserver.ListWriter, ref string, patterns []string, o *imap.ListOptions) error {
	if len(patterns) == 0 || o.SelectSubscribed {
		return s.UserSession.List(w, ref, patterns, o)
	}
	for _, name := range s.folders.list() {
		use := s.folders.use(name)
		matches := func(p string) bool { return imapserver.MatchList(name, delimiter, ref, p) }
		if !slices.ContainsFunc(patterns, matches) || o.SelectSpecialUse && use == "" {
			continue
		}
		data := &imap.ListData{Mailbox: name, Delim: delimiter}
		if use != "" {
			data.Attrs = append(data.Attrs, use)
		}
		if o.ReturnStatus != nil {
			st, err := s.user.Status(name, o.ReturnStatus)
			if err != nil {
				return err
			}
			data.Status = st
		}
		if err := w.WriteList(data); err != nil {
			return fmt.Errorf("list %s: %w", name, err)
		}
	}
	return nil
}

package imapsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// How long what was learnt stands, whatever the counts say.
const (
	listEvery    = 10 * time.Minute // the list of folders
	listAsked    = time.Minute      // and when a person asks
	flagsEvery   = 10 * time.Minute // flags of folders that are not open, without CONDSTORE
	compareEvery = 24 * time.Hour   // whole lists: a server may have hidden mail and shown it while other mail went
)

// listing is the account's folders as they were last listed.
type listing struct {
	at      time.Time
	took    time.Duration
	folders []FolderInfo
	chosen  map[string]bool
	broken  int // answers the client could not read: 1, without NAMESPACE; 2, INBOX alone
	known   bool
	// established says that INBOX was whole when this process began: other folders' mail may be here already.
	established bool
}

// list asks for the folders where that is due, and for a person's choices.
func (t *tour) list(ctx context.Context, why occasion) error {
	e, l := t.e, &t.e.list
	stands := listEvery
	if why == asked && l.took < 2*time.Second {
		stands = listAsked
	}
	fresh := l.folders == nil || time.Since(l.at) >= stands
	if fresh {
		if err := t.relist(ctx); err != nil {
			return err
		}
	}
	if l.broken > 1 {
		e.observer.Problem(e.account.ID, &FolderProblem{Folder: "INBOX", Err: errors.New("the server's list of folders cannot be read, so this folder alone is followed")})
	} else if fresh || why == asked {
		chosen, err := e.sink.Listed(ctx, e.account.ID, l.folders)
		if err != nil {
			return storeError(ctx, fmt.Errorf("tell %d folders: %w", len(l.folders), err))
		}
		l.chosen = chosen
	}
	t.follow = followed(l.folders, l.chosen)
	if t.lost = nil; l.broken < 2 {
		t.lost = unlisted(l.folders, l.chosen)
	}
	if !l.known {
		inbox, err := e.sink.Folder(ctx, e.account.ID, "INBOX")
		if err != nil {
			return storeError(ctx, fmt.Errorf("read cursor of INBOX: %w", err))
		}
		l.known, l.established = true, inbox.Done
	}
	return nil
}

// unlisted are the chosen folders that the server does not list, sorted.
func unlisted(list []FolderInfo, chosen map[string]bool) (out []string) {
	there := make(map[string]bool, len(list))
	for _, f := range list {
		there[f.Name] = true
	}
	for name, on := range chosen {
		if on && !there[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// bury has what is here of folders that are gone counted as gone.
func (t *tour) bury(ctx context.Context) error {
	for _, name := range t.lost {
		f, err := t.e.sink.Folder(ctx, t.e.account.ID, name)
		if err != nil {
			return storeError(ctx, fmt.Errorf("read cursor of %s: %w", name, err))
		}
		present, err := t.e.sink.Present(ctx, f)
		if err != nil {
			return storeError(ctx, fmt.Errorf("list what is here of %s: %w", name, err))
		}
		if len(present) > 0 {
			r := &folderRound{e: t.e, s: t.s, m: t.e.remember(name), f: f, stored: f, gone: present, res: FolderResult{Name: name, Role: f.Role}}
			r.m.problems = nil
			t.gone = append(t.gone, r)
		}
	}
	return nil
}

// relist asks the server. An answer the client cannot read closes the line; the next connection asks for less.
func (t *tour) relist(ctx context.Context) error {
	l := &t.e.list
	begun := time.Now()
	inbox := FolderInfo{Name: "INBOX", Role: RoleInbox, Messages: -1}
	list := []FolderInfo{inbox}
	if l.broken < 2 {
		t.s.spaced = t.s.spaced || l.broken > 0
		var err error
		if list, err = t.s.folders(ctx); err != nil {
			if errors.Is(err, ErrProtocol) && t.s.wire.why() == nil {
				l.broken++
			}
			return err
		}
		if !slices.ContainsFunc(list, func(f FolderInfo) bool { return f.Role == RoleInbox }) {
			list = append(list, inbox)
		}
	}
	l.folders, l.at, l.took = list, time.Now(), time.Since(begun)
	return nil
}

// statusItems are what tells whether a folder changed (RFC 9051 section 6.3.11, RFC 7162 section 3.1.7).
func (s *session) statusItems() *imap.StatusOptions {
	return &imap.StatusOptions{NumMessages: true, UIDNext: true, UIDValidity: true, HighestModSeq: s.has.condstore}
}

// changed tells which folders are to be looked at: the open one tells by itself, the others are asked by STATUS, all in
// one breath.
func (t *tour) changed(ctx context.Context, folders []FolderInfo, why occasion) (map[string]bool, error) {
	out := map[string]bool{}
	var ask []FolderInfo
	for _, info := range folders {
		if info.Name == t.s.open {
			out[info.Name] = t.restless(info, why)
			continue
		}
		useful, err := t.countsTell(ctx, info)
		if err != nil {
			return nil, err
		}
		if out[info.Name] = !useful; useful {
			ask = append(ask, info)
		}
	}
	said, err := t.s.status(ctx, ask)
	if err != nil {
		return nil, err
	}
	for i, info := range ask {
		same, err := t.same(ctx, info, said[i], why)
		if err != nil {
			return nil, err
		}
		out[info.Name] = !same
	}
	return out, nil
}

// restless tells whether the open folder is to be looked at.
func (t *tour) restless(info FolderInfo, why occasion) bool {
	m := t.e.memory[info.Name]
	return why == asked || m == nil || !t.s.has.idle || len(t.s.dirty) > 0 || time.Since(m.looked) >= t.e.opts.PollEvery
}

// countsTell says whether the counts can show that a folder is as it was.
func (t *tour) countsTell(ctx context.Context, info FolderInfo) (bool, error) {
	if m := t.e.memory[info.Name]; m != nil && !m.looked.IsZero() {
		return true, nil
	}
	if !t.s.has.condstore {
		return false, nil // they show no flags
	}
	f, err := t.cursor(ctx, info)
	return f.Done, err
}

func (t *tour) cursor(ctx context.Context, info FolderInfo) (Folder, error) {
	f, err := t.e.sink.Folder(ctx, t.e.account.ID, info.Name)
	if err != nil {
		return f, storeError(ctx, fmt.Errorf("read cursor of %s: %w", info.Name, err))
	}
	return f, nil
}

// status asks for the counts of folders, pipelined. A folder the server declines has none.
func (s *session) status(ctx context.Context, folders []FolderInfo) ([]selected, error) {
	if len(folders) == 0 {
		return nil, nil
	}
	s.wire.begin(0)
	defer s.wire.end()
	out := make([]selected, len(folders))
	for i := 0; i < len(folders); i += statusDepth {
		batch := folders[i:min(i+statusDepth, len(folders))]
		var under []*imapclient.StatusCommand
		for _, info := range batch {
			under = append(under, s.client.Status(info.Name, s.statusItems()))
		}
		for j, cmd := range under {
			d, err := cmd.Wait()
			if err != nil {
				if err = s.failed(ctx, fmt.Errorf("ask for %s: %w", batch[j].Name, err)); isDead(err) || errors.Is(err, errBusyServer) {
					return nil, err
				}
				continue
			}
			out[i+j] = selected{validity: d.UIDValidity, uidNext: uint32(d.UIDNext), modseq: d.HighestModSeq}
			if d.NumMessages != nil {
				out[i+j].exists = int(*d.NumMessages)
			}
		}
	}
	return out, nil
}

// statusDepth is how many STATUS commands are under way: more would fill the line both ways and stop it.
const statusDepth = 50

// same tells whether a folder is as it was when it was looked at last, in this process or before.
func (t *tour) same(ctx context.Context, info FolderInfo, said selected, why occasion) (bool, error) {
	m := t.e.memory[info.Name]
	if m != nil && !m.looked.IsZero() {
		switch {
		case said != m.seen || said.validity == 0:
			return false, nil
		case m.settled:
			return said.modseq > 0 || why == due && time.Since(m.looked) < flagsEvery, nil
		case m.older: // it is being filled
			return true, nil
		}
		return why == due && time.Since(m.looked) < t.e.opts.PollEvery, nil
	}
	f, err := t.cursor(ctx, info)
	if err != nil || !said.explained(f) || said.modseq == 0 || said.modseq != f.HighestModSeq || overdue(f) {
		return false, err
	}
	m = t.e.remember(info.Name)
	m.seen, m.looked, m.settled = said, time.Now(), true
	m.result = FolderResult{Name: info.Name, Role: info.Role, Messages: said.exists}
	return true, nil
}

// overdue says that a folder's whole list is to be compared, whatever the counts say.
func overdue(f Folder) bool { return time.Since(time.Unix(f.Compared, 0)) >= compareEvery }

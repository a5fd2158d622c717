package inbox

import (
	"context"
	"errors"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Older mail is here by its head, large mail by its beginning: the rest stands on the server until somebody wants it.

// Mailboxes is what the desk runs for this package.
type Mailboxes interface {
	// Want wakes running engines to fetch what is wanted. It does not wait.
	Want()
	// Await has wanted mail fetched, here or by the process that runs the engines, until done says so.
	Await(ctx context.Context, done func(context.Context) (bool, error)) error
	// Search asks a mailbox's server in these folders, newest first.
	Search(ctx context.Context, account string, folders []string, q ticket.Query) ([]Place, error)
}

// Place is where a mail stands on a server.
type Place struct {
	Folder           string
	UIDValidity, UID uint32
}

const (
	mostOlder    = 200              // mails that one search on the servers fetches
	mostOpened   = 200              // heads of one ticket that are fetched when it is opened
	comeWithin   = 2 * time.Minute  // how long wanted mail may take
	searchWithin = 30 * time.Second // how long a mailbox's server may search
	indexWithin  = 5 * time.Second  // how long what came may take until it is found
)

// Fetch wants a mail whole, now: the engines of this desk fetch it, in whatever process they run. What comes is told as
// a change of its ticket.
func (s *Service) Fetch(ctx context.Context, key string) error {
	return s.want(ctx, key, store.WantOpened)
}

func (s *Service) want(ctx context.Context, key, why string) error {
	id := ""
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		m, err := find(tx, key)
		switch {
		case err != nil:
			return err
		case m.Missing != "":
			return fault.New(fault.Refused, "The server cannot give the rest of this mail: "+m.Missing, "Look for it in another mail program.")
		case m.Extent == "":
			return nil
		case m.Gone:
			return errGone()
		}
		id = m.Ticket
		_, err = tx.Want(why, m.Raw)
		return err
	})
	if err != nil || id == "" {
		return asFault(err)
	}
	s.core.Tell(store.Change{Tickets: []string{id}})
	s.boxes.Want()
	return nil
}

func errGone() error {
	return fault.New(fault.NotFound, "The rest of this mail is no longer on the server.", "What is here stays.")
}

// asFault keeps nil nil.
func asFault(err error) error {
	if err == nil {
		return nil
	}
	return fault.From(err)
}

// Opened wants the older mails of a ticket whole that somebody opened, the newest first.
func (s *Service) Opened(ctx context.Context, id string) error {
	raws, err := s.heads(ctx, id, false)
	if err != nil || len(raws) == 0 {
		return asFault(err)
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Want(store.WantOpened, raws...)
		return err
	})
	if err != nil {
		return fault.From(err)
	}
	s.core.Tell(store.Change{Tickets: []string{id}})
	s.boxes.Want()
	return nil
}

// heads lists the mails of a ticket that are here by their heads, newest first; parts: those too that are here by their
// beginnings, and those that are wanted already.
func (s *Service) heads(ctx context.Context, id string, parts bool) (raws []int64, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		_, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		messages, err := tx.Messages(row)
		for i := len(messages) - 1; i >= 0 && len(raws) < mostOpened; i-- {
			m := messages[i]
			if m.Missing == "" && !m.Gone && (m.Extent == store.ExtentHead && !m.Wanted || parts && m.Extent != "") {
				raws = append(raws, m.Raw)
			}
		}
		return err
	})
	return raws, err
}

// FetchAll wants every mail of a ticket whole and waits until they are here; n is how many came.
func (s *Service) FetchAll(ctx context.Context, id string) (n int, err error) {
	raws, err := s.heads(ctx, id, true)
	if err != nil || len(raws) == 0 {
		return 0, asFault(err)
	}
	return s.await(ctx, raws, store.WantOpened)
}

// await wants mails and waits for them.
func (s *Service) await(ctx context.Context, raws []int64, why string) (came int, err error) {
	asked := 0
	err = s.core.Store.Write(ctx, func(tx *store.Tx) (err error) {
		asked, err = tx.Want(why, raws...)
		return err
	})
	if err != nil || asked == 0 {
		return 0, asFault(err)
	}
	within, cancel := context.WithTimeout(ctx, comeWithin)
	defer cancel()
	err = s.boxes.Await(within, func(ctx context.Context) (done bool, err error) {
		err = s.core.Read(ctx, func(tx *store.Tx) error {
			n, err := tx.StillWanted(raws)
			done = n == 0
			return err
		})
		return done, err
	})
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = fault.New(fault.Offline, "The older mail takes longer than two minutes to come.", "It goes on by itself while Deskhand runs.")
	}
	errCount := s.core.Read(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		for _, raw := range raws {
			extent, err := tx.ExtentOf(raw)
			if err != nil {
				return err
			}
			if extent == "" {
				came++
			}
		}
		return nil
	})
	return came, asFault(errors.Join(err, errCount))
}

// Older is what a search on the server brought.
type Older struct {
	Asked int `json:"asked"` // mails that the servers found and that were not here whole
	Found int `json:"found"` // of them now here whole, so that a search finds them
}

// SearchOlder has the mailboxes' servers search the mail that is here by its head, fetches at most 200 of what they find,
// the newest first, and waits for it. A mailbox that cannot be asked hides nothing of the others.
func (s *Service) SearchOlder(ctx context.Context, query string) (Older, error) {
	q := ticket.ParseQuery(query, s.core.Now().In(s.core.Zone()))
	if len(q.Wrong) > 0 || len(q.Words)+len(q.From)+len(q.To)+len(q.Subject) == 0 {
		return Older{}, fault.New(fault.Usage, "A server can look for words, and for from:, to: and subject:.", "deskhand search 'invoice from:mina@' --older")
	}
	folders, err := s.withHeads(ctx)
	if err != nil {
		return Older{}, fault.From(err)
	}
	var raws []int64
	var first error
	for _, f := range folders {
		found, err := s.ask(ctx, f.account, f.names, q)
		if err != nil && first == nil {
			first = err
		}
		raws = append(raws, found...)
	}
	out := Older{Asked: len(raws)}
	if len(raws) == 0 {
		return out, asFault(first)
	}
	out.Found, err = s.await(ctx, raws[:min(len(raws), mostOlder)], store.WantSearched)
	if err == nil {
		err = first
	}
	s.indexed(ctx)
	return out, asFault(err)
}

// asked are the folders of an account that hold older mail.
type asked struct {
	account string
	names   []string
}

func (s *Service) withHeads(ctx context.Context) (out []asked, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		folders, err := tx.Folders()
		for _, f := range folders {
			if !f.Followed || f.Heads == 0 {
				continue
			}
			if n := len(out); n == 0 || out[n-1].account != f.Account { // they come account by account
				out = append(out, asked{account: f.Account})
			}
			out[len(out)-1].names = append(out[len(out)-1].names, f.Name)
		}
		return err
	})
	return out, err
}

// ask finds the mails of one mailbox that are here by their heads and that its server says match.
func (s *Service) ask(ctx context.Context, account string, folders []string, q ticket.Query) (raws []int64, err error) {
	within, cancel := context.WithTimeout(ctx, searchWithin)
	defer cancel()
	places, failed := s.boxes.Search(within, account, folders, q) // what it found before it failed counts
	met := map[int64]bool{}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		for _, p := range places {
			raw, err := tx.PlacedRaw(account, p.Folder, p.UIDValidity, p.UID)
			if errors.Is(err, store.ErrNotFound) || met[raw] {
				continue // it came or went since
			}
			if err != nil {
				return err
			}
			met[raw] = true
			extent, err := tx.ExtentOf(raw)
			if err != nil {
				return err
			}
			if extent == store.ExtentHead {
				raws = append(raws, raw)
			}
		}
		return nil
	})
	return raws, errors.Join(failed, err)
}

// indexed waits a little until a search finds what came; the result of the search says what it does not.
func (s *Service) indexed(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, indexWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		left := 0
		err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
			left, err = tx.Unindexed()
			return err
		})
		if err != nil || left == 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

package testkit

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"deskhand/internal/mail"
)

// SentFolder is the folder Sent of a server that files what it sends, some time later or never. The clock is the
// test's.
type SentFolder struct {
	Now   func() time.Time
	Delay time.Duration // from sending to filing
	Never bool          // the server does not file

	mu      sync.Mutex
	mails   []filedMail
	down    bool
	cutNext bool
	finds   int
}

type filedMail struct {
	id string
	at time.Time
}

// Deliver files a mail as the server does; for [SMTP.OnTaken].
func (f *SentFolder) Deliver(m SentMail) {
	if f.Never {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mails = append(f.mails, filedMail{mail.Parse(m.Raw).MessageID, f.Now().Add(f.Delay)})
}

// Down makes the folder unreachable, or reachable again.
func (f *SentFolder) Down(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = on
}

// CutAppend cuts the answer to the next APPEND; the mail is filed.
func (f *SentFolder) CutAppend() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cutNext = true
}

// Find looks for a mail by its Message-ID.
func (f *SentFolder) Find(_ context.Context, _, id string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.finds++
	if f.down {
		return false, errors.New("the mailbox cannot be reached")
	}
	for _, m := range f.mails {
		if m.id == id && !m.at.After(f.Now()) {
			return true, nil
		}
	}
	return false, nil
}

// Append files a mail.
func (f *SentFolder) Append(_ context.Context, _ string, raw io.Reader, size int64, _ time.Time) error {
	b, err := io.ReadAll(raw)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.down:
		return errors.New("the mailbox cannot be reached")
	case int64(len(b)) != size:
		return errors.New("another size than announced")
	}
	f.mails = append(f.mails, filedMail{mail.Parse(b).MessageID, f.Now()})
	if f.cutNext {
		f.cutNext = false
		return errors.New("the line broke before the answer")
	}
	return nil
}

// Count counts the copies of a mail that stand in the folder, those still to come included.
func (f *SentFolder) Count(id string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.mails {
		if m.id == id {
			n++
		}
	}
	return n
}

package imapsync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"deskhand/internal/dial"
)

// SentFolder is an account's folder of sent mail as the outbox needs it: found by Message-ID, filled by APPEND. Each
// call has a connection of its own, as it comes seldom and must not disturb what is followed.
type SentFolder struct {
	account  Account
	password PasswordFunc
	options  Options
}

// NewSentFolder makes no connection yet.
func NewSentFolder(a Account, password PasswordFunc, o Options) *SentFolder {
	return &SentFolder{account: a, password: password, options: o.withDefaults()}
}

// Find reports whether a mail with this Message-ID, without "<>", stands in the folder on the server. A server without
// such a folder has none.
func (f *SentFolder) Find(ctx context.Context, messageID string) (found bool, err error) {
	n, err := f.Count(ctx, messageID)
	return n > 0, err
}

// Count is how many mails with this Message-ID stand there.
func (f *SentFolder) Count(ctx context.Context, messageID string) (n int, err error) {
	if messageID == "" || strings.ContainsAny(messageID, "\r\n\x00") {
		return 0, fmt.Errorf("message id %q cannot be searched", messageID)
	}
	err = f.with(ctx, func(s *session, name string) error {
		if name == "" {
			return nil
		}
		if _, err := s.examine(ctx, name); err != nil {
			return err
		}
		s.wire.begin(0)
		defer s.wire.end()
		d, err := s.client.UIDSearch(&imap.SearchCriteria{
			Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: messageID}},
		}, nil).Wait()
		if err != nil {
			return s.failed(ctx, fmt.Errorf("search %s: %w", name, err))
		}
		n = len(d.AllUIDs())
		return nil
	})
	return n, err
}

// Append puts a mail of size bytes into the folder, read; where the server has none, "Sent" is made. After an error it
// may stand there all the same: look before another try.
func (f *SentFolder) Append(ctx context.Context, raw io.Reader, size int64, sentAt time.Time) error {
	return f.with(ctx, func(s *session, name string) error {
		s.wire.begin(0)
		defer s.wire.end()
		if name == "" {
			name = "Sent"
			if err := s.client.Create(name, nil).Wait(); err != nil {
				return s.failed(ctx, fmt.Errorf("make folder %s: %w", name, err))
			}
		}
		cmd := s.client.Append(name, size, &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: sentAt})
		n, err := io.Copy(cmd, io.LimitReader(raw, size))
		if err == nil && n != size {
			err = fmt.Errorf("the mail has %d bytes instead of %d", n, size)
		}
		if err != nil { // a literal that is not whole: the line must go, or the rest would be read as commands
			s.wire.Close()
			return s.failed(ctx, fmt.Errorf("put into %s: %w", name, err))
		}
		if err := cmd.Close(); err != nil {
			return s.failed(ctx, fmt.Errorf("put into %s: %w", name, err))
		}
		if _, err := cmd.Wait(); err != nil {
			return s.failed(ctx, fmt.Errorf("put into %s: %w", name, err))
		}
		return nil
	})
}

// with signs in, finds the folder's name, empty for none, and leaves.
func (f *SentFolder) with(ctx context.Context, do func(s *session, name string) error) error {
	password, err := f.password(ctx)
	if err != nil {
		return &Error{Kind: ErrRefused, Server: f.account.IMAP.Address(), Err: dial.Clean(fmt.Errorf("no password: %w", err)), Hint: "Enter the password."}
	}
	s, err := open(ctx, f.account, password, f.options)
	if err != nil {
		return err
	}
	list, err := s.folders(ctx)
	if err == nil {
		name := ""
		for _, folder := range list {
			if folder.Role == RoleSent {
				name = folder.Name
			}
		}
		err = do(s, name)
	}
	var own *Error
	if errors.As(err, &own) || ctx.Err() != nil {
		s.cut()
		return err
	}
	s.close()
	return err
}

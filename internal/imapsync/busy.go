package imapsync

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"

	"deskhand/internal/dial"
)

// errBusyServer is in the chain of an error that says "not now": to be waited out, longer than a broken line.
var errBusyServer = errors.New("the server has too much to do")

// tooManyLines is what to do where a server takes no connection more.
const tooManyLines = "Too many programs are connected to this mailbox at once. Close mail programs you do not need, here and on other devices, or ask whoever runs the server to allow more."

// codeThrottled is Microsoft's and Yahoo's, beside those of RFC 5530.
const codeThrottled imap.ResponseCode = "THROTTLED"

// busy tells whether a server's answer says "not now" (RFC 5530), and what to do about it. Some say it in words alone,
// as Gmail does of too many connections.
func busy(err error) (hint string, is bool) {
	var status *imap.Error
	if !errors.As(err, &status) {
		return "", false
	}
	text := strings.ToLower(status.Text)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("too many simultaneous", "too many connection", "maximum number of connections", "mail_max_userip_connections", "connection limit", "too many concurrent"):
		return tooManyLines, true
	case status.Code == codeThrottled, has("throttl", "rate limit", "bandwidth limit", "exceeded command"):
		return "The server slows this mailbox down because much was asked of it. Fetching goes on by itself after a while.", true
	}
	switch status.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit:
		return "The server cannot answer just now. If it stays so, ask whoever runs it.", true
	}
	if status.Type == imap.StatusResponseTypeBye || has("try again later", "but not connected") {
		return "The server takes no connections just now.", true
	}
	return "", false
}

// oneFolder tells whether an answer that says "not now" speaks of one folder and not of the account.
func oneFolder(err error) bool {
	var status *imap.Error
	return errors.As(err, &status) && (status.Code == imap.ResponseCodeUnavailable || status.Code == imap.ResponseCodeInUse)
}

// busyError is the error for an answer that says "not now"; nil where it does not.
func (s *session) busyError(ctx context.Context, err error) error {
	hint, is := busy(err)
	if !is || ctx.Err() != nil {
		return nil
	}
	why := errBusyServer
	if hint == tooManyLines {
		why = fmt.Errorf("%w: %w", errBusyServer, ErrTooManyLines)
	}
	return &Error{Kind: ErrUnreachable, Server: s.server, Err: fmt.Errorf("%w: %w", why, dial.Clean(err)), Hint: hint}
}

// notNow ends the look when the server says "not now" instead of giving messages. A server that says so again and again
// when the same folder is fetched means the messages.
func (r *folderRound) notNow(ctx context.Context, res result) error {
	if res.err == nil {
		r.m.putOff = 0
		return nil
	}
	if _, is := busy(res.err); !is || r.m.putOff >= refusedLimit {
		return nil
	}
	r.m.putOff++
	return r.s.busyError(ctx, fmt.Errorf("fetch from %s: %w", r.f.Name, res.err))
}

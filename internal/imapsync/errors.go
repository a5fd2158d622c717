package imapsync

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"deskhand/internal/dial"
)

// The kinds of failure a caller branches on, for errors.Is. The error that carries one is an [*Error].
var (
	ErrRefused      = dial.ErrRefused
	ErrUnreachable  = dial.ErrUnreachable
	ErrCertificate  = dial.ErrCertificate
	ErrPlainRefused = dial.ErrPlainRefused
	ErrProtocol     = dial.ErrProtocol
	ErrStore        = errors.New("mail could not be stored")
	ErrBusy         = errors.New("the engine is already running")
	// ErrTooManyLines is why a sign-in is refused where the account has all the connections that the server allows.
	ErrTooManyLines = errors.New("it allows this mailbox no more connections")
)

// Error is a failure with what to do about it.
type Error = dial.Error

// MessageProblem says that one message could not be fetched or stored; the rest went on.
type MessageProblem struct {
	Folder string
	UID    uint32
	Err    error
}

func (p *MessageProblem) Error() string {
	return fmt.Sprintf("message uid %d in %s: %v", p.UID, p.Folder, p.Err)
}

// Unwrap returns the cause.
func (p *MessageProblem) Unwrap() error { return p.Err }

// FolderProblem says that one folder could not be read; the others went on.
type FolderProblem struct {
	Folder string
	Err    error
}

func (p *FolderProblem) Error() string { return fmt.Sprintf("folder %s: %v", p.Folder, p.Err) }

// Unwrap returns the cause.
func (p *FolderProblem) Unwrap() error { return p.Err }

// VanishProblem says that so many messages left the server at once that nothing was changed here. A person decides;
// what they allowed is asked of [Sink.Allowed].
type VanishProblem struct {
	Folder   string
	Gone, Of int
}

func (p *VanishProblem) Error() string {
	return fmt.Sprintf("%d of %d messages of %s are gone from the server at once; kept here until you say so",
		p.Gone, p.Of, p.Folder)
}

// wireError turns what a dial, a handshake or a broken line returned into an Error. Errors that are one already,
// and the context's, pass.
func wireError(ctx context.Context, server string, err error) error {
	var own *Error
	var status *imap.Error
	switch {
	case err == nil || ctx.Err() != nil || errors.As(err, &own) || !errors.As(err, &status):
		return dial.WireError(ctx, server, err)
	case status.Type == imap.StatusResponseTypeBye:
		return &Error{Kind: ErrUnreachable, Server: server, Err: dial.Clean(err), Hint: "The server takes no connections just now."}
	}
	return dial.Odd(server, err)
}

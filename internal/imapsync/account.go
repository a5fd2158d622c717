package imapsync

import (
	"context"

	"deskhand/internal/dial"
)

// The words of dialling are those of package dial, so that the outbox and the mailbox speak of one thing.
type (
	// Security says how an endpoint's connection is protected.
	Security = dial.Security
	// Endpoint is one server to connect to.
	Endpoint = dial.Endpoint
)

// The ways to reach a server.
const (
	SecurityTLS      = dial.SecurityTLS
	SecurityStartTLS = dial.SecurityStartTLS
	SecurityNone     = dial.SecurityNone
)

// Account is one mailbox's sign-in. The password is not part of it; see [PasswordFunc].
type Account struct {
	ID    string // the desk's id of the account, handed back in every Sink and Observer call
	Email string
	User  string // empty: Email
	IMAP  Endpoint
	SMTP  Endpoint // Host empty: not configured, Check leaves it out
	Reach int      // days of mail that come whole, by INTERNALDATE; 0: all. Of older mail the head comes
}

// login returns the name to sign in with.
func (a Account) login() string {
	if a.User != "" {
		return a.User
	}
	return a.Email
}

// passwordOf reads the password for a connection.
func passwordOf(ctx context.Context, f PasswordFunc) (string, error) {
	p, err := f(ctx)
	if err != nil {
		return "", &Error{Kind: ErrRefused, Err: err, Hint: "The password could not be read. Enter it again for this account."}
	}
	return p, nil
}

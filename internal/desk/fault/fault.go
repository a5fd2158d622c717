// Package fault is the one shape in which errors leave the desk: a code that decides the exit status, what happened,
// and what to do about it. It must not log, and must not decide how an edge shows it.
package fault

import (
	"errors"
	"fmt"
	"strings"

	"deskhand/internal/calendar"
	"deskhand/internal/config"
	"deskhand/internal/imapsync"
	"deskhand/internal/policy"
	"deskhand/internal/secret"
	"deskhand/internal/store"
)

// Code says what kind of failure it is; the exit statuses of cli.md follow from it.
type Code string

// The codes.
const (
	Internal Code = "internal"
	Usage    Code = "usage"     // an argument that cannot be understood
	NotFound Code = "not-found" // what was named is not here
	Refused  Code = "refused"   // close gate, conflict, engine busy, ambiguous
	Offline  Code = "offline"   // server unreachable
	SignIn   Code = "sign-in"   // sign-in refused
	Data     Code = "data"      // a file or data that cannot be used
)

// Exit is the command line's exit status.
func (c Code) Exit() int {
	switch c {
	case Usage:
		return 2
	case NotFound:
		return 3
	case Refused:
		return 4
	case Offline:
		return 5
	case SignIn:
		return 6
	case Data:
		return 7
	case Internal:
	}
	return 1
}

// Error is a failure as a person is told of it.
type Error struct {
	Code       Code
	Message    string   // what happened, one sentence
	Hint       string   // what to do next; may be empty
	Candidates []string // of an ambiguous name
	Lines      []string // of a refused close: the open lines
	Ask        bool     // it may be done after all when the person says so
	Field      string   // of a form, where it is about one: passphrase, agent, email
	Err        error
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error without a cause.
func New(code Code, message, hint string) *Error {
	return &Error{Code: code, Message: message, Hint: hint}
}

// Newf is New with a formatted message.
func Newf(code Code, hint, format string, args ...any) *Error {
	return New(code, fmt.Sprintf(format, args...), hint)
}

type rule struct {
	is    error
	code  Code
	hint  string
	field string
}

// passphrase is the Field of an error about the sealed file.
const passphrase = "passphrase"

func rules() []rule {
	return []rule{
		{store.ErrNotFound, NotFound, "Look the number up with `deskhand search`.", ""},
		{store.ErrNotOpen, Refused, "It was sent or discarded meanwhile: look at its ticket and at the outbox.", ""},
		{store.ErrNewer, Data, "Update Deskhand, or choose another folder with --data.", ""},
		{store.ErrDamaged, Data, "Run `deskhand doctor`; copies of the last days are in backups/ of the data folder.", ""},
		{store.ErrReadOnly, Data, "Give this user the right to write there, or choose another folder with --data.", ""},
		{imapsync.ErrRefused, SignIn, "", ""},
		{imapsync.ErrUnreachable, Offline, "", ""},
		{imapsync.ErrCertificate, Offline, "", ""},
		{imapsync.ErrPlainRefused, Refused, "", ""},
		{imapsync.ErrProtocol, Offline, "", ""},
		{imapsync.ErrBusy, Refused, "", ""},
		{imapsync.ErrStore, Data, "", ""},
		{secret.ErrLocked, Refused, "Unlock the keyring, or set " + secret.PassphraseVar + ".", passphrase},
		{secret.ErrPassphrase, Refused, "Check the passphrase in " + secret.PassphraseVar + ".", passphrase},
		{secret.ErrDamaged, Data, "Remove the account and add it again to store its password anew.", ""},
		{secret.ErrNotFound, SignIn, "Enter the password again: Settings, Mailbox, or `deskhand account add`.", ""},
	}
}

// From turns any error into a fault; nil stays nil. What no rule knows is internal.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	locked := errors.Is(err, secret.ErrLocked) || errors.Is(err, secret.ErrPassphrase)
	if !locked { // an engine that cannot read its password calls that a refusal, and no server refused anything
		if e := fromTyped(err); e != nil {
			return e
		}
	}
	for _, r := range rules() {
		if errors.Is(err, r.is) && (!locked || r.field == passphrase) {
			return &Error{Code: r.code, Message: sentence(err.Error()), Hint: r.hint, Field: r.field, Err: err}
		}
	}
	return &Error{Code: Internal, Message: sentence(err.Error()), Hint: "This is a fault of Deskhand. `deskhand doctor` may tell more.", Err: err}
}

// fromTyped reads errors that carry their own hint.
func fromTyped(err error) *Error {
	var server *imapsync.Error
	if errors.As(err, &server) {
		e := &Error{Code: Offline, Message: sentence(server.Error()), Hint: server.Hint, Err: err}
		for _, r := range rules() {
			if errors.Is(server.Kind, r.is) {
				e.Code = r.code
			}
		}
		return e
	}
	if e := fromRound(err); e != nil {
		return e
	}
	if errors.Is(err, store.ErrFull) {
		return &Error{Code: Data, Message: "The disk is full.", Hint: "Free some space on it, then do it again. What was there before is still there.", Err: err}
	}
	var refused *config.RefusedError
	if errors.As(err, &refused) {
		return &Error{Code: Data, Message: sentence(refused.Error()), Hint: refused.Hint, Err: err}
	}
	var when *calendar.WhenError
	if errors.As(err, &when) {
		return &Error{Code: Usage, Message: sentence(fmt.Sprintf("%q: %s", when.Text, when.Why)), Hint: "Try: " + strings.Join(calendar.WhenExamples(), " · "), Err: err}
	}
	var name *policy.ResolveError
	if errors.As(err, &name) {
		e := &Error{Code: Usage, Message: sentence(name.Error()), Candidates: name.Candidates, Err: err}
		return e
	}
	return nil
}

// fromRound reads what a round of the sync engine could not do and went on without.
func fromRound(err error) *Error {
	var message *imapsync.MessageProblem
	if errors.As(err, &message) {
		return &Error{
			Code: Data, Message: sentence(fmt.Sprintf("mail in %s could not be taken in: %v", message.Folder, message.Err)),
			Hint: "All other mail came. It is tried again with the next sync.", Err: err,
		}
	}
	var folder *imapsync.FolderProblem
	if errors.As(err, &folder) {
		return &Error{
			Code: Offline, Message: sentence(fmt.Sprintf("the folder %s could not be looked at: %v", folder.Folder, folder.Err)),
			Hint: "The other folders were. It is tried again with the next sync.", Err: err,
		}
	}
	var vanish *imapsync.VanishProblem
	if errors.As(err, &vanish) {
		return &Error{
			Code: Refused, Message: fmt.Sprintf("%d of %d mails of %s are gone from the server at once.", vanish.Gone, vanish.Of, vanish.Folder),
			Hint: fmt.Sprintf("Somebody may have emptied it. They are kept here until you decide. `deskhand account vanished ACCOUNT '%s' --take-out` or `--keep` answers.", vanish.Folder), Err: err,
		}
	}
	var room *imapsync.RoomProblem
	if errors.As(err, &room) {
		return &Error{
			Code: Data, Message: "There is little free space left on this computer, so mail comes by its head until there is more.",
			Hint: "Free some space on its disk. What was left out comes then by itself.", Err: err,
		}
	}
	return nil
}

// sentence begins with a capital and ends with a full stop. A host, an operator or anything else that is no plain word
// keeps its first letter.
func sentence(s string) string {
	if s == "" {
		return s
	}
	first := []rune(s)
	head := s
	if word, _, _ := strings.Cut(s, " "); !strings.ContainsAny(word, ".:0123456789\"'“") {
		head = strings.ToUpper(string(first[0])) + string(first[1:])
	}
	if strings.ContainsAny(head[len(head)-1:], ".!?") {
		return head
	}
	return head + "."
}

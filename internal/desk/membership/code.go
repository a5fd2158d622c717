package membership

import (
	"crypto/rand"
	"errors"
	"net"
	"strconv"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// code is what an invitation's one line carries: the key to the sealed secret, whom to trust, and where the mailbox is.
// The mailbox's password is not in it.
type code struct {
	journal.Invite
	Kind    string // of the transport
	Folder  string // of a shared folder
	Account store.Account

	// For the eye of who pastes it; what counts stands in the sealed invitation.
	TeamName, Agent, AgentName string
	Expires                    int64 // Unix ms
}

// The words with which the code's lines begin.
const (
	lineIMAP   = "imap"
	lineSMTP   = "smtp"
	lineSignIn = "login"
	lineShown  = "shown"
	lineTeam   = "team"
	lineAgent  = "agent"
	lineUntil  = "until"
	lineDir    = "dir"
)

// newCode makes a code for one use.
func newCode(c code) code {
	rand.Read(c.Code[:]) //nolint:errcheck // never fails since Go 1.24
	a := c.Account
	c.Address, c.Servers = a.Email, nil
	for _, l := range []struct{ word, text string }{
		{lineIMAP, serverLine(a.IMAP)},
		{lineSMTP, serverLine(a.SMTP)},
		{lineSignIn, a.Login},
		{lineShown, a.DisplayName},
		{lineTeam, c.TeamName},
		{lineAgent, c.Agent + " " + c.AgentName},
		{lineUntil, strconv.FormatInt(c.Expires, 10)},
		{lineDir, c.Folder},
	} {
		if l.text != "" {
			c.Servers = append(c.Servers, l.word+" "+l.text)
		}
	}
	return c
}

// readCode reads a code as a person pasted it: mail programs break long lines.
func readCode(typed string) (code, error) {
	i, err := journal.ParseInvite(typed)
	switch {
	case errors.Is(err, journal.ErrNewer):
		return code{}, fault.New(fault.Data, "This invitation was made by a newer Deskhand.", "Update Deskhand on this laptop.")
	case errors.Is(err, journal.ErrTyping):
		return code{}, fault.New(fault.Usage, "A character of the invitation is missing or another.", howToCopy)
	case err != nil:
		return code{}, fault.New(fault.Usage, "That is no invitation.", howToCopy)
	}
	c := code{Invite: i, Kind: KindIMAP, Account: store.Account{Email: i.Address}}
	for _, line := range i.Servers {
		word, text, _ := strings.Cut(line, " ")
		switch word {
		case lineIMAP:
			c.Account.IMAP = readServer(text)
		case lineSMTP:
			c.Account.SMTP = readServer(text)
		case lineSignIn:
			c.Account.Login = text
		case lineShown:
			c.Account.DisplayName = text
		case lineTeam:
			c.TeamName = text
		case lineAgent:
			c.Agent, c.AgentName, _ = strings.Cut(text, " ")
		case lineUntil:
			c.Expires, _ = strconv.ParseInt(text, 10, 64) // what counts is sealed
		case lineDir:
			c.Kind, c.Folder = KindDir, text
		}
	}
	return c, nil
}

const howToCopy = "Copy the whole line that `deskhand team invite` or the team's window shows."

// Preview is what a code says before anybody signs in.
type Preview struct {
	Team      string      `json:"team"`
	TeamName  string      `json:"teamName"`
	Agent     string      `json:"agent"`
	AgentName string      `json:"agentName"`
	Inviter   string      `json:"inviter"` // the device id of the admin who invites
	Address   string      `json:"address"`
	IMAP      string      `json:"imap"` // host and port
	SMTP      string      `json:"smtp"`
	Kind      string      `json:"kind"`
	Folder    string      `json:"folder,omitempty"`
	Expires   ticket.Time `json:"expires"`
}

// PreviewOf reads a code without asking anybody.
func PreviewOf(typed string) (Preview, error) {
	c, err := readCode(typed)
	if err != nil {
		return Preview{}, err
	}
	return Preview{
		Team: c.Team, TeamName: c.TeamName, Agent: c.Agent, AgentName: c.AgentName, Inviter: c.Inviter, Address: c.Address,
		IMAP: hostAndPort(c.Account.IMAP), SMTP: hostAndPort(c.Account.SMTP), Kind: c.Kind, Folder: c.Folder, Expires: ticket.Time(c.Expires),
	}, nil
}

func hostAndPort(e store.Endpoint) string {
	if e.Host == "" {
		return ""
	}
	return net.JoinHostPort(e.Host, strconv.Itoa(e.Port))
}

func serverLine(e store.Endpoint) string {
	if e.Host == "" {
		return ""
	}
	return strings.Join(strings.Fields(e.Host+" "+strconv.Itoa(e.Port)+" "+e.Security+" "+e.Pin), " ")
}

func readServer(line string) (e store.Endpoint) {
	parts := append(strings.Fields(line), "", "", "", "")
	e.Host, e.Security, e.Pin = parts[0], parts[2], parts[3]
	e.Port, _ = strconv.Atoi(parts[1]) // a port that is none is refused by the sign-in
	return e
}

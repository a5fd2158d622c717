package imapsync

// Security says how an endpoint's connection is protected.
type Security string

// The ways to reach a server. SecurityNone is accepted for sign-in on a loopback address only.
const (
	SecurityTLS      Security = "tls"
	SecurityStartTLS Security = "starttls"
	SecurityNone     Security = "none"
)

// Endpoint is one server to connect to.
type Endpoint struct {
	Host     string
	Port     int
	Security Security
	// PinnedSHA256 is the hex SHA-256 of the server's certificate (DER), where the person accepted one that no
	// authority vouches for. Empty: the ordinary rules hold.
	PinnedSHA256 string
}

// Account is one mailbox's sign-in. The password is not part of it; see [PasswordFunc].
type Account struct {
	ID    string // the desk's id of the account, handed back in every Sink and Observer call
	Email string
	User  string // empty: Email
	IMAP  Endpoint
	SMTP  Endpoint // Host empty: not configured, Check leaves it out
}

// login returns the name to sign in with.
func (a Account) login() string {
	if a.User != "" {
		return a.User
	}
	return a.Email
}

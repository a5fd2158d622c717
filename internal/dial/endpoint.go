package dial

import (
	"net"
	"strconv"
)

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

// Address returns host:port.
func (e Endpoint) Address() string { return net.JoinHostPort(e.Host, strconv.Itoa(e.Port)) }

// Package compose makes the bytes of an outgoing mail: addresses by RFC 5321, the people an answer goes to, header
// fields, text and HTML, the quoted original, attachments. Everything it writes is seven-bit, with CRLF line ends and
// lines within 998 octets, so that no server on the way has a reason to change it.
//
// It must not send, read a file or a clock, make up randomness, or judge HTML: what it is handed is sanitised already.
package compose

// Package imapsync keeps a desk's copy of a mailbox equal to the server's. It signs in, reads the
// followed folders newest first, then only what is new, and notices flags, moves, expunges and renewed UIDs; it watches
// with IDLE and comes back by itself when the server was away. How much of a message comes says reach.go: old mail by
// its head, large mail by its beginning, the rest when it is wanted (wanted.go).
//
// It only looks: folders are opened with EXAMINE and messages read with BODY.PEEK[], so nothing on the server
// changes, not even \Seen. The one exception is what a [Mirror] wants told the server (mirror.go). It must not know how
// mail is stored or shown: what it finds goes to a [Sink], what it has to say to an [Observer]. It never sends mail; of
// SMTP it knows the sign-in only.
package imapsync

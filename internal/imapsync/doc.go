// Package imapsync keeps a desk's copy of a mailbox equal to the server's. It signs in, brings the newest mail of every
// followed folder, then older mail in slices, then only what is new; it notices flags, expunges, moves and renewed
// UIDs, watches INBOX with IDLE and the rest by STATUS, and comes back by itself when the server was away.
//
// It only looks: folders are opened with EXAMINE and messages read with BODY.PEEK[], so nothing on the server
// changes, not even \Seen. The one exception is what a [Mirror] wants told the server (mirror.go). Beside the engine stand
// [SentFolder] and [JournalFolder], which write into their own folder alone. It must not know how
// mail is stored or shown: what it finds goes to a [Sink], what it has to say to an [Observer]. It never sends mail; of
// SMTP it knows the sign-in only.
package imapsync

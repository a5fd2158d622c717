// Package closing is the honest close: the checklist over what the desk knows of a ticket, the hand-off, and the gate
// that every end of a ticket goes through. The rules are in internal/closing and policy; here they meet the
// store. It must not decide by itself what a line asks for.
package closing

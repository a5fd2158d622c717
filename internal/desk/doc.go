// Package desk is the one door of Deskhand: it opens, owns and closes store, secrets and engines, and hands out the use
// cases of desk/<area> that window and command line share. Change notices leave after the commit.
//
// It must not hold use cases of its own, and nothing above it may reach past it to a store or an engine.
package desk

// Package work is what an agent does to a ticket: own it, set its fields, note, snooze, begin and take back. Every
// change is written as journal ops. It must not close a ticket: that is behind the gate of desk/closing.
package work

// Package calendar knows about time as people write it: WHEN in plain words ("tue 9", "in 2h", "when they reply"), wall
// times and their zones, invitations in mail (iCalendar), and words for spans ("1 h 05 m left").
//
// It must not know the clock (now comes in), read files, or know tickets. Names of zones are looked up in the zone table
// that is part of the program.
package calendar

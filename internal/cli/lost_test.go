package cli

import (
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/ticket"
)

// TestLostInWords: show says who won, when, and what to do; history says what came late.
func TestLostInWords(t *testing.T) {
	now := time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
	s := &seat{printer: &printer{zone: time.UTC, now: now}, info: team.Session{}}
	at := ticket.TimeOf(now.Add(-58 * time.Minute))
	for want, l := range map[string]ticket.Lost{
		"ana took this at 10:02 while you were offline. Your draft is kept. Hand over: deskhand assign 7Q2M-9FKX ana --context TEXT. Take over: deskhand claim 7Q2M-9FKX --take-over": {Field: "owner", Mine: "asha", Theirs: "ana", By: "ana", At: at},
		"ana gave this to jonas at 10:02 while you were offline. Your draft is kept.":                                                                                                 {Field: "owner", Mine: "asha", Theirs: "jonas", By: "ana", At: at},
		"ana set priority low at 10:02 while you were offline, not high as you did.":                                                                                                  {Field: "priority", Mine: "high", Theirs: "low", By: "ana", At: at},
		"ana set snooze at 10:02 while you were offline.":                                                                                                                             {Field: "snooze", Mine: "{}", Theirs: "{}", By: "ana", At: at},
	} {
		if got := s.lost(ticket.Ticket{Number: "7Q2M-9FKX", Draft: "Their", Lost: &l}); !strings.HasPrefix(got, want) {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	c := ticket.Change{MadeAt: ticket.TimeOf(now.Add(-17 * 24 * time.Hour)), CameAt: ticket.TimeOf(now)}
	if got := s.arrival(c); !strings.HasPrefix(got, ", made ") || !strings.Contains(got, "3 Nov") || !strings.Contains(got, ", came ") {
		t.Errorf("it says %q", got)
	}
	if got := s.arrival(ticket.Change{MadeAt: at, CameAt: at + 2000, Unconfirmed: true}); got != ", by a laptop that nobody confirmed" {
		t.Errorf("it says %q", got)
	}
	if got := s.people([]string{"lena", "ana"}); got != "ana and lena" {
		t.Errorf("it says %q", got)
	}
}

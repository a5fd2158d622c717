package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// invitation is a mail with one event; lines go into the event.
func invitation(n int, from, method string, lines ...string) store.Arrival {
	at := time.Now().Add(-time.Duration(10-n) * time.Minute)
	ics := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:" + method + "\r\nBEGIN:VEVENT\r\nUID:walk@client.example\r\nSUMMARY:Walk through the export\r\n" +
		"ORGANIZER:mailto:mina@client.example\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	raw := fmt.Sprintf("From: %s\r\nTo: cloud@kestrel.example\r\nDate: %s\r\nSubject: Walk through the export\r\nMessage-ID: <walk%d@client.example>\r\n"+
		"References: <walk0@client.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; charset=utf-8; method=%s\r\n\r\n%s", from, at.Format(time.RFC1123Z), n, method, ics)
	return store.Arrival{UID: uint32(n + 1), Internal: at, Raw: []byte(raw), Size: int64(len(raw))}
}

// TestTakeInvite: an invitation proposes and does nothing; one key puts the meeting into the agenda, the organizer's change
// moves it, and only the organizer's cancellation ends it; each is taken back by undo.
//
// features: G7
func TestTakeInvite(t *testing.T) {
	ctx := t.Context()
	day := time.Now().UTC().AddDate(0, 0, 3).Format("20060102")
	at := func(clock string) []string {
		return []string{"DTSTART;TZID=W. Europe Standard Time:" + day + "T" + clock, "DURATION:PT45M", "LOCATION:https://meet.google.com/abc-defg-hij"}
	}
	d, id := alone(t, []store.Arrival{
		invitation(0, "Mina <mina@client.example>", "REQUEST", at("100000")...),
		invitation(1, "Mina <mina@client.example>", "REQUEST", at("113000")...),
		invitation(2, "Mallory <mallory@evil.example>", "CANCEL", at("113000")...),
		invitation(3, "Mina <mina@client.example>", "CANCEL", at("113000")...),
		invitation(4, "Mina <mina@client.example>", "REPLY", at("113000")...),
	})
	mails := func() (out []ticket.Entry) {
		for _, e := range do[[]ticket.Entry](t)(d.Inbox.Entries(ctx, id)) {
			if e.Kind == ticket.KindMessage {
				out = append(out, e)
			}
		}
		return out
	}
	proposals := func() string {
		var out []string
		for _, e := range mails() {
			out = append(out, e.Proposal)
		}
		return strings.Join(out, " ")
	}
	planned := func() string {
		items, err := d.Agenda.Of(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, i := range items {
			out = append(out, fmt.Sprint(i.Title, " ", i.At.Go().In(berlin(t)).Format("15:04"), " ", i.Until.Go().Sub(i.At.Go()), " ", i.Link))
		}
		return strings.Join(out, ", ")
	}
	key := func(n int) string { return mails()[n].ID }
	if got := proposals(); got != "add add   " || planned() != "" {
		t.Fatalf("nothing was taken: %q, agenda %q", got, planned())
	}
	take := func(n int) {
		t.Helper()
		if done, err := d.Agenda.TakeInvite(ctx, key(n)); err != nil || !done.Undo || done.Ticket != id {
			t.Fatalf("take %d: %+v, %v", n, done, err)
		}
	}
	take(0)
	if got := planned(); got != "Walk through the export 10:00 45m0s https://meet.google.com/abc-defg-hij" {
		t.Errorf("taken: %s", got)
	}
	if got := proposals(); got != " update  remove " || !mails()[0].Taken {
		t.Errorf("proposals %q", got)
	}
	take(1)
	if got := planned(); !strings.Contains(got, "11:30") || strings.Contains(got, ",") {
		t.Errorf("moved: %s", got)
	}
	for n, why := range map[int]string{1: "already", 2: "does not come from there", 4: "an answer"} {
		if _, err := d.Agenda.TakeInvite(ctx, key(n)); fault.From(err).Code != fault.Refused || !strings.Contains(err.Error(), why) {
			t.Errorf("take %d: %v", n, err)
		}
	}
	if p := strings.Join(mails()[2].Problems, " "); !strings.Contains(p, "does not come from there") {
		t.Errorf("a stranger's cancellation says %q", p)
	}
	take(3)
	if got := planned(); got != "" {
		t.Errorf("called off: %s", got)
	}
	if _, err := d.Undo(ctx, "", false); err != nil || !strings.Contains(planned(), "11:30") {
		t.Errorf("undone: %s, %v", planned(), err)
	}
	if _, err := d.Undo(ctx, "", false); err != nil || !strings.Contains(planned(), "10:00") {
		t.Errorf("undone twice: %s, %v", planned(), err)
	}
	if _, err := d.Agenda.TakeInvite(ctx, "mNOTHING"); fault.From(err).Code != fault.NotFound {
		t.Errorf("no such mail: %v", err)
	}
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

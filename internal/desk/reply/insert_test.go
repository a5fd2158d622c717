package reply

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/desk/agenda"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/work"
	"deskhand/internal/policy"
	"deskhand/internal/savedreply"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// letter is one mail; from the second on it answers the first.
type letter struct{ at, from, to, subject string }

// ticketOf lets letters arrive as one ticket and gives its id.
func (b *bench) ticketOf(t testing.TB, id string, letters ...letter) string {
	t.Helper()
	var mails []store.Arrival
	for i, l := range letters {
		at, err := time.Parse(time.RFC1123Z, l.at)
		if err != nil {
			t.Fatal(err)
		}
		ref := ""
		if i > 0 {
			ref = fmt.Sprintf("In-Reply-To: <%s0@client.example>\r\nReferences: <%s0@client.example>\r\n", id, id)
		}
		raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nDate: %s\r\nSubject: %s\r\nMessage-ID: <%s%d@client.example>\r\n%sContent-Type: text/plain\r\n\r\nHello %d\r\n",
			l.from, l.to, l.at, l.subject, id, i, ref, i)
		mails = append(mails, store.Arrival{UID: uint32(i + 1), Internal: at, Raw: []byte(raw), Size: int64(len(raw))})
	}
	changed, err := b.core.Store.Arrive(t.Context(), store.Folder{Account: "a", Name: "INBOX" + id, Role: "inbox", UIDValidity: 1}, mails)
	if err != nil || len(slices.Compact(changed.Tickets)) != 1 { // once a transaction
		t.Fatalf("%v, %v", changed.Tickets, err)
	}
	return changed.Tickets[0]
}

const team = "Support <support@kestrel.example>"

// features: E11
func TestInsert(t *testing.T) {
	b := open1(t, t.TempDir())
	id := b.ticketOf(t, "a",
		letter{"Tue, 17 Nov 2026 09:00:00 +0530", `"HADDAD, LEILA" <leila@atlas.example>`, team, "October export is <b>empty</b>"},
		letter{"Wed, 18 Nov 2026 22:00:00 +0000", team, "leila@atlas.example", "Re: October export is <b>empty</b>"},
		letter{"Thu, 19 Nov 2026 09:00:00 +0530", `"HADDAD, LEILA" <leila@atlas.example>`, team, "Re: October export is <b>empty</b>"})
	if _, err := work.New(b.core).Rename(t.Context(), id, "The angry customer of Atlas"); err != nil {
		t.Fatal(err)
	}
	a := agenda.New(b.core, nil)
	for when, title := range map[string]string{"2026-11-24T08:30:00Z": "Migration check", "2026-12-24T08:30:00Z": "Later"} {
		if _, err := a.AddMeeting(t.Context(), id, when, title, 20, "https://meet.example/abc"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Callback(t.Context(), id, "2027-01-04T08:30:00Z", "+44 20 7946 0000", "the migration window"); err != nil {
		t.Fatal(err)
	}
	all := make([]string, 0, 40)
	for _, v := range savedreply.Variables() {
		all = append(all, v.Name+"={{"+v.Name+"}}")
	}
	put(t, filepath.Join(b.dir, "every.en.md"), "---\nkind: template\nsubject: About {{ticket.subject}}\n---\n"+strings.Join(all, "\n"))
	put(t, filepath.Join(b.dir, "every.de.md"), "{{meeting.date}}, {{meeting.time}}, {{team.hours}}, {{ticket.requestedOn}}")
	got, err := b.Insert(t.Context(), "every", "", savedreply.ModeEmail, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `contact.firstName=Leila
contact.lastName=Haddad
contact.name=Leila Haddad
contact.email=leila@atlas.example
contact.phone={{contact.phone}}
contact.zone={{contact.zone}}
company.name={{company.name}}
company.plan={{company.plan}}
ticket.number=NUMBER
ticket.subject=October export is <b>empty</b>
ticket.requestedOn=Tuesday, 17 November
ticket.lastReplyOn=Thursday, 19 November
ticket.department={{ticket.department}}
ticket.status=Open
ticket.owner={{ticket.owner}}
agent.firstName=Asha
agent.name=Asha
agent.email=support@kestrel.example
agent.signature={{agent.signature}}
meeting.title=Migration check
meeting.date=Tuesday, 24 November
meeting.time=14:00 (UTC+5:30)
meeting.minutes=20
meeting.waitUntil=14:15 (UTC+5:30)
meeting.link=https://meet.example/abc
callback.date=Monday, 4 January 2027
callback.time=14:00 (UTC+5:30)
callback.number=+44 20 7946 0000
callback.topic=the migration window
team.name=Kestrel Support
team.email=support@kestrel.example
team.phone=+1 315 444 2439
team.hours=Monday to Friday, 8:00 to 18:00 (London)`
	text := strings.ReplaceAll(got.Text, " (https://meet.example/abc)", "")
	if i := strings.Index(text, "ticket.number="); i > 0 { // it is another each time
		text = text[:i] + "ticket.number=NUMBER" + text[i+strings.IndexByte(text[i:], '\n'):]
	}
	if diff := cmp.Diff(want, strings.TrimSpace(text)); diff != "" {
		t.Error(diff)
	}
	if got.Subject != "About October export is <b>empty</b>" || got.Name != "every" || got.Language != "en" {
		t.Errorf("%+v", got)
	}
	if len(got.Blanks) != 7 || strings.Count(got.HTML, "data-blank") != 7 || strings.Contains(got.HTML, "<b>empty") {
		t.Errorf("%d blanks in %s", len(got.Blanks), got.HTML)
	}
	german, err := b.Insert(t.Context(), "every", "de-AT", savedreply.ModeNote, id, nil)
	if diff := cmp.Diff("Dienstag, 24. November, 14:00 (UTC+5:30), Montag bis Freitag, 8:00 bis 18:00 Uhr (London), Dienstag, 17. November", strings.TrimSpace(german.Text)); diff != "" || err != nil {
		t.Error(diff, err)
	}
	uses, err := b.Uses(t.Context())
	if diff := cmp.Diff(map[string]int{"every": 2}, uses); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// What is not known stays a blank; without a ticket we ourselves are known.
func TestInsertIntoNothing(t *testing.T) {
	b := open1(t, t.TempDir())
	put(t, filepath.Join(b.dir, "own.md"), "Hello {{contact.firstName}}, {{meeting.time}} {{ask \"Anything to add?\"}} {{ask \"Next steps: who does what until when?\"}} {{agent.firstName}}")
	got, err := b.Insert(t.Context(), "OWN", "", savedreply.ModeNote, "", map[string]string{"contact.firstName": "*Mo*", "anything": "", "next": ""})
	if err != nil || got.Text != "Hello *Mo*, {{meeting.time}}  {{ask \"Next steps: who does what until when?\"}} Asha" {
		t.Errorf("%q, %v", got.Text, err)
	}
	if len(got.Blanks) != 2 {
		t.Errorf("%+v", got.Blanks)
	}
	_, err = b.Insert(t.Context(), "own", "", savedreply.ModeNote, "", map[string]string{"contact.fristName": "Mo"})
	if f := fault.From(err); f == nil || f.Code != fault.Usage || !strings.Contains(f.Hint, "contact.firstName") {
		t.Errorf("%+v", f)
	}
	if _, err = b.Insert(t.Context(), "own", "", savedreply.ModeEmail, "tnothing", nil); fault.From(err).Code != fault.NotFound {
		t.Errorf("a ticket that is not here: %v", err)
	}
}

// A name by its beginning; what is none or several is said with what it could be.
func TestInsertByName(t *testing.T) {
	b := open1(t, t.TempDir())
	put(t, filepath.Join(b.dir, "refund_all.md"), "x")
	put(t, filepath.Join(b.dir, "refund_part.md"), "x")
	put(t, filepath.Join(b.dir, "letter.md"), "---\nkind: template\n---\nx")
	for name, want := range map[string]fault.Code{"let": "", "refund": fault.Refused, "zebra": fault.NotFound, "": fault.NotFound, "refund_p": ""} {
		_, err := b.Insert(t.Context(), name, "", savedreply.ModeEmail, "", nil)
		if f := fault.From(err); want == "" && f != nil || want != "" && (f == nil || f.Code != want) {
			t.Errorf("%q: %+v", name, f)
		}
	}
	_, err := b.Insert(t.Context(), "letter", "", savedreply.ModeNote, "", nil)
	if f := fault.From(err); f == nil || f.Code != fault.Refused || !strings.Contains(f.Message, "templates go into e-mail only") {
		t.Errorf("a template in a note: %+v", f)
	}
}

// features: E10, E15
func TestFirstResponseIsProposed(t *testing.T) {
	b := open1(t, t.TempDir())
	fresh := b.ticketOf(t, "a", letter{"Tue, 17 Nov 2026 09:00:00 +0100", "Marco <marco@h.example>", team, "Hello"})
	answered := b.ticketOf(t, "b",
		letter{"Tue, 17 Nov 2026 09:00:00 +0100", "Ida <ida@h.example>", team, "Question"},
		letter{"Tue, 17 Nov 2026 10:00:00 +0100", team, "ida@h.example", "Re: Question"})
	portuguese := b.ticketOf(t, "c", letter{"Tue, 17 Nov 2026 09:00:00 +0100", "Rui <rui@h.example>", "suporte@kestrel.example", "Bom dia"})
	if err := b.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(b.dir, "first-contact", "tst_first_response.pt.md"), "Bom dia {{contact.firstName}}")
	if err := b.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 9 {
		if _, err := b.Insert(t.Context(), "tst_thanks", "", savedreply.ModeEmail, "", nil); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		ticket, query string
		mode          savedreply.Mode
		want, text    string
	}{
		"new":           {fresh, "", savedreply.ModeEmail, "tst_first_response", "Hello Marco,"},
		"something":     {fresh, "thanks", savedreply.ModeEmail, "tst_thanks", ""},
		"a note":        {fresh, "", savedreply.ModeNote, "", ""},
		"answered":      {answered, "", savedreply.ModeEmail, "tst_thanks", ""},
		"no ticket":     {"", "", savedreply.ModeEmail, "tst_thanks", ""},
		"in their word": {portuguese, "", savedreply.ModeEmail, "tst_first_response", "Bom dia Rui"},
	} {
		hits, err := b.Find(t.Context(), c.query, c.mode, c.ticket, 5)
		if err != nil || len(hits) > 5 || c.want != "" && hits[0].Reply.Name != c.want || c.want == "" && hits[0].Reply.Name == "tst_first_response" {
			t.Errorf("%s: %+v, %v", name, hits, err)
			continue
		}
		shown, err := b.Suggest(t.Context(), c.query, c.mode, c.ticket, 5)
		if err != nil || len(shown) != len(hits) || !strings.HasPrefix(shown[0].Text, c.text) || shown[0].Proposed != (c.want == "tst_first_response") {
			t.Errorf("%s: %+v, %v", name, shown, err)
		}
		for i := range shown {
			if shown[i].Name != hits[i].Reply.Name || shown[i].Blanks != strings.Count(shown[i].HTML, "data-blank") && shown[i].Refused == "" {
				t.Errorf("%s: %+v", name, shown[i])
			}
		}
	}
}

func TestPerson(t *testing.T) {
	for shown, want := range map[string][2]string{
		"Leila Haddad": {"Leila", "Haddad"}, "Haddad, Leila": {"Leila", "Haddad"}, "Dr. Leila Haddad": {"Leila", "Haddad"}, "LEILA HADDAD": {"Leila", "Haddad"},
		"anna-lena o'neil": {"Anna-Lena", "O'Neil"}, "Jan van der Berg": {"Jan", "van der Berg"}, "Leila": {"Leila", ""}, "Leila Haddad (Atlas)": {"Leila", "Haddad"},
		"Leila Haddad via Forms": {"Leila", "Haddad"}, `"Leila Haddad"`: {"Leila", "Haddad"}, "山田太郎": {"山田太郎", ""}, "ليلى حداد": {"ليلى", "حداد"},
		"leila@atlas.example": {"", ""}, "Atlas Support": {"", ""}, "Kundenservice": {"", ""}, "": {"", ""}, "Haddad,": {"", "Haddad"}, "J. Smith": {"", "Smith"}, "User 17": {"", ""},
		"A B C D E F": {"", ""}, "{{agent.name}}": {"", ""}, "no-reply": {"", ""},
	} {
		if first, last := person(shown); first != want[0] || last != want[1] {
			t.Errorf("%q: %q %q, want %q", shown, first, last, want)
		}
	}
}

// features: E15
func TestDaysInWords(t *testing.T) {
	day := time.Date(2026, 12, 1, 9, 5, 0, 0, time.FixedZone("", -9*3600-1800))
	for language, want := range map[string]string{
		"en": "Tuesday, 1 December", "": "Tuesday, 1 December", "en-GB": "Tuesday, 1 December", "de-AT": "Dienstag, 1. Dezember", "fr": "mardi 1er décembre", "es": "martes, 1 de diciembre",
		"pt-BR": "terça-feira, 1 de dezembro", "it": "martedì 1 dicembre", "nl": "dinsdag 1 december", "ja": "2026-12-01",
	} {
		if got := longDay(day, noon(), language); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
	if got := longDay(day.AddDate(1, 0, 1), noon(), "es"); got != "jueves, 2 de diciembre de 2027" {
		t.Error(got)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[time.Time]string{day: "09:05 (UTC-9:30)", day.UTC(): "18:35 (UTC)", day.In(berlin): "19:35 (Berlin)", day.In(time.FixedZone("x", 7200)): "20:35 (UTC+2)"} {
		if got := clock(at); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for name, words := range tongues() {
		if n, m := len(strings.Fields(words.days)), len(strings.Fields(words.month)); n != 7 || m != 12 {
			t.Errorf("%s: %d days, %d months", name, n, m)
		}
	}
	src := strings.Replace(string(policy.Sample()), "fri: 08:00-18:00}", "fri: 08:00-14:30, sun: 10:00-12:00}", 1)
	p, _ := policy.Parse([]byte(src))
	if got := hoursInWords(p, "en"); got != "Monday to Thursday, 8:00 to 18:00; Friday, 8:00 to 14:30; Sunday, 10:00 to 12:00 (London)" {
		t.Error(got)
	}
}

// The meeting that goes on is the one talked of, then the next, then the last; a cancelled one is none.
func TestNearestMeeting(t *testing.T) {
	at := func(hours int) ticket.Time { return ticket.TimeOf(noon().Add(time.Duration(hours) * time.Hour)) }
	meeting := func(title, state string, from, to int) ticket.AgendaItem {
		return ticket.AgendaItem{Kind: ticket.AgendaMeeting, Title: title, State: state, At: at(from), Until: at(to)}
	}
	past, done, now, next, off := meeting("past", "open", -9, -8), meeting("done", "done", -5, -4), meeting("now", "here", -1, 1), meeting("next", "open", 3, 4), meeting("off", "cancelled", 1, 2)
	for want, list := range map[string][]ticket.AgendaItem{"now": {next, past, now, off, done}, "next": {past, off, next, done}, "done": {past, done, off}, "": {off}} {
		got, _ := (&scene{planned: list, now: noon()}).nearest(ticket.AgendaMeeting)
		if got.Title != want {
			t.Errorf("%q, want %q", got.Title, want)
		}
	}
}

// TestAnswersByTheirWholeWords: of two questions that begin alike each gets its own answer.
func TestAnswersByTheirWholeWords(t *testing.T) {
	b := open1(t, t.TempDir())
	put(t, filepath.Join(b.dir, "two.en.md"), `From {{ask "Date of the refund"}}, seen {{ask "Date"}}.`)
	got, err := b.Insert(t.Context(), "two", "", savedreply.ModeNote, "", map[string]string{"date": "Monday", "Date of the refund": "Friday"})
	if err != nil || got.Text != "From Friday, seen Monday." {
		t.Errorf("%q, %v", got.Text, err)
	}
}

package ticket

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
)

func TestThanksOnly(t *testing.T) {
	yes := []string{
		"Thanks!", "Thank you so much for the quick reply.", "thx", "Hi team,\n\nthank you very much!\n\nBest regards", "Quick and clear. Thank you very much!\n\nMarco", "It works now, thanks a lot!",
		"Vielen Dank für Ihre schnelle Hilfe!", "Danke", "Merci beaucoup pour votre aide", "¡Muchas gracias por su ayuda!", "Muito obrigado!", "Grazie mille", "ありがとうございます。", "谢谢！", "감사합니다", "Спасибо!", "Dziękuję",
	}
	no := []string{
		"", "Ok", "Great", "Thanks, but it still fails", "Thanks! Can you also check the invoice?", "Thanks. Call me at 555", "Danke, aber es geht noch nicht",
		"Thank you, please cancel it", "Merci, mais cela ne marche pas", "Thanks\nSomebody Else", "ありがとうございます。まだ動きません", "谢谢，还有一个问题？", strings.Repeat("thanks ", 40),
	}
	for _, s := range yes {
		if !ThanksOnly(s, "Marco Halvorsen") {
			t.Errorf("%q asks for nothing", s)
		}
	}
	for _, s := range no {
		if ThanksOnly(s, "Marco Halvorsen") {
			t.Errorf("%q is more than thanks", s)
		}
	}
}

func TestMentions(t *testing.T) {
	known := func(id string) bool { return id == "asha" || id == "bela" || id == "lena-k" }
	tests := map[string]string{
		"@asha please": "asha", "hello @Bela, and (@asha) @bela": "bela asha", "mail to x@asha": "", "“@lena-k” look": "lena-k",
		"@nobody": "", "": "", "@": "", "@asha@bela": "asha", "line\n@asha": "asha", "@asha.": "asha",
	}
	for text, want := range tests {
		if got := strings.Join(Mentions(text, known), " "); got != want {
			t.Errorf("%q mentions %q, want %q", text, got, want)
		}
	}
}

// TestHistory: one line an action, newest first, in words; who, old and new.
//
// features: E8, B7, F7
func TestHistory(t *testing.T) {
	l := newLog(t)
	type line struct{ By, Text, Old, New string }
	l.act(devMe, mins(1), ClaimOwner(anchorA, "asha", l.state().Stamp(PathOwner)), SetStatus(anchorA, InProgress, 0))
	l.act(devOther, mins(2), SetField(anchorA, PathOwner, "bela"))
	l.act(devOther, mins(3), SetField(anchorA, PathOwner, ""))
	l.act(devMe, mins(4), AddTo(anchorA, PathTags, "vip", "bug"))
	l.act(devMe, mins(5), RemoveFrom(anchorA, PathTags, l.state(), "vip"))
	named := l.act(devMe, mins(6), SetText(anchorA, PathSubject, "October"))
	l.act(devMe, mins(7), SetField(anchorA, PathPriority, High))
	l.act(devMe, mins(8), SetSnooze(anchorA, mins(60), true, 0, ReasonUs, "n"), AddNote(anchorA, "note", "n", nil))
	l.act(devMe, mins(9), ClearSnooze(anchorA))
	l.act(devMe, mins(10), SetSnooze(anchorA, 0, true, 0, ReasonClient, ""))
	l.act(devMe, mins(11), SetCheck(anchorA, "area-tag", "na", "none fits"), SetCheck(anchorA, "own", "ticked", ""))
	l.act(devMe, mins(12), SetStatus(anchorA, Resolved, 0), SetClose(anchorA, "", "they asked", []string{"area-tag"}))
	l.act(devMe, mins(13), SetClose(anchorA, "thanks", "", nil))
	l.act(devMe, mins(14), SetField(anchorA, PathSpam, true))
	l.act(devMe, mins(15), SetField(anchorA, PathSpam, false))
	l.act(devMe, mins(16), SetField(anchorA, "followers", "x"))
	l.act(devMe, mins(17), AddTo(anchorA, "read/asha", "m1"))
	undo, _, err := Undo([][]journal.Record{l.records}, named)
	if err != nil {
		t.Fatal(err)
	}
	l.act(devMe, mins(18), undo...)
	begun, object := NewTicket("internal", "internal")
	l.act(devOther, mins(18), SetSent(anchorA, "m1", []string{"export_rerun", "follow_up"}), SetField(anchorA, PathOwner, "team:squad"))
	l.act(devMe, mins(18), SetSent(anchorA, "m2", nil))
	l.act(devMe, mins(18), SetForwarded(anchorA, "m3", []string{"hand_over", "hand_over", strings.Repeat("x", 5000)}))
	l.act(devMe, mins(19), begun, SetText(object, PathSubject, "By hand"))

	var got []line
	var undone []string
	for _, c := range History(l.records, names(l)) {
		got = append(got, line{c.By, c.Text, c.Old, c.New})
		if c.Undone {
			undone = append(undone, c.Text)
		}
	}
	want := []line{
		{"asha", "began the ticket, named it “By hand”", "", ""},
		{"asha", "forwarded a mail with “hand_over”", "", ""},
		{"asha", "sent a reply", "", ""},
		{"bela", "sent a reply with “export_rerun”, “follow_up”, assigned it to team:squad", "", ""},
		{"asha", "took back: name", "October", ""},
		{"asha", "set follower to x", "", "x"},
		{"asha", "said it is no spam", "", ""},
		{"asha", "marked it as spam", "", ""},
		{"asha", "no answer needed: thanks", "", ""},
		{"asha", "set «resolved», without area-tag, because “they asked”", "«in-progress»", "«resolved»"},
		{"asha", "said area-tag does not apply, ticked own", "", ""},
		{"asha", "snoozed it until they reply", "", "they reply"},
		{"asha", "brought it back", "Fri 20 Nov 10:00", ""},
		{"asha", "snoozed it until Fri 20 Nov 10:00, wrote a note", "", "Fri 20 Nov 10:00"},
		{"asha", "set priority high", "", "high"},
		{"asha", "named it “October”", "", "October"},
		{"asha", "removed the tag #vip", "", "#vip"},
		{"asha", "tagged it #vip, #bug", "", "#vip, #bug"},
		{"bela", "took the owner off", "bela", ""},
		{"bela", "assigned it to bela", "asha", "bela"},
		{"asha", "took it, set «in-progress»", "", "asha"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"named it “October”"}, undone); diff != "" {
		t.Error(diff)
	}
}

// TestInternal: notes and events of a conversation, oldest first; an edited note once, an undone one never.
//
// features: E8
func TestInternal(t *testing.T) {
	l := newLog(t)
	l.act(devMe, mins(1), AddNote(anchorA, "question", "first", []string{"bela"}))
	edited := AddNote(anchorA, "note", "draft", nil)
	l.act(devMe, mins(2), edited)
	better := AddNote(anchorA, "note", "final", nil)
	better.Path = edited.Path
	l.act(devMe, mins(3), better)
	gone := l.act(devMe, mins(4), AddNote(anchorA, "note", "gone", nil))
	undo, _, err := Undo([][]journal.Record{l.records}, gone)
	if err != nil {
		t.Fatal(err)
	}
	l.act(devOther, mins(5), undo...)
	l.act(devMe, mins(6), SetSent(anchorA, "m1", nil))
	l.act(devOther, mins(6), SetSent(anchorA, "m2", nil), SetField(anchorA, PathOwner, "bela"))
	var notes, events []string
	for _, e := range Internal(l.records, names(l)) {
		if e.Kind == KindNote {
			notes = append(notes, e.NoteKind+": "+e.Text)
		} else {
			events = append(events, e.From+" "+e.Text)
		}
	}
	if diff := cmp.Diff([]string{"question: first", "note: final"}, notes); diff != "" {
		t.Error(diff)
	}
	for _, e := range events {
		if strings.Contains(e, "gone") || strings.Contains(e, "sent") || strings.Contains(e, "draft") {
			t.Errorf("an event tells a text that was taken back: %q", e)
		}
	}
	if len(events) == 0 || events[len(events)-1] != "bela assigned it to bela" {
		t.Errorf("events: %q", events)
	}
}

func TestUndoWords(t *testing.T) {
	l := newLog(t)
	tagged := l.act(devMe, mins(1), AddTo(anchorA, PathTags, "vip"))
	status := l.act(devMe, mins(2), SetStatus(anchorA, Triage, 0))
	l.act(devMe, mins(3), SetStatus(anchorA, Open, 0))
	for _, action := range []string{tagged, status} {
		undo, _, err := Undo([][]journal.Record{l.records}, action)
		if err != nil {
			t.Fatal(err)
		}
		l.act(devMe, mins(4), undo...)
	}
	h := History(l.records, names(l))
	if h[1].Text != "took back: tag #vip" || h[0].Text != "took back: status" {
		t.Errorf("%q, %q", h[1].Text, h[0].Text)
	}
}

// TestUndoSent: what follows from a sent mail can be taken back, that it was sent cannot.
func TestUndoSent(t *testing.T) {
	l := newLog(t)
	sent := SetSent(anchorA, "m1", []string{"follow_up"})
	if _, ok := FieldOf(sent.Path); !ok || sent.Path != "sent/"+sent.ID {
		t.Errorf("path %q of op %s", sent.Path, sent.ID)
	}
	if !SentAnswer(journal.Record{Op: &journal.Op{Path: sent.Path, Value: json.RawMessage(`{"m":"m1"}`)}}) ||
		SentAnswer(journal.Record{Op: &journal.Op{Path: sent.Path, Value: json.RawMessage(`{"m":"m1","kind":"forward"}`)}}) {
		t.Error("an answer and a forwarded mail are not told apart")
	}
	action := l.act(devMe, mins(1), sent, SetField(anchorA, PathOwner, "team:squad"))
	undo, changed, err := Undo([][]journal.Record{l.records}, action)
	if err != nil || len(changed) > 0 || len(undo) != 1 || undo[0].Path != PathOwner {
		t.Errorf("%+v, %v, %v", undo, changed, err)
	}
}

// TestUndoOverAnchors: the old value may stand on another anchor of the same ticket.
func TestUndoOverAnchors(t *testing.T) {
	l := newLog(t)
	l.act(devMe, mins(1), SetField(anchorA, PathOwner, "asha"))
	action := l.act(devMe, mins(2), SetField(anchorB, PathOwner, "bela"))
	undo, changed, err := Undo([][]journal.Record{l.records}, action)
	if err != nil || len(changed) > 0 {
		t.Fatal(changed, err)
	}
	l.act(devMe, mins(3), undo...)
	if got := l.project(mins(4)).Owner; got != "asha" {
		t.Errorf("owner is %q", got)
	}
	// Somebody has set it since: the caller must ask.
	action = l.act(devMe, mins(5), SetField(anchorA, PathOwner, "bela"))
	l.act(devOther, mins(6), SetField(anchorB, PathOwner, "caro"))
	if _, changed, _ := Undo([][]journal.Record{l.records}, action); len(changed) != 1 || changed[0] != PathOwner {
		t.Errorf("changed: %v", changed)
	}
	if _, _, err := Undo([][]journal.Record{l.records}, NewOpID()); err == nil {
		t.Error("an action that never was is undone")
	}
}

// TestAgendaItem: a callback from its ops, its change and its end.
func TestAgendaItem(t *testing.T) {
	l := newLog(t)
	drafts, object := NewAgenda(AgendaItem{Kind: AgendaMeeting, Ticket: anchorA, At: mins(60), Until: mins(90), Owner: "asha", Title: "Plan", Phone: "+49 1", Link: "https://x.example"})
	made := l.act(devMe, mins(1), drafts...)
	item := func() (AgendaItem, bool) { return ProjectAgenda(object, l.state(), l.text) }
	want := AgendaItem{Object: object, Kind: AgendaMeeting, Ticket: anchorA, At: mins(60), Until: mins(90), State: StateOpen, Owner: "asha", Title: "Plan", Phone: "+49 1", Link: "https://x.example"}
	if got, ok := item(); !ok || got != want {
		t.Errorf("%+v", got)
	}
	l.act(devMe, mins(2), SetField(object, PathState, StateDone))
	if got, ok := item(); !ok || got.State != StateDone {
		t.Errorf("%+v", got)
	}
	undo, _, err := Undo([][]journal.Record{l.records}, made)
	if err != nil {
		t.Fatal(err)
	}
	l.act(devMe, mins(3), undo...)
	if _, ok := item(); ok {
		t.Error("its making was undone, and it stands")
	}
}

// TestFieldOf: every path that ticket writes has its row in the table.
func TestFieldOf(t *testing.T) {
	for path, want := range map[string]string{
		"status": "status", "note/0ABC": "note/<i>", "check/area-tag": "check/<line>", "check/x/text": "", "read/asha": "read/<agent>", "sent/0ABC": "sent/<i>", "handoff/done": "handoff/done", "future": "",
	} {
		f, ok := FieldOf(path)
		if f.Path != want || ok != (want != "") {
			t.Errorf("%s: %q", path, f.Path)
		}
	}
}

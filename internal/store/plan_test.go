package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"deskhand/internal/mail/thread"
	"deskhand/internal/ticket"
)

// recorder keeps every query that goes through it.
type recorder struct {
	querier
	seen map[string][]any
}

func (r recorder) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.seen[query] = args
	return r.querier.QueryContext(ctx, query, args...)
}

func (r recorder) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	r.seen[query] = make([]any, strings.Count(query, "?"))
	return r.querier.PrepareContext(ctx, query)
}

// scanned is a step of a plan that reads a whole table or index; the word behind SCAN is the table or its alias.
func scanned(step string) (table string, bad bool) {
	m := regexp.MustCompile(`^SCAN (\S+)`).FindStringSubmatch(step)
	if m == nil || strings.Contains(step, "VIRTUAL TABLE INDEX") || strings.Contains(step, "CONSTANT ROW") || strings.HasPrefix(m[1], "(") {
		return "", false
	}
	for _, partial := range []string{"message_unindexed", "message_problem", "note_unindexed", "draft_open", "outbox_open", "ticket_unread"} { // hold exceptions alone
		if strings.Contains(step, partial) {
			return "", false
		}
	}
	return m[1], !slices.Contains([]string{"account", "folder", "f", "setting", "queue_count", "wanted", "index_part"}, m[1]) // one row a mailbox, folder, setting, queue, part, mail that somebody waits for
}

// TestPlans: every query behind a list, a ticket or an arrival finds its rows by an index, and the two that are paged
// through are not sorted either.
func TestPlans(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arrive(t, s, corpus(200))
	s.Settle()
	on := anchorOf(t, s, "Export 3 stops")
	action := write(t, s, ticket.AddNote(on, "note", "x", nil), ticket.AddTo(on, ticket.PathTags, "vip"))
	drafts, object := ticket.NewAgenda(ticket.AgendaItem{Kind: ticket.AgendaCallback, Ticket: on, At: ticket.TimeOf(noon())})
	write(t, s, drafts...)
	const mailed = "s7Q2M9FKX01"
	writes(t, s, func(tx *Tx) error {
		return errors.Join(tx.PutMail(queued(mailed, on, "waiting")), tx.PutDraft(Draft{Anchor: on, Kind: DraftReply, Text: "x"}))
	})
	seen := map[string][]any{}
	err := s.Read(t.Context(), func(tx *Tx) error {
		tx.q = recorder{tx.q, seen}
		now := ticket.TimeOf(noon())
		got, id, err := tx.Ticket(on)
		if err != nil {
			return err
		}
		messages, err := tx.Messages(id)
		if err != nil {
			return err
		}
		if len(messages) == 0 {
			t.Fatal("no messages")
		}
		key := messages[0].Key
		raw, _, _, err := tx.RawOf(key)
		if err != nil {
			return err
		}
		if _, err := tx.Raw(raw).Read(make([]byte, 10)); err != nil {
			return err
		}
		for what, ask := range map[string]func() error{
			"queue page":      func() error { _, _, err := tx.QueuePage("all", nil, 50); return err },
			"next page":       func() error { _, _, err := tx.QueuePage("all", &Position{5, 5}, 50); return err },
			"counts":          func() error { _, err := tx.QueueCounts(); return err },
			"mails":           func() error { _, err := tx.Mails(id); return err },
			"message":         func() error { _, err := tx.Message(key); return err },
			"seen":            func() error { _, err := tx.NewestCustomer(id); return err },
			"others":          func() error { _, err := tx.Others(on, got.Contact.Email, 20); return err },
			"agenda":          func() error { _, err := tx.Agenda(now-1000, now+1000); return err },
			"agenda of":       func() error { _, err := tx.AgendaOf(id); return err },
			"agenda item":     func() error { _, err := tx.AgendaItem(object); return err },
			"snoozes":         func() error { _, err := tx.Snoozes(0, now); return err },
			"ended snoozes":   func() error { _, err := tx.EndedSnoozes(0, now); return err },
			"due projections": func() error { _, err := tx.DueProjections(now); return err },
			"next change":     func() error { _, err := tx.NextChange(); return err },
			"anchors like":    func() error { _, err := tx.AnchorsLike(on[1:5], 9); return err },
			"merged like":     func() error { _, err := tx.AnchorsLike("ZZZZ", 9); return err },
			"told":            func() error { _, err := tx.Told(id); return err },
			"drafts":          func() error { _, err := tx.Drafts(id); return err },
			"draft":           func() error { _, err := tx.Draft("d"); return ignoreNotFound(err) },
			"beside":          func() error { _, err := tx.Beside("d"); return ignoreNotFound(err) },
			"draft files":     func() error { _, err := tx.DraftFiles("d"); return err },
			"draft file":      func() error { _, err := tx.FindDraftFile("f"); return ignoreNotFound(err) },
			"marks":           func() error { _, err := tx.Marks([]int64{id}); return err },
			"mark":            func() error { return tx.Mark([]ticket.Ticket{got}) },
			"mail":            func() error { _, err := tx.Mail(mailed); return err },
			"mails of":        func() error { _, err := tx.MailsOf(id); return err },
			"open mails":      func() error { _, err := tx.OpenMails(); return err },
			"find mail":       func() error { _, err := tx.FindMail("7Q"); return err },
			"outbox counts":   func() error { _, err := tx.OutboxCounts(); return err },
			"has message id":  func() error { _, err := tx.HasMessageID("x@y"); return err },
			"seen of":         func() error { _, _, _, err := tx.SeenOf(id); return err },
			"news":            func() error { _, _, err := tx.NewsFor(id, 0, 0, 0); return err },
			"filing":          func() error { _, err := tx.Filing("a"); return err },
			"read keys":       func() error { _, err := tx.ReadKeys(id); return err },
			"is read":         func() error { _, err := tx.IsRead(key); return err },
			"ops":             func() error { _, err := tx.RecordsWith(on); return err },
			"ops of action":   func() error { _, err := tx.ActionRecords(action); return err },
			"objects":         func() error { _, err := tx.Objects(action); return err },
			"action":          func() error { _, err := tx.Action(action); return err },
			"last action":     func() error { _, err := tx.LastAction(); return err },
			"note text":       func() error { tx.NoteText(action); return nil },
			"unindexed":       func() error { _, err := tx.Unindexed(); return err },
			"missing notes":   func() error { _, err := tx.missingNotes(10); return err },
			"broken mail":     func() error { _, err := tx.BrokenMail(50); return err },
			"folders":         func() error { _, err := tx.Folders(); return err },
			"wanted":          func() error { _, err := tx.WantedOf("a", noon(), 50); return err },
			"heads":           func() error { _, err := tx.Heads("a"); return err },
			"folder rows":     func() error { _, err := tx.folderRows("a"); return err },
			"accounts":        func() error { _, err := tx.Accounts(); return err },
			"fired":           func() error { _, err := tx.Fired("x"); return err },
			"input":           func() error { _, err := tx.input(id); return err },
			"number":          func() error { _, err := tx.number(id, on); return err },
			"places":          func() error { _, err := tx.placesOf(id); return err },
			"entry id":        func() error { _, err := tx.entryID(now, "x"); return err },
			"alike":           func() error { _, err := tx.nodeAlike(on, map[int64]bool{}); return err },
			"hints":           func() error { _, err := tx.Hints(id); return err },
			"related": func() error {
				_, err := tx.RelatedTo(id, []thread.Hint{{Key: key, From: "x@y", Conversation: "c", Token: "7Q2M9FKX", At: noon()}, {Bounced: "x@y", At: noon()}})
				return err
			},
			"said":        func() error { _, err := tx.said(key); return err },
			"dismissed":   func() error { _, err := tx.Dismissed("g"); return err },
			"free anchor": func() error { _, err := tx.FreeAnchor(id, on); return err },
			"loose":       func() error { _, err := tx.Loose(id, on, []string{key}); return err },
			"belongs":     func() error { _, err := tx.Belongs(id); return err },
			"settle":      func() error { return tx.settle(on, map[int64]bool{}) },
			"put":         func() error { return tx.putMail(key, map[int64]bool{}) },
			"admit":       func() error { return tx.admit(map[int64]bool{id: true}) },
			"carriers":    func() error { _, err := tx.carriers(ownSQL, id); return err },
			"waiting":     func() error { _, err := tx.carriers(waitingSQL, id); return err },
			"takes part":  func() error { _, err := tx.takesPart(id, carrier{}); return err },
			"sent from":   func() error { _, err := tx.sentFrom(key); return err },
			"moved":       func() error { return tx.movedTo(raw, map[int64]bool{}) },
			"unite": func() error {
				_, err := tx.unite(thread.Node{Key: key, Anchor: on}, "", true, false, map[int64]bool{})
				return err
			},
		} {
			if err := ask(); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		for _, query := range []string{
			"w1ord", "w1ord w2ord", "w1", "from:person w1ord", "subject:export", "is:any", "is:live", "is:resolved", "is:snoozed", "is:spam", "is:history", "is:machine",
			"is:mine", "is:unread", "owner:me", "owner:none", "owner:asha", "status:open", "tag:vip", "category:x", "priority:high", "after:2026-01-01", "in:support", "-is:open",
			"filename:x", "w1ord -from:x -subject:y before:1y", "-has:note", "-has:attachment w1ord", "-has:draft", "-has:meeting", "-has:call", "-in:inbox", "-in:mine", "-in:projects", "has:note,draft", "priority:low,high",
			"w1ord is:live", "w1ord is:unread", "w1ord is:resolved", "w1ord is:mine", "w1ord owner:me", "w1ord is:unassigned", "w1ord priority:high",
		} {
			if _, _, err := tx.Search(t.Context(), ticket.ParseQuery(query, noon()), 0, 50); err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"attachment", "note", "draft", "callback", "meeting"} { // read until fewTickets
		query, _ := fact("has", word)
		delete(seen, query)
	}
	if len(seen) < 40 {
		t.Fatalf("only %d queries were seen", len(seen))
	}
	for _, query := range writtenBesideLists() {
		seen[query] = make([]any, strings.Count(query, "?"))
	}
	for _, query := range slices.Sorted(maps.Keys(seen)) {
		explain(t, s, query, seen[query])
	}
}

// writtenBesideLists are queries of the composer and the engine that a reader's transaction cannot run.
func writtenBesideLists() []string {
	return []string{
		`SELECT data FROM draft_file_chunk WHERE file = ? AND part = ?`,
		`SELECT data FROM outbox_raw WHERE mail = ? AND part = ?`,
		`SELECT coalesce(max(part), -1) + 1 FROM outbox_raw WHERE mail = ?`,
		`DELETE FROM draft WHERE id = ?`,
		askedSQL, liveHeadsSQL, headsSQL, elsewhereSQL, presentSQL, voidOfSQL, placementGone, voidBelow, voidAbove, recogniseSQL,
		`DELETE FROM wanted WHERE raw = ?`,
		`DELETE FROM outbox_raw WHERE mail = ?`,
		`UPDATE outbox SET state = ? WHERE id = ? AND version = ?`,
		`UPDATE draft SET outbox = ? WHERE id = ? AND outbox = '' AND discarded = 0`,
	}
}

func explain(t *testing.T, s *Store, query string, args []any) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *Tx) error {
		return tx.each(func(scan func(...any) error) error {
			var step string
			if err := scan(new(int), new(int), new(int), &step); err != nil {
				return err
			}
			if table, bad := scanned(step); bad {
				t.Errorf("%s reads all of %s: %s", query, table, step)
			}
			paged := query == queuePageSQL || strings.Contains(query, "FROM ticket t WHERE t.shown") || strings.Contains(query, "WHERE t.status = ?") || strings.Contains(query, "WHERE t.owner = ") ||
				strings.Contains(query, "WHERE t.contact_addr = ?") || strings.Contains(query, "WHERE t.priority = ?") || strings.Contains(query, "WHERE t.unread > 0")
			if paged && strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s is sorted anew: %s", query, step)
			}
			return nil
		}, `EXPLAIN QUERY PLAN `+query, args...)
	})
	if err != nil {
		t.Errorf("%s: %v", query, err)
	}
}

package replica_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/replica"
	"deskhand/internal/replica/mem"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// deskAt is a desk on real SQLite with its engine, on a folder in memory.
type deskAt struct {
	t      testing.TB
	agent  string
	key    ed25519.PrivateKey
	s      *store.Store
	now    *time.Time
	engine *replica.Engine
	wrong  []replica.Problem
	joined func() // something came; nil: nobody asks
}

// onSQLite is the desk's database as the engine wants it.
type onSQLite struct{ s *store.Store }

func (k onSQLite) Update(ctx context.Context, fn func(replica.Tx) error) error {
	_, err := k.s.Carry(ctx, func(tx *store.Tx) error { return fn(tx) })
	return err
}

func (k onSQLite) View(ctx context.Context, fn func(replica.Tx) error) error {
	return k.s.Read(ctx, func(tx *store.Tx) error { return fn(tx) })
}

func agentKey(agent string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(agent))
	return ed25519.NewKeyFromSeed(seed[:])
}

func agentDevice(agent string) string {
	return journal.DeviceID(agentKey(agent).Public().(ed25519.PublicKey))
}

// sit opens a desk for an agent; team is the device of who began it.
func sit(t testing.TB, agent, team string, now *time.Time, place *mem.Folder) *deskAt {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: func() time.Time { return *now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // the test is over
	l := &deskAt{t: t, agent: agent, key: agentKey(agent), s: s, now: now}
	s.SetDevice(agentDevice(agent))
	s.SetViewer(ticket.Viewer{Me: agent, Start: ticket.TimeOf(now.Add(-30 * 24 * time.Hour))})
	s.SetRules(store.Rules{Ours: func(a string) bool { return strings.HasSuffix(a, "@kestrel.example") }})
	l.engine = replica.New(replica.Options{
		Store: onSQLite{s}, Transport: &mem.Client{Folder: place}, Team: team,
		Self: replica.Identity{Device: agentDevice(agent), Key: l.key},
		Keys: func(epoch uint32) []journal.Keys {
			if epoch > 0 {
				return nil
			}
			return []journal.Keys{journal.DeriveKeys([32]byte{1}, team, epoch)}
		},
		Now: func() time.Time { return *now }, Jitter: func() float64 { return 0 },
		Observer: replica.Observer{
			Team: func(team *journal.Team) {
				agents := map[string]string{}
				for id, d := range team.Devices {
					agents[id] = d.Agent
				}
				s.SetColleagues(agents)
			},
			Problem: func(p replica.Problem) { l.wrong = append(l.wrong, p) },
			Pulled: func(replica.Result) {
				if l.joined != nil {
					l.joined()
				}
			},
		},
	})
	err = s.Write(t.Context(), func(tx *store.Tx) error {
		return tx.PutAccount(store.Account{ID: "a", Email: "support@kestrel.example"})
	})
	if err != nil {
		t.Fatal(err)
	}
	l.act(ticket.Draft{
		ID: ticket.NewOpID(), Kind: journal.Set, Object: journal.TeamObject, Path: journal.PathDevice(agentDevice(agent)),
		Value: journal.DeviceValue{Pub: l.key.Public().(ed25519.PublicKey), Box: journal.BoxKey(l.key.Seed()).PublicKey().Bytes(), Agent: agent, Machine: agent + "'s laptop"},
	})
	return l
}

func (l *deskAt) act(drafts ...ticket.Draft) {
	l.t.Helper()
	*l.now = l.now.Add(time.Second)
	err := l.s.Write(l.t.Context(), func(tx *store.Tx) error {
		if _, err := tx.Append(drafts); err != nil {
			return err
		}
		var objects []string
		for _, d := range drafts {
			objects = append(objects, d.Object)
		}
		_, err := tx.Project(objects...)
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
}

// carry lets the engine look once.
func (l *deskAt) carry() replica.Result {
	l.t.Helper()
	*l.now = l.now.Add(11 * time.Second)
	res, err := l.engine.Once(l.t.Context())
	if err != nil {
		l.t.Fatalf("%s: %v", l.agent, err)
	}
	if err := l.s.Fill(l.t.Context(), nil); err != nil {
		l.t.Fatal(err)
	}
	return res
}

func (l *deskAt) receive(from, to int) {
	l.t.Helper()
	var mails []store.Arrival
	for i := from; i < to; i++ {
		at := time.Date(2026, 11, 20, 8, i%60, i/60, 0, time.UTC)
		raw := fmt.Sprintf("From: Marco %d <m%d@halvorsen.example>\r\nTo: support@kestrel.example\r\nDate: %s\r\nSubject: Export %d stops\r\nMessage-ID: <m%d@x.example>\r\n\r\nIt stops at page %d.\r\n", i, i, at.Format(time.RFC1123Z), i, i, i)
		mails = append(mails, store.Arrival{UID: uint32(i + 1), Internal: at, Raw: []byte(raw), Size: int64(len(raw))})
	}
	if _, err := l.s.Arrive(l.t.Context(), store.Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}, mails); err != nil {
		l.t.Fatal(err)
	}
	l.s.Settle()
}

func anchor(i int) string { return mail.Anchor(fmt.Sprintf("m%d@x.example", i)) }

// shows is what a desk shows of its tickets, and the history of each.
func (l *deskAt) shows() map[string]string {
	l.t.Helper()
	out := map[string]string{}
	err := l.s.Read(l.t.Context(), func(tx *store.Tx) error {
		page, _, err := tx.QueuePage(ticket.QueueAll, nil, 1000)
		for _, t := range page {
			var lines []string
			row, rowErr := tx.RowOf(t.ID)
			records, toldErr := tx.Told(row)
			if rowErr != nil || toldErr != nil {
				return fmt.Errorf("%w %w", rowErr, toldErr)
			}
			names := ticket.Names{
				Texts: tx.Text, Agent: tx.Author, Zone: time.UTC, Owner: func(id string) string { return id }, Status: func(s ticket.Status) string { return string(s) },
				Tag: func(s string) string { return s }, Priority: func(p ticket.Priority) string { return string(p) },
			}
			for _, c := range ticket.History(records, names) {
				lines = append(lines, c.By+" "+c.Text)
			}
			out[t.Number] = fmt.Sprint(t.Subject, " ", t.Status, " ", t.Owner, " ", t.Tags, " ", t.Messages, "\n", strings.Join(lines, "\n"))
		}
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return out
}

// TestThreeDesks: what is done on one laptop is on the others: notes with their texts, claims, merges, what was made apart;
// the mail may come before or after. A third joins late and sees the same.
func TestThreeDesks(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	place := mem.NewFolder(func() time.Time { return now })
	team := agentDevice("asha")
	asha, bela := sit(t, "asha", team, &now, place), sit(t, "bela", team, &now, place)
	asha.receive(0, 20)
	bela.receive(0, 10)
	asha.carry()
	bela.carry()
	asha.carry()
	asha.act(ticket.Draft{ID: ticket.NewOpID(), Kind: journal.Set, Object: journal.TeamObject, Path: journal.PathOK(agentDevice("bela")), Value: "bela"})

	for i := range 15 {
		asha.act(ticket.AddNote(anchor(i), "note", fmt.Sprintf("azimuth %d", i), nil), ticket.SetStatus(anchor(i), ticket.InProgress, 0))
	}
	asha.act(ticket.SetField(anchor(3), ticket.PathParent, anchor(4)))
	asha.carry()
	if res := bela.carry(); res.Ops < 31 {
		t.Errorf("bela got %+v", res)
	}
	asha.act(ticket.SetStatus(anchor(1), ticket.Resolved, ticket.TimeOf(now))) // apart
	bela.act(ticket.SetStatus(anchor(1), ticket.PendingPartner, ticket.TimeOf(now)))
	asha.act(ticket.ClaimOwner(anchor(2), "asha", journal.NoStamp))
	bela.act(ticket.ClaimOwner(anchor(2), "bela", journal.NoStamp))
	bela.receive(10, 20)
	for range 3 {
		asha.carry()
		bela.carry()
	}
	carl := sit(t, "carl", team, &now, place)
	carl.receive(0, 20)
	carl.carry()
	carl.carry()
	for range 2 {
		asha.carry()
		bela.carry()
	}
	want := asha.shows()
	for _, l := range []*deskAt{bela, carl} {
		if diff := cmp.Diff(want, l.shows()); diff != "" {
			t.Errorf("asha and %s\n%s", l.agent, diff)
		}
		if rows, diffs, err := l.s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
			t.Errorf("%s: of %d rows differ %v, %v", l.agent, rows, diffs, err)
		}
	}
	told := ""
	for _, text := range want {
		told += text + "\n"
	}
	for _, line := range []string{"asha set resolved, overruled by bela", "bela took it, overruled by asha", "bela set pending-partner"} {
		if !strings.Contains(told, line) {
			t.Errorf("history does not tell %q:\n%s", line, told)
		}
	}
	for _, l := range []*deskAt{asha, bela, carl} {
		for _, p := range l.wrong {
			if p.Message != "" {
				t.Logf("%s: %s %s", l.agent, p.Code, p.Message)
			}
		}
		err := l.s.Read(t.Context(), func(tx *store.Tx) error {
			n, err := tx.JournalCounts()
			if n.Unsent+n.Parked+n.Held+n.Unread+n.Unprojected+n.Quarantined+n.Orphans > 0 || n.Devices != 3 {
				t.Errorf("%s: %+v", l.agent, n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.s.CheckJournal(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

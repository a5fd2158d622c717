package desk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/journal"
	"deskhand/internal/outbox"
	"deskhand/internal/replica"
	"deskhand/internal/replica/mem"
	"deskhand/internal/secret"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// TestWipeCompletes: a laptop that was shut out, and whose program ended before its secrets were gone, deletes them at its
// next start; its invitations' codes and secrets of every epoch among them. Meanwhile no mail leaves.
func TestWipeCompletes(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha, lena := c.desks[0], c.desks[1]
	do[membership.Device](t)(asha.Membership.Promote(ctx, lena.device()))
	c.exchange()
	for range 2 {
		if err := asha.Membership.Rotate(ctx); err != nil {
			t.Fatal(err)
		}
		c.exchange()
	}
	i := do[membership.Invitation](t)(lena.Membership.Invite(ctx, "ana", ""))
	device := lena.device()
	vault := do[secret.Store](t)(lena.vault.open(ctx))
	if err := vault.Delete(ctx, "team secret "+asha.device()+" 1"); err != nil { // epochs need not follow each other
		t.Fatal(err)
	}
	account := do[[]store.Account](t)(lena.accounts(ctx))[0]
	names := []string{
		membership.KeyName(device), "password " + account.ID, "team invitation " + i.ID, "team secret " + asha.device() + " 0", "team secret " + asha.device() + " 2",
	}
	for _, name := range names {
		if _, err := vault.Get(ctx, name); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if err := lena.Membership.ShutOut(ctx, nil, func(*store.Tx, *journal.Op) string { return "" }); err != nil { // and no more
		t.Fatal(err)
	}
	lena.again()
	if _, err := lena.guard(ctx, outbox.Item{}); err == nil {
		t.Error("the guard lets a mail pass")
	}
	if err := lena.pullJournal(ctx); fault.From(err).Code != fault.Refused {
		t.Errorf("a mail may leave a laptop that was shut out: %v", err)
	}
	if r, err := lena.carrier.carry(ctx, false); err != nil || r != (replica.Result{}) {
		t.Errorf("carried %+v, %v", r, err)
	}
	vault = do[secret.Store](t)(lena.vault.open(ctx))
	for _, name := range names {
		if _, err := vault.Get(ctx, name); err == nil {
			t.Errorf("%s is still in the vault", name)
		}
	}
	if st := do[membership.State](t)(lena.Membership.State(ctx)); !st.Revoked || !st.Wiped {
		t.Errorf("state %+v", st)
	}
}

// TestShutOutStays: what else this laptop notes of its team does not take back that it was shut out meanwhile.
func TestShutOutStays(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	lena := c.desks[1]
	folder := t.TempDir()
	shut := func() {
		if err := lena.Membership.ShutOut(ctx, nil, func(*store.Tx, *journal.Op) string { return "" }); err != nil {
			t.Error(err)
		}
	}
	lena.o.Place = func(membership.Where) (membership.Place, error) { // while the new place is tried
		shut()
		return memPlace{&mem.Client{Folder: c.folder}}, nil
	}
	if _, err := lena.Membership.SetTransport(ctx, membership.Transport{Kind: membership.KindDir, Folder: folder}); err != nil {
		t.Error(err)
	}
	if st := do[membership.State](t)(lena.Membership.State(ctx)); !st.Revoked {
		t.Error("choosing a place let the laptop into the team again")
	}
}

// TestRevokeRotatesAtOnce: whoever is shut out and the new secret are one transaction and one action, and the secret is not
// sealed to them.
func TestRevokeRotatesAtOnce(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	do[membership.Device](t)(asha.Membership.Revoke(ctx, jonas.device(), "lost"))
	team := do[*journal.Team](t)(asha.Membership.Team(ctx))
	if team.Epoch != 1 || len(team.Rotations) != 1 {
		t.Fatalf("epoch %d, %d rotations", team.Epoch, len(team.Rotations))
	}
	sealed := team.Rotations[0].Sealed
	if sealed[jonas.device()] != nil || sealed[lena.device()] == nil || sealed[asha.device()] == nil {
		t.Errorf("sealed to %d devices, the revoked one: %t", len(sealed), sealed[jonas.device()] != nil)
	}
	var groups []string
	err := asha.store.Read(ctx, func(tx *store.Tx) error {
		records, err := tx.RecordsWith(journal.TeamObject)
		for _, r := range records {
			if r.Path == journal.PathRevoked(jonas.device()) || r.Path == journal.PathKey {
				groups = append(groups, r.Group)
			}
		}
		return err
	})
	if err != nil || len(groups) != 2 || groups[0] != groups[1] || groups[0] == "" {
		t.Errorf("actions %q, %v", groups, err)
	}
}

// TestTeamBegunHalf: a desk that ended after it made its team and before its files began to travel has them begin with the next
// round.
func TestTeamBegunHalf(t *testing.T) {
	c := newCrew(t)
	ctx := t.Context()
	asha, lena := c.solo("asha"), c.solo("lena")
	do[membership.Created](t)(asha.Membership.Create(ctx, "Kestrel Support", membership.CreateOptions{}))
	if st := do[membership.State](t)(asha.Membership.State(ctx)); !st.Whole {
		t.Error("a team that began is not whole")
	}
	half := func(tx *store.Tx) error {
		text, _, err := tx.Setting("team")
		return errors.Join(err, tx.SetSetting("team-files", ""), tx.SetSetting("team", strings.Replace(text, `"whole":true`, `"whole":false`, 1)))
	}
	if err := asha.store.Write(ctx, half); err != nil {
		t.Fatal(err)
	}
	asha.again()
	c.carry(asha)
	begun := asha.setting(ctx, "team-files")
	if st := do[membership.State](t)(asha.Membership.State(ctx)); !st.Whole || begun == "" {
		t.Errorf("whole %t, files since %q", st.Whole, begun)
	}
	c.join(lena)
	if _, err := lena.Membership.Create(ctx, "Another", membership.CreateOptions{}); fault.From(err).Code != fault.Refused {
		t.Errorf("a desk is in two teams: %v", err)
	}
}

// TestCarryTimesOut: a journal's place that does not answer is an error, and holds a mail back as a line that is down does.
func TestCarryTimesOut(t *testing.T) {
	c := newTeam(t, 2)
	lena := c.desks[1]
	lena.o.Place = func(membership.Where) (membership.Place, error) { return silentPlace{}, nil }
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := lena.carrier.carry(ctx, true); fault.From(err) == nil || fault.From(err).Code != fault.Offline {
		t.Errorf("carry gives %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := lena.pullJournal(ctx); fault.From(err) == nil || fault.From(err).Code != fault.Offline {
		t.Errorf("a mail may leave unlooked: %v", err)
	}
}

// silentPlace is a server that never answers.
type silentPlace struct{ memPlace }

func (silentPlace) List(ctx context.Context, _ replica.Cursor, _ func(replica.Meta) bool, _ func(replica.Item) error) (replica.Cursor, error) {
	<-ctx.Done()
	return "", ctx.Err()
}

func (silentPlace) Close() error { return nil }

// TestVoidSheet: the key of a sheet that is void does not stay on the laptop; that of one that works does not either, and what
// came in meanwhile stays noted.
func TestVoidSheet(t *testing.T) {
	c := newCrew(t)
	ctx := t.Context()
	asha, lena := c.solo("asha"), c.solo("lena")
	old := do[membership.Created](t)(asha.Membership.Create(ctx, "Kestrel Support", membership.CreateOptions{})).Sheet
	fresh := do[membership.Sheet](t)(asha.Membership.RecoverySheet(ctx))
	c.carry(asha)
	if err := asha.Membership.Rotate(ctx); err != nil {
		t.Fatal(err)
	}
	team := do[*journal.Team](t)(asha.Membership.Team(ctx))
	if n := len(team.Rotations[0].Sealed); n != 2 { // asha's laptop and the new sheet
		t.Errorf("sealed to %d: who has the old sheet reads on", n)
	}
	c.carry(asha)
	if _, err := lena.Membership.Recover(ctx, old.Text, membership.RecoverOptions{}); fault.From(err).Code != fault.Refused {
		t.Fatalf("a void sheet: %v", err)
	}
	if st := do[membership.State](t)(lena.Membership.State(ctx)); len(st.Former) != 0 {
		t.Errorf("the void sheet's key stays: %v", st.Former)
	}
	do[membership.Joined](t)(lena.Membership.Recover(ctx, fresh.Text, membership.RecoverOptions{}))
	if st := do[membership.State](t)(lena.Membership.State(ctx)); len(st.Former) != 0 || !st.Whole {
		t.Errorf("after it: keys %v, whole %t", st.Former, st.Whole)
	}
	for epoch := range uint32(2) {
		if keys := do[[][32]byte](t)(lena.Membership.Secrets(ctx, old.Team, epoch)); len(keys) == 0 {
			t.Errorf("no secret of epoch %d", epoch)
		}
	}
	if o := do[membership.Overview](t)(lena.Membership.Overview(ctx)); !o.Admin {
		t.Error("the newest sheet makes no admin")
	}
}

// TestEraseInOddFolder: a data folder whose name looks like a pattern is emptied too.
func TestEraseInOddFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk [old]*")
	for _, name := range []string{"desk.db", "desk.db-wal", "secrets.age", "backups/a.db", "tmp/x", "policy.yaml"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := (&Desk{dir: dir}).erase(); err != nil {
		t.Fatal(err)
	}
	left := do[[]os.DirEntry](t)(os.ReadDir(dir))
	if len(left) != 1 || left[0].Name() != "policy.yaml" {
		t.Errorf("left: %v", left)
	}
}

// TestFrozenHoldsUpNothing: a ticket that can only be read here stays as it is where many are changed at once, and the others
// are changed.
func TestFrozenHoldsUpNothing(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha, jonas := c.desks[0], c.desks[2]
	ids := c.deliver(c.question(1, 2*time.Hour), c.question(2, time.Hour))
	for _, id := range ids {
		do[core.Done](t)(jonas.Work.Claim(ctx, id, false))
	}
	jonas.writes(ticket.SetField(ids[0], "!sealed/next", "something new"))
	c.exchange()
	if _, _, err := asha.Work.ApplyRouting(ctx); err != nil {
		t.Errorf("the rules of today: %v", err)
	}
	r := do[membership.LeaveResult](t)(asha.Membership.Leave(ctx, "jonas", "lena"))
	for n, want := range []string{"jonas", "lena"} {
		if got := asha.ticket(ids[n]).Owner; got != want {
			t.Errorf("ticket %d is %s's, want %s's", n, got, want)
		}
	}
	if len(r.Theirs) != 2 || !strings.Contains(r.Advice[0], "changed 1 of these") {
		t.Errorf("left %+v", r)
	}
}

// TestFinishWipesFirst: the database, which alone knows the names of the secrets, does not go before them, nor while another
// process works with it.
func TestFinishWipesFirst(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	lena := c.desks[1]
	if err := lena.Membership.ShutOut(ctx, nil, func(*store.Tx, *journal.Op) string { return "" }); err != nil {
		t.Fatal(err)
	}
	lena.again()
	beside := lena.Desk
	lena.open() // a command beside an open window
	if err := beside.lock.take(); err != nil {
		t.Fatal(err)
	}
	if err := lena.Membership.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := lena.Membership.Key(ctx, lena.device()); err == nil {
		t.Error("the device's key is still here")
	}
	if err := lena.Close(); err != nil || !Here(lena.dir) {
		t.Errorf("the desk went under an open window: %v", err)
	}
	if err := beside.Close(); err != nil || Here(lena.dir) {
		t.Errorf("the desk stays: %v", err)
	}
}

// TestConfirmHandsSecrets: a laptop that is confirmed after the secret became another, twice, gets what it lacks and reads all.
func TestConfirmHandsSecrets(t *testing.T) {
	for _, encrypt := range []bool{false, true} {
		c := newCrew(t)
		ctx := t.Context()
		asha, lena := c.solo("asha"), c.solo("lena")
		do[membership.Created](t)(asha.Membership.Create(ctx, "Kestrel Support", membership.CreateOptions{Encrypt: encrypt}))
		ids := c.deliver(c.question(1, time.Hour))
		c.join(lena)
		said := []string{"With the second secret", "With the third secret"}
		for _, words := range said {
			if err := asha.Membership.Rotate(ctx); err != nil {
				t.Fatal(err)
			}
			c.carry(asha)
			do[core.Done](t)(asha.Work.Note(ctx, ids[0], words, "note"))
			c.carry(asha)
		}
		do[membership.Device](t)(asha.Membership.Confirm(ctx, lena.device()))
		c.exchange()
		c.exchange()
		for _, words := range said {
			if n := notes(lena.shows(ids[0]), words); n != 1 {
				t.Errorf("encrypted %t: %q stands %d times at the laptop that was confirmed late", encrypt, words, n)
			}
		}
	}
}

// TestSheetAfterRotations: a sheet that was made after the secret became another, twice, opens what was written with each.
func TestSheetAfterRotations(t *testing.T) {
	c := newCrew(t)
	ctx := t.Context()
	asha, lena := c.solo("asha"), c.solo("lena")
	do[membership.Created](t)(asha.Membership.Create(ctx, "Kestrel Support", membership.CreateOptions{Encrypt: true}))
	ids := c.deliver(c.question(1, time.Hour))
	for n := range 3 {
		do[core.Done](t)(asha.Work.Note(ctx, ids[0], fmt.Sprintf("With secret %d", n), "note"))
		c.carry(asha)
		if n < 2 {
			if err := asha.Membership.Rotate(ctx); err != nil {
				t.Fatal(err)
			}
			c.carry(asha)
		}
	}
	paper := do[membership.Sheet](t)(asha.Membership.RecoverySheet(ctx))
	c.carry(asha)
	do[membership.Joined](t)(lena.Membership.Recover(ctx, paper.Text, membership.RecoverOptions{}))
	c.exchange()
	for n := range 3 {
		if words := fmt.Sprintf("With secret %d", n); notes(lena.shows(ids[0]), words) != 1 {
			t.Errorf("%q is not at the laptop that was recovered", words)
		}
	}
}

// TestUnconfirmedConfirmsNobody: an agent's laptop vouches for another of theirs only once it was vouched for itself.
func TestUnconfirmedConfirmsNobody(t *testing.T) {
	c := newTeam(t, 1)
	ctx := t.Context()
	first, second := c.solo("lena"), c.solo("lena")
	c.join(first)
	c.join(second)
	c.exchange()
	if _, err := first.Membership.Confirm(ctx, second.device()); fault.From(err).Code != fault.Refused {
		t.Errorf("an unconfirmed laptop confirms: %v", err)
	}
	do[membership.Device](t)(c.desks[0].Membership.Confirm(ctx, first.device()))
	c.exchange()
	if d := do[membership.Device](t)(first.Membership.Confirm(ctx, second.device())); !d.Confirmed {
		t.Errorf("confirmed %+v", d)
	}
}

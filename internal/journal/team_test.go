package journal

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// crew writes the ops of a team, each in a batch of its own, and knows whose batch follows which.
type crew struct {
	t       testing.TB
	laptops map[string]*laptop
	records []TeamRecord
	prev    map[Hash]Hash
	at      time.Time
}

func newCrew(t testing.TB) *crew {
	return &crew{t: t, laptops: map[string]*laptop{}, prev: map[Hash]Hash{}, at: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
}

// chain follows prev from the heads down.
func (c *crew) chain(_ string, batch Hash, heads []Hash) bool {
	for _, h := range heads {
		for ; !h.IsZero(); h = c.prev[h] {
			if h == batch {
				return true
			}
		}
	}
	return false
}

func (c *crew) laptop(n byte) *laptop {
	l := newLaptop(n)
	if c.laptops[l.id] == nil {
		c.laptops[l.id] = l
	}
	return c.laptops[l.id]
}

// say writes one op on @team in the device's next batch.
func (c *crew) say(by *laptop, path string, v any) TeamRecord {
	c.at = c.at.Add(time.Minute)
	return c.sayAt(by, c.at, path, v)
}

func (c *crew) sayAt(by *laptop, at time.Time, path string, v any) TeamRecord {
	c.t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		c.t.Fatal(err)
	}
	op := by.op(c.t, Op{Stamp: StampAt(at), Kind: Set, Object: TeamObject, Path: path, Value: text})
	before := by.prev
	b := by.seal(testTeam, nil, op)
	hash := b.Hash(testTeam)
	c.prev[hash] = before
	r := TeamRecord{Record{Device: by.id, Hash: RecordHash(by.id, op.Raw), Op: op}, hash}
	c.records = append(c.records, r)
	return r
}

func (c *crew) join(l *laptop, agent string) {
	c.say(l, PathDevice(l.id), DeviceValue{Pub: l.pub(), Box: BoxKey(l.key.Seed()).PublicKey().Bytes(), Agent: agent, Machine: agent + "'s laptop"})
}

func (c *crew) fold() *Team { return FoldTeam(c.laptop(0).id, c.records, c.chain) }

func (c *crew) verdict(t *Team, r TeamRecord) Verdict {
	return t.Counts(BatchMeta{Hash: r.Batch, Prev: c.prev[r.Batch], Device: r.Device}, c.chain)
}

// founded is a team of Ana, who made it, Bela (admin), Carl and Dana.
func founded(t testing.TB) (c *crew, ana, bela, carl, dana *laptop) {
	c = newCrew(t)
	ana, bela, carl, dana = c.laptop(0), c.laptop(1), c.laptop(2), c.laptop(3)
	c.join(ana, "ana")
	c.say(ana, PathStart, 1763942400000)
	c.say(ana, PathTransport, TransportValue{"imap"})
	c.say(ana, PathAgent("bela"), AgentValue{Name: "Bela"})
	for agent, l := range map[string]*laptop{"bela": bela, "carl": carl, "dana": dana} {
		c.join(l, agent)
		c.say(ana, PathOK(l.id), agent)
	}
	c.say(ana, PathAdmin(bela.id), AdminValue{On: true})
	return c, ana, bela, carl, dana
}

func TestTeam(t *testing.T) {
	c, ana, bela, carl, _ := founded(t)
	team := c.fold()
	if team.Start != 1763942400000 || team.Transport != "imap" || team.Agents["bela"].Name != "Bela" || team.Epoch != 0 {
		t.Errorf("team %+v", team)
	}
	if want := map[string]bool{ana.id: true, bela.id: true}; !reflect.DeepEqual(team.Admins, want) {
		t.Errorf("admins %v", team.Admins)
	}
	for _, l := range c.laptops {
		if d := team.Devices[l.id]; !d.Confirmed || d.Revoked || d.Agent == "" || !slices.Equal(d.Pub, l.pub()) || d.Asked == 0 {
			t.Errorf("device %+v", d)
		}
	}
	stranger := c.laptop(4)
	r := c.say(stranger, "file/replies/hello", 1)
	if v := c.verdict(c.fold(), r); v != Unknown {
		t.Errorf("a device nobody heard of: %d", v)
	}
	c.join(stranger, "eve")
	if v := c.verdict(c.fold(), r); v != Unconfirmed {
		t.Errorf("a device nobody confirmed: %d", v)
	}
	c.say(carl, PathOK(stranger.id), "carl")
	c.say(stranger, PathOK(stranger.id), "eve")
	if v := c.verdict(c.fold(), r); v != Unconfirmed {
		t.Errorf("confirmed by itself and by another agent's device: %d", v)
	}
	c.say(bela, PathOK(stranger.id), "eve")
	if v := c.verdict(c.fold(), r); v != Counted {
		t.Errorf("confirmed by an admin: %d", v)
	}
	second, third := c.laptop(5), c.laptop(6)
	c.join(second, "carl")
	c.join(third, "carl")
	c.say(second, PathOK(third.id), "carl") // of no weight yet, and counts once second is confirmed
	if team := c.fold(); team.Devices[third.id].Confirmed {
		t.Error("an unconfirmed device confirmed another")
	}
	c.say(carl, PathOK(second.id), "carl")
	if team := c.fold(); !team.Devices[second.id].Confirmed || !team.Devices[third.id].Confirmed {
		t.Error("the same agent's older device confirmed, and it does not count")
	}
	c.join(carl, "ana")
	if team := c.fold(); team.Devices[carl.id].Agent != "carl" {
		t.Error("a confirmed device became another agent")
	}
}

// TestForeignKey: a device's request with another device's key is none.
func TestForeignKey(t *testing.T) {
	c, _, bela, carl, _ := founded(t)
	before := c.fold()
	eve := c.laptop(7)
	c.say(eve, PathDevice(carl.id), DeviceValue{Pub: eve.pub(), Agent: "carl"})
	c.say(eve, PathDevice(bela.id), DeviceValue{Pub: bela.pub(), Agent: "eve"})
	c.say(eve, PathDevice(eve.id), DeviceValue{Pub: carl.pub(), Agent: "eve"})
	after := c.fold()
	if !reflect.DeepEqual(before.Devices, after.Devices) {
		t.Errorf("devices %+v, were %+v", after.Devices, before.Devices)
	}
	for _, l := range []*laptop{bela, carl} {
		if path := PathDevice(l.id); string(after.TeamValue(path)) != string(before.TeamValue(path)) {
			t.Errorf("%s says %s", path, after.TeamValue(path))
		}
	}
}

// TestAdminPathFromAnyone (M10): what only admins may say changes nothing from anybody else, however it is dated.
func TestAdminPathFromAnyone(t *testing.T) {
	c, ana, bela, carl, dana := founded(t)
	paper := newLaptop(11)
	c.say(ana, PathAdmin(paper.id), AdminValue{On: true, Pub: paper.pub(), Box: make([]byte, 32)})
	before := c.fold()
	for i, at := range []time.Time{c.at.Add(-1000 * time.Hour), c.at.Add(time.Hour)} {
		c.sayAt(carl, at, PathAdmin(carl.id), AdminValue{On: true})
		c.sayAt(carl, at, PathAdmin(dana.id), AdminValue{On: true})
		c.sayAt(carl, at, PathAdmin(paper.id), AdminValue{On: true, Pub: paper.pub(), Box: carl.pub()})
		c.sayAt(dana, at, PathRevoked(ana.id), RevokedValue{})
		c.sayAt(dana, at, PathAdmin(bela.id), AdminValue{})
		c.sayAt(carl, at, PathKey, KeyValue{Epoch: 9})
		c.sayAt(carl, at, PathAgent("carl"), AgentValue{Name: "Boss"})
		c.sayAt(carl, at, PathQuota(carl.id), QuotaValue{1_000_000})
		c.sayAt(carl, at, PathTransport, TransportValue{"dir"})
		c.sayAt(carl, at, "cfg/name", "mine")
		c.sayAt(carl, at, PathPolicy, i)
		c.sayAt(carl, at, PathRoster, i)
		c.sayAt(carl, at, "later/path", i)
		c.sayAt(carl, at, PathStart, 5)
	}
	if after := c.fold(); !reflect.DeepEqual(before, after) {
		t.Errorf("team\n%+v\nwas\n%+v", after, before)
	}
	c.say(carl, "file/replies/hello", map[string]any{"size": 3})
	if team := c.fold(); team.TeamValue("file/replies/hello") == nil {
		t.Error("a saved reply of somebody who is no admin does not count")
	}
	redact := carl.op(t, Op{Kind: Redact, Object: "t4PWYHW9NCNCNZ6B4", Path: "note/x", Value: []byte(`[]`)})
	for l, want := range map[*laptop]bool{ana: true, bela: true, carl: false} {
		if before.Allows(BatchMeta{Device: l.id}, redact, c.chain) != want {
			t.Errorf("%s may erase: want %v", l.id, want)
		}
	}
}

// TestRevokedFork (M11): a revocation names batches, not numbers: a fork with the same numbers and old stamps does not
// count, and what the device had sent before goes on counting.
func TestRevokedFork(t *testing.T) {
	c, ana, bela, carl, _ := founded(t)
	known := c.say(carl, "file/replies/a", 1)
	appointed := c.say(bela, PathAgent("emil"), AgentValue{Name: "Emil"})
	seq, prev := carl.seq, carl.prev
	belaSeq, belaPrev := bela.seq, bela.prev
	c.say(ana, PathRevoked(carl.id), RevokedValue{Heads: []Hash{known.Batch}, Why: "lost"})
	c.say(ana, PathRevoked(bela.id), RevokedValue{Heads: []Hash{appointed.Batch}})
	before := c.fold()
	twice := *c
	twice.records = slices.Clone(c.records)
	emil := *ana
	twice.say(&emil, PathRevoked(carl.id), RevokedValue{})
	if !before.SameSay(c.fold(), carl.id) || before.SameSay(twice.fold(), carl.id) || !before.SameSay(twice.fold(), bela.id) {
		t.Error("a second, narrower revocation is not seen, or one is seen where none is")
	}
	old := c.at.Add(-100 * time.Hour)
	carl.seq, carl.prev = seq-1, c.prev[prev] // forks before its last batch, with that one's number
	fork := c.sayAt(carl, old, "file/replies/a", 2)
	carl.seq, carl.prev = seq, prev // goes on where it was
	next := c.sayAt(carl, old, "file/replies/b", 3)
	bela.seq, bela.prev = belaSeq-1, c.prev[belaPrev]
	c.sayAt(bela, old, PathAdmin(carl.id), AdminValue{On: true})
	c.sayAt(bela, old, PathAdmin(bela.id), AdminValue{On: true})
	c.sayAt(bela, old, PathRevoked(ana.id), RevokedValue{})
	c.sayAt(bela, old.Add(time.Minute), PathOK(c.laptop(8).id), "bela")
	after := c.fold()
	if !reflect.DeepEqual(before, after) {
		t.Errorf("team\n%+v\nwas\n%+v", after, before)
	}
	if d := after.Devices[carl.id]; !d.Revoked || d.Why != "lost" || !slices.Equal(d.Heads, []Hash{known.Batch}) {
		t.Errorf("device %+v", d)
	}
	for name, want := range map[string]struct {
		r TeamRecord
		v Verdict
	}{"known": {known, Counted}, "fork": {fork, Revoked}, "next": {next, Revoked}, "an admin's earlier act": {appointed, Counted}} {
		if v := c.verdict(after, want.r); v != want.v {
			t.Errorf("%s: verdict %d, want %d", name, v, want.v)
		}
	}
	if after.Agents["emil"].Name != "Emil" || after.Admins[bela.id] || !after.WasAdmin(bela.id) {
		t.Errorf("what Bela did as an admin, or that she was one, is forgotten: %+v", after)
	}
}

// TestRemovedAdmin: taking the right away leaves the device in the team, its earlier acts in force, and is final.
func TestRemovedAdmin(t *testing.T) {
	c, ana, bela, _, _ := founded(t)
	did := c.say(bela, PathAgent("emil"), AgentValue{Name: "Emil"})
	c.say(ana, PathAdmin(bela.id), AdminValue{Heads: []Hash{did.Batch}})
	late := c.sayAt(bela, c.at.Add(-50*time.Hour), PathAgent("emil"), AgentValue{Name: "Emil", Left: true})
	c.say(ana, PathAdmin(bela.id), AdminValue{On: true})
	team := c.fold()
	if team.Admins[bela.id] || team.Agents["emil"] != (Agent{Name: "Emil"}) || team.Devices[bela.id].Revoked {
		t.Errorf("team %+v", team)
	}
	if v := c.verdict(team, late); v != Counted {
		t.Errorf("her batches: verdict %d", v)
	}
	if m := (BatchMeta{Hash: late.Batch, Device: bela.id}); team.Allows(m, late.Op, c.chain) {
		t.Error("an admin path after the right was taken away counts")
	}
	if m := (BatchMeta{Hash: did.Batch, Device: bela.id}); !team.Allows(m, did.Op, c.chain) {
		t.Error("an admin path before the right was taken away does not count any more")
	}
}

// TestMutualRevocation: of two admins who revoke each other the one nearer to the creator stays, then the one appointed
// earlier; the stamps of the revocations do not matter.
func TestMutualRevocation(t *testing.T) {
	c, ana, bela, carl, dana := founded(t)
	c.say(bela, PathAdmin(dana.id), AdminValue{On: true})
	c.say(ana, PathAdmin(carl.id), AdminValue{On: true})
	last := func(l *laptop) []Hash { return []Hash{l.prev} }
	for i, tt := range []struct{ stays, goes *laptop }{{ana, bela}, {bela, carl}, {carl, dana}, {bela, dana}} {
		for _, first := range []bool{true, false} {
			s, g := *tt.stays, *tt.goes
			mine := *c
			mine.records = slices.Clone(c.records)
			hs, hg := last(&s), last(&g)
			early, late := c.at.Add(-20*time.Hour), c.at.Add(20*time.Hour)
			if !first {
				early, late = late, early
			}
			mine.sayAt(&s, early, PathRevoked(g.id), RevokedValue{Heads: hg})
			mine.sayAt(&g, late, PathRevoked(s.id), RevokedValue{Heads: hs})
			if team := mine.fold(); team.Devices[s.id].Revoked || !team.Admins[s.id] || !team.Devices[g.id].Revoked || team.Admins[g.id] {
				t.Errorf("pair %d, stays first %v: %+v", i, first, team.Admins)
			}
		}
	}
	// Though the one who stays had seen it.
	seen := *c
	seen.records = slices.Clone(c.records)
	b, d := *bela, *dana
	seen.say(&d, PathRevoked(b.id), RevokedValue{Heads: last(&b)})
	seen.say(&b, PathRevoked(d.id), RevokedValue{Heads: last(&d)})
	if team := seen.fold(); team.Devices[b.id].Revoked || !team.Devices[d.id].Revoked {
		t.Errorf("having seen it: %+v", team.Devices)
	}
	// Revoked by somebody further away whom one has not revoked: it counts, the creator too can lose a laptop.
	c.say(dana, PathRevoked(ana.id), RevokedValue{Heads: last(ana)})
	stolen := c.sayAt(ana, c.at.Add(-time.Hour), PathAdmin(c.laptop(9).id), AdminValue{On: true})
	team := c.fold()
	if !team.Devices[ana.id].Revoked || team.Admins[ana.id] || team.Admins[c.laptop(9).id] || c.verdict(team, stolen) != Revoked || !team.Admins[dana.id] {
		t.Errorf("the creator's laptop: %+v", team.Admins)
	}
}

// TestBranch: a revocation that forgets by whom its maker was appointed locks nobody out.
func TestBranch(t *testing.T) {
	c, ana, bela, _, _ := founded(t)
	c.say(ana, PathAgent("zoe"), AgentValue{Name: "Zoe"}) // after the appointment
	c.say(bela, PathRevoked(ana.id), RevokedValue{})
	c.say(bela, PathAgent("dana"), AgentValue{Name: "Dana"})
	team := c.fold()
	if !team.Admins[bela.id] || team.Admins[ana.id] || team.Agents["dana"].Name != "Dana" {
		t.Errorf("team %+v", team)
	}
	if team.Agents["zoe"].Name != "" {
		t.Error("what the revocation did not name still counts")
	}
}

// TestLeaveBySelf: an admin who revokes the own device last may do in that batch what else leaving asks for.
func TestLeaveBySelf(t *testing.T) {
	c, _, bela, _, _ := founded(t)
	c.say(bela, PathRevoked(bela.id), RevokedValue{Heads: []Hash{bela.prev}})
	team := c.fold()
	if team.Admins[bela.id] || !team.Devices[bela.id].Revoked || c.verdict(team, c.records[len(c.records)-1]) != Counted {
		t.Errorf("team %+v", team)
	}
}

// randomCrew writes a random history: every device joins, and anybody says anything that a team's ops can say.
func randomCrew(t *rapid.T, tb testing.TB) *crew {
	c := newCrew(tb)
	n := rapid.IntRange(2, 6).Draw(t, "laptops")
	draw := func(what string) *laptop { return c.laptop(byte(rapid.IntRange(0, n-1).Draw(t, what))) }
	for i := range n {
		c.join(c.laptop(byte(i)), fmt.Sprint("agent", i/2))
	}
	for range rapid.IntRange(0, 25).Draw(t, "ops") {
		by, whom := draw("by"), draw("whom")
		at := c.at.Add(time.Duration(rapid.IntRange(-40, 40).Draw(t, "clock")) * time.Minute)
		var heads []Hash
		for h := whom.prev; !h.IsZero() && rapid.IntRange(0, 3).Draw(t, "back") > 0; h = c.prev[h] {
			heads = []Hash{h}
		}
		switch rapid.IntRange(0, 7).Draw(t, "what") {
		case 0, 1, 2:
			c.sayAt(by, at, PathAdmin(whom.id), AdminValue{On: true})
		case 3:
			c.sayAt(by, at, PathAdmin(whom.id), AdminValue{Heads: heads})
		case 4:
			c.sayAt(by, at, PathRevoked(whom.id), RevokedValue{Heads: heads})
		case 5:
			c.sayAt(by, at, PathOK(whom.id), fmt.Sprint("agent", rapid.IntRange(0, 2).Draw(t, "agent")))
		case 6:
			c.sayAt(by, at, PathKey, KeyValue{Epoch: uint32(rapid.IntRange(1, 3).Draw(t, "epoch")), Heads: heads})
		case 7:
			c.sayAt(by, at, "cfg/name", rapid.IntRange(0, 5).Draw(t, "value"))
		}
	}
	return c
}

// TestTeamOrder: the same set of ops gives the same team, in any order and any repetition.
func TestTeamOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := randomCrew(rt, t)
		want := c.fold()
		again := append(slices.Clone(c.records), rapid.SliceOfN(rapid.SampledFrom(c.records), 0, 10).Draw(rt, "again")...)
		got := FoldTeam(want.ID, rapid.Permutation(again).Draw(rt, "order"), c.chain)
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("another order gives\n%+v\ninstead of\n%+v", got, want)
		}
	})
}

// couldBeAdmin follows appointments alone, as if nobody was ever cut off.
func (c *crew) couldBeAdmin() map[string]bool {
	out := map[string]bool{c.laptop(0).id: true}
	for range c.records {
		for _, r := range c.records {
			if whom, ok := appointed(r); ok && out[r.Device] {
				out[whom] = true
			}
		}
	}
	return out
}

// TestTeamClosed: whatever is said, only who was appointed in a chain from the creator is an admin, and who was cut off
// by the creator can add nothing by writing on outside the named chain.
func TestTeamClosed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := randomCrew(rt, t)
		team := c.fold()
		could := c.couldBeAdmin()
		var rest []TeamRecord
		for _, r := range c.records {
			what, _ := teamPath(r.Path)
			if could[r.Device] || !AdminOnly(r.Op) || what == "dev" || what == "ok" && team.Devices[r.Device].Confirmed {
				rest = append(rest, r)
			}
		}
		if got := FoldTeam(team.ID, rest, c.chain); !reflect.DeepEqual(got, team) {
			rt.Fatalf("without what others said\n%+v\ninstead of\n%+v", got, team)
		}
		creator := c.laptop(0)
		victim := c.laptop(1)
		if team.Devices[creator.id].Revoked || !team.Admins[creator.id] {
			return
		}
		c.say(creator, PathRevoked(victim.id), RevokedValue{Heads: []Hash{victim.prev}})
		before := c.fold()
		if before.Devices[creator.id].Revoked {
			return
		}
		old := c.at.Add(-time.Duration(rapid.IntRange(0, 90).Draw(rt, "ago")) * time.Minute)
		for i := range 6 {
			c.sayAt(victim, old, PathAdmin(c.laptop(byte(i)).id), AdminValue{On: i%2 == 0})
			c.sayAt(victim, old, PathRevoked(c.laptop(byte(i)).id), RevokedValue{})
			c.sayAt(victim, old, PathOK(c.laptop(byte(i)).id), "agent0")
		}
		c.sayAt(victim, old, "file/replies/x", 1)
		if after := c.fold(); !reflect.DeepEqual(after, before) {
			rt.Fatalf("a revoked device still says something\n%+v\ninstead of\n%+v", after, before)
		}
	})
}

// TestQuota: a device may write so much a day, until an admin says more; what an admin imported stays when the admin goes.
func TestQuota(t *testing.T) {
	c, ana, bela, carl, dana := founded(t)
	c.say(ana, PathQuota(dana.id), QuotaValue{50_000})
	c.say(carl, PathQuota(carl.id), QuotaValue{60_000})
	c.say(ana, PathAdmin(bela.id), AdminValue{Heads: []Hash{bela.prev}})
	team := c.fold()
	for l, want := range map[*laptop]int{ana: 1 << 60, bela: 1 << 60, carl: 20_000, dana: 50_000} {
		if got := min(team.Quota(l.id), 1<<60); got != want {
			t.Errorf("%s: %d, want %d", team.Devices[l.id].Agent, got, want)
		}
	}
	if day := Day(goldenStamp(0)); day != Day(goldenStamp(0)+1) || day+1 != Day(StampAt(goldenStamp(0).Time().Add(8*time.Hour))) {
		t.Errorf("16:00 UTC is on day %d", day)
	}
}

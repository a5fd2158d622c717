package journal

import (
	"reflect"
	"testing"
)

// FuzzTeamValue: whatever stands as a value on @team, even an admin's, folds without a panic, alike in any order, and takes
// from the creator nothing but what the creator says.
func FuzzTeamValue(f *testing.F) {
	for _, path := range []string{"dev/" + deviceOne, "dev/" + deviceOne + "/ok", "dev/" + deviceOne + "/revoked", "admin/" + deviceOne, "agent/ana", "key", "quota/" + deviceOne, "transport", "start", "file/policy"} {
		for _, v := range []string{`null`, `true`, `1e400`, `"x"`, `{"epoch":4294967296,"sealed":{"x":"!"}}`, `{"on":true,"heads":["x"]}`, `{"on":true,"pub":"AAAA","box":1}`, `{"heads":["04000000000000000000"],"why":3}`, `[]`} {
			f.Add(path, []byte(v))
		}
	}
	f.Fuzz(func(t *testing.T, path string, v []byte) {
		c, ana, bela, carl, _ := founded(t)
		for i, l := range []*laptop{ana, bela, carl} {
			none := NoStamp
			op := Op{ID: goldenID(i), Stamp: goldenStamp(i), Kind: Set, Object: TeamObject, Path: path, Value: v, Prev: &none}
			if Encode(&op) != nil {
				return
			}
			b := l.seal(testTeam, nil, &op)
			if err := b.Verify(testTeam, l.pub()); err != nil {
				t.Fatal(err)
			}
			b.OwnKey()
			r := TeamRecord{Record{Device: l.id, Hash: RecordHash(l.id, op.Raw), Op: &op}, b.Hash(testTeam)}
			c.records = append([]TeamRecord{r}, c.records...)
		}
		team := c.fold()
		for i, j := 0, len(c.records)-1; i < j; i, j = i+1, j-1 {
			c.records[i], c.records[j] = c.records[j], c.records[i]
		}
		if again := c.fold(); !reflect.DeepEqual(team, again) {
			t.Fatal("another order, another team")
		}
		team.Secrets(ana.id, BoxKey(ana.key.Seed()))
		team.Quota(ana.id)
	})
}

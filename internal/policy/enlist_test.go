package policy

import (
	"bytes"
	"testing"
)

func TestAddMember(t *testing.T) {
	out, err := AddMember(Sample(), "mira", `Mira "M" Öz`)
	if err != nil {
		t.Fatal(err)
	}
	p, problems := Parse(out)
	if p == nil || len(problems) > 0 {
		t.Fatalf("%v", problems)
	}
	m, ok := p.Member("mira")
	if !ok || m.Name != `Mira "M" Öz` || len(p.TeamsOf("mira")) != 1 {
		t.Errorf("%+v", m)
	}
	if len(bytes.Split(out, []byte("\n"))) != len(bytes.Split(Sample(), []byte("\n")))+1 {
		t.Error("more than one line changed")
	}
	for _, id := range []string{"", "Mira", "a b", "asha", "../x"} {
		if _, err := AddMember(Sample(), id, "X"); err == nil {
			t.Errorf("%q was taken", id)
		}
	}
	if _, err := AddMember([]byte("team: {members: []}\n"), "mira", "M"); err == nil {
		t.Error("a list in flow style was written to")
	}
}

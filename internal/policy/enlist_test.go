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
	ruled := bytes.Replace(Sample(), []byte("label: Support}\n"), []byte("label: Support, ownerAfterFirstReply: team:experts}\n"), 1)
	if out, err = AddMember(ruled, "mira", "Mira"); err != nil {
		t.Fatal(err)
	}
	if p, _ := Parse(out); p.AfterFirstReply("asha", "email") != "team:experts" {
		t.Error("the rule after the first reply is lost on the way")
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

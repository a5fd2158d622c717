package main

import (
	"strings"
	"testing"
)

func TestJudge(t *testing.T) {
	const (
		pass  = `{"Action":"pass","Package":"p","Test":"TestA","Elapsed":0.1}` + "\n"
		fail  = `{"Action":"output","Package":"p","Test":"TestB","Output":"want 1, got 2\n"}` + "\n" + `{"Action":"fail","Package":"p","Test":"TestB"}` + "\n"
		skip  = `{"Action":"skip","Package":"p","Test":"TestC"}` + "\n"
		empty = `{"Action":"skip","Package":"q"}` + "\n"
		build = `{"Action":"build-output","ImportPath":"p","Output":"undefined: x\n"}` + "\n" + `{"Action":"fail","Package":"p","FailedBuild":"p"}` + "\n"
	)
	for _, c := range []struct {
		name, in string
		ok       bool
		says     string
	}{
		{"all passed", pass + empty, true, "1 tests passed, 0 failed, 0 skipped\n"},
		{"one failed", pass + fail, false, "FAIL p TestB\nwant 1, got 2\n"},
		{"one skipped", pass + skip, false, "SKIP p TestC\n1 tests passed, 0 failed, 1 skipped\n"},
		{"did not build", pass + build, false, "undefined: x\n"},
		{"nothing ran", empty, false, "0 tests passed"},
		{"not JSON", "go: no such package\n", false, "go: no such package\n"},
	} {
		var out strings.Builder
		ok, err := judge(strings.NewReader(c.in), &out)
		if err != nil || ok != c.ok || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: ok %v, error %v, said\n%s", c.name, ok, err, out.String())
		}
	}
}

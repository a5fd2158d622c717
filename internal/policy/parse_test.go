package policy

import "testing"

func TestSampleParsesWithoutProblems(t *testing.T) {
	p, problems := Parse(Sample())
	for _, pr := range problems {
		t.Errorf("problem: %s", pr)
	}
	if p == nil {
		t.Fatal("no policy")
	}
}

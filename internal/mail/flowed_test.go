package mail

import "testing"

func TestUnflow(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		delSp    bool
	}{
		{"one \ntwo\nthree", "one two\nthree", false},
		{"one \ntwo", "onetwo", true},
		{"> one \n> two\n>> deeper \n> back", "> one two\n>> deeper \n> back", false},
		{"> > one \n> > two", ">> one two", false},
		{" From here \n >x", "From here >x", false},
		{"words\n-- \nAnn \nLee", "words\n-- \nAnn Lee", false},
		{"one \n\ntwo", "one \n\ntwo", false},
		{"one \n> two", "one \n> two", false},
		{"日本 \n語", "日本語", true},
		{"\n\nfirst", "\n\nfirst", false},
		{">\n> a", ">\n> a", false},
	} {
		if got := unflow(tt.in, tt.delSp); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestEnriched(t *testing.T) {
	in := "<bold>Now</bold> is the\ntime\n\nfor <color><param>red</param>all</color> <<good>\n\n\nmen"
	if got, want := enriched(in), "Now is the time\nfor all <good>\n\nmen"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

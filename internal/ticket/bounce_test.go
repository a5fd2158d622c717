package ticket

import "testing"

// TestBounced: what a ticket's mails say of our newest one.
func TestBounced(t *testing.T) {
	ours := func(id string) Mail { return Mail{Own: id, Anchor: "put", Out: true} }
	report := func(of, action string) Mail {
		return Mail{Anchor: "b", Machine: "bounce", BounceOf: of, Bounce: &Bounce{Action: action, Recipient: action + "@client.example"}}
	}
	theirs, thanks := Mail{Anchor: "c"}, Mail{Anchor: "c", Thanks: true}
	answering := Mail{Anchor: "o", Out: true, Machine: "auto-reply"}
	noBounce := report("a", "failed")
	noBounce.Machine = ""
	for name, tt := range map[string]struct {
		mails []Mail
		want  string // recipient
	}{
		"failed":                             {[]Mail{ours("a"), report("a", "failed")}, "failed@client.example"},
		"of nothing of ours":                 {[]Mail{ours("a"), report("x", "failed")}, ""},
		"of what a customer wrote":           {[]Mail{ours("a"), theirs, report("c", "failed")}, ""},
		"a person's after all":               {[]Mail{ours("a"), noBounce}, ""},
		"we wrote again":                     {[]Mail{ours("a"), report("a", "failed"), ours("b")}, ""},
		"our program wrote":                  {[]Mail{ours("a"), report("a", "failed"), answering}, "failed@client.example"},
		"a delay after it":                   {[]Mail{ours("a"), report("a", "failed"), report("a", "delayed")}, "failed@client.example"},
		"after a delay":                      {[]Mail{ours("a"), report("a", "delayed"), report("a", "failed")}, "failed@client.example"},
		"delayed, and the customer wrote":    {[]Mail{ours("a"), report("a", "delayed"), theirs}, ""},
		"failed, and a customer wrote":       {[]Mail{ours("a"), report("a", "failed"), theirs}, "failed@client.example"},
		"delayed, and the customer thanks":   {[]Mail{ours("a"), report("a", "delayed"), thanks}, ""},
		"the report is older than its mail":  {[]Mail{report("a", "failed"), ours("a")}, "failed@client.example"},
		"a second copy of the mail came too": {[]Mail{ours("a"), report("a", "failed"), ours("a")}, "failed@client.example"},
	} {
		got := ""
		if b := bounced(tt.mails); b != nil {
			got = b.Recipient
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

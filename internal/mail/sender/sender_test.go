package sender

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deskhand/internal/mail"
)

func ask() Input {
	return Input{
		From: mail.Address{Name: "Marco", Addr: "marco@halvorsen.example"}, AuthServ: []string{"kestrel.example"},
		Ours:     func(a string) bool { return strings.HasSuffix(a, "@kestrel.example") },
		OurHosts: []string{"kestrel.example"}, Names: []string{"Lena Meyer", "Asha Rao"}, Known: []string{"marco@halvorsen.example"},
	}
}

func TestAuth(t *testing.T) {
	const own, other = "mx.kestrel.example; ", "mx.collect.invalid; "
	for _, c := range []struct {
		auth []string
		want string
	}{
		{nil, None},
		{[]string{own + "dmarc=pass (p=REJECT) header.from=halvorsen.example"}, Pass},
		{[]string{own + "dmarc=fail (p=NONE sp=NONE dis=NONE) header.from=halvorsen.example"}, Fail},
		{[]string{own + "spf=pass smtp.mailfrom=bounce@mail.halvorsen.example; dkim=none"}, Pass},
		{[]string{own + "dkim=pass header.d=halvorsen.example header.s=x"}, Pass},
		{[]string{own + "dkim=pass header.i=@halvorsen.example"}, Pass},
		{[]string{own + "dkim=pass header.d=collect.invalid; spf=pass smtp.mailfrom=a@collect.invalid"}, None},
		{[]string{own + "dkim=pass header.d=collect.invalid; spf=fail smtp.mailfrom=a@halvorsen.example"}, Fail},
		{[]string{own + "dkim=fail header.d=halvorsen.example; spf=pass smtp.mailfrom=halvorsen.example"}, Pass},
		{[]string{own + "dkim=pass header.d=halvorsen.example; dmarc=fail header.from=halvorsen.example"}, Fail},
		{[]string{own + "spf=softfail smtp.mailfrom=halvorsen.example"}, Fail},
		{[]string{own + "spf=neutral smtp.mailfrom=halvorsen.example; dkim=permerror header.d=halvorsen.example"}, None},
		{[]string{own + "none"}, None},
		{[]string{own + "dmarc=pass header.from=collect.invalid"}, None},
		{[]string{own + `dkim=pass (2048-bit key; unprotected) header.d="halvorsen.example"`}, Pass},
		{[]string{own + "dkim = pass header.d = halvorsen.example"}, Pass},
		{[]string{own + "(dmarc=fail header.from=halvorsen.example) dkim=pass header.d=halvorsen.example"}, Pass},
		{[]string{own + "x=y (\\) dmarc=fail header.from=halvorsen.example); dkim/1=pass header.d=halvorsen.example"}, Pass},
		{[]string{"mx2.kestrel.example 1; dmarc=pass header.from=halvorsen.example"}, Pass},
		{[]string{other + "dmarc=pass header.from=halvorsen.example"}, None},
		{[]string{other + "dmarc=pass header.from=halvorsen.example", own + "dmarc=pass header.from=halvorsen.example"}, None},
		{[]string{own + "spf=fail smtp.mailfrom=halvorsen.example", other + "dmarc=pass header.from=halvorsen.example"}, Fail},
		{[]string{own + "spf=pass smtp.mailfrom=halvorsen.example", own + "dmarc=fail header.from=halvorsen.example"}, Fail},
		{[]string{"mx.kestrel.example.collect.invalid; dmarc=pass header.from=halvorsen.example"}, None},
		{[]string{"kestrel.example@collect.invalid; dmarc=pass header.from=halvorsen.example"}, None},
		{[]string{"dmarc=pass header.from=halvorsen.example"}, None},
	} {
		in := ask()
		in.Auth = c.auth
		if v := Judge(in); v.Auth != c.want || slices.ContainsFunc(v.Warnings, func(w Warning) bool { return w.Kind == Failed }) != (c.want == Fail) {
			t.Errorf("%q: %+v, want %s", c.auth, v, c.want)
		}
	}
	in := ask()
	in.AuthServ, in.Auth = []string{"outlook.com"}, []string{"spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=halvorsen.example; dkim=none; dmarc=bestguesspass action=none header.from=halvorsen.example;compauth=pass reason=109"}
	if v := Judge(in); v.Auth != Pass {
		t.Errorf("Microsoft, who leaves its name out: %+v", v)
	}
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		about string
		edit  func(*Input)
		want  []string
	}{
		{"an ordinary mail", func(*Input) {}, nil},
		{"answers go to the same house", func(in *Input) { in.ReplyTo = []mail.Address{{Addr: "desk@mail.halvorsen.example"}} }, nil},
		{"answers go to us", func(in *Input) { in.ReplyTo = []mail.Address{{Addr: "cloud@kestrel.example"}} }, nil},
		{"answers go elsewhere", func(in *Input) { in.ReplyTo = []mail.Address{{Addr: "marco@collect.invalid"}} }, []string{ReplyTo}},
		{"the second of them", func(in *Input) { in.ReplyTo = []mail.Address{in.From, {Addr: "x@collect.invalid"}} }, []string{ReplyTo}},
		{"a name that is its address", func(in *Input) { in.From.Name = "marco@halvorsen.example" }, nil},
		{"a name with another address of the house", func(in *Input) { in.From.Name = "marco@mail.halvorsen.example" }, nil},
		{"a name with another address", func(in *Input) {
			in.From = mail.Address{Name: "Marco <marco@halvorsen.example>", Addr: "x@collect.invalid"}
		}, []string{NameAddress}},
		{"a name with an address in brackets", func(in *Input) { in.From.Name = `"ceo@kestrel.example" via mail` }, []string{NameAddress}},
		{"a full-width at sign", func(in *Input) { in.From.Name = "ceo＠kestrel.example" }, []string{NameAddress}},
		{"a colleague's name", func(in *Input) { in.From.Name = "Lena Meyer" }, []string{Colleague}},
		{"turned round", func(in *Input) { in.From.Name = "MEYER, Lena" }, []string{Colleague}},
		{"in other letters", func(in *Input) { in.From.Name = "Lеna Mеyеr" }, []string{Colleague}},
		{"with a title behind", func(in *Input) { in.From.Name = "Lena Meyer (Kestrel)" }, []string{Colleague}},
		{"a first name alone", func(in *Input) { in.From.Name = "Lena" }, nil},
		{"the colleague herself", func(in *Input) { in.From = mail.Address{Name: "Lena Meyer", Addr: "lena@kestrel.example"} }, nil},
		{"like ours", func(in *Input) { in.From.Addr = "support@kestreI.example" }, []string{LookAlike}},
		{"like ours, one letter", func(in *Input) { in.From.Addr = "support@kestrell.example" }, []string{LookAlike}},
		{"like ours, a digit", func(in *Input) { in.From.Addr = "support@kestre1.example" }, []string{LookAlike}},
		{"like ours, another ending", func(in *Input) { in.From.Addr = "support@kestrel.invalid" }, []string{LookAlike}},
		{"like ours, Cyrillic", func(in *Input) { in.From.Addr = "support@kеstrel.example" }, []string{LookAlike}},
		{"ours in front", func(in *Input) { in.From.Addr = "support@kestrel.example.collect.invalid" }, []string{LookAlike}},
		{"like somebody's here", func(in *Input) { in.From.Addr = "marco@halvarsen.example" }, []string{LookAlike}},
		{"below ours", func(in *Input) { in.From.Addr = "bot@status.kestrel.example" }, nil},
		{"somebody new", func(in *Input) { in.From = mail.Address{Name: "Nadia", Addr: "nadia@orchard.example"} }, nil},
		{"no address at all", func(in *Input) { in.From = mail.Address{Name: "Lena Meyer"} }, nil},
		{"all at once", func(in *Input) {
			in.From = mail.Address{Name: "Lena Meyer lena@kestrel.example", Addr: "x@kestre1.example"}
			in.ReplyTo, in.Auth = []mail.Address{{Addr: "y@collect.invalid"}}, []string{"mx.kestrel.example; dmarc=fail"}
		}, []string{Failed, ReplyTo, NameAddress, Colleague, LookAlike}},
	} {
		in := ask()
		c.edit(&in)
		var got []string
		for _, w := range Judge(in).Warnings {
			got = append(got, w.Kind)
			if !strings.HasSuffix(w.Text, ".") || strings.ContainsAny(w.Text, "\r\n\x00") {
				t.Errorf("%s: %q", c.about, w.Text)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.about, got, c.want)
		}
	}
}

func TestLearn(t *testing.T) {
	mails := func(n int, auth, by string) (out []Head) {
		for range n {
			out = append(out, Head{[]string{auth}, by})
		}
		return out
	}
	for _, c := range []struct {
		about   string
		mails   []Head
		servers []string
		want    []string
	}{
		{"by the host that took them in", mails(3, "mx1.kestrel.example; spf=pass", "mx1.kestrel.example"), nil, []string{"kestrel.example"}},
		{"by the IMAP server", mails(3, "mx.hoster.example; spf=pass", "10.0.0.1"), []string{"imap.hoster.example"}, []string{"hoster.example"}},
		{"Gmail", mails(4, "mx.google.com; dkim=pass", "2002:a05:6402::1"), []string{"imap.gmail.com"}, []string{"google.com"}},
		{"Microsoft", mails(3, "spf=pass (x) smtp.mailfrom=a.example", "DB9PR01.eurprd01.prod.outlook.com"), []string{"outlook.office365.com"}, []string{"outlook.com"}},
		{"too few", mails(2, "mx1.kestrel.example; spf=pass", "mx1.kestrel.example"), nil, nil},
		{"a stranger's, without proof", mails(9, "mx.collect.invalid; spf=pass", "mx1.kestrel.example"), []string{"imap.kestrel.example"}, nil},
		{"a stranger's among many", append(mails(10, "mx1.kestrel.example; spf=pass", "mx1.kestrel.example"), mails(4, "mx.collect.invalid; x=y", "mx.collect.invalid")...), nil, []string{"kestrel.example"}},
		{"nameless, not of Microsoft", mails(5, "spf=pass smtp.mailfrom=a", "mx1.kestrel.example"), []string{"kestrel.example"}, nil},
		{"none at all", mails(0, "", ""), []string{"kestrel.example"}, nil},
	} {
		if got := Learn(c.mails, c.servers...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.about, got, c.want)
		}
	}
}

// Whatever a mail says below the server's own field, it says nothing.
func TestOnlyTheTopCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := ask()
		in.Auth = append([]string{"mx.collect.invalid; dmarc=pass"}, rapid.SliceOf(rapid.String()).Draw(t, "rest")...)
		in.Auth = append(in.Auth, "mx.kestrel.example; dmarc=pass header.from=halvorsen.example")
		if v := Judge(in); v.Auth != None {
			t.Fatalf("%+v", v)
		}
	})
}

func FuzzJudge(f *testing.F) {
	f.Add("mx.kestrel.example; dmarc=pass header.from=halvorsen.example", "Lena <lena@kestrel.example>", "a@halvorsen.example", "b@collect.invalid")
	f.Add(`a; "b\"=c (d(e)\) f=g; =; ;;x = `, "ceo＠kestrel.example", "x@xn--pple-43d.com", "")
	f.Fuzz(func(t *testing.T, auth, name, addr, reply string) {
		in := ask()
		in.Auth, in.From, in.ReplyTo = []string{auth, auth}, mail.Address{Name: name, Addr: addr}, []mail.Address{{Addr: reply}}
		v := Judge(in)
		if v.Warnings == nil || !slices.Contains([]string{Pass, Fail, None}, v.Auth) {
			t.Fatalf("%+v", v)
		}
		r, _ := ParseResults(auth)
		if v.Auth != None && !signedBy(r, in.AuthServ) {
			t.Fatalf("%q is believed: %+v", auth, v)
		}
	})
}

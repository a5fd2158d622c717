package compose_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/mail"
	"deskhand/internal/mail/compose"
)

func TestCheckAddress(t *testing.T) {
	good := []string{
		"a@b", "marco.rossi+x@example.com", `"john doe"@example.com`, `"a\"b"@example.com`, "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]",
		strings.Repeat("l", 64) + "@example.com", "a@xn--bcher-kva.example", "!#$%&'*+-/=?^_`{|}~@x.y",
	}
	bad := []string{
		"", "a", "@b", "a@", "a@b> BODY=8BITMIME", "a@b>\r\nDATA", "a\r@b", "a\n@b", "a\x00@b", "a@b\x7f", "a b@c", ".a@b", "a.@b", "a..b@c",
		`"a@b`, `"a"b"@c`, `"a> SIZE=1"@b`, `""@b`, `"a\"@b`, "a@b c", "a@-b", "a@b-", "a@b..c", "a@.b", "a@b_c", "<a@b>", "a@[1.2.3]", "a@[::1]", "a@[IPv6:1.2.3.4]",
		"a@[192.0.2.1", "ü@b", "a@bücher.example", strings.Repeat("l", 65) + "@b", "a@" + strings.Repeat("d", 64) + ".x",
		"a@" + strings.Repeat("d.", 130) + "x", "a@b(comment)", "a,b@c", "a@b,c@d", "a@[fe80::1%eth0]",
	}
	for _, a := range good {
		if err := compose.CheckAddress(a); err != nil {
			t.Errorf("%q: %v", a, err)
		}
	}
	for _, a := range bad {
		if compose.CheckAddress(a) == nil {
			t.Errorf("%q is taken", a)
		}
	}
}

func TestParseRecipients(t *testing.T) {
	got, err := compose.ParseRecipients("Marco <m@x.y>, \"Lee, Ann\" <ann@x.y>; bob@x.y\nM@X.Y, broken@, mailto:eve@bücher.example\n\"half <h@x.y>\nAn <a@b> c")
	want := []mail.Address{{Name: "Marco", Addr: "m@x.y"}, {Name: "Lee, Ann", Addr: "ann@x.y"}, {Addr: "bob@x.y"}, {Addr: "eve@xn--bcher-kva.example"}, {Name: `"half`, Addr: "h@x.y"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	var one *compose.RecipientError
	if !errors.As(err, &one) || one.Text != "broken@" || !strings.Contains(err.Error(), "An <a@b> c") {
		t.Errorf("error %v", err)
	}
	if list, err := compose.ParseRecipients(" ,; \n"); len(list) > 0 || err != nil {
		t.Errorf("nothing: %v, %v", list, err)
	}
	ours := func(a string) bool { return strings.HasSuffix(a, "@x.y") }
	if n := compose.Outside(append(got, mail.Address{Addr: "EVE@xn--bcher-kva.example"}), ours); n != 1 {
		t.Errorf("%d outside", n)
	}
}

func FuzzParseRecipients(f *testing.F) {
	f.Add(`"a" <b@c>, d@e`)
	f.Fuzz(func(t *testing.T, s string) {
		list, _ := compose.ParseRecipients(s)
		for _, a := range list {
			if err := compose.CheckAddress(a.Addr); err != nil || strings.ContainsAny(a.Name, "\r\n") {
				t.Fatalf("%q gave %+v: %v", s, a, err)
			}
		}
	})
}

func TestReplyTo(t *testing.T) {
	ours := func(a string) bool { return strings.HasSuffix(strings.ToLower(a), "@example.com") }
	at := func(s ...string) (out []mail.Address) {
		for _, a := range s {
			out = append(out, mail.Address{Addr: a})
		}
		return out
	}
	from := func(s string) mail.Address { return mail.Address{Addr: s} }
	marco := &mail.Message{From: from("marco@x.y"), To: at("support@example.com", "anna@x.y"), Cc: at("Marco@X.Y", "boss@x.y", "cloud@example.com")}
	stranger := &mail.Message{Key: "meve", From: from("eve@evil.example"), To: at("support@example.com"), Cc: at("boss@x.y"), References: []string{"1@x.y"}}
	strange := compose.Strangers([]*mail.Message{marco, stranger}, ours, nil)
	root := *stranger
	root.References = nil
	if compose.Strangers([]*mail.Message{marco, stranger}, ours, map[string]bool{"meve": true})("eve@evil.example") || compose.Strangers([]*mail.Message{marco, &root}, ours, nil)("eve@evil.example") {
		t.Error("who was let in, or came without naming a mail, is still a stranger")
	}
	listed := &mail.Message{From: from("form@x.y"), ReplyTo: at("real@x.y"), To: at("support@example.com")}
	own := &mail.Message{From: from("support@example.com"), To: at("marco@x.y"), Cc: at("anna@x.y")}
	inside := &mail.Message{From: from("ana@example.com"), To: at("support@example.com")}
	loop := &mail.Message{From: from("marco@x.y"), ReplyTo: at("support@example.com")}
	bad := &mail.Message{From: from("a@b> BODY=8BITMIME")}
	tests := map[string]struct {
		m    *mail.Message
		all  bool
		want compose.Recipients
	}{
		"reply":                {marco, false, compose.Recipients{To: at("marco@x.y")}},
		"reply all":            {marco, true, compose.Recipients{To: at("marco@x.y", "anna@x.y"), Cc: at("boss@x.y")}},
		"reply-to":             {listed, true, compose.Recipients{To: at("real@x.y")}},
		"to a stranger":        {stranger, true, compose.Recipients{Cc: at("boss@x.y"), Left: at("eve@evil.example")}},
		"to our own":           {own, true, compose.Recipients{To: at("marco@x.y"), Cc: at("anna@x.y")}},
		"among ourselves":      {inside, true, compose.Recipients{To: at("ana@example.com")}},
		"reply-to us":          {loop, false, compose.Recipients{To: at("marco@x.y")}},
		"an address that lies": {bad, false, compose.Recipients{Left: at("a@b> BODY=8BITMIME")}},
	}
	for name, tt := range tests {
		if d := cmp.Diff(tt.want, compose.ReplyTo(tt.m, tt.all, ours, strange)); d != "" && name != "reply-to" && name != "an address that lies" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff(tt.want, compose.ReplyTo(tt.m, tt.all, ours, nil)); d != "" && name != "to a stranger" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if got := compose.SenderFor(&mail.Message{DeliveredTo: "gdpr@example.com", To: at("support@example.com")}, ours, "x@y"); got != "gdpr@example.com" {
		t.Errorf("sender %q", got)
	}
	if got := compose.SenderFor(marco, ours, "x@y"); got != "support@example.com" {
		t.Errorf("sender %q", got)
	}
	if got := compose.SenderFor(&mail.Message{}, ours, "x@y"); got != "x@y" {
		t.Errorf("sender %q", got)
	}
}

func TestSubjects(t *testing.T) {
	for in, want := range map[string]string{
		"Invoice": "Re: Invoice", "Re: Invoice": "Re: Invoice", "AW: RE[2]: Fwd: Invoice: two": "Re: Invoice: two", "": "Re:", "Note: x": "Re: Note: x",
		"a\r\nBcc: b@c": "Re: a Bcc: b@c",
	} {
		if got := compose.ReplySubject(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := compose.ForwardSubject("Re: x"); got != "Fwd: x" {
		t.Errorf("forward %q", got)
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"<p>One</p><p>Two<br>lines</p>":                                  "One\n\nTwo\nlines",
		"<ul><li><p>a</p></li><li><p>b</p><ul><li>c</li></ul></li></ul>": "- a\n- b\n  - c",
		"<p>do:</p><ol><li>a</li><li>b<p>more</p></li></ol><p>end</p>":   "do:\n\n1. a\n2. b\n\n   more\n\nend",
		`<ol start="9"><li>a</li><li>b</li></ol>`:                        "9. a\n10. b",
		`<a href="https://a.example/">https://a.example</a> <a href="https://a.example/x">here</a> <a href="mailto:a@b.c">a@b.c</a> <a href="javascript:x">j</a>`: "https://a.example here <https://a.example/x> a@b.c j",
		"<blockquote><p>q</p><blockquote>r</blockquote></blockquote><p>s</p>":                                                                                     "> q\n>\n> > r\n\ns",
		"<pre>a\n  b\n</pre>c": "a\n  b\n\nc",
		"<table><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>": "a | b\nc | d",
		`x <img src="cid:1"><img alt="logo" src="x"> y&nbsp;&amp; <b>z</b>`:         "x [image][logo] y & z",
		"<style>no</style><script>no</script>yes<hr>":                               "yes\n________________________________",
		"":                                     "",
		strings.Repeat("<div>", 2000) + "deep": "deep",
	} {
		if got := compose.Text(in); got != want {
			t.Errorf("%.80q:\n%q, want\n%q", in, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("<ul><li><ul><li>a<pre>\r\n b</pre><blockquote>c")
	f.Fuzz(func(t *testing.T, s string) {
		for _, l := range strings.Split(compose.Text(s), "\n") {
			if strings.TrimRight(l, " \t") != l || strings.Contains(l, "\r") {
				t.Fatalf("%q gave line %q", s, l)
			}
		}
	})
}

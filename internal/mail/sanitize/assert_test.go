package sanitize

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// What may stand in the page, written down a second time: the test must not believe the code's own list.
const (
	testElements = " a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl" +
		" dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp" +
		" section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr html head body "
	testAttributes = " href src style align valign dir lang title alt width height bgcolor border cellpadding cellspacing colspan" +
		" rowspan span color face size start type nowrap scope "
)

func testOptions() Options {
	return Options{
		ImageURL:  func(cid string) string { return "/mail/1/cid/7" },
		RemoteURL: func(n int) string { return "/mail/1/remote/7" },
	}
}

// assertSafe parses the output as a browser would and asks for the allow-list alone.
func assertSafe(t *testing.T, in, out string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatalf("output does not parse: %v", err)
	}
	link := regexp.MustCompile(`^#open-\d+$`)
	src := regexp.MustCompile(`^(/mail/1/(cid|remote)/7|data:image/(png|gif|jpeg|jpg|webp|bmp);base64,[A-Za-z0-9+/=]*)$`)
	var stack []*html.Node
	stack = append(stack, doc)
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			stack = append(stack, k)
		}
		if n.Type == html.CommentNode || n.Type == html.DoctypeNode || n.Namespace != "" {
			t.Fatalf("in  %q\nout %q\nholds a node of type %d, namespace %q", in, out, n.Type, n.Namespace)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if !strings.Contains(testElements, " "+n.Data+" ") {
			t.Fatalf("in  %q\nout %q\nholds <%s>", in, out, n.Data)
		}
		for _, a := range n.Attr {
			bad := a.Namespace != "" || !strings.Contains(testAttributes, " "+a.Key+" ")
			switch a.Key {
			case "href":
				bad = bad || n.Data != "a" || !link.MatchString(a.Val)
			case "src":
				bad = bad || n.Data != "img" || !src.MatchString(a.Val)
			case "style":
				bad = bad || badStyle(a.Val)
			}
			if bad {
				t.Fatalf("in  %q\nout %q\nholds %s=%q on <%s>", in, out, a.Key, a.Val, n.Data)
			}
		}
	}
}

// badStyle reads the style as declarations: each property must be on the list, and no value may hold a word that loads,
// moves or runs, whatever a parser makes of it.
func badStyle(v string) bool {
	low := unquoted(strings.ToLower(v)) // a font may be called anything: words count only outside quotes
	for decl := range strings.SplitSeq(low, ";") {
		prop, value, ok := strings.Cut(decl, ":")
		if !ok || !propertyAllowed(prop) {
			return true
		}
		for _, w := range []string{
			"url", "expression", "@", "\\", "/*", "position", "z-index", "transform", "behavior", "binding",
			"animation", "transition", "image(", "var(", "attr(", "filter", "content:", "cursor", "<", ">", "javascript:",
		} {
			if strings.Contains(value, w) {
				return true
			}
		}
	}
	return false
}

func unquoted(s string) string {
	parts := strings.Split(s, "'")
	var b strings.Builder
	for i := 0; i < len(parts); i += 2 {
		b.WriteString(parts[i])
	}
	return b.String()
}

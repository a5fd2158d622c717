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
	testAttributes = " href src class id hidden style align valign dir lang title alt width height bgcolor border cellpadding cellspacing colspan" +
		" rowspan span color face size start type nowrap scope data-quote "
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
	names := regexp.MustCompile(`^m-[^\s"<>]*( m-[^\s"<>]*)*$`)
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
			case "data-quote":
				bad = bad || a.Val != "older" && a.Val != "below" && a.Val != "names"
			case "class", "id":
				bad = bad || !names.MatchString(a.Val)
			}
			if bad {
				t.Fatalf("in  %q\nout %q\nholds %s=%q on <%s>", in, out, a.Key, a.Val, n.Data)
			}
		}
	}
}

// badStyle reads the style as declarations: each property must be on the list, no function may stand but those of colours
// and sums, and no character by which a parser could leave the value.
func badStyle(v string) bool {
	low := unquoted(strings.ToLower(v)) // a font may be called anything: words count only outside quotes
	for decl := range strings.SplitSeq(low, ";") {
		prop, value, ok := strings.Cut(decl, ":")
		if !ok || !strings.Contains(testProperties, " "+prop+" ") || strings.ContainsAny(value, "\\@<>{}:=\"`$&[]|^~\x00") || strings.Contains(value, "/*") {
			return true
		}
		for _, f := range regexp.MustCompile(`([a-z_-]*)\(`).FindAllStringSubmatch(value, -1) {
			if !strings.Contains(" rgb rgba hsl hsla calc linear-gradient radial-gradient ", " "+f[1]+" ") {
				return true
			}
		}
		if regexp.MustCompile(`(^|[ ,(])[+-]?([0-9]{5}|[0-9.]+(v[a-z]{1,3}|[sdl]v[hwib]|cq[a-z]+)\b)`).MatchString(value) || strings.HasPrefix(prop, "margin") && regexp.MustCompile(`-[ 0-9.]|calc\(`).MatchString(value) {
			return true
		}
	}
	return false
}

const testProperties = " color background background-color background-image background-repeat background-position background-size opacity visibility font" +
	" font-family font-size font-style font-variant font-weight font-stretch line-height letter-spacing word-spacing white-space word-break" +
	" word-wrap overflow-wrap hyphens text-align text-decoration text-decoration-color text-decoration-line text-decoration-style text-indent" +
	" text-overflow text-transform vertical-align direction unicode-bidi width height max-width max-height min-width min-height box-sizing" +
	" display float clear overflow margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom" +
	" padding-left border border-top border-right border-bottom border-left border-color border-style border-width border-top-color" +
	" border-right-color border-bottom-color border-left-color border-top-style border-right-style border-bottom-style border-left-style" +
	" border-top-width border-right-width border-bottom-width border-left-width border-radius border-top-left-radius border-top-right-radius" +
	" border-bottom-left-radius border-bottom-right-radius border-collapse border-spacing table-layout caption-side empty-cells list-style" +
	" list-style-type list-style-position "

// assertSheet reads Result.Style by a grammar of its own: media rules of the width, rules of selectors inside the sheet.
func assertSheet(t *testing.T, in, css string) {
	t.Helper()
	media := regexp.MustCompile(`^@media [a-z0-9 ().:,-]+$`)
	selector := regexp.MustCompile(`^\.sheet [a-zA-Z0-9_.# :>+~*-]+$`)
	depth := 0
	for css != "" {
		if css[0] == '}' {
			if depth--; depth < 0 {
				t.Fatalf("in  %q: a block ends that never began: %q", in, css)
			}
			css = css[1:]
			continue
		}
		head, rest, ok := strings.Cut(css, "{")
		if !ok {
			t.Fatalf("in  %q: the sheet ends in %q", in, css)
		}
		if strings.HasPrefix(head, "@") {
			if !media.MatchString(head) || depth > 0 {
				t.Fatalf("in  %q: at-rule %q", in, head)
			}
			depth++
			css = rest
			continue
		}
		for one := range strings.SplitSeq(head, ",") {
			if !selector.MatchString(one) {
				t.Fatalf("in  %q: selector %q", in, one)
			}
		}
		body, rest, ok := strings.Cut(rest, "}")
		if !ok || badStyle(body) {
			t.Fatalf("in  %q: rule %q {%q}", in, head, body)
		}
		css = rest
	}
	if depth != 0 {
		t.Fatalf("in  %q: a media rule never ends", in)
	}
}

func unquoted(s string) string {
	parts := strings.Split(s, "'")
	var b strings.Builder
	for i := 0; i < len(parts); i += 2 {
		b.WriteString(parts[i])
	}
	return b.String()
}

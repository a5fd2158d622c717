package sanitize

import (
	"net/url"
	"strings"
)

// image writes a picture whose source is the mail itself, a small raster data: URL, or one fetched by us after consent.
// Any other keeps its place and its alt text.
func (c *cleaner) image(more bool) {
	var src, srcset string
	c.begin(elImg)
	for more {
		var k, v []byte
		k, v, more = c.z.TagAttr()
		switch string(k) {
		case "src":
			if src == "" {
				src = string(v)
			}
		case "srcset":
			if srcset == "" {
				srcset = string(v)
			}
		default:
			c.attribute(k, v)
		}
	}
	if strings.TrimSpace(src) == "" {
		src = firstOfSet(srcset)
	}
	if u := c.imageURL(src); u != "" {
		c.write("src", []byte(u))
	}
	c.finish()
}

// firstOfSet takes the first address of a srcset.
func firstOfSet(set string) string {
	set = strings.TrimLeft(set, " \t\r\n\f,")
	if i := strings.IndexAny(set, " \t\r\n\f,"); i >= 0 && !strings.HasPrefix(strings.ToLower(set), "data:") {
		set = set[:i]
	}
	return set
}

func (c *cleaner) imageURL(src string) string {
	if len(src) > maxDataURL {
		return ""
	}
	src = strings.TrimSpace(src)
	if len(src) >= 5 && strings.EqualFold(src[:5], "data:") {
		return dataURL(src)
	}
	if len(src) >= 4 && strings.EqualFold(src[:4], "cid:") {
		if c.o.ImageURL == nil {
			return ""
		}
		cid := src[4:]
		if u, err := url.PathUnescape(cid); err == nil {
			cid = u
		}
		return c.o.ImageURL(strings.Trim(cid, "<> "))
	}
	n := c.remote(src)
	if n < 0 || c.o.RemoteURL == nil {
		return ""
	}
	return c.o.RemoteURL(n)
}

// dataURL lets a raster picture through: type and base64 alphabet checked, written anew.
func dataURL(src string) string {
	head, data, ok := strings.Cut(src[5:], ",")
	if !ok {
		return ""
	}
	kind, rest, _ := strings.Cut(strings.ToLower(strings.Join(strings.Fields(head), "")), ";")
	if rest != "base64" {
		return ""
	}
	switch kind {
	case "image/png", "image/gif", "image/jpeg", "image/jpg", "image/webp", "image/bmp":
	default:
		return ""
	}
	if strings.Contains(data, "%") {
		if u, err := url.PathUnescape(data); err == nil {
			data = u
		}
	}
	out := make([]byte, 0, len(data)+32)
	out = append(out, "data:"+kind+";base64,"...)
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case isLetter(c) || isDigit(c) || c == '+' || c == '/' || c == '=':
			out = append(out, c)
		case c == ' ' || c == '\n' || c == '\r' || c == '\t':
		default:
			return ""
		}
	}
	return string(out)
}

// remote notes an address that would be loaded from outside and gives its number, or -1 if it is none.
func (c *cleaner) remote(src string) int {
	src = strings.TrimSpace(src)
	if len(src) > maxTarget {
		return -1
	}
	src = stripSpace(src)
	if strings.HasPrefix(src, "//") {
		src = "https:" + src
	}
	low := strings.ToLower(src[:min(len(src), 8)])
	if !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") {
		return -1
	}
	if n, ok := c.remotes[src]; ok {
		return n
	}
	if len(c.res.Remote) >= maxRemote {
		return -1
	}
	if c.remotes == nil {
		c.remotes = map[string]int{}
	}
	n := len(c.res.Remote)
	c.remotes[src] = n
	c.res.Remote = append(c.res.Remote, src)
	return n
}

// stripSpace drops what browsers drop from an address: tabs and line breaks; and other control characters.
func stripSpace(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] == 0x7f {
			return strings.Map(func(r rune) rune {
				if r < 0x20 || r == 0x7f {
					return -1
				}
				return r
			}, s)
		}
	}
	return s
}

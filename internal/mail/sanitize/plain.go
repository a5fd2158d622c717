package sanitize

import (
	"strconv"
	"strings"
)

// Plain makes safe HTML of plain text; addresses in it become "#open-N" as in HTML. PlainResult gives the links too.
func Plain(text string) string { return PlainResult(text).HTML }

// PlainResult makes safe HTML of plain text, with its links.
func PlainResult(text string) Result {
	var res Result
	if len(text) > maxInput {
		text, res.Cut = text[:maxInput], true
	}
	out := make([]byte, 0, len(text)+len(text)/8+64)
	out = append(out, `<div style="white-space:pre-wrap;overflow-wrap:anywhere">`...)
	pos := 0
	for pos < len(text) {
		i, n := nextAddress(text, pos)
		if i < 0 || len(res.Links) >= maxLinks {
			break
		}
		word := text[i : i+n]
		href := word
		switch {
		case strings.HasPrefix(strings.ToLower(word), "www."):
			href = "http://" + word
		case !strings.Contains(word, "://"):
			href = "mailto:" + word
		}
		out = appendText(out, []byte(text[pos:i]))
		pos = i + n
		target, ok := cleanTarget(href)
		if !ok {
			out = appendText(out, []byte(word))
			continue
		}
		l := Link{N: len(res.Links), Target: target, Host: hostOf(target), Text: cutText(word, maxLinkText)}
		res.Links = append(res.Links, l)
		out = append(out, `<a href="#open-`...)
		out = strconv.AppendInt(out, int64(l.N), 10)
		out = append(out, `" title="`...)
		out = appendValue(out, []byte(l.Host))
		out = append(out, `">`...)
		out = appendText(out, []byte(word))
		out = append(out, "</a>"...)
	}
	out = appendText(out, []byte(text[pos:]))
	out = append(out, "</div>"...)
	res.HTML = string(out)
	return res
}

// nextAddress finds the next http, https or www. address, or an e-mail address, at or behind pos: its place and length.
func nextAddress(text string, pos int) (at, n int) {
	for i := pos; i < len(text); i++ {
		switch c := text[i] | 0x20; {
		case text[i] == '@':
			if from, to := mailAround(text, pos, i); from >= 0 {
				return from, to - from
			}
		case (c == 'h' || c == 'w') && (i == 0 || !isWordByte(text[i-1])):
			if m := schemeAt(text[i:]); m > 0 {
				if end := addressEnd(text, i); end > i+m {
					return i, end - i
				}
			}
		}
	}
	return -1, 0
}

func isWordByte(c byte) bool { return isLetter(c) || isDigit(c) || c >= 0x80 }

func schemeAt(s string) int {
	for _, p := range [...]string{"https://", "http://", "www."} {
		if len(s) > len(p) && strings.EqualFold(s[:len(p)], p) && isWordByte(s[len(p)]) {
			return len(p)
		}
	}
	return 0
}

// addressEnd gives the end of an address that begins at i: up to white space or a delimiter, without the punctuation of
// the sentence, and without a closing bracket it did not open.
func addressEnd(text string, i int) int {
	end := i
	for end < len(text) && end-i < maxTarget && text[end] > ' ' && strings.IndexByte("<>\"`{}|\\^", text[end]) < 0 && text[end] != 0x7f {
		if strings.HasPrefix(text[end:], "\u3000") || strings.HasPrefix(text[end:], "。") || strings.HasPrefix(text[end:], "、") {
			break
		}
		end++
	}
	surplus := strings.Count(text[i:end], ")") - strings.Count(text[i:end], "(")
	square := strings.Count(text[i:end], "]") - strings.Count(text[i:end], "[")
	for end > i {
		switch c := text[end-1]; {
		case strings.IndexByte(".,;:!?'*_", c) >= 0:
			end--
		case c == ')' && surplus > 0:
			end--
			surplus--
		case c == ']' && square > 0:
			end--
			square--
		default:
			return end
		}
	}
	return end
}

// mailAround gives the e-mail address around the @ at i, not before pos; -1 if there is none.
func mailAround(text string, pos, i int) (from, to int) {
	from, to = i, i+1
	for from > pos && i-from < 64 && (isLetter(text[from-1]) || isDigit(text[from-1]) || strings.IndexByte("._%+-", text[from-1]) >= 0) {
		from--
	}
	for to < len(text) && to-i < 254 && (isLetter(text[to]) || isDigit(text[to]) || text[to] == '.' || text[to] == '-') {
		to++
	}
	for to > i && (text[to-1] == '.' || text[to-1] == '-') {
		to--
	}
	host := text[min(i+1, to):to]
	if from == i || !strings.Contains(host, ".") || strings.HasPrefix(host, ".") {
		return -1, -1
	}
	return from, to
}

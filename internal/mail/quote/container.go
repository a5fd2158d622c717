package quote

import (
	"bytes"
	"strconv"
	"strings"
)

// Kind is what a mail program's own mark says of an element. Of several marks on one element the greatest counts.
type Kind uint8

// The kinds, the least telling first.
const (
	None      Kind = iota
	Set            // set off as quotes are, and as people set things off too
	Indent         // a blockquote that only moves the text in
	Names          // the line that names the quoted mail
	Signature      // what stands below each mail of that person
	Below          // from here to the end of the mail stands the older one
	Older          // the quoted mail
	Forward        // a mail that is passed on
)

// Attribute tells what one attribute makes of an element; tag is its name in lower case, as is key. It knows the marks of
// Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, Proton, Zimbra, Zoho, GMX, 163, QQ, Roundcube, Open-Xchange and others.
func Attribute(tag string, key, value []byte) Kind {
	switch string(key) {
	case "class", "id", "name", "data-marker":
		best := None
		for word := range bytes.FieldsSeq(value) {
			best = max(best, named(tag, word))
		}
		return best
	case "type":
		if tag == "blockquote" && string(value) == "cite" {
			return Older
		}
	case "cite":
		if tag == "blockquote" && !bytes.HasPrefix(value, []byte("http")) {
			return Older
		}
	case "style":
		return styled(tag, value)
	}
	return None
}

func named(tag string, word []byte) Kind {
	for bytes.HasPrefix(word, []byte("x_")) { // Outlook's, around what it quotes
		word = word[2:]
	}
	switch string(word) {
	case "gmail_quote":
		if tag == "blockquote" { // Gmail's button makes one too; the div around it holds answers
			return Set
		}
		return None
	case "yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote", "missive_quote", "OLK_SRC_BODY_SECTION", "messageReplySection",
		"isReplyContent", "AppleOriginalContents", "__QUOTED_TEXT__", "clean_bq", "freshdesk_quote", "front-blockquote", "original-content",
		"mail-editor-reference-message-container", "fastmail-quoted", "ntes-mailmaster-quote", "quoted_message", "xmail_quote", "mail_quote":
		return Older
	case "quote":
		if tag == "div" || tag == "blockquote" {
			return Older
		}
	case "gmail_attr", "moz-cite-prefix", "reply-intro", "airmail_on", "__HEADERS__", "xm_mail_oringinal_describe", "mailQuoteHeader":
		return Names
	case "divRplyFwdMsg", "OutlookMessageHeader", "ms-outlook-mobile-reference-message":
		return Below
	case "gmail_signature", "gmail_signature_prefix", "moz-signature", "protonmail_signature_block", "signature", "Signature",
		"ms-outlook-mobile-signature", "acompli_signature", "MAC_OUTLOOK_SIGNATURE", "AppleMailSignature", "messageSignatureSection",
		"_rc_sig", "composer_signature", "spnEditorSign", "io-ox-signature", "mb_sig", "bloop_sign", "__SIG_POST__", "__SIG_PRE__",
		"ntes-mail-signature", "xmail_signature", "cm_signature", "front-signature", "sh-signature", "signature_old", "tutanota_signature",
		"ms-outlook-ios-signature", "hs_signature", "mail-signature", "email-signature":
		return Signature
	case "moz-forward-container", "isForwardContent":
		return Forward
	}
	switch {
	case bytes.HasPrefix(word, []byte("ydp")) || bytes.HasPrefix(word, []byte("yiv")):
		if bytes.Contains(word, []byte("yahoo_quoted")) {
			return Older
		}
		if bytes.HasSuffix(word, []byte("signature")) {
			return Signature
		}
	case bytes.HasPrefix(word, []byte("yahoo_quoted_")):
		return Older
	case bytes.HasPrefix(word, []byte("bloop_sign_")):
		return Signature
	}
	return None
}

// Colored tells whether an attribute writes in a colour that is no program's own: not black, grey, white, nor the blue of
// links and of Outlook's answers.
func Colored(key, value []byte) bool {
	v := strings.ToLower(string(value))
	switch string(key) {
	case "style":
		i := strings.Index(v, "color:")
		if i < 0 || i > 0 && v[i-1] == '-' {
			return false
		}
		v, _, _ = strings.Cut(v[i+len("color:"):], ";")
	case "color":
	default:
		return false
	}
	v = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "!important"))
	switch v {
	case "red", "blue", "green", "darkred", "purple", "fuchsia", "orange", "crimson", "magenta", "darkgreen", "darkblue", "maroon", "teal":
		return true
	case "#1f497d", "#0563c1", "#0000ee", "#954f72", "#500050", "#0078d4", "#0078d7", "#1a73e8", "#15c":
		return false
	}
	r, g, b, ok := rgb(v)
	return ok && max(r, g, b)-min(r, g, b) > 96
}

// rgb reads "#c00000", "#c00" and "rgb(192, 0, 0)".
func rgb(v string) (r, g, b int, ok bool) {
	var n int
	var err error
	switch {
	case len(v) == 4 && v[0] == '#':
		n, err = sscan(v[1:2]+v[1:2]+v[2:3]+v[2:3]+v[3:4]+v[3:4], 16)
	case len(v) == 7 && v[0] == '#':
		n, err = sscan(v[1:], 16)
	case strings.HasPrefix(v, "rgb(") && strings.HasSuffix(v, ")"):
		parts := strings.Split(v[4:len(v)-1], ",")
		if len(parts) != 3 {
			return 0, 0, 0, false
		}
		for _, p := range parts {
			c, e := sscan(strings.TrimSpace(p), 10)
			if e != nil {
				return 0, 0, 0, false
			}
			n = n<<8 | c&255
		}
	default:
		return 0, 0, 0, false
	}
	return n >> 16, n >> 8 & 255, n & 255, err == nil
}

func sscan(s string, base int) (int, error) {
	n, err := strconv.ParseUint(s, base, 24)
	return int(n), err
}

// styled knows marks that are drawn alone: a bar at the side, Word's rule above From and Sent.
func styled(tag string, value []byte) Kind {
	if tag != "div" && tag != "blockquote" || !bytes.Contains(value, []byte("border")) && !bytes.Contains(value, []byte("margin")) {
		return None
	}
	s := strings.ReplaceAll(strings.ToLower(string(value)), " ", "")
	switch {
	case strings.Contains(s, "border-top:solid#e1e1e1"), strings.Contains(s, "border-top:solid#b5c4df"),
		strings.Contains(s, "border-top:1ptsolidrgb(225,225,225)"), strings.Contains(s, "border-top:1ptsolidrgb(181,196,223)"),
		strings.Contains(s, "border-top:1pxsolidrgb(225,225,225)"), strings.Contains(s, "border-top:solid1.0pt#e1e1e1"):
		return Below
	case strings.Contains(s, "border-left:") && !strings.Contains(s, "border-left:none"):
		return Set
	case tag == "blockquote" && (strings.Contains(s, "border:none") || strings.Contains(s, "margin:0px0px0px40px") || strings.Contains(s, "margin:0040px")):
		return Indent
	}
	return None
}

package mail

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// charsetName gives one name for all that programs write for a charset; "" for a label that says nothing.
func charsetName(s string) string {
	if s == "utf-8" || s == "UTF-8" || s == "" {
		return asciiLower(s)
	}
	s = asciiLower(strings.Trim(s, " \t\"'<>;,"))
	s = strings.TrimPrefix(s, "charset=")
	s, _, _ = strings.Cut(s, ";")
	s = strings.Trim(s, "\"' ")
	switch s {
	case "us-ascii", "ascii", "unknown-8bit", "unknown", "x-unknown", "default", "_autodetect", "8bit", "7bit", "none", "binary", "x-user-defined", "ansi_x3.4-1968", "iso646-us", "us", "user-defined", "default_charset", "replacement", "iso-8859-8bit", "utf", "ansi", "x-ansi":
		return ""
	case "utf8", "utf_8", "utf-8n", "utf8mb4", "x-utf-8", "unicode-1-1-utf-8", "utf-8-sig", "cp65001", "utf 8", "csutf8", "utf-8mb4", "\"utf-8\"":
		return "utf-8"
	case "utf7", "unicode-1-1-utf-7", "x-unicode-1-1-utf-7", "unicode-2-0-utf-7", "x-unicode-2-0-utf-7", "csunicode11utf7", "cp65000":
		return "utf-7"
	case "utf-16", "utf16", "unicode", "ucs-2", "iso-10646-ucs-2", "ucs2", "utf_16", "csunicode":
		return "utf-16"
	case "utf16le", "utf-16-le", "unicodelittle", "x-utf-16le", "ucs-2le", "cp1200", "unicodefeff":
		return "utf-16le"
	case "utf16be", "utf-16-be", "unicodebig", "x-utf-16be", "ucs-2be", "cp1201", "unicodefffe":
		return "utf-16be"
	case "utf-32", "utf32", "ucs-4", "iso-10646-ucs-4":
		return "utf-32"
	case "gb2312", "gbk", "gb18030", "gb-2312", "gb_2312-80", "gb2312-80", "euc-cn", "euccn", "x-euc-cn", "cp936", "ms936", "cn-gb", "x-gbk", "windows-936", "csgb2312", "chinese", "gb2312_charset", "gb_2312", "x-mac-chinesesimp", "iso-ir-58", "gb18030-2000", "gb":
		return "gb18030"
	case "big5-hkscs", "big5hkscs", "x-x-big5", "cp950", "ms950", "windows-950", "cn-big5", "csbig5", "big-5", "x-big5", "big5-eten", "x-mac-chinesetrad":
		return "big5"
	case "cp932", "ms932", "windows-31j", "windows-932", "x-sjis", "sjis", "shift-jis", "shiftjis", "x-ms-cp932", "csshiftjis", "ms_kanji", "cswindows31j", "sjis-win", "x-mac-japanese", "shift_jis-2004", "shift_jisx0213", "shift-jis-2004":
		return "shift_jis"
	case "eucjp", "x-euc-jp", "euc_jp", "ujis", "eucjp-ms", "eucjp-win", "euc-jp-ms", "cp51932", "cseucpkdfmtjapanese", "euc-jisx0213", "euc-jis-2004":
		return "euc-jp"
	case "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-2004", "iso-2022-jp-ms", "cp50220", "cp50221", "cp50222", "x-windows-iso2022jp", "x-windows-50220", "x-windows-50221", "csiso2022jp", "iso2022jp", "iso2022-jp", "iso-2022-jp-ext", "jis", "iso-2022jp":
		return "iso-2022-jp"
	case "euckr", "euc_kr", "ks_c_5601-1987", "ks_c_5601", "ks_c_5601-1989", "ksc5601", "ksc_5601", "ks-c-5601-1987", "cp949", "ms949", "uhc", "windows-949", "x-windows-949", "cseuckr", "korean", "ksc5601-1987", "x-mac-korean", "5601":
		return "euc-kr"
	case "iso2022kr", "csiso2022kr", "cp50225":
		return "iso-2022-kr"
	case "hz", "hz-gb-2312", "hz-gb", "x-hz", "hzgb2312", "cp52936":
		return "hz-gb-2312"
	}
	return single(s)
}

// single names the charsets of one byte a letter.
func single(s string) string {
	s = strings.ReplaceAll(s, "_", "-")
	for _, p := range [...]string{"iso8859-", "iso-8859", "iso8859", "8859-", "iso-88859-", "iso 8859-", "is0-8859-", "x-iso-8859-", "latin-iso-8859-"} {
		if d, ok := strings.CutPrefix(s, p); ok && !strings.HasPrefix(s, "iso-8859-") {
			s = "iso-8859-" + strings.TrimLeft(d, "-")
		}
	}
	s, _, _ = strings.Cut(s, ":") // "iso-8859-1:1987"
	for _, p := range [...]string{"windows", "win-", "win", "cp-", "cp", "x-cp", "ms-", "ms", "microsoft-cp", "x-windows-", "x-ansi-"} {
		if d, ok := strings.CutPrefix(s, p); ok {
			if d = strings.Trim(d, "-"); len(d) == 4 && strings.HasPrefix(d, "125") {
				return "windows-" + d
			}
		}
	}
	if len(s) == 4 && strings.HasPrefix(s, "125") {
		return "windows-" + s
	}
	switch s {
	case "iso-8859-1", "latin1", "latin-1", "l1", "iso-8859-1-windows-3.1-latin-1", "westeuropean", "iso-8859", "iso-8859-", "iso-8859-1-1", "csisolatin1", "ibm819", "cp819", "iso-8859-1-i", "iso-8859-12":
		return "windows-1252"
	case "latin2", "latin-2":
		return "iso-8859-2"
	case "iso-8859-9", "latin5", "latin-5", "csisolatin5":
		return "windows-1254"
	case "iso-8859-8-i", "iso-8859-8-e", "visual", "logical":
		return "iso-8859-8"
	case "iso-8859-11", "tis-620", "tis620", "cp874", "windows-874", "tis-620-2533", "iso-ir-166", "x-windows-874":
		return "windows-874"
	case "latin9", "latin-9", "iso-8859-15-euro", "iso-8859-15@euro":
		return "iso-8859-15"
	case "koi8", "koi", "koi8-r", "koi-8-r", "koi8r", "koi8-ru", "koi8u", "koi-8", "cskoi8r", "cp20866", "koi-8-u", "cp878":
		return "koi8-u" // the same but for eight letters that stand for lines in koi8-r
	}
	if d, ok := strings.CutPrefix(s, "cp"); ok {
		return "ibm" + strings.Trim(d, "-")
	}
	if d, ok := strings.CutPrefix(s, "dos-"); ok {
		return "ibm" + d
	}
	return s
}

// ownEncoding is where our reading of a name is not the WHATWG's, or it has none.
func ownEncoding(name string) encoding.Encoding {
	switch name {
	case "gb18030":
		return simplifiedchinese.GB18030
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312
	case "iso-2022-jp":
		return japanese.ISO2022JP
	case "utf-16":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-32", "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	}
	for _, c := range [...]struct {
		name string
		of   *charmap.Charmap
	}{
		{"ibm437", charmap.CodePage437},
		{"ibm850", charmap.CodePage850},
		{"ibm852", charmap.CodePage852},
		{"ibm855", charmap.CodePage855},
		{"ibm858", charmap.CodePage858},
		{"ibm860", charmap.CodePage860},
		{"ibm862", charmap.CodePage862},
		{"ibm863", charmap.CodePage863},
		{"ibm865", charmap.CodePage865},
		{"ibm866", charmap.CodePage866},
		{"ibm037", charmap.CodePage037},
		{"ibm1047", charmap.CodePage1047},
		{"iso-8859-8", charmap.ISO8859_8},
		{"macintosh", charmap.Macintosh},
		{"mac", charmap.Macintosh},
		{"mac-roman", charmap.Macintosh},
		{"macroman", charmap.Macintosh},
		{"x-mac-roman", charmap.Macintosh},
		{"mac-cyrillic", charmap.MacintoshCyrillic},
	} {
		if c.name == name {
			return c.of
		}
	}
	return nil
}

// shifts: charsets in which ASCII bytes are not all ASCII letters.
func shifts(name string) bool {
	return strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32") || strings.HasPrefix(name, "iso-2022-") ||
		name == "hz-gb-2312" || name == "ibm037" || name == "ibm1047"
}

// byteOrderMark takes a mark off; it says more than a label does.
func byteOrderMark(b []byte, name string) (rest []byte, set string) {
	for _, m := range [...]struct{ mark, name string }{
		{"\xef\xbb\xbf", "utf-8"}, {"\xff\xfe\x00\x00", "utf-32le"}, {"\x00\x00\xfe\xff", "utf-32be"}, {"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"},
	} {
		if bytes.HasPrefix(b, []byte(m.mark)) {
			return b[len(m.mark):], m.name
		}
	}
	if name == "utf-16" {
		name = "utf-16be"
		if wide := detectWide(b); wide == "utf-16le" {
			name = wide
		}
	}
	return b, name
}

func isASCIIBytes(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

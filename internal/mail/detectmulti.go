package mail

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// multiByte is a charset of two bytes and more a letter.
type multiByte struct {
	name   string
	coding encoding.Encoding
	step   func(b []byte) (n int, score float64) // one letter at the start of b; n is 0 where none can be
	common string                                // the letters that a text is full of
}

func multiBytes() []multiByte {
	return []multiByte{
		{"shift_jis", japanese.ShiftJIS, stepShiftJIS, ""},
		{"euc-jp", japanese.EUCJP, stepEUCJP, ""},
		{"gb18030", simplifiedchinese.GB18030, stepGB, "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实请谢您问题公司订单发票附件回复邮件关于通知"},
		{"big5", traditionalchinese.Big5, stepBig5, "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實請謝您問題公司訂單發票附件回覆郵件關於通知"},
		{"euc-kr", korean.EUCKR, stepEUCKR, "이다는을를에가의하고은니습합안녕요세지기로한사아서스도해어주인시자나부드리문그것수보일정으제"},
	}
}

// score adds up what the letters say; false: some bytes are no letters at all.
func (c *multiByte) score(b []byte) (float64, bool) {
	sum, high, bad := 0.0, 0, 0
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			i++
			continue
		}
		n, s := c.step(b[i:])
		if n == 0 {
			if i+4 > len(b) && len(b) >= detectSample {
				break // the sample cuts a letter
			}
			bad++
			n = 1
		}
		high++
		sum += s
		i += n
	}
	if bad > high/50 || high == 0 {
		return 0, false
	}
	sum -= 4 * float64(bad)
	if c.common != "" {
		out, err := c.coding.NewDecoder().Bytes(b)
		if err != nil {
			return 0, false
		}
		for _, r := range string(out) {
			if r >= 0x80 && strings.ContainsRune(c.common, r) {
				sum += 1.2
			}
		}
	}
	return sum, true
}

func between(c, from, to byte) bool { return c >= from && c <= to }

func stepShiftJIS(b []byte) (int, float64) {
	c := b[0]
	if between(c, 0xA1, 0xDF) { // half-width katakana stands in runs
		if len(b) > 1 && between(b[1], 0xA1, 0xDF) {
			return 1, 0.2
		}
		return 1, -1
	}
	if len(b) < 2 || !between(c, 0x81, 0x9F) && !between(c, 0xE0, 0xFC) {
		return 0, 0
	}
	t := b[1]
	if t < 0x40 || t == 0x7F || t > 0xFC {
		return 0, 0
	}
	switch {
	case c == 0x82 && between(t, 0x9F, 0xF1), c == 0x83 && between(t, 0x40, 0x96):
		return 2, 3
	case c == 0x81:
		return 2, 1
	case c == 0x82:
		return 2, 1
	case between(c, 0x88, 0x97):
		return 2, 2
	case t < 0x80:
		return 2, -1.5
	case between(c, 0x98, 0x9F), between(c, 0xE0, 0xEA):
		return 2, 0.2
	}
	return 2, -1
}

func stepEUCJP(b []byte) (int, float64) {
	c := b[0]
	switch {
	case len(b) > 1 && c == 0x8E && between(b[1], 0xA1, 0xDF):
		return 2, 0
	case len(b) > 2 && c == 0x8F && b[1] >= 0xA1 && b[2] >= 0xA1:
		return 3, -1
	case len(b) < 2 || !between(c, 0xA1, 0xFE) || !between(b[1], 0xA1, 0xFE):
		return 0, 0
	case c == 0xA4 && b[1] <= 0xF3, c == 0xA5 && b[1] <= 0xF6:
		return 2, 3
	case c == 0xA1, c == 0xA3:
		return 2, 1
	case between(c, 0xB0, 0xCF):
		return 2, 1.4
	}
	return 2, -0.3
}

func stepGB(b []byte) (int, float64) {
	c := b[0]
	if len(b) < 2 || !between(c, 0x81, 0xFE) {
		return 0, 0
	}
	t := b[1]
	switch {
	case between(t, 0x30, 0x39):
		if len(b) > 3 && between(b[2], 0x81, 0xFE) && between(b[3], 0x30, 0x39) {
			return 4, -1
		}
		return 0, 0
	case t < 0x40 || t == 0x7F || t == 0xFF:
		return 0, 0
	case c < 0xA1, t < 0xA1:
		return 2, -1
	case between(c, 0xA1, 0xA3):
		return 2, 1
	case between(c, 0xB0, 0xD7):
		return 2, 1.5
	case between(c, 0xD8, 0xF7):
		return 2, 0
	}
	return 2, -1
}

func stepBig5(b []byte) (int, float64) {
	c := b[0]
	if len(b) < 2 || !between(c, 0x81, 0xFE) || !between(b[1], 0x40, 0x7E) && !between(b[1], 0xA1, 0xFE) {
		return 0, 0
	}
	switch {
	case between(c, 0xA4, 0xC6):
		return 2, 1.5
	case between(c, 0xA1, 0xA3):
		return 2, 1
	case between(c, 0xC9, 0xF9):
		return 2, -0.2
	}
	return 2, -1.5
}

func stepEUCKR(b []byte) (int, float64) {
	c := b[0]
	if len(b) < 2 || !between(c, 0x81, 0xFE) {
		return 0, 0
	}
	t := b[1]
	switch {
	case c >= 0xA1 && t >= 0xA1 && t < 0xFF:
		switch {
		case between(c, 0xB0, 0xC8):
			return 2, 1.6
		case between(c, 0xA1, 0xA3):
			return 2, 1
		}
		return 2, -0.8
	case c <= 0xC6 && (between(t, 0x41, 0x5A) || between(t, 0x61, 0x7A) || between(t, 0x81, 0xFE)):
		return 2, -1
	}
	return 0, 0
}

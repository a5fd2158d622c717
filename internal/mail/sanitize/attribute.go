package sanitize

// attrSet remembers the attributes already written of one tag.
type attrSet uint32

// add says whether the attribute is new.
func (s *attrSet) add(a attribute) bool {
	if *s&(1<<a) != 0 {
		return false
	}
	*s |= 1 << a
	return true
}

// attribute is one that may stand somewhere; 0 is any other.
type attribute uint8

const (
	atStyle attribute = iota + 1
	atClass
	atID
	atAlign
	atValign
	atDir
	atLang
	atTitle
	atAlt
	atWidth
	atHeight
	atBgcolor
	atBorder
	atCellpadding
	atCellspacing
	atColspan
	atRowspan
	atSpan
	atColor
	atFace
	atSize
	atStart
	atType
	atNowrap
	atScope
	atHidden
)

// attributeOf gives the attribute and its name as a constant.
func attributeOf(k []byte) (attribute, string) {
	switch string(k) {
	case "style":
		return atStyle, "style"
	case "class":
		return atClass, "class"
	case "id":
		return atID, "id"
	case "align":
		return atAlign, "align"
	case "valign":
		return atValign, "valign"
	case "dir":
		return atDir, "dir"
	case "lang":
		return atLang, "lang"
	case "title":
		return atTitle, "title"
	case "alt":
		return atAlt, "alt"
	case "width":
		return atWidth, "width"
	case "height":
		return atHeight, "height"
	case "bgcolor":
		return atBgcolor, "bgcolor"
	case "border":
		return atBorder, "border"
	case "cellpadding":
		return atCellpadding, "cellpadding"
	case "cellspacing":
		return atCellspacing, "cellspacing"
	case "colspan":
		return atColspan, "colspan"
	case "rowspan":
		return atRowspan, "rowspan"
	case "span":
		return atSpan, "span"
	case "color":
		return atColor, "color"
	case "face":
		return atFace, "face"
	case "size":
		return atSize, "size"
	case "start":
		return atStart, "start"
	case "type":
		return atType, "type"
	case "nowrap":
		return atNowrap, "nowrap"
	case "scope":
		return atScope, "scope"
	case "hidden":
		return atHidden, "hidden"
	}
	return 0, ""
}

// Limits of sizes in attributes: beyond them a page would be blown up, not laid out.
const (
	maxPixels  = 4000
	maxPadding = 200
	maxSpan    = 100
)

// allows: which attribute with which value may stand on which element. Style, class, id, link and picture are handled
// apart.
func (t *elements) allows(e element, a attribute, v []byte) bool {
	switch a {
	case atAlign, atValign:
		return isWord(v, 10)
	case atBgcolor:
		return isColor(v)
	case atDir:
		s := string(v)
		return s == "ltr" || s == "rtl" || s == "auto"
	case atLang:
		return isLang(v)
	case atTitle:
		return e != elA // a stranger's title could name another host
	case atAlt:
		return e == elImg
	case atWidth, atHeight:
		return t.trait[e]&isSized != 0 && isLength(v, maxPixels)
	case atBorder:
		return (e == elTable || e == elImg) && isLength(v, maxPadding)
	case atCellpadding, atCellspacing:
		return e == elTable && isLength(v, maxPadding)
	case atColspan, atRowspan, atSpan:
		return (e == elTd || e == elTh || e == elCol || e == elColgroup) && isCount(v, maxSpan)
	case atColor:
		return e == elFont && isColor(v)
	case atFace:
		return e == elFont && isFace(v)
	case atSize:
		return (e == elFont || e == elHr) && isSize(v)
	case atStart:
		return e == elOl && isCount(v, 99999)
	case atType:
		return (e == elOl || e == elUl || e == elLi) && isWord(v, 6)
	case atNowrap:
		return (e == elTd || e == elTh) && isWord(v, 6)
	case atScope:
		return e == elTh && isWord(v, 8)
	case atHidden:
		return isWord(v, 6)
	}
	return false
}

func all(v []byte, limit int, ok func(c byte) bool) bool {
	if len(v) > limit {
		return false
	}
	for _, c := range v {
		if !ok(c) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(v []byte, limit int) bool {
	return all(v, limit, func(c byte) bool { return isLetter(c) || isDigit(c) })
}

func isLang(v []byte) bool {
	return all(v, 35, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' })
}

// isCount: a whole number up to most.
func isCount(v []byte, most int) bool {
	if len(v) == 0 || len(v) > 6 {
		return false
	}
	n := 0
	for _, c := range v {
		if !isDigit(c) {
			return false
		}
		n = n*10 + int(c-'0')
	}
	return n <= most
}

// isLength: a number up to most, with "px", "%" or nothing behind it.
func isLength(v []byte, most int) bool {
	i := 0
	for i < len(v) && isDigit(v[i]) {
		i++
	}
	if !isCount(v[:i], most) {
		return false
	}
	if i < len(v) && v[i] == '.' {
		for i++; i < len(v) && isDigit(v[i]) && i < 12; i++ {
		}
	}
	unit := string(v[i:])
	return unit == "" || unit == "%" || unit == "px"
}

func isSize(v []byte) bool {
	if len(v) > 0 && (v[0] == '+' || v[0] == '-') {
		v = v[1:]
	}
	return isCount(v, 99)
}

func isColor(v []byte) bool {
	return all(v, 40, func(c byte) bool {
		return isLetter(c) || isDigit(c) || c == '#' || c == ' ' || c == ',' || c == '.' || c == '%' || c == '(' || c == ')'
	})
}

func isFace(v []byte) bool {
	return all(v, 200, func(c byte) bool {
		return isLetter(c) || isDigit(c) || c >= 0x80 || c == ' ' || c == ',' || c == '-' || c == '_' || c == '\''
	})
}

package sanitize

// property says what a style property may hold; 0: it may not stand in the page.
type property uint8

const (
	painted    property = 1 << iota // any value of the grammar
	coloured                        // it may hold colours
	background                      // it paints behind the text
	forward                         // no negative value and no sum: it would move the box or its text out of its place
	shown                           // display: only some words
)

// propertyOf knows a property by its name in lower case. What positions, layers, moves, transforms, animates, filters,
// clips, generates or loads is not among them.
func propertyOf(p []byte) property {
	switch string(p) {
	case "color":
		return painted | coloured
	case "background", "background-color", "background-image":
		return painted | coloured | background
	case "opacity", "visibility",
		"font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "font-stretch",
		"line-height", "white-space", "word-break", "word-wrap", "overflow-wrap", "hyphens", "text-align",
		"text-decoration-line", "text-decoration-style", "text-overflow", "text-transform", "vertical-align", "direction", "unicode-bidi",
		"width", "height", "max-width", "max-height", "min-width", "min-height", "box-sizing", "float", "clear", "overflow",
		"background-repeat", "background-position", "background-size",
		"border-top-style", "border-right-style", "border-bottom-style", "border-left-style", "border-style",
		"border-top-width", "border-right-width", "border-bottom-width", "border-left-width", "border-width",
		"border-radius", "border-top-left-radius", "border-top-right-radius", "border-bottom-left-radius", "border-bottom-right-radius",
		"border-collapse", "border-spacing", "table-layout", "caption-side", "empty-cells",
		"list-style", "list-style-type", "list-style-position":
		return painted
	case "text-decoration", "text-decoration-color",
		"border", "border-top", "border-right", "border-bottom", "border-left", "border-color",
		"border-top-color", "border-right-color", "border-bottom-color", "border-left-color":
		return painted | coloured
	case "margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "text-indent", "word-spacing", "letter-spacing",
		"padding", "padding-top", "padding-right", "padding-bottom", "padding-left":
		return painted | forward
	case "display":
		return painted | shown
	}
	return 0
}

func displayAllowed(v string) bool {
	switch v {
	case "none", "block", "inline", "inline-block", "table", "table-row", "table-cell", "list-item", "inline-table",
		"table-row-group", "table-header-group", "table-footer-group", "table-column", "table-column-group", "table-caption":
		return true
	}
	return false
}

// functionAllowed: functions that load nothing and name nothing.
func functionAllowed(name string) bool {
	switch name {
	case "rgb", "rgba", "hsl", "hsla", "calc", "linear-gradient", "radial-gradient":
		return true
	}
	return false
}

// mostOf gives the largest number that may stand before a unit, so that no value is wider or higher than some screens. Units
// of the window's size are none: the frame is as high as its page, and would grow for ever.
func mostOf(unit string) int {
	switch unit {
	case "", "px", "pt", "deg":
		return maxPixels
	case "%":
		return 1000
	case "em", "rem", "ex", "ch", "pc", "in", "cm":
		return 100
	case "mm", "q":
		return 1000
	}
	return -1
}

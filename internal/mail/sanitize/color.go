package sanitize

import (
	"math"
	"strconv"
	"strings"
)

// rgb is a colour without transparency, each part from 0 to 1, as sRGB writes it.
type rgb [3]float64

// parseColor reads one CSS colour. alpha is 1 where none stands. ok is false for what is no colour of its own: system
// colours, "inherit", "transparent".
func parseColor(s string) (c rgb, alpha float64, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if hex, found := strings.CutPrefix(s, "#"); found {
		return parseHex(hex)
	}
	if hex, found := namedColor(s); found {
		return parseHex(hex)
	}
	name, args, found := strings.Cut(strings.TrimSuffix(s, ")"), "(")
	if !found || !strings.HasSuffix(s, ")") {
		return c, 0, false
	}
	parts := strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if len(parts) < 3 || len(parts) > 4 {
		return c, 0, false
	}
	alpha = 1
	if len(parts) == 4 {
		alpha = clamp(number(parts[3], 1))
	}
	switch name {
	case "rgb", "rgba":
		for i := range c {
			c[i] = clamp(number(parts[i], 255))
		}
		return c, alpha, true
	case "hsl", "hsla":
		h := math.Mod(number(strings.TrimSuffix(parts[0], "deg"), 360)+1, 1)
		return fromHSL(h, clamp(number(parts[1], 100)), clamp(number(parts[2], 100))), alpha, true
	}
	return c, 0, false
}

// number reads a part of a colour as a share of whole, or of 100 %.
func number(s string, whole float64) float64 {
	if p, ok := strings.CutSuffix(s, "%"); ok {
		s, whole = p, 100
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f / whole
}

func clamp(f float64) float64 { return min(1, max(0, f)) }

func parseHex(h string) (c rgb, alpha float64, ok bool) {
	if len(h) == 3 || len(h) == 4 {
		var b strings.Builder
		for _, r := range h {
			b.WriteRune(r)
			b.WriteRune(r)
		}
		h = b.String()
	}
	if len(h) == 6 {
		h += "ff"
	}
	n, err := strconv.ParseUint(h, 16, 32)
	if err != nil || len(h) != 8 {
		return c, 0, false
	}
	return rgb{float64(n>>24) / 255, float64(n>>16&255) / 255, float64(n>>8&255) / 255}, float64(n&255) / 255, true
}

// over lays a colour of some transparency on another.
func (c rgb) over(alpha float64, below rgb) rgb {
	for i := range c {
		c[i] = c[i]*alpha + below[i]*(1-alpha)
	}
	return c
}

// luminance is the relative luminance of WCAG 2.2.
func (c rgb) luminance() float64 {
	lin := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c[0]) + 0.7152*lin(c[1]) + 0.0722*lin(c[2])
}

// contrast is the ratio of WCAG 2.2, 1 to 21.
func contrast(a, b rgb) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func (c rgb) hex() string {
	const digits = "0123456789abcdef"
	out := []byte{'#', 0, 0, 0, 0, 0, 0}
	for i, v := range c {
		n := int(math.Round(clamp(v) * 255))
		out[1+2*i], out[2+2*i] = digits[n>>4], digits[n&15]
	}
	return string(out)
}

// hsl gives hue, saturation and lightness, each from 0 to 1.
func (c rgb) hsl() (h, s, l float64) {
	hi, lo := max(c[0], c[1], c[2]), min(c[0], c[1], c[2])
	l = (hi + lo) / 2
	d := hi - lo
	if d == 0 {
		return 0, 0, l
	}
	s = d / (1 - math.Abs(2*l-1))
	switch hi {
	case c[0]:
		h = math.Mod((c[1]-c[2])/d+6, 6)
	case c[1]:
		h = (c[2]-c[0])/d + 2
	default:
		h = (c[0]-c[1])/d + 4
	}
	return h / 6, clamp(s), l
}

func fromHSL(h, s, l float64) rgb {
	part := func(n float64) float64 {
		k := math.Mod(n+h*12, 12)
		return clamp(l - s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1)))
	}
	return rgb{part(0), part(8), part(4)}
}

// withLuminance is the colour of the same hue and saturation that has this relative luminance.
func (c rgb) withLuminance(y float64) rgb {
	h, s, _ := c.hsl()
	lo, hi := 0.0, 1.0
	for range 20 {
		mid := (lo + hi) / 2
		if fromHSL(h, s, mid).luminance() < y {
			lo = mid
		} else {
			hi = mid
		}
	}
	return fromHSL(h, s, hi)
}

package teamfile

import (
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// DiffLine is one line of a difference: " " in both, "-" before, "+" now, "@" lines left out.
type DiffLine struct{ Sign, Text string }

// maxDiff bounds the text that is compared, in bytes of both sides.
const maxDiff = 4 << 20

// Diff compares two texts by line, three lines around each change. Its time grows with n log n, whatever the texts
// (an anchored difference). Texts too long to compare are said to differ.
func Diff(before, now []byte) []DiffLine {
	out := []DiffLine{}
	if len(before)+len(now) > maxDiff {
		return append(out, DiffLine{"@", "too long to be compared"})
	}
	text := string(diff.Diff("a", Normal(before), "b", Normal(now)))
	for n, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		switch {
		case n < 3 || line == "": // the three lines of its header; an empty difference
		case strings.HasPrefix(line, "@@"):
			out = append(out, DiffLine{"@", line})
		case strings.HasPrefix(line, `\`): // "no newline at end of file": Normal ended all lines
		default:
			out = append(out, DiffLine{line[:1], line[1:]})
		}
	}
	return out
}

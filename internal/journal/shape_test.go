package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// shapeByTokens is checkShape by encoding/json's own tokens: slow, and plain to see.
func shapeByTokens(line []byte) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	seen := map[string]bool{}
	depth, isKey := 0, true
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) && depth == 0 && len(seen) > 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrLine, err)
		}
		if depth == 0 && (tok != json.Delim('{') || len(seen) > 0) {
			return fmt.Errorf("%w: not one object", ErrLine)
		}
		if depth == 1 && isKey && tok != json.Delim('}') {
			key, _ := tok.(string)
			if seen[key] || foldsToKnown(key) {
				return fmt.Errorf("%w: key %q is ambiguous", ErrLine, key)
			}
			seen[key] = true
			isKey = false
			continue
		}
		if d, ok := tok.(json.Delim); ok {
			if d == '{' || d == '[' {
				depth++
			} else {
				depth--
			}
			if depth > MaxDepth {
				return fmt.Errorf("%w: deeper than %d", ErrLine, MaxDepth)
			}
		}
		if depth == 1 {
			isKey = true
		}
	}
}

// sameShape holds the two against each other, as Decode calls them: on what encoding/json takes for a record.
func sameShape(line []byte) error {
	var wire struct {
		I, H, K, T, F string
		V             json.RawMessage
		P             *string
		O             []string
		U, G          string
		B             []string
	}
	if json.Unmarshal(line, &wire) != nil {
		return nil
	}
	fast, plain := checkShape(line), shapeByTokens(line)
	if (fast == nil) != (plain == nil) {
		return fmt.Errorf("%q: %w, by tokens %w", line, fast, plain)
	}
	return nil
}

// TestShape: a line's shape is judged as encoding/json's tokens would have it, whatever stands in it.
func TestShape(t *testing.T) {
	for _, line := range []string{
		`{}`, ` {} `, `null`, `{"i":"x"}`, `{"i":"x","i":"y"}`, `{"i":"x","I":"y"}`, `{"i":"x","\u0069":"y"}`, `{"\u212a":1}`, `{"K":1}`, `{"\u004b":1}`,
		`{"v":{"v":1,"v":2}}`, `{"v":[{"i":1},"i","i"]}`, `{"v":"}{\"i\":","z":[]}`, `{"z":"\\","y":"\\\""}`, `{"z":{},"y":{},"x":[[]]}`, `{"":1,"":2}`,
		`{"v":` + strings.Repeat("[", 15) + strings.Repeat("]", 15) + `}`, `{"v":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`,
		`{"\ud800":1,"\ud801":2}`, `{"a\/b":1,"a/b":2}`,
	} {
		if err := sameShape([]byte(line)); err != nil {
			t.Error(err)
		}
	}
	piece := rapid.SampledFrom([]string{`"`, `\"`, `\\`, `{`, `}`, `[`, `]`, `,`, `:`, `i`, `I`, `\u0069`, `k`, "\u212a", `1`, ` `, `null`, `"i":`, `"v":`, `"x"`, `{"z":1}`, `["a"]`, `,"y":`})
	rapid.Check(t, func(t *rapid.T) {
		line := `{"q":` + strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "") + `}`
		if err := sameShape([]byte(line)); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzShape(f *testing.F) {
	f.Add([]byte(`{"i":"x","\u0069":["y",{"i":1}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if err := sameShape(line); err != nil {
			t.Error(err)
		}
	})
}

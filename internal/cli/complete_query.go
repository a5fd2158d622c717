package cli

import (
	"context"
	"strings"

	"deskhand/internal/ticket"
)

// offerQuery completes the last word of a query where it is an operator whose values this desk knows: ha → has:note.
func offerQuery(ctx context.Context, s *seat, typed string) []string {
	before, word := "", typed
	if i := strings.LastIndexByte(typed, ' '); i >= 0 {
		before, word = typed[:i+1], typed[i+1:]
	}
	word, not := strings.CutPrefix(word, "-")
	if not {
		before += "-"
	}
	key, value, whole := strings.Cut(strings.ToLower(word), ":")
	if key == "" {
		return nil
	}
	var out []string
	for _, operator := range ticket.Operators() {
		if operator != key && (whole || !strings.HasPrefix(operator, key)) {
			continue
		}
		values, err := s.desk.Inbox.Values(ctx, operator)
		if err != nil {
			return nil
		}
		for _, v := range values {
			if strings.HasPrefix(v, value) && !strings.ContainsAny(v, " ,") {
				out = append(out, cleanLine(before+operator+":"+v))
			}
		}
	}
	return out
}

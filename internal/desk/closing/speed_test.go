package closing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/policy"
)

// BenchmarkView evaluates the checklist of a long ticket, its mails read already, as the record beside it does.
func BenchmarkView(b *testing.B) {
	d := newBench(b)
	for i := range 120 {
		id, from, to := "root", marco, us
		if i > 0 {
			id = fmt.Sprintf("m%d", i)
		}
		if i%3 == 2 {
			from, to = us, marco
		}
		body := strings.Repeat("It stops at forty per cent and says nothing else, whatever we do about it.\n", 20)
		d.mail(id, map[bool]string{true: "INBOX", false: "Sent"}[from == marco], from, to, time.Duration(200-i)*time.Hour, body+"\nIs it the size of "+id+"?")
	}
	d.view("")
	for b.Loop() {
		if _, err := d.View(b.Context(), d.id(), policy.EndingSolved, ""); err != nil {
			b.Fatal(err)
		}
	}
}

package imapsync_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"deskhand/internal/testkit"
)

// big is a message of about n bytes with an attachment.
func big(seed uint64, n int) testkit.Mail {
	line := strings.Repeat(fmt.Sprintf("%04d", seed), 19) + "\r\n"
	raw := fmt.Sprintf("From: a@example.com\r\nTo: b@example.com\r\nSubject: big %d\r\nMessage-ID: <big.%d@example.com>\r\n\r\n", seed, seed) +
		strings.Repeat(line, n/len(line)+2)
	return testkit.Mail{Raw: []byte(raw), Date: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

package imapsync_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"deskhand/internal/imapsync"
)

// offeredSink notes what was offered for recognition.
type offeredSink struct {
	*memSink
	offered []uint32
}

func (s *offeredSink) Recognise(ctx context.Context, f imapsync.Folder, list []imapsync.Known) ([]uint32, error) {
	for _, k := range list {
		s.offered = append(s.offered, k.UID)
	}
	return s.memSink.Recognise(ctx, f, list)
}

// What is new in a folder is offered with the fields it is recognised by; what is known is not fetched, and a message with
// fields longer than believable, or without any, is fetched and not offered.
func TestRecognisedInTheLookAtSizes(t *testing.T) {
	n, fetched := 2, ""
	a := mailbox(0, func(cmd string) string {
		switch {
		case strings.HasPrefix(cmd, "EXAMINE"):
			return fmt.Sprintf("* %d EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT %d] x\r\n{tag} OK [READ-ONLY] done\r\n", n, n+1)
		case strings.HasPrefix(cmd, "UID SEARCH"):
			return fmt.Sprintf("* ESEARCH (TAG \"{tag}\") UID ALL 1:%d COUNT %d\r\n{tag} OK\r\n", n, n)
		case !strings.HasPrefix(cmd, "UID FETCH"):
			return ""
		}
		set, out := strings.Fields(cmd)[2], ""
		if strings.Contains(cmd, "BODY.PEEK[]") {
			fetched += set + " "
		}
		for uid := 1; uid <= n; uid++ {
			if !inSet(set, uid) {
				continue
			}
			raw := fmt.Sprintf("Message-ID: <%d@x>\r\n\r\nhi", uid%3+uid/6*9) // numbers 4 and 1 are one mail, and so are 5 and 2
			fields := strings.TrimSuffix(raw, "hi")
			if uid == 5 {
				fields = strings.Repeat("From: x\r\n", 100_000)
			}
			switch {
			case strings.Contains(cmd, "HEADER.FIELDS") && uid == 6:
				out += fmt.Sprintf("* 6 FETCH (UID 6 RFC822.SIZE %d FLAGS () BODY[HEADER.FIELDS (Message-ID From Date)] NIL)\r\n", len(raw))
			case strings.Contains(cmd, "HEADER.FIELDS"):
				out += fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE %d FLAGS (\\Seen) BODY[HEADER.FIELDS (Message-ID From Date)] {%d}\r\n%s)\r\n", uid, uid, len(raw), len(fields), fields)
			case strings.Contains(cmd, "RFC822.SIZE"):
				out += fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE %d)\r\n", uid, uid, len(raw))
			default:
				out += fmt.Sprintf("* %d FETCH (UID %d FLAGS (\\Seen) BODY[] {%d}\r\n%s)\r\n", uid, uid, len(raw), raw)
			}
		}
		return out + "{tag} OK\r\n"
	}).serve(t)
	sink := &offeredSink{memSink: newSink()}
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	once(t, e)
	if sink.count("INBOX") != 2 || len(sink.offered) > 0 {
		t.Fatalf("%d here, offered %v", sink.count("INBOX"), sink.offered)
	}
	n, fetched = 6, ""
	once(t, e)
	if !slices.Equal(sink.offered, []uint32{3, 4}) || strings.TrimSpace(fetched) != "3,5:6" {
		t.Errorf("offered %v, fetched %q", sink.offered, fetched)
	}
	if m := sink.get("INBOX", 4); sink.count("INBOX") != 6 || string(m.Raw) != "Message-ID: <1@x>\r\n\r\nhi" || !slices.Equal(m.Flags, []string{`\Seen`}) {
		t.Errorf("%d here, the fourth %+v", sink.count("INBOX"), m)
	}
}

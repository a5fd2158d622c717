package desk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/reply"
	"deskhand/internal/desk/team"
)

// A broken reply is a standing problem with its file and line while the engines run, in this process and the next, and
// mending the file clears it.
// features: E11
func TestBrokenReplyIsAProblem(t *testing.T) {
	dir := t.TempDir()
	c := &clock{at: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	d := openDesk(t, dir, c)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.RunEngines(ctx) }()
	path := filepath.Join(d.Reply.Dir(), "meetings", "waiting_in_meeting.en.md")
	problem := func() *team.Problem {
		list, err := d.Team.Problems(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if p.Code == "replies" {
				return &p
			}
		}
		return nil
	}
	until := func(what string, ok func() bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s does not come: %+v", what, problem())
			}
		}
	}
	until("the shipped set", func() bool { return d.Reply.Library().Len() > 30 })
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("---\nname: waiting_in_meeting\n---\nHello {{contact.nobody}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	until("the problem", func() bool { return problem() != nil })
	const file = "replies/meetings/waiting_in_meeting.en.md"
	if p := problem(); p.File != file || p.Line != 4 || p.Action != "file:"+file || !strings.HasPrefix(p.Message, file+", line 4, column ") ||
		!strings.HasSuffix(p.Hint, ". Until it is mended, the last good version is used.") || p.Since == 0 {
		t.Errorf("%+v", p)
	}
	other := openDesk(t, dir, c)
	if list, err := other.Team.Problems(t.Context()); err != nil || len(list) != 1 || list[0].File != file {
		t.Errorf("another process: %+v, %v", list, err)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	until("the end of it", func() bool { return problem() == nil })
	cancel()
	<-ended
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

// A thousand broken files are told in few words.
func TestManyBrokenReplies(t *testing.T) {
	d := openDesk(t, t.TempDir(), &clock{at: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)})
	defer d.Close() //nolint:errcheck // the test is over
	var wrong []reply.Problem
	for i := range 1000 {
		p := reply.Problem{}
		p.Path, p.Message, p.Hint = fmt.Sprintf("r%d.md", i), "broken", "mend it"
		wrong = append(wrong, p)
	}
	d.repliesTold(wrong, os.ErrPermission)
	list, err := d.Team.Problems(t.Context())
	if err != nil || len(list) != mostReplyProblems+2 || list[len(list)-1].Message != "980 more things are wrong with saved replies." || list[1].Hint != "Mend it." {
		t.Errorf("%d: %+v, %v", len(list), list[len(list)-1], err)
	}
	d.repliesTold(nil, nil)
	if list, err := d.Team.Problems(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

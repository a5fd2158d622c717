package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
)

// closeSending sends the reply that is being written and ends its ticket, both or neither. Where the mail is held, the
// ticket is as before.
func (s *seat) closeSending(ctx context.Context, id string, r closing.Request) error {
	d, err := s.openReply(ctx, id)
	if err != nil {
		return err
	}
	command := replyWords(d.Kind, d.Number)
	if err := d.Unfilled(); err != nil { // before the checklist: it is the quicker to mend
		return keptAsDraft(err, command)
	}
	at := time.Duration(0)
	r.Send, r.How = d.ID, closing.SendOptions{Delay: &at}
	done, err := s.desk.Closing.Close(ctx, id, r)
	if err != nil {
		return nothingSent(notKept(err, r), command, d.Number)
	}
	failed := s.sendNow(ctx, done.Mail)
	t, err := s.desk.Inbox.Ticket(ctx, id)
	if err != nil {
		return errors.Join(failed, err)
	}
	ended := fmt.Sprintf("%s “%s”", s.statusLabel(t.Status), subjectOf(t))
	switch {
	case failed != nil && !t.Status.Done():
		told := *fault.From(failed)
		told.Hint = strings.TrimSpace(told.Hint + " The ticket is not ended: " + ended + ".")
		return &told
	case s.json:
		s.object(done)
	default:
		s.line(strong(t.Number), say("  "+cleanLine(ended)))
	}
	return failed
}

// openReply finds the answer that is being written on a ticket; a mail that is passed on is none.
func (s *seat) openReply(ctx context.Context, id string) (compose.Draft, error) {
	drafts, err := s.desk.Compose.Drafts(ctx, id)
	if err != nil {
		return compose.Draft{}, err
	}
	for _, d := range drafts {
		if d.Kind != kindForward {
			return d, nil
		}
	}
	t, err := s.desk.Inbox.Ticket(ctx, id)
	if err != nil {
		return compose.Draft{}, err
	}
	return compose.Draft{}, usage("deskhand reply "+t.Number+" --body-file F writes one; deskhand close "+t.Number+" closes without.", "there is no draft to send with the close of %s", t.Number)
}

// nothingSent says of a close that was refused that its reply is still a draft. Mail that nobody read is no line of the
// checklist: --anyway of close does not pass it by.
func nothingSent(err error, command, number string) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Refused {
		return err
	}
	told := *f
	if f.Field == compose.FieldNews {
		told.Hint = "deskhand show " + number + " shows it. " + command + " --send --anyway --why TEXT sends all the same; then deskhand close " + number + "."
	}
	told.Hint = strings.TrimSpace(told.Hint + " Nothing was sent.")
	return keptAsDraft(&told, command)
}

package desk

import (
	"context"
	"strconv"
	"time"

	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/reply"
	"deskhand/internal/desk/team"
	"deskhand/internal/desk/teamfile"
	"deskhand/internal/journal"
	"deskhand/internal/store"
)

// newFiles makes what lets the team's files travel.
func (d *Desk) newFiles() *teamfile.Service {
	return teamfile.New(d.core, teamfile.Options{
		Dir: d.dir, Log: d.log, Team: d.roster, Trusted: d.trusted, Told: d.filesTold, Elsewhere: d.lock.elsewhere,
		Changed: func() {
			d.carrier.wake(false)
			d.notices.tell(Notice{Kind: Crew})
		},
		Policy: func(ctx context.Context) {
			if err := d.readPolicy(ctx); err != nil {
				d.log.Error("read the team's policy", "error", err)
				return
			}
			d.reengage(ctx)
			d.notices.tell(Notice{Kind: Changed, Queues: true})
		},
	})
}

// roster is the team as desk/teamfile needs it, nil without one.
func (d *Desk) roster(ctx context.Context) teamfile.Roster {
	d.carrier.mu.Lock()
	t := d.carrier.team
	d.carrier.mu.Unlock()
	if t == nil {
		var err error
		if t, err = d.Membership.Team(ctx); err != nil || t == nil {
			if err != nil && ctx.Err() == nil {
				d.log.Error("read the team", "error", err)
			}
			return nil
		}
	}
	return roster{t, d.Membership}
}

type roster struct {
	team  *journal.Team
	words *membership.Service
}

func (r roster) Admin(device string) bool   { return r.team.Admins[device] }
func (r roster) Gone(device string) bool    { return r.team.Devices[device].Revoked }
func (r roster) Words(device string) string { return r.words.Words(r.team, device) }

// settingOffset is what the journal's engine knows of the server's clock, ms ahead of this one.
const settingOffset = "replica-offset"

// trusted is the server's time as far as it is known (journal.md §3.4).
func (d *Desk) trusted() time.Time {
	ms := int64(0)
	err := d.store.Read(context.Background(), func(tx *store.Tx) error {
		text, _, err := tx.Setting(settingOffset)
		if n, bad := strconv.ParseInt(text, 10, 64); bad == nil && time.Duration(n)*time.Millisecond <= 24*time.Hour && n >= -24*3600*1000 {
			ms = n
		}
		return err
	})
	if err != nil {
		d.log.Error("read the server's clock", "error", err)
	}
	return d.o.Now().Add(time.Duration(ms) * time.Millisecond)
}

// mostFileProblems bounds how many of the team's files are told one by one.
const mostFileProblems = 20

// filesTold puts what is wrong with the team's files among the standing problems.
func (d *Desk) filesTold(wrong []teamfile.Problem) {
	var list []team.Problem
	for n, p := range wrong {
		if n == mostFileProblems {
			list = append(list, team.Problem{Key: "files more", Code: "files", Message: "More of the team's files need a look.", Hint: "`deskhand team files` names them all."})
			break
		}
		list = append(list, team.Problem{Key: "files " + p.Key, Code: "files", Message: p.Message, Hint: p.Hint, File: p.Path, Action: "file:" + p.Path})
	}
	d.problems.replace("files ", list)
}

// savedReplies names saved replies by their names where desk/teamfile knows paths.
type savedReplies struct{ d *Desk }

// paths are the files of replies of these names, in every language.
func (s savedReplies) paths(names []string) (out []string) {
	for _, name := range names {
		for _, r := range s.d.Reply.Library().Variants(name) {
			out = append(out, r.Path)
		}
	}
	return out
}

func (s savedReplies) Doubts(tx *store.Tx, names []string, body string) (string, error) {
	return s.d.Files.Doubts(tx, s.paths(names), body)
}

func (s savedReplies) Sent(tx *store.Tx, names []string) error {
	return s.d.Files.Sent(tx, s.paths(names))
}

// News says who made what each saved reply says now, where it was a colleague.
func (s savedReplies) News(tx *store.Tx) (map[string]reply.News, error) {
	news, err := s.d.Files.Replies(tx)
	out := make(map[string]reply.News, len(news))
	for path, n := range news {
		out[path] = reply.News(n)
	}
	return out, err
}

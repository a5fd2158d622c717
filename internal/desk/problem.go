package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// problemDatabase is the key under which a damaged file stands.
const problemDatabase = "database"

// problemSealed is the key under which it stands that nobody gave the sealed file's passphrase: one for all accounts.
const problemSealed = "sealed"

// problems keeps standing conditions until they clear, and stores them, so that `status` in another process tells them too.
type problems struct {
	desk *Desk
	mu   sync.Mutex
	list []team.Problem
	own  map[string]bool // keys that this process raised
}

func newProblems(d *Desk) *problems { return &problems{desk: d, own: map[string]bool{}} }

// set raises a problem or changes its words; since is when it was first raised.
func (p *problems) set(key string, err error, action string) {
	f := fault.From(err)
	p.put(team.Problem{Key: key, Code: string(f.Code), Message: f.Message, Hint: f.Hint, Action: action})
}

func (p *problems) put(now team.Problem) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.own[now.Key] = true
	at := slices.IndexFunc(p.list, func(o team.Problem) bool { return o.Key == now.Key })
	if at >= 0 {
		now.Since = p.list[at].Since
		if p.list[at] == now {
			return
		}
		p.list[at] = now
	} else {
		now.Since = ticket.TimeOf(p.desk.o.Now())
		p.list = append(p.list, now)
	}
	p.save()
}

// clear drops the problem of a key.
func (p *problems) clear(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := len(p.list)
	p.list = slices.DeleteFunc(p.list, func(o team.Problem) bool { return o.Key == key })
	if len(p.list) != before {
		p.save()
	}
}

// clearWith drops the problems whose keys begin so, but for those named.
func (p *problems) clearWith(prefix string, but []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := len(p.list)
	p.list = slices.DeleteFunc(p.list, func(o team.Problem) bool {
		return strings.HasPrefix(o.Key, prefix) && !slices.Contains(but, o.Key)
	})
	if len(p.list) != before {
		p.save()
	}
}

// save is called with the lock held; a failure to store is itself no problem worth a dialog.
func (p *problems) save() {
	kept := make([]keptProblem, len(p.list))
	for i, pr := range p.list {
		kept[i] = keptProblem{pr, pr.Key}
	}
	if !p.desk.lock.holds() { // the process that runs the engines tells for all; what only we see is told from here
		p.desk.notices.tell(Notice{Kind: Trouble})
		return
	}
	text, err := json.Marshal(kept)
	if err == nil {
		err = p.desk.store.Write(context.Background(), func(tx *store.Tx) error { return tx.SetSetting(team.SettingProblems, string(text)) })
	}
	if err != nil {
		p.desk.log.Error("store problems", "error", err)
	}
	p.desk.notices.tell(Notice{Kind: Trouble})
}

// replace puts a list in the place of all problems whose keys begin so.
func (p *problems) replace(prefix string, list []team.Problem) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := slices.Clone(p.list)
	p.list = slices.DeleteFunc(p.list, func(o team.Problem) bool { return strings.HasPrefix(o.Key, prefix) })
	for _, now := range list {
		p.own[now.Key] = true
		now.Since = ticket.TimeOf(p.desk.o.Now())
		if at := slices.IndexFunc(before, func(o team.Problem) bool { return o.Key == now.Key && o.Message == now.Message }); at >= 0 {
			now.Since = before[at].Since
		}
		p.list = append(p.list, now)
	}
	if !slices.Equal(before, p.list) {
		p.save()
	}
}

// keepAccounts drops the problems of accounts that are no longer connected.
func (p *problems) keepAccounts(accounts []store.Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := len(p.list)
	p.list = slices.DeleteFunc(p.list, func(o team.Problem) bool {
		if o.Key == problemSealed {
			return len(accounts) == 0
		}
		return strings.HasPrefix(o.Key, "account ") && !slices.ContainsFunc(accounts, func(a store.Account) bool {
			return strings.HasPrefix(o.Key, "account "+a.ID+" ")
		})
	})
	if len(p.list) != before {
		p.save()
	}
}

func (p *problems) has(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.list, func(o team.Problem) bool { return o.Key == key })
}

func (p *problems) any() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.list) > 0
}

// keptProblem is a problem as it is stored: with the key by which a later run clears it.
type keptProblem struct {
	team.Problem
	Key string `json:"key"`
}

// load takes up what an earlier run left standing, so that this one can clear it.
func (p *problems) load(ctx context.Context) error {
	var kept []keptProblem
	err := p.desk.store.Read(ctx, func(tx *store.Tx) error {
		text, ok, err := tx.Setting(team.SettingProblems)
		if err != nil || !ok || json.Unmarshal([]byte(text), &kept) != nil {
			return err
		}
		return nil
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range kept {
		k.Problem.Key = k.Key
		p.list = append(p.list, k.Problem)
	}
	return err
}

// standing lists what this process itself has seen.
func (p *problems) standing() []team.Problem {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []team.Problem
	for _, pr := range p.list {
		if p.own[pr.Key] {
			out = append(out, pr)
		}
	}
	return out
}

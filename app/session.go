package app

import (
	"slices"

	"deskhand/internal/desk/team"
)

// manyFolders is how many of a mailbox the page hears of at its start; of more only those that are followed, the others
// when their page is opened.
const manyFolders = 200

func (h *host) session() (Session, error) {
	s, err := h.desk.Team.Session(h.ctx)
	out := Session{
		Ready: err == nil, FirstRun: s.FirstRun, Sample: s.Sample, Agent: s.Agent, AgentName: s.AgentName, TeamName: s.TeamName, Zone: s.Zone,
		Members: []Member{}, Teams: []Label{}, Statuses: []State{}, Priorities: []Priority{}, Tags: []Tag{}, Categories: []string{},
		Pipelines: []Label{}, Accounts: []AccountView{}, ReadOnlyMailbox: false, HTMLSafe: h.canary.safe.Load(),
	}
	if err != nil {
		return out, fail(err)
	}
	if s.Agent == "" {
		out.AgentName = ""
	}
	for _, m := range s.Members {
		out.Members = append(out.Members, Member{ID: m.ID, Name: m.Name})
	}
	for _, g := range s.Teams {
		out.Teams = append(out.Teams, Label{ID: "team:" + g.ID, Label: g.Label})
	}
	for _, st := range s.Statuses {
		out.Statuses = append(out.Statuses, State{ID: st.ID, Label: st.Label, Kind: st.Kind, Key: st.Key})
	}
	for _, p := range s.Priorities {
		out.Priorities = append(out.Priorities, Priority{ID: p.ID, Label: p.Label, Help: p.Help})
	}
	for _, t := range s.Tags {
		out.Tags = append(out.Tags, Tag{ID: t.ID, Label: t.Label, Group: t.Group})
	}
	for _, c := range s.Categories {
		out.Categories = append(out.Categories, c.Label)
	}
	for _, p := range s.Pipelines {
		out.Pipelines = append(out.Pipelines, Label{ID: p.ID, Label: p.Label})
	}
	out.Accounts, err = h.accounts()
	for i := range out.Accounts {
		if f := out.Accounts[i].Folders; len(f) > manyFolders {
			out.Accounts[i].Folders = slices.DeleteFunc(f, func(f FolderState) bool { return !f.Followed })
		}
	}
	return out, fail(err)
}

func (h *host) accounts() ([]AccountView, error) {
	list, err := h.desk.Team.Accounts(h.ctx)
	out := make([]AccountView, 0, len(list))
	for _, a := range list {
		out = append(out, accountView(a))
	}
	if err != nil {
		return out, err //nolint:wrapcheck // a fault, told as it is
	}
	parked, err := h.desk.Team.Parked(h.ctx)
	for i := range out {
		for _, p := range parked {
			if p.Account == out[i].ID {
				out[i].Parked = append(out[i].Parked, Parked{Kind: p.Kind, Messages: p.N, Why: p.Why, Since: int64(p.Since)})
			}
		}
	}
	return out, err //nolint:wrapcheck // a fault, told as it is
}

// account is one of them as it stands now.
func (h *host) account(id string) (AccountView, error) {
	list, err := h.accounts()
	for _, a := range list {
		if a.ID == id {
			return a, err
		}
	}
	return accountView(team.Account{ID: id}), err
}

func accountView(a team.Account) AccountView {
	v := AccountView{ID: a.ID, Email: a.Email, State: a.State, LastSync: int64(a.LastSync), Folders: []FolderState{}, Reach: a.Reach, Mirror: some(a.Mirror), Parked: []Parked{}}
	if v.State == "new" {
		v.State = "syncing" // its first round is about to begin
	}
	for _, f := range a.Folders {
		v.Folders = append(v.Folders, FolderState{
			Name: f.Name, Role: f.Role, Messages: f.Messages, Synced: f.Synced, Heads: f.Heads, Parts: f.Parts, Missing: f.Missing,
			Followed: f.Followed, LookedAt: int64(f.LookedAt),
		})
	}
	return v
}

// syncState is the quiet word, from the accounts where the engines run elsewhere.
func (h *host) syncState() SyncState {
	s := h.desk.SyncState(h.ctx)
	out := SyncState{Word: s.Word, LastSync: s.Last, Count: s.Done, Total: s.Total, Filling: s.Filling, Held: s.Held, Changes: s.Changes, Orphans: s.Orphans}
	if out.Word != "none" {
		return out
	}
	accounts, err := h.accounts()
	if err != nil {
		return out
	}
	words := map[string]string{"ok": "synced", "syncing": "syncing", "offline": "offline", "refused": "problem"}
	rank := map[string]int{"none": 0, "synced": 1, "syncing": 2, "offline": 3, "problem": 4}
	for _, a := range accounts {
		if w := words[a.State]; rank[w] > rank[out.Word] {
			out.Word = w
		}
	}
	return out
}

// problemList is the desk's, and before it what this window alone knows.
func (h *host) problemList() ([]Problem, error) {
	h.mu.Lock()
	out := append([]Problem{}, h.problems...)
	h.mu.Unlock()
	list, err := h.desk.Team.Problems(h.ctx)
	for _, p := range list {
		hint := spoken(p.Hint)
		if p.Action == team.ActionPassphrase { // here it can be typed
			hint = "Mail that is here stays readable, new mail waits. Deskhand keeps the passphrase in memory until it quits."
		}
		out = append(out, Problem{
			Code: p.Code, Message: p.Message, Hint: hint, Since: int64(p.Since), File: p.File, Line: p.Line, Action: p.Action,
		})
	}
	return out, err //nolint:wrapcheck // a fault, told as it is
}

func (h *host) allProblems() []Problem {
	list, err := h.problemList()
	if err != nil && h.ctx.Err() == nil {
		h.o.Log.Error("read problems", "error", err)
	}
	return list
}

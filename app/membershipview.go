package app

import (
	"os"
	"sync"

	"deskhand/internal/desk/membership"
	"deskhand/internal/ticket"
)

// teamwork is what this window keeps for the person who manages the team: the folder that they chose and the sheet that
// stands on the screen. The page is given neither back.
type teamwork struct {
	mu     sync.Mutex
	dir    string
	paper  string // the sheet as it is printed
	called string // the team's name
}

func (t *teamwork) folder() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.dir
}

func (t *teamwork) choose(dir string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dir = dir
}

func (t *teamwork) sheet() (text, team string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.paper, t.called
}

func (t *teamwork) keep(text, team string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.paper, t.called = text, team
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// shownSheet is a sheet as the page shows it; what is printed or saved stays here until it is put away.
func (h *host) shownSheet(s membership.Sheet) RecoverySheet {
	h.crew.keep(s.Text, s.Name)
	return RecoverySheet{Name: s.Name, Address: s.Address, Made: int64(s.Made), Lines: some(s.Lines), Text: s.Text}
}

// RecoverySheet makes a new sheet; older ones open nothing any more.
func (m *Membership) RecoverySheet() (RecoverySheet, error) {
	s, err := m.h.desk.Membership.RecoverySheet(m.h.ctx)
	if err != nil {
		return RecoverySheet{Lines: []string{}}, fail(err)
	}
	return m.h.shownSheet(s), nil
}

// SaveSheet asks where to, and saves the sheet that is shown there.
func (m *Membership) SaveSheet() (Done, error) {
	text, team := m.h.crew.sheet()
	s := m.h.shown()
	if s == nil || text == "" {
		return Done{}, nil
	}
	path, err := s.SaveAs("Recovery sheet of " + team + ".txt")
	if err != nil || path == "" {
		return Done{}, fail(err)
	}
	if err := m.h.desk.Inbox.WriteFile(path, []byte(text)); err != nil {
		return Done{}, fail(err)
	}
	return Done{Text: "Saved the recovery sheet. Move it to where no thief of this laptop finds it"}, nil
}

// PrintSheet opens the system's print dialog on what the page has laid out for paper.
func (m *Membership) PrintSheet() error {
	if s := m.h.shown(); s != nil {
		s.Print()
	}
	return nil
}

// SheetKept forgets the sheet.
func (m *Membership) SheetKept() error {
	m.h.crew.keep("", "")
	return nil
}

func crewView(o membership.Overview) CrewView {
	v := CrewView{
		ID: o.ID, Name: o.Name, Agent: o.Agent, Device: o.Device, Admin: o.Admin, Confirmed: o.Confirmed, Digits: o.Digits, Revoked: o.Revoked,
		Encrypted: o.Encrypted, Transport: TransportView{Kind: o.Transport.Kind, Account: o.Transport.Account, Folder: o.Transport.Folder, Limited: spoken(o.Transport.Limited)},
		Members: []CrewMember{}, Devices: []CrewDevice{}, Waiting: []JoinRequest{}, Invitations: []InvitationView{}, Invitable: []CrewMember{},
	}
	for _, m := range o.Members {
		v.Members = append(v.Members, CrewMember(m))
	}
	for _, m := range o.Invitable {
		v.Invitable = append(v.Invitable, CrewMember(m))
	}
	for _, d := range o.Devices {
		v.Devices = append(v.Devices, CrewDevice{
			ID: d.ID, Agent: d.Agent, Name: d.Name, Machine: d.Machine, Me: d.Me, Admin: d.Admin, Confirmed: d.Confirmed, Revoked: d.Revoked,
			Recovery: d.Recovery, LastSeen: int64(d.LastSeen),
		})
	}
	for _, r := range o.Waiting {
		v.Waiting = append(v.Waiting, JoinRequest{
			Device: r.Device, Agent: r.Agent, Name: r.Name, Machine: r.Machine, Digits: r.Digits, At: int64(r.At), Mine: r.Mine, Doubt: r.Doubt,
		})
	}
	for _, i := range o.Invitations {
		v.Invitations = append(v.Invitations, invitationView(i))
	}
	return v
}

func invitationView(i membership.Invitation) InvitationView {
	return InvitationView{ID: i.ID, Agent: i.Agent, Name: i.Name, Code: i.Code, Expires: int64(i.Expires), Expired: i.Expired}
}

// laptops says devices in words, "Ana's laptop kestrel-7"; a desk in no team has one laptop, which needs no name.
func (h *host) laptops() func(device string) string {
	t, err := h.desk.Membership.Team(h.ctx)
	if err != nil || t == nil {
		return func(string) string { return "" }
	}
	return func(device string) string {
		if device == "" {
			return ""
		}
		return h.desk.Membership.Words(t, device)
	}
}

// writers names the colleagues who write an answer on a ticket just now.
func (h *host) writers(id string) PresenceNews {
	out := PresenceNews{Ticket: id, Names: []string{}}
	agents, err := h.desk.Membership.Replying(h.ctx, id)
	if err != nil && h.ctx.Err() == nil {
		h.o.Log.Warn("ask who writes an answer", "error", err)
	}
	if shown, err := h.desk.Inbox.Resolve(h.ctx, id); err == nil { // it was told by the anchor on which that laptop knows it
		out.Ticket = shown
	}
	for _, a := range agents {
		out.Names = append(out.Names, h.desk.Team.Policy().OwnerLabel(a))
	}
	return out
}

// lost says what a colleague's change overruled, in the words of the screen.
func (h *host) lost(t ticket.Ticket) *LostView {
	l := t.Lost
	if l == nil {
		return nil
	}
	words := func(v string) string { return h.valueWords(t.Pipeline, l.Field, v) }
	return &LostView{
		Field: l.Field, Mine: words(l.Mine), MineID: l.Mine, Theirs: words(l.Theirs), By: l.By, ByName: h.desk.Team.Policy().OwnerLabel(l.By), At: int64(l.At),
	}
}

// valueWords says the value of a field as pickers show it.
func (h *host) valueWords(pipeline, field, v string) string {
	p := h.desk.Team.Policy()
	switch field {
	case ticket.PathOwner:
		return p.OwnerLabel(v)
	case ticket.PathStatus:
		return p.StatusLabel(pipeline, v)
	case ticket.PathTags:
		return p.TagLabel(v)
	case ticket.PathPriority:
		for _, x := range p.Priorities() {
			if x.ID == v {
				return x.Label
			}
		}
	}
	return v
}

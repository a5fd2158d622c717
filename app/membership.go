package app

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
)

// Membership is who is in the team and on which laptops.
type Membership struct{ h *host }

// Crew is the team as this laptop knows it.
func (m *Membership) Crew() (CrewView, error) {
	o, err := m.h.desk.Membership.Overview(m.h.ctx)
	return crewView(o), fail(err)
}

// Health counts what travels.
func (m *Membership) Health() (CrewHealth, error) {
	h, err := m.h.desk.Membership.Health(m.h.ctx)
	return CrewHealth{
		Waiting: h.Waiting, Parked: h.Parked, Held: h.Held, Orphans: h.Orphans, Quarantined: h.Quarantined, Unread: h.Unread,
		LastPull: int64(h.LastPull), Clock: h.Clock,
	}, fail(err)
}

// Create begins a team: through the shared folder that was chosen, or through the mailbox.
func (m *Membership) Create(name string, encrypt, shared bool) (RecoverySheet, error) {
	t, err := m.h.transport(shared)
	if err != nil {
		return RecoverySheet{Lines: []string{}}, fail(err)
	}
	c, err := m.h.desk.Membership.Create(m.h.ctx, name, membership.CreateOptions{Encrypt: encrypt, Transport: t})
	if err != nil {
		return RecoverySheet{Lines: []string{}}, fail(err)
	}
	return m.h.shownSheet(c.Sheet), nil
}

// transport is the mailbox, or the shared folder that a person chose. The page never names a place.
func (h *host) transport(shared bool) (membership.Transport, error) {
	if !shared {
		return membership.Transport{}, nil
	}
	dir := h.crew.folder()
	if dir == "" {
		return membership.Transport{}, fault.New(fault.Usage, "No folder was chosen.", "Choose one that all laptops of the team see.")
	}
	return membership.Transport{Kind: membership.KindDir, Folder: dir}, nil
}

// ChooseFolder asks for a folder that all laptops share, and answers its name; empty: cancelled.
func (m *Membership) ChooseFolder() (string, error) {
	s := m.h.shown()
	if s == nil {
		return "", nil
	}
	dir, err := s.OpenFolder()
	if err != nil || dir == "" {
		return "", fail(err)
	}
	m.h.crew.choose(dir)
	return filepath.Base(dir), nil
}

// Invite lets one agent join within 48 hours.
func (m *Membership) Invite(agent, name string) (InvitationView, error) {
	i, err := m.h.desk.Membership.Invite(m.h.ctx, agent, name)
	return invitationView(i), fail(err)
}

// Withdraw takes an invitation back.
func (m *Membership) Withdraw(id string) (Done, error) {
	return Done{Text: "That code opens nothing any more"}, fail(m.h.desk.Membership.Withdraw(m.h.ctx, id))
}

// ReadCode says what an invitation's code says. Nobody is asked for it.
func (m *Membership) ReadCode(code string) (InvitePreview, error) {
	p, err := membership.PreviewOf(code)
	if err != nil {
		return InvitePreview{}, fail(err)
	}
	out := InvitePreview{
		Team: cmp.Or(p.TeamName, p.Team), Agent: p.Agent, Name: cmp.Or(p.AgentName, p.Agent), Address: p.Address,
		IMAP: p.IMAP, SMTP: p.SMTP, Kind: p.Kind, Known: true,
	}
	if p.Kind == membership.KindDir {
		out.FolderName, out.Known = filepath.Base(filepath.FromSlash(p.Folder)), isFolder(p.Folder)
	}
	accounts, err := m.h.desk.Team.Accounts(m.h.ctx)
	for _, a := range accounts {
		out.SignedIn = out.SignedIn || strings.EqualFold(a.Email, p.Address)
	}
	return out, fail(err)
}

// Join makes this laptop part of a team. A refusal is a result too: it says which field to mend.
func (m *Membership) Join(form JoinForm) (JoinResult, error) {
	m.h.passphrase.set(form.Passphrase)
	j, err := m.h.desk.Membership.Join(m.h.ctx, form.Code, m.h.joining(form))
	return m.h.joined(j, err), nil
}

// Recover makes this laptop an admin's of a team whose admins' laptops are lost, by its printed sheet.
func (m *Membership) Recover(sheet string, form JoinForm) (JoinResult, error) {
	m.h.passphrase.set(form.Passphrase)
	j, err := m.h.desk.Membership.Recover(m.h.ctx, sheet, membership.RecoverOptions{JoinOptions: m.h.joining(form), Agent: form.Agent, Name: form.Name})
	return m.h.joined(j, err), nil
}

func (h *host) joining(form JoinForm) membership.JoinOptions {
	return membership.JoinOptions{
		Password: form.Password, Folder: h.crew.folder(), Machine: strings.TrimSpace(form.Machine),
		Step: func(words string) { h.emit(eventJoining, JoinStep{Text: words}) },
	}
}

func (h *host) joined(j membership.Joined, err error) JoinResult {
	if err != nil {
		f := fault.From(err)
		e := failed(f)
		out := JoinResult{Text: e.Message, Hint: e.Hint, Field: f.Field}
		if out.Field == "" && f.Code == fault.SignIn {
			out.Field = "password"
		}
		if !slices.Contains([]string{"code", "password", "passphrase", "folder", "agent", ""}, out.Field) {
			out.Field = ""
		}
		return out
	}
	h.learnSecrets()
	name := h.desk.Team.Policy().OwnerLabel(j.Agent)
	out := JoinResult{OK: true, Text: "You are in " + j.Name + " as " + name + ".", Team: j.Name, Agent: name, Digits: j.Digits, Confirmed: j.Confirmed, Later: j.Later}
	if j.Ops > 0 {
		out.Text += " " + counted(j.Ops, "change") + " came."
	}
	return out
}

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// Confirm says that a laptop is whose it says it is.
func (m *Membership) Confirm(device string) (Done, error) {
	d, err := m.h.desk.Membership.Confirm(m.h.ctx, device)
	return Done{Text: d.Name + "’s laptop " + d.Machine + " is confirmed"}, fail(err)
}

// Refuse shuts a laptop out that asks.
func (m *Membership) Refuse(device string) (Done, error) {
	return Done{Text: "It is shut out"}, fail(m.h.desk.Membership.Refuse(m.h.ctx, device))
}

// Promote lets a laptop change the team, or no longer.
func (m *Membership) Promote(device string, admin bool) (Done, error) {
	if admin {
		d, err := m.h.desk.Membership.Promote(m.h.ctx, device)
		return Done{Text: d.Machine + " may change the team now"}, fail(err)
	}
	d, err := m.h.desk.Membership.Demote(m.h.ctx, device)
	return Done{Text: d.Machine + " may not change the team any more"}, fail(err)
}

// Revoke shuts a laptop out for good.
func (m *Membership) Revoke(device, why string) (Done, error) {
	d, err := m.h.desk.Membership.Revoke(m.h.ctx, device, why)
	return Done{Text: cmp.Or(d.Machine, "The laptop") + " is shut out, and the team has a new secret"}, fail(err)
}

// Theirs lists what is an agent's.
func (m *Membership) Theirs(agent string) ([]OwnedView, error) {
	list, err := m.h.desk.Membership.Theirs(m.h.ctx, agent)
	out := make([]OwnedView, 0, len(list))
	for _, o := range list {
		out = append(out, OwnedView{Kind: o.Kind, ID: o.ID, Ticket: o.Ticket, Number: o.Number, Title: o.Title, At: int64(o.At)})
	}
	return out, fail(err)
}

// Leave shuts all laptops of an agent out, and gives what is theirs to an agent or a team.
func (m *Membership) Leave(agent, to string) (LeaveDone, error) {
	r, err := m.h.desk.Membership.Leave(m.h.ctx, agent, to)
	out := LeaveDone{Name: r.Name, Devices: some(r.Devices), Theirs: len(r.Theirs), Op: r.Op, Advice: []string{}}
	for _, a := range r.Advice {
		out.Advice = append(out.Advice, spoken(a))
	}
	if r.To != "" {
		out.To = m.h.desk.Team.Policy().OwnerLabel(r.To)
	}
	return out, fail(err)
}

// Rotate gives the team a new secret.
func (m *Membership) Rotate() (Done, error) {
	return Done{Text: "The team has a new secret"}, fail(m.h.desk.Membership.Rotate(m.h.ctx))
}

// SetTransport has this laptop's changes travel through the folder that was chosen, or through its mailbox.
func (m *Membership) SetTransport(shared bool) (Done, error) {
	t, err := m.h.transport(shared)
	if err == nil && !shared {
		t, err = m.h.mailbox(m.h.ctx)
	}
	if err == nil {
		t, err = m.h.desk.Membership.SetTransport(m.h.ctx, t)
	}
	if shared {
		return Done{Text: "Changes travel through the shared folder now"}, fail(err)
	}
	return Done{Text: "Changes travel through " + cmp.Or(t.Account, "the mailbox") + " now"}, fail(err)
}

func (h *host) mailbox(ctx context.Context) (membership.Transport, error) {
	accounts, err := h.desk.Team.Accounts(ctx)
	if err == nil && len(accounts) == 0 {
		err = fault.New(fault.Refused, "No mailbox is connected.", "Connect the team mailbox first, in Settings.")
	}
	if err != nil {
		return membership.Transport{}, err //nolint:wrapcheck // a fault, told as it is
	}
	return membership.Transport{Kind: membership.KindIMAP, Account: accounts[0].Email}, nil
}

// TakeBack moves mail of the journal that a filter or a person put elsewhere back into its folder.
func (m *Membership) TakeBack() (Done, error) {
	n, err := m.h.desk.TakeBack(m.h.ctx)
	return Done{Text: "Moved " + counted(n, "mail") + " back"}, fail(err)
}

// Loss is what this laptop had not sent when it was taken out; nil where it was not.
func (m *Membership) Loss() (*LossView, error) {
	l, err := m.h.desk.Membership.Lost(m.h.ctx)
	if l == nil || err != nil {
		return nil, fail(err)
	}
	return &LossView{Team: l.Team, Why: l.Why, Count: l.Count, Lines: some(l.Lines)}, nil
}

// Finish says that the loss was read: the desk is deleted as the window closes.
func (m *Membership) Finish() error {
	if err := m.h.desk.Membership.Finish(m.h.ctx); err != nil {
		return fail(err)
	}
	m.h.quit()
	return nil
}

// Writing tells the others that an answer is being written here.
func (m *Membership) Writing(ticket string) error {
	return fail(m.h.desk.Membership.Write(m.h.ctx, ticket))
}

// StopWriting takes that back.
func (m *Membership) StopWriting(ticket string) error {
	return fail(m.h.desk.Membership.Stop(m.h.ctx, ticket))
}

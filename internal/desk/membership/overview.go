package membership

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// digitsKept remembers the digits of devices: they are dear to work out, so that nobody finds a key that has them too.
type digitsKept struct {
	mu   sync.Mutex
	kept map[string]string
}

func (k *digitsKept) of(team, device string, d journal.Device) string {
	name := team + device + string(d.Box)
	k.mu.Lock()
	defer k.mu.Unlock()
	if have := k.kept[name]; have != "" {
		return have
	}
	made, err := digits(team, d.Pub, d.Box)
	if err != nil {
		return ""
	}
	if k.kept == nil {
		k.kept = map[string]string{}
	}
	k.kept[name] = made
	return made
}

// Overview is the team as this laptop knows it; its ID is empty where there is none.
func (s *Service) Overview(ctx context.Context) (Overview, error) {
	out := Overview{Members: []Member{}, Devices: []Device{}, Waiting: []Request{}, Invitations: []Invitation{}, Invitable: []Member{}}
	st, err := s.State(ctx)
	if err != nil || st.ID == "" {
		return out, err
	}
	t, active, err := s.read(ctx, st.ID)
	if err != nil {
		return out, err
	}
	me := t.Devices[st.Device]
	out.ID, out.Name, out.Agent, out.Device = st.ID, teamName(t), s.core.Agent(), st.Device
	out.Admin, out.Confirmed, out.Revoked = t.Admins[st.Device], me.Confirmed, st.Revoked
	out.Encrypted, out.Epoch, out.Start = st.Encrypt, int(t.Epoch), ticket.Time(t.Start)
	if !me.Confirmed && len(me.Pub) > 0 {
		out.Digits = s.codes.of(st.ID, st.Device, me)
	}
	if out.Transport, err = s.transportOf(ctx, st); err != nil {
		return out, err
	}
	out.Devices = append(out.Devices, s.list(t, st.Device, active)...)
	out.Members = append(out.Members, s.members(t, out.Devices)...)
	out.Invitable = append(out.Invitable, s.invitable(out.Members)...)
	out.Waiting = append(out.Waiting, s.requests(t, st, out.Devices)...)
	out.Invitations, err = s.Invitations(ctx)
	return out, err
}

// read is the team and what each device did last, of one moment.
func (s *Service) read(ctx context.Context, id string) (t *journal.Team, active map[string]store.Activity, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		if t, err = Fold(tx, id); err != nil {
			return err
		}
		active, err = tx.DeviceActivity()
		return err
	})
	return t, active, err
}

// list are the devices, those in use first, then by agent.
func (s *Service) list(t *journal.Team, own string, active map[string]store.Activity) []Device {
	out := []Device{}
	paper := paperOf(t)
	for id, d := range t.Devices {
		if len(d.Pub) == 0 { // revoked before it ever wrote
			continue
		}
		out = append(out, Device{
			ID: id, Agent: d.Agent, Name: s.nameOf(t, d.Agent), Machine: d.Machine, Me: id == own, Admin: t.Admins[id], Confirmed: d.Confirmed,
			Revoked: d.Revoked, Recovery: id == paper || d.Machine == machinePaper, LastSeen: active[id].Newest, Ops: active[id].Ops,
		})
	}
	rank := func(d Device) int {
		switch {
		case d.Revoked:
			return 2
		case d.Recovery:
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b Device) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return out
}

// Devices lists all laptops, those in use first.
func (s *Service) Devices(ctx context.Context) ([]Device, error) {
	now, err := s.inTeam(ctx)
	if err != nil {
		return nil, err
	}
	t, active, err := s.read(ctx, now.ID)
	if err != nil {
		return nil, err
	}
	return s.list(t, now.Device, active), nil
}

// members are the people of the team: those whom its ops name, and whoever works on one of its laptops.
func (s *Service) members(t *journal.Team, devices []Device) []Member {
	ids := map[string]bool{}
	for id := range t.Agents {
		ids[id] = true
	}
	for _, d := range devices {
		if d.Agent != "" {
			ids[d.Agent] = true
		}
	}
	out := []Member{}
	for id := range ids {
		m := Member{ID: id, Name: s.nameOf(t, id), Me: id == s.core.Agent(), Left: t.Agents[id].Left}
		for _, d := range devices {
			if d.Agent == id && !d.Revoked && !d.Recovery {
				m.Devices++
				m.Admin = m.Admin || d.Admin
			}
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Member) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) })
	return out
}

// invitable are the people of policy who have no laptop in the team.
func (s *Service) invitable(members []Member) []Member {
	var out []Member
	for _, m := range s.core.Policy().Members() {
		has := slices.ContainsFunc(members, func(o Member) bool { return o.ID == m.ID && o.Devices > 0 })
		if m.Left == "" && !has {
			out = append(out, Member{ID: m.ID, Name: cmp.Or(m.Name, m.ID)})
		}
	}
	return out
}

// requests are the laptops that nobody has vouched for.
func (s *Service) requests(t *journal.Team, st State, devices []Device) []Request {
	var out []Request
	asking := map[string]int{}
	for _, d := range devices {
		if !d.Confirmed && !d.Revoked {
			asking[d.Agent]++
		}
	}
	for _, d := range devices {
		if d.Confirmed || d.Revoked || d.Me {
			continue
		}
		r := Request{Device: d.ID, Agent: d.Agent, Name: d.Name, Machine: d.Machine, Digits: s.codes.of(st.ID, d.ID, t.Devices[d.ID]), At: d.LastSeen, Mine: d.Agent == s.core.Agent()}
		if asking[d.Agent] > 1 {
			r.Doubt = "More than one laptop asks for " + d.Name + ": compare the digits of each."
		}
		out = append(out, r)
	}
	return out
}

// Waiting lists the laptops that somebody has to confirm.
func (s *Service) Waiting(ctx context.Context) ([]Request, error) {
	o, err := s.Overview(ctx)
	return o.Waiting, err
}

// asAdminOn is where an admin's laptop stands that decides on another one, named by a unique beginning of its id.
func (s *Service) asAdminOn(ctx context.Context, typed string) (now standing, id string, err error) {
	if now, err = s.asAdmin(ctx); err == nil {
		id, err = s.named(now, typed)
	}
	return now, id, err
}

// named finds a device by its id or a unique beginning of it, typed as it is shown or not.
func (s *Service) named(now standing, typed string) (string, error) {
	want := journal.FoldTyped(typed)
	var found []string
	for _, d := range s.list(now.team, now.Device, nil) {
		if d.ID == want {
			return d.ID, nil
		}
		if want != "" && strings.HasPrefix(d.ID, want) {
			found = append(found, d.ID)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", fault.Newf(fault.NotFound, "deskhand team devices lists them.", "The team has no laptop %q.", typed)
	}
	f := fault.Newf(fault.Refused, "Type more of it.", "%q could be several laptops.", typed)
	f.Candidates = found
	return "", f
}

// Words is how a device is called: "Asha's laptop kestrel-7"; its id's first characters where nothing is known of it.
func (s *Service) Words(t *journal.Team, device string) string {
	d, ok := t.Devices[device]
	if !ok || d.Agent == "" {
		return "laptop " + device[:min(4, len(device))]
	}
	words := s.nameOf(t, d.Agent) + "'s laptop"
	if d.Machine != "" {
		words += " " + d.Machine
	}
	return words
}

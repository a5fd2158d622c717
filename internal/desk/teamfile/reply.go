package teamfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"deskhand/internal/journal"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
)

// News says that a colleague made what a saved reply says now, and when.
type News struct {
	Agent, Name string
	At          ticket.Time // made
	Came        ticket.Time // to this laptop
	New         bool        // it had no earlier version
}

// replies is what the questions about saved replies need: their versions that count, and what this laptop knew.
type replies struct {
	tx    *store.Tx
	files map[string]*rules.File
	came  map[journal.Hash]ticket.Time
	rows  map[string]store.TeamFile
	since ticket.Time // this desk's files are the team's; what came with them is known
}

// replies reads them; nil where this desk is in no team. It asks nobody for the team: every member's saved reply counts.
func (s *Service) replies(tx *store.Tx) (*replies, error) {
	begun, _, err := tx.Setting(settingBegun)
	since, bad := strconv.ParseInt(begun, 10, 64)
	if err != nil || bad != nil {
		return nil, err
	}
	r := &replies{tx: tx, came: map[journal.Hash]ticket.Time{}, since: ticket.Time(since)}
	if r.rows, err = tx.TeamFiles(); err != nil {
		return nil, err
	}
	all, err := tx.TeamRecords(rules.Prefix + rules.RepliesFolder + "/")
	if err != nil {
		return nil, err
	}
	records := make([]journal.Record, 0, len(all))
	for _, one := range all {
		if !one.Held {
			r.came[one.Hash] = max(one.CameAt, ticket.TimeOf(one.Stamp.Time()))
			records = append(records, one.Record)
		}
	}
	r.files = rules.Fold(records, func(journal.Record) bool { return true })
	return r, nil
}

// lies is the version of a file that lies in the folder, nil where none does.
func (r *replies) lies(f *rules.File) *rules.Version {
	if v, n := f.Find(r.rows[f.Key].Version); n == 1 && r.rows[f.Key].Version != "" && !v.Value.Deleted {
		return v
	}
	return nil
}

// known tells versions that this desk's agent made, or that came when it joined.
func (s *Service) known(r *replies, v *rules.Version) bool {
	return s.core.Store.AgentOf(v.Device) == s.core.Agent() || r.came[v.Hash] <= r.since
}

// Replies says of each saved reply, by its path inside replies/, that a colleague made what it says now. It does not know
// whether it was used since.
func (s *Service) Replies(tx *store.Tx) (map[string]News, error) {
	r, err := s.replies(tx)
	if err != nil || r == nil {
		return nil, err
	}
	out := map[string]News{}
	for key, f := range r.files {
		if v := r.lies(f); v != nil && !s.known(r, v) {
			out[rules.Wish(r.rows[key].Name)] = News{
				Agent: s.core.Store.AgentOf(v.Device), Name: s.who(v.Device), At: ticket.TimeOf(v.Stamp.Time()), Came: r.came[v.Hash], New: f.Versions[0] == v,
			}
		}
	}
	return out, nil
}

// Doubts tells why to look twice at a mail in which saved replies of these paths stand: a colleague changed one, and by that
// the mail names a host or a telephone number that neither the reply named before, nor another one, nor the team's rules
// (security.md). Empty: nothing.
func (s *Service) Doubts(tx *store.Tx, paths []string, body string) (string, error) {
	r, err := s.replies(tx)
	if err != nil || r == nil || len(paths) == 0 {
		return "", err
	}
	var changed []*rules.File
	for key, f := range r.files {
		v := r.lies(f)
		if v != nil && !s.known(r, v) && r.rows[key].Accepted != v.ID && slices.Contains(paths, rules.Wish(r.rows[key].Name)) {
			changed = append(changed, f)
		}
	}
	if len(changed) == 0 {
		return "", nil
	}
	slices.SortFunc(changed, func(a, b *rules.File) int { return strings.Compare(a.Key, b.Key) })
	familiar, err := s.familiar(r)
	if err != nil {
		return "", err
	}
	in := rules.Contacts(body)
	var words []string
	for _, f := range changed {
		v := r.lies(f)
		data, _, err := contentOf(tx, v)
		if err != nil {
			return "", err
		}
		named := slices.DeleteFunc(rules.NewContacts(string(data), familiar), func(c string) bool { return !slices.Contains(in, c) })
		if len(named) > 0 {
			words = append(words, fmt.Sprintf("%s changed the saved reply %s on %s; since then it names %s, which nobody here has sent yet.",
				s.who(v.Device), rules.Wish(r.rows[f.Key].Name), v.Stamp.Time().In(s.core.Zone()).Format("2 Jan"), strings.Join(named, " and ")))
		}
	}
	return strings.Join(words, " "), nil
}

// familiar lists the hosts and numbers that this desk has let out or taken over: of each reply the newest version that is
// known or was accepted, and the team's rules.
func (s *Service) familiar(r *replies) ([]string, error) {
	var out []string
	for key, f := range r.files {
		for _, v := range slices.Backward(f.Versions) {
			if !s.known(r, v) && r.rows[key].Accepted != v.ID {
				continue
			}
			data, _, err := contentOf(r.tx, v)
			if err != nil {
				return nil, err
			}
			out = append(out, rules.Contacts(string(data))...)
			break
		}
	}
	p := s.core.Policy()
	for _, a := range p.Addresses() {
		out = append(out, rules.Contacts(a.Address)...)
	}
	id := p.Identities()
	for _, text := range slices.Concat(id.Access, id.Meetings, id.Numbers) {
		out = append(out, rules.Contacts(text)...)
	}
	return out, nil
}

// Sent says that a mail with saved replies of these paths went out: what they say is let out now.
func (s *Service) Sent(tx *store.Tx, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	rows, err := tx.TeamFiles()
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Accepted != row.Version && strings.HasPrefix(row.Key, rules.RepliesFolder+"/") && slices.Contains(paths, rules.Wish(row.Name)) {
			row.Accepted = row.Version
			if err := tx.PutTeamFile(row); err != nil {
				return err
			}
		}
	}
	return nil
}

package imapsync

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// FolderInfo is one folder as the server lists it.
type FolderInfo struct {
	Name     string
	Role     Role
	Messages int // -1: not asked
}

// JournalFolderName is the folder that carries the team's journal, below the prefix of people's own folders (journal.md §2). It
// is never mail.
const JournalFolderName = "Deskhand Journal (do not delete)"

// folders lists what can be opened, with roles: by SPECIAL-USE (RFC 6154), else by name. With the list the server is
// asked where people's own folders begin (NAMESPACE, RFC 2342).
func (s *session) folders(ctx context.Context) ([]FolderInfo, error) {
	s.wire.begin(0)
	defer s.wire.end()
	var opts *imap.ListOptions
	if s.has.specialUse {
		opts = &imap.ListOptions{ReturnSpecialUse: true}
	}
	var asked *imapclient.NamespaceCommand
	if s.has.namespace && !s.spaced {
		asked = s.client.Namespace()
	}
	list, err := s.client.List("", "*", opts).Collect()
	if err != nil {
		return nil, s.failed(ctx, fmt.Errorf("list folders: %w", err))
	}
	if asked != nil {
		d, err := asked.Wait()
		if err != nil && isDead(err) {
			return nil, s.failed(ctx, fmt.Errorf("ask for namespaces: %w", err))
		}
		if err == nil {
			s.spaces = *d
		}
		s.spaced = true
	}
	for _, prefix := range unheard(list, s.spaces) {
		more, err := s.client.List("", prefix+"*", opts).Collect()
		if err != nil && isDead(err) {
			return nil, s.failed(ctx, fmt.Errorf("list folders below %s: %w", prefix, err))
		}
		list = append(list, more...) // a server that declines has none there
	}
	return roles(list, s.spaces), nil
}

// unheard are the prefixes of other people's and shared folders of which the list names none: some servers tell them
// only when asked for by name (RFC 2342 section 5).
func unheard(list []*imap.ListData, spaces imap.NamespaceData) (out []string) {
	for _, n := range slices.Concat(spaces.Other, spaces.Shared) {
		known := slices.ContainsFunc(list, func(d *imap.ListData) bool { return strings.HasPrefix(d.Mailbox, n.Prefix) })
		if !known && !strings.ContainsAny(n.Prefix, "*%") {
			out = append(out, n.Prefix)
		}
	}
	return out
}

// roles gives each role to one folder: the one the server marks, else the one whose name says so, the shortest first.
// Folders of other people and shared ones have none.
func roles(list []*imap.ListData, spaces imap.NamespaceData) []FolderInfo {
	out := make([]FolderInfo, 0, len(list))
	taken := map[Role]bool{}
	named := map[int]Role{}
	known := nameRoles()
	for _, d := range list {
		if slices.Contains(d.Attrs, imap.MailboxAttrNoSelect) || slices.Contains(d.Attrs, imap.MailboxAttrNonExistent) {
			continue
		}
		if ofJournal(d) {
			continue
		}
		path, own := pathOf(d, spaces)
		f := FolderInfo{Name: d.Mailbox, Messages: -1}
		switch {
		case strings.EqualFold(d.Mailbox, "INBOX"):
			if taken[RoleInbox] { // listed twice
				continue
			}
			f.Name, f.Role = "INBOX", RoleInbox
		case own:
			f.Role = marked(d, taken)
		}
		if f.Role != RoleOther {
			taken[f.Role] = true
		} else if r := byName(known, path); own && r != RoleOther {
			named[len(out)] = r
		}
		out = append(out, f)
	}
	order := make([]int, 0, len(named))
	for i := range named {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int {
		if d := len(out[a].Name) - len(out[b].Name); d != 0 {
			return d
		}
		return strings.Compare(out[a].Name, out[b].Name)
	})
	for _, i := range order {
		if r := named[i]; !taken[r] {
			taken[r] = true
			out[i].Role = r
		}
	}
	return out
}

// ofJournal says that a folder carries a journal: this account's, or that of a mailbox which is shared with it.
func ofJournal(d *imap.ListData) bool {
	name := d.Mailbox
	if d.Delim != 0 {
		name = name[strings.LastIndexByte(name, byte(d.Delim))+1:]
	}
	return name == JournalFolderName
}

var roleOfAttr = map[imap.MailboxAttr]Role{
	imap.MailboxAttrSent:    RoleSent,
	imap.MailboxAttrDrafts:  RoleDrafts,
	imap.MailboxAttrJunk:    RoleJunk,
	imap.MailboxAttrTrash:   RoleTrash,
	imap.MailboxAttrArchive: RoleArchive,
	imap.MailboxAttrAll:     RoleAll,
}

// marked is the role the server gives a folder. Of two with one mark, the second has none.
func marked(d *imap.ListData, taken map[Role]bool) Role {
	for _, attr := range d.Attrs {
		for known, r := range roleOfAttr {
			if strings.EqualFold(string(attr), string(known)) && !taken[r] {
				return r
			}
		}
	}
	return RoleOther
}

// pathOf splits a folder's name below its namespace's prefix. own is false for other people's and shared folders.
func pathOf(d *imap.ListData, spaces imap.NamespaceData) (path []string, own bool) {
	name, delim := d.Mailbox, d.Delim
	within := func(list []imap.NamespaceDescriptor) (string, bool) {
		best, found := "", false
		for _, n := range list {
			if p := n.Prefix; len(p) >= len(best) && (strings.HasPrefix(name, p) || name+string(n.Delim) == p) {
				best, found = p, true
			}
		}
		return best, found
	}
	prefix, _ := within(spaces.Personal)
	for _, list := range [][]imap.NamespaceDescriptor{spaces.Other, spaces.Shared} {
		if p, ok := within(list); ok && (len(p) > len(prefix) || p == "" && len(spaces.Personal) == 0) {
			return nil, false
		}
	}
	name = strings.TrimPrefix(name, prefix)
	if delim == 0 {
		return []string{name}, true
	}
	return strings.Split(name, string(delim)), true
}

// order is that of the work: where tickets come from and answers stand first.
var order = map[Role]int{RoleInbox: 1, RoleSent: 2, RoleArchive: 3, RoleOther: 4, RoleAll: 4, RoleJunk: 5, RoleTrash: 6}

// followed are the folders of a round, in the order of the work: those whose role says so, and those a person chose.
// INBOX cannot be left out, drafts cannot be followed.
func followed(list []FolderInfo, chosen map[string]bool) []FolderInfo {
	var out []FolderInfo
	for _, f := range list {
		choice, made := chosen[f.Name]
		byRole := f.Role != RoleOther && f.Role != RoleAll
		switch {
		case f.Role == RoleDrafts, f.Role != RoleInbox && made && !choice, !made && !byRole:
			continue
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b FolderInfo) int { return order[a.Role] - order[b.Role] })
	return out
}

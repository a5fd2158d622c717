package store

import (
	"context"
	"slices"

	"deskhand/internal/ticket"
)

// A person's choice for a folder.
const (
	FollowRole = "" // none: by the folder's role
	FollowYes  = "yes"
	FollowNo   = "no"
)

// Listed is one folder as a server lists it.
type Listed struct {
	Name, Role string
	Messages   int // -1: not asked
}

// FolderState is what `status` says of a folder.
type FolderState struct {
	Account, Name, Role string
	Follow              string // a person's choice
	Followed            bool   // it is looked at
	Listed              bool   // the server lists it
	Messages            int    // on the server, as of the last look
	Here                int    // of them on this desk in whatever extent
	Heads, Parts        int    // of those here, by their heads, by their beginnings
	Missing             int    // of those here, without what the server cannot give
	LookedAt            ticket.Time
}

// Folders lists every folder's state: INBOX first, then by name.
func (tx *Tx) Folders() ([]FolderState, error) {
	var out []FolderState
	err := tx.each(func(scan func(...any) error) error {
		var f FolderState
		err := scan(&f.Account, &f.Name, &f.Role, &f.Follow, &f.Listed, &f.Messages, &f.Here, &f.Heads, &f.Parts, &f.Missing, &f.LookedAt)
		f.Messages = max(f.Messages, f.Here)
		f.Followed = f.Listed && followed(f.Role, f.Follow)
		out = append(out, f)
		return err
	}, `SELECT account, name, role, follow, listed, present, here, heads, parts, missing, looked_at FROM folder f ORDER BY account, role <> 'inbox', name`)
	return out, err
}

// countFolders counts anew what the triggers of schema 4 keep counted.
func (tx *Tx) countFolders() error {
	return tx.exec(`UPDATE folder SET (here, heads, parts, missing) = (SELECT count(*), coalesce(sum(r.extent = 'head' AND r.missing = ''), 0),
		coalesce(sum(r.extent = 'part' AND r.missing = ''), 0), coalesce(sum(r.missing <> ''), 0) FROM placement p JOIN raw r ON r.id = p.raw WHERE p.folder = folder.id)`)
}

// followedSQL is followed.
const followedSQL = `(follow = 'yes' OR follow = '' AND role IN ('inbox', 'sent', 'archive', 'junk', 'trash'))`

// followed is the rule of which folders are looked at.
func followed(role, follow string) bool {
	if follow != FollowRole {
		return follow == FollowYes
	}
	return slices.Contains([]string{"inbox", "sent", "archive", "junk", "trash"}, role)
}

// Listed takes the folders that a server lists and returns a person's choices by name. A folder it no longer lists keeps
// its row while mail stands in it or a person chose for it; it counts as chosen while mail of it is here that is looked
// at. Where a folder's role is another, its mail follows.
func (s *Store) Listed(ctx context.Context, account string, list []Listed) (chosen map[string]bool, changed Change, err error) {
	chosen = map[string]bool{}
	have := map[string]folderRow{}
	if err := s.Read(ctx, func(tx *Tx) (err error) { have, err = tx.folderRows(account); return err }); err != nil {
		return nil, changed, err
	}
	var put []Listed
	var settling []Folder
	now := make(map[string]bool, len(list))
	for _, l := range list {
		now[l.Name] = true
		row, known := have[l.Name]
		if !known || !row.listed || row.role != l.Role || l.Messages >= 0 && l.Messages != row.messages {
			put = append(put, l)
		}
		if known && (row.settling || row.role != l.Role) {
			settling = append(settling, Folder{Account: account, Name: l.Name})
		}
	}
	var gone []string
	for name, row := range have {
		if row.follow != FollowRole {
			chosen[name] = row.follow == FollowYes
		}
		if now[name] {
			continue
		}
		if row.here > 0 && followed(row.role, row.follow) {
			chosen[name] = true
		}
		if row.listed || row.here == 0 && row.follow == FollowRole {
			gone = append(gone, name)
		}
	}
	if err := s.putListed(ctx, account, put, gone); err != nil {
		return nil, changed, err
	}
	for _, f := range settling {
		c, err := s.settleFolder(ctx, f)
		changed.add(c)
		if err != nil {
			return nil, changed, err
		}
	}
	return chosen, changed, nil
}

type folderRow struct {
	role, follow     string
	listed, settling bool
	messages, here   int
}

func (tx *Tx) folderRows(account string) (map[string]folderRow, error) {
	out := map[string]folderRow{}
	err := tx.each(func(scan func(...any) error) error {
		var name string
		var r folderRow
		err := scan(&name, &r.role, &r.follow, &r.listed, &r.settling, &r.messages, &r.here)
		out[name] = r
		return err
	}, `SELECT name, role, follow, listed, settling, present, here FROM folder WHERE account = ?`, account)
	return out, err
}

// putListed writes the rows of folders that are new or otherwise than before, and notes which are gone: thousands of
// them in short transactions.
func (s *Store) putListed(ctx context.Context, account string, put []Listed, gone []string) error {
	if len(put)+len(gone) == 0 {
		return nil
	}
	return s.Ingest(ctx, func(tx *Tx, more func() bool) (bool, error) {
		for len(put) > 0 && more() {
			l := put[0]
			err := tx.exec(`INSERT INTO folder (account, name, role, uidvalidity, lowest, highest, done, present, modseq) VALUES (?, ?, ?, 0, 0, 0, 0, ?, 0)
				ON CONFLICT (account, name) DO UPDATE SET listed = 1, settling = max(settling, role <> excluded.role AND here > 0), role = excluded.role,
				present = CASE WHEN ? < 0 THEN present ELSE excluded.present END`,
				account, l.Name, l.Role, max(l.Messages, 0), l.Messages)
			if err != nil {
				return false, err
			}
			put = put[1:]
		}
		for len(put) == 0 && len(gone) > 0 && more() {
			if err := tx.exec(`UPDATE folder SET listed = 0 WHERE account = ? AND name = ?`, account, gone[0]); err != nil {
				return false, err
			}
			if err := tx.exec(`DELETE FROM folder WHERE account = ? AND name = ? AND here = 0 AND follow = ''`, account, gone[0]); err != nil {
				return false, err
			}
			gone = gone[1:]
		}
		return len(put)+len(gone) == 0, nil
	})
}

// settleFolder makes the mail of a folder stand where its role says.
func (s *Store) settleFolder(ctx context.Context, f Folder) (Change, error) {
	var validity, uid int64
	return s.moving(ctx, f, func(tx *Tx, folder int64, touched map[int64]bool, more func() bool) (bool, error) {
		for more() {
			var raw int64
			err := tx.row(`SELECT uidvalidity, uid, raw FROM placement WHERE folder = ? AND (uidvalidity, uid) > (?, ?) ORDER BY uidvalidity, uid LIMIT 1`,
				[]any{folder, validity, uid}, &validity, &uid, &raw)
			if ignoreNotFound(err) != nil {
				return false, err
			}
			if err != nil {
				return true, tx.exec(`UPDATE folder SET settling = 0 WHERE id = ?`, folder)
			}
			if err := tx.movedTo(raw, touched); err != nil {
				return false, err
			}
		}
		return false, nil
	})
}

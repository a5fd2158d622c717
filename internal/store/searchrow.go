package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/ticket"
)

// rowQuery lets SQLite leave out what the filters exclude where an index tells of it or few rows meet it. What many rows
// meet is looked at row by row (meets): enough of the newest do.
func (tx *Tx) rowQuery(q ticket.Query, v ticket.Viewer) (string, []any, error) {
	var where []string
	var args []any
	and := func(cond string, values ...any) {
		where = append(where, cond)
		args = append(args, values...)
	}
	for _, f := range q.Filters {
		if f.Not || len(f.Or) > 0 {
			continue
		}
		rowCondition(f.Key, f.Value, v, and)
	}
	if only, err := tx.only(q, fact); err != nil {
		return "", nil, err
	} else if only != nil {
		list, err := json.Marshal(slices.Sorted(maps.Keys(only)))
		if err != nil {
			return "", nil, fmt.Errorf("write ticket rows: %w", err)
		}
		and("t.id IN (SELECT value FROM json_each(?))", string(list))
	}
	if q.Before != 0 {
		and("t.updated_at < ?", int64(q.Before))
	}
	if q.After != 0 {
		and("t.updated_at >= ?", int64(q.After))
	}
	where = append(where, "t.shown = 1 AND (t.updated_at, t.id) < (?, ?)")
	return `SELECT ` + ticketColumns + `, t.id FROM ticket t WHERE ` + strings.Join(where, " AND ") + ` ORDER BY t.updated_at DESC, t.id DESC LIMIT ?`, args, nil
}

// rowCondition names conditions that the row's own indexes answer.
func rowCondition(key, value string, v ticket.Viewer, and func(string, ...any)) {
	switch key {
	case "status":
		if s := ticket.Status(value); s.Done() || s.Waits() || s == ticket.Open || s == ticket.Triage || s == ticket.InProgress {
			and("t.status = ?", value) // in order by its index
			return
		}
		and("t.status >= ? AND t.status < ?", value, value+"~")
	case "priority":
		for _, p := range []ticket.Priority{ticket.Low, ticket.High, ticket.Urgent} {
			if strings.HasPrefix(string(p), value) {
				and("t.priority = ? AND t.priority <> 'medium'", string(p)) // in order by its index
				return
			}
		}
	case "owner":
		switch value {
		case "me":
			and("t.owner = ?", v.Me)
		case "none", "nobody":
			and("t.owner = ''")
		}
	case "is":
		rowIs(value, v, and)
	}
}

func rowIs(value string, v ticket.Viewer, and func(string, ...any)) {
	switch value {
	case "resolved", "closed":
		and("t.status = ?", value)
	case "unread":
		and("t.unread > 0")
	case "unassigned":
		and("t.owner = ''")
	case "machine":
		and("t.machine = 1")
	case "history":
		and("t.history = 1")
	case "live", "open":
		and("t.spam = 0 AND t.machine = 0 AND t.history = 0")
	case "mine":
		list := []any{v.Me}
		for _, team := range v.Teams {
			list = append(list, team)
		}
		and("t.owner <> '' AND t.owner IN (?"+strings.Repeat(", ?", len(v.Teams))+")", list...)
	}
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"deskhand/internal/ticket"
)

// ErrNotFound says that what was asked for is not on this desk.
var ErrNotFound = errors.New("not found")

type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// Tx is one transaction, reading or writing.
type Tx struct {
	ctx   context.Context
	s     *Store
	q     querier
	stmts map[string]*sql.Stmt // the writer's are kept from one transaction to the next, a reader's for one

	counts   map[string]QueueCount // of queues, not yet written: by how much they changed
	ticket   int64                 // the highest ticket so far; 0: not looked up yet
	drafting bool                  // it keeps what somebody is typing
	outward  bool                  // it wants something of a server
	urgent   bool                  // it wrote what a colleague may do just now too
	carried  brought               // what the replica brought

	companies   map[string]*ticket.CompanyPast // as read in this transaction
	noCompanies *bool                          // there is none; nil: not looked up yet
	words       *bool                          // an account wants keywords; nil: not looked up yet
	acting      bool                           // somebody here acts
	noted       bool                           // by which versions of the policy it routes
}

// prepared keeps the writer's statements: at thousands of mails a second, compiling them would cost more than running.
func (tx *Tx) prepared(query string) (*sql.Stmt, error) {
	if st := tx.stmts[query]; st != nil {
		return st, nil
	}
	st, err := tx.q.PrepareContext(tx.ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare %.60s: %w", query, err)
	}
	tx.stmts[query] = st
	return st, nil
}

func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.execN(query, args...)
	return err
}

// execN tells how many rows changed.
func (tx *Tx) execN(query string, args ...any) (int64, error) {
	var res sql.Result
	var err error
	if tx.stmts != nil {
		st, perr := tx.prepared(query)
		if perr != nil {
			return 0, perr
		}
		res, err = st.ExecContext(tx.ctx, args...)
	} else {
		res, err = tx.q.ExecContext(tx.ctx, query, args...)
	}
	if err != nil {
		return 0, fmt.Errorf("%.60s: %w", query, err)
	}
	return res.RowsAffected()
}

// insert runs an INSERT … ON CONFLICT DO NOTHING; ok is false where the row was there.
func (tx *Tx) insert(query string, args ...any) (id int64, ok bool, err error) {
	st, err := tx.prepared(query)
	if err != nil {
		return 0, false, err
	}
	res, err := st.ExecContext(tx.ctx, args...)
	if err != nil {
		return 0, false, fmt.Errorf("%.60s: %w", query, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return 0, false, err
	}
	id, err = res.LastInsertId()
	return id, err == nil, err
}

// execScript runs several statements that are not worth keeping.
func (tx *Tx) execScript(script string) error {
	if _, err := tx.q.ExecContext(tx.ctx, script); err != nil {
		return fmt.Errorf("run script: %w", err)
	}
	return nil
}

func (tx *Tx) query(query string, args ...any) (*sql.Rows, error) {
	if tx.stmts != nil {
		st, err := tx.prepared(query)
		if err != nil {
			return nil, err
		}
		return st.QueryContext(tx.ctx, args...)
	}
	return tx.q.QueryContext(tx.ctx, query, args...)
}

// each calls fn for every row; scan is the row's Scan.
func (tx *Tx) each(fn func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := tx.query(query, args...)
	if err != nil {
		return fmt.Errorf("%.60s: %w", query, err)
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%.60s: %w", query, err)
	}
	return nil
}

// errStop ends each early without an error.
var errStop = errors.New("stop")

// row scans the first row; ErrNotFound if there is none.
func (tx *Tx) row(query string, args []any, into ...any) error {
	err := tx.each(func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		return errStop
	}, query, args...)
	switch {
	case errors.Is(err, errStop):
		return nil
	case err == nil:
		return ErrNotFound
	}
	return err
}

// one reads a single value; ErrNotFound if there is no row.
func one[T any](tx *Tx, query string, args ...any) (T, error) {
	var v T
	err := tx.row(query, args, &v)
	return v, err
}

// list reads one column.
func list[T any](tx *Tx, query string, args ...any) ([]T, error) {
	var out []T
	err := tx.each(func(scan func(...any) error) error {
		var v T
		if err := scan(&v); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	}, query, args...)
	return out, err
}

// Setting reads a setting; ok is false where it was never set.
func (tx *Tx) Setting(name string) (value string, ok bool, err error) {
	value, err = one[string](tx, `SELECT value FROM setting WHERE name = ?`, name)
	if errors.Is(err, ErrNotFound) {
		return "", false, nil
	}
	return value, err == nil, err
}

// SetSetting writes one.
func (tx *Tx) SetSetting(name, value string) error {
	return tx.exec(`INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, name, value)
}

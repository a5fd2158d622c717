package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed projection.sql
var projectionSQL string

// projectionVersion changes with every change to projection.sql or to what is written there; another number in the
// file means: drop and rebuild.
const projectionVersion = 13

// migrate brings the sources to this program's schema, forward only, with a copy before.
func migrate(ctx context.Context, db *sql.DB, dir string) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if current(ctx, db, files) {
		return nil
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; have > newest {
		return fmt.Errorf("%w: schema %d, this one knows %d", ErrNewer, have, newest)
	}
	if newest := sources[len(sources)-1].Version; have > 0 && have < newest {
		if err := copyInto(ctx, db, filepath.Join(dir, fmt.Sprintf("before-schema-%d.db", newest))); err != nil {
			return err
		}
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// current tells by one query that there is nothing to migrate, as at nearly every start; goose itself takes milliseconds
// to say so. Whatever is unusual is left to goose.
func current(ctx context.Context, db *sql.DB, files fs.FS) bool {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return false
	}
	number, _, _ := strings.Cut(names[len(names)-1], "_")
	newest, err := strconv.Atoi(number)
	if err != nil {
		return false
	}
	var have, applied int
	err = db.QueryRowContext(ctx, `SELECT max(version_id), count(DISTINCT version_id) FROM goose_db_version WHERE is_applied AND version_id > 0`).Scan(&have, &applied)
	return err == nil && have == newest && applied == len(names)
}

// Names of the projections' tables, in an order that drops cleanly.
func projectionTables() []string {
	return []string{"index_part", "agenda", "note", "queue_count", "queue_ticket", "ticket_tag", "ticket", "company_key", "sent_from", "node", "journal_mail", "message"}
}

const settingProjection = "projection"

// makeProjections drops projections of another version and makes empty ones; the caller rebuilds.
func (tx *Tx) makeProjections() error {
	have, _, err := tx.Setting(settingProjection)
	if err != nil || have == strconv.Itoa(projectionVersion) {
		return err
	}
	if err := tx.SetSetting(settingRules, partly); err != nil { // whoever adopts the rules next fills them
		return err
	}
	return tx.dropProjections()
}

// dropProjections leaves every projection empty.
func (tx *Tx) dropProjections() error {
	if err := tx.dropParts(); err != nil {
		return err
	}
	for _, name := range projectionTables() {
		if err := tx.exec(`DROP TABLE IF EXISTS ` + name); err != nil {
			return err
		}
	}
	if err := tx.execScript(projectionSQL); err != nil {
		return err
	}
	if err := tx.SetSetting(settingOutsides, tx.s.rules.Load().Outsides+judgedAll); err != nil { // what comes is judged by these
		return err
	}
	if err := tx.fillCompanies(); err != nil {
		return err
	}
	if err := tx.setRoutesDone(routesDone{Versions: tx.s.rules.Load().versions()}); err != nil { // and routed by these
		return err
	}
	return tx.SetSetting(settingProjection, strconv.Itoa(projectionVersion))
}

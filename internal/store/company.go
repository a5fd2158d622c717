package store

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/ticket"
)

// putCompany writes by which keys a company is found, those of older rows too, and collects the old and the new ones.
func (tx *Tx) putCompany(object string, keys map[string]bool) error {
	delete(tx.companies, object)
	past, err := tx.companyPast(object)
	if err != nil {
		return err
	}
	old, err := list[string](tx, `SELECT key FROM company_key WHERE object = ?`, object)
	if err != nil {
		return err
	}
	now := past.Keys()
	for _, key := range slices.Concat(old, now) {
		keys[key] = true
	}
	if slices.Equal(old, now) {
		return nil
	}
	if err := tx.exec(`DELETE FROM company_key WHERE object = ?`, object); err != nil {
		return err
	}
	for _, key := range now {
		if err := tx.exec(`INSERT INTO company_key (key, object) VALUES (?, ?)`, key, object); err != nil {
			return err
		}
	}
	tx.noCompanies = nil
	return nil
}

// ofCompanies adds the tickets whose contact's company may be another now: by one walk over the contacts, however many
// companies changed.
func (tx *Tx) ofCompanies(objects []string, keys map[string]bool, touched map[int64]bool) error {
	for _, o := range objects {
		ids, err := list[int64](tx, `SELECT id FROM ticket WHERE company = ? AND company <> ''`, o)
		if err != nil {
			return err
		}
		for _, id := range ids {
			touched[id] = true
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return tx.each(func(scan func(...any) error) error {
		var id int64
		var addr string
		if err := scan(&id, &addr); err != nil {
			return err
		}
		if slices.ContainsFunc(keysOf(addr), func(k string) bool { return keys[k] }) {
			touched[id] = true
		}
		return nil
	}, `SELECT id, contact_addr FROM ticket WHERE shown = 1 AND contact_addr <> ''`)
}

// maxHosts is how many domains above an address are looked at.
const maxHosts = 5

// keysOf are the keys by which the company of an address may be found: the address itself, its domain, those above it.
func keysOf(addr string) []string {
	addr = strings.ToLower(addr)
	at := strings.LastIndexByte(addr, '@')
	if at < 0 {
		return nil
	}
	out := []string{addr}
	for h := addr[at+1:]; strings.Contains(h, ".") && len(out) <= maxHosts; {
		out = append(out, h)
		_, h, _ = strings.Cut(h, ".")
	}
	return out
}

// companyPast reads everything that was ever said of a company, once a transaction.
func (tx *Tx) companyPast(object string) (*ticket.CompanyPast, error) {
	if p := tx.companies[object]; p != nil {
		return p, nil
	}
	records, err := tx.records(`object = ?`, object)
	if err != nil {
		return nil, err
	}
	if tx.companies == nil {
		tx.companies = map[string]*ticket.CompanyPast{}
	}
	p := ticket.CompanyOf(records, tx.Text)
	tx.companies[object] = p
	return p, nil
}

// companyOf finds the company of an address as it was known at a moment; free tells domains that are no company's. The
// address itself comes before its domain, that before the domains above it.
func (tx *Tx) companyOf(addr string, at ticket.Time, free func(domain string) bool) (object string, past *ticket.CompanyPast, err error) {
	if tx.noCompanies == nil {
		n, err := one[int](tx, `SELECT count(*) FROM (SELECT 1 FROM company_key LIMIT 1)`)
		if err != nil {
			return "", nil, err
		}
		none := n == 0
		tx.noCompanies = &none
	}
	if *tx.noCompanies {
		return "", nil, nil
	}
	keys := keysOf(addr)
	var args [maxHosts + 1]any
	for i := range args {
		args[i] = ""
		if i < len(keys) && (free == nil || !free(keys[i])) {
			args[i] = keys[i]
		}
	}
	type known struct{ key, object string }
	var found []known
	err = tx.each(func(scan func(...any) error) error {
		var k known
		err := scan(&k.key, &k.object)
		found = append(found, k)
		return err
	}, `SELECT key, object FROM company_key WHERE key IN (?, ?, ?, ?, ?, ?)`, args[:]...)
	if err != nil {
		return "", nil, err
	}
	slices.SortFunc(found, func(a, b known) int {
		return cmp.Or(cmp.Compare(slices.Index(keys, a.key), slices.Index(keys, b.key)), strings.Compare(a.object, b.object))
	})
	for _, k := range found {
		p, err := tx.companyPast(k.object)
		if err != nil {
			return "", nil, err
		}
		if slices.Contains(p.At(at).Keys(), k.key) {
			return k.object, p, nil
		}
	}
	return "", nil, nil
}

// Company is everything that is known of a company by now; ErrNotFound where nothing is.
func (tx *Tx) Company(object string) (ticket.CompanyData, error) {
	past, err := tx.companyPast(object)
	if err != nil {
		return nil, err
	}
	data := past.At(ticket.Forever)
	if len(data) == 0 {
		return nil, ErrNotFound
	}
	return data, nil
}

// CompanyOfTicket is the c… of a ticket's company, empty where it has none.
func (tx *Tx) CompanyOfTicket(row int64) (string, error) {
	return one[string](tx, `SELECT company FROM ticket WHERE id = ?`, row)
}

// CompaniesLike finds companies by a name, a domain or an address: exact before those whose name begins so, at most limit.
func (tx *Tx) CompaniesLike(typed string, limit int) ([]string, error) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	objects, err := list[string](tx, `SELECT DISTINCT object FROM op WHERE object >= 'c' AND object < 'd' AND state < 2`)
	if err != nil || typed == "" {
		return nil, err
	}
	var exact, begins []string
	for _, o := range objects {
		past, err := tx.companyPast(o)
		if err != nil {
			return nil, err
		}
		data := past.At(ticket.Forever)
		name := strings.ToLower(data.Value(ticket.ColumnName))
		switch {
		case len(data) == 0:
		case strings.EqualFold(o, typed), name == typed, slices.Contains(data.Keys(), typed):
			exact = append(exact, o)
		case strings.HasPrefix(name, typed):
			begins = append(begins, o)
		}
	}
	out := exact
	if len(exact) == 0 {
		out = begins
	}
	slices.Sort(out)
	return out[:min(len(out), limit)], nil
}

// NewestOp is the number of the op that came to count last here.
func (tx *Tx) NewestOp() (int64, error) { return one[int64](tx, `SELECT coalesce(max(n), 0) FROM op`) }

// CompanyAction is the first action after an op by which this device wrote on companies; empty: there is none.
func (tx *Tx) CompanyAction(after int64) (string, error) {
	action, err := one[string](tx, `SELECT grp FROM op WHERE n > ? AND device = ? AND object >= 'c' AND object < 'd' AND state < 2 ORDER BY n LIMIT 1`, after, *tx.s.device.Load())
	return action, ignoreNotFound(err)
}

// projectCompanies projects every c… among objects, and collects the tickets that this touches.
func (tx *Tx) projectCompanies(objects []string, touched map[int64]bool) error {
	changed, keys := map[string]bool{}, map[string]bool{}
	for _, o := range objects {
		if o[0] != 'c' || changed[o] {
			continue
		}
		changed[o] = true
		if err := tx.putCompany(o, keys); err != nil {
			return fmt.Errorf("project company %s: %w", o, err)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return tx.ofCompanies(slices.Sorted(maps.Keys(changed)), keys, touched)
}

// fillCompanies makes the keys of all companies; it comes before the tickets, which ask for them.
func (tx *Tx) fillCompanies() error {
	objects, err := list[string](tx, `SELECT DISTINCT object FROM op WHERE object >= 'c' AND object < 'd' AND state < 2`)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if err := tx.putCompany(o, map[string]bool{}); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// OthersOfCompany lists other tickets of the same company, newest first.
func (tx *Tx) OthersOfCompany(anchor, object string, limit int) ([]ticket.Ticket, error) {
	out := []ticket.Ticket{}
	err := tx.each(func(scan func(...any) error) error {
		t, err := scanTicket(scan)
		out = append(out, t)
		return err
	}, `SELECT `+ticketColumns+` FROM ticket t WHERE t.company = ? AND t.company <> '' AND t.shown = 1 AND t.anchor <> ? ORDER BY t.updated_at DESC LIMIT ?`, object, anchor, limit)
	return out, err
}

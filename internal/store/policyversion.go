package store

import (
	"fmt"

	"deskhand/internal/ticket"
)

// PolicyVersion is a policy.yaml as it was in force from a moment on.
type PolicyVersion struct {
	From   ticket.Time
	Source []byte
}

// maxPolicy is the largest policy.yaml that is read (policy.Parse), in bytes.
const maxPolicy = 1 << 20

// PolicyVersions lists this desk's own, oldest first.
func (tx *Tx) PolicyVersions() ([]PolicyVersion, error) {
	var out []PolicyVersion
	err := tx.each(func(scan func(...any) error) error {
		var v PolicyVersion
		var packed []byte
		if err := scan(&v.From, &packed); err != nil {
			return err
		}
		var err error
		if v.Source, err = tx.s.opener.DecodeAll(packed, nil); err != nil || len(v.Source) > maxPolicy {
			return fmt.Errorf("%w: a policy of %s cannot be read", ErrDamaged, v.From.Go())
		}
		out = append(out, v)
		return nil
	}, `SELECT at, source FROM policy_version ORDER BY at, n`)
	return out, err
}

// AddPolicyVersion keeps another version; alone says that no older one counts.
func (tx *Tx) AddPolicyVersion(v PolicyVersion, alone bool) error {
	if alone {
		if err := tx.exec(`DELETE FROM policy_version`); err != nil {
			return err
		}
	}
	return tx.exec(`INSERT INTO policy_version (at, source) VALUES (?, ?)`, int64(v.From), tx.s.packer.EncodeAll(v.Source, nil))
}

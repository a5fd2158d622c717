package journal

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"
	"strings"
)

// stateSum takes in texts so that no two sequences of them give the same bytes.
type stateSum struct{ h hash.Hash }

func newStateSum() stateSum { return stateSum{sha256.New()} }

func (s stateSum) text(t string) {
	s.h.Write(binary.AppendUvarint(nil, uint64(len(t))))
	s.h.Write([]byte(t))
}

// StateHash folds records, in any order and any repetition, and sums the result: equal for equal sets of counted ops. Blobs
// are outside of it.
func StateHash(records []Record) Hash {
	objects := map[string]*Object{}
	for _, r := range records {
		o := objects[r.Object]
		if o == nil {
			o = NewObject()
			objects[r.Object] = o
		}
		o.Apply(r)
	}
	s := newStateSum()
	for _, id := range slices.Sorted(maps.Keys(objects)) {
		s.text(id)
		sum := objects[id].sum()
		s.h.Write(sum[:])
	}
	return Hash(s.h.Sum(nil)[:len(Hash{})])
}

// sum hashes an object's canonical form: registers by path, sets by path and dot, erased blobs by name; a value by the
// hash of the record that brought it.
func (o *Object) sum() [32]byte {
	s := newStateSum()
	for _, path := range slices.Sorted(maps.Keys(o.Registers)) {
		s.text("r")
		s.text(path)
		r := o.Registers[path]
		s.h.Write(r.Hash[:])
	}
	for _, path := range slices.Sorted(maps.Keys(o.Sets)) {
		s.text("s")
		s.text(path)
		set := o.Sets[path]
		for _, d := range slices.SortedFunc(maps.Keys(set.Added), compareDots) {
			s.text("+")
			s.dot(d)
			r := set.Added[d]
			s.h.Write(r.Hash[:])
		}
		for _, d := range slices.SortedFunc(maps.Keys(set.Removed), compareDots) {
			s.text("-")
			s.dot(d)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Redacted)) {
		s.text("x")
		s.text(name)
	}
	return [32]byte(s.h.Sum(nil))
}

func (s stateSum) dot(d Dot) {
	s.text(d.Op)
	s.text(d.Element)
}

func compareDots(a, b Dot) int {
	return cmp.Or(strings.Compare(a.Op, b.Op), strings.Compare(a.Element, b.Element))
}

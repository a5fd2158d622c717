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

// StateSum takes objects in, sorted by id, and gives the hash of a whole state: equal for equal sets of counted ops. Blobs
// are outside of it.
type StateSum struct {
	h    hash.Hash
	last string
}

// NewStateSum is the sum of no object.
func NewStateSum() *StateSum { return &StateSum{h: sha256.New()} }

// Add takes in an object; ids must come in ascending order.
func (s *StateSum) Add(id string, o *Object) {
	if id <= s.last {
		panic("objects of a state out of order: " + s.last + ", " + id)
	}
	s.last = id
	sum := o.sum()
	s.text(id)
	s.h.Write(sum[:])
}

// Hash is the sum so far.
func (s *StateSum) Hash() Hash { return Hash(s.h.Sum(nil)[:len(Hash{})]) }

func (s *StateSum) text(t string) {
	s.h.Write(binary.AppendUvarint(nil, uint64(len(t))))
	s.h.Write([]byte(t))
}

// StateHash folds records, in any order and any repetition, and sums the result.
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
	s := NewStateSum()
	for _, id := range slices.Sorted(maps.Keys(objects)) {
		s.Add(id, objects[id])
	}
	return s.Hash()
}

// sum hashes an object's canonical form: registers by path, sets by path and dot, erased blobs by name; a value by the
// hash of the record that brought it.
func (o *Object) sum() [32]byte {
	s := NewStateSum()
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

func (s *StateSum) dot(d Dot) {
	s.text(d.Op)
	s.text(d.Element)
}

func compareDots(a, b Dot) int {
	return cmp.Or(strings.Compare(a.Op, b.Op), strings.Compare(a.Element, b.Element))
}

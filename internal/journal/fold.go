package journal

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// Record is an op as a device's stream holds it.
type Record struct {
	Device string
	Hash   Hash
	*Op
}

// Order decides which of two values of a register stands; greater wins (journal.md §3.3, "Stamp order").
type Order struct {
	H      Stamp
	Class  uint8
	X      uint64
	Device string
	Hash   Hash
}

// Compare orders by stamp, class, x, device and record hash.
func (a Order) Compare(b Order) int {
	return cmp.Or(cmp.Compare(a.H, b.H), cmp.Compare(a.Class, b.Class), cmp.Compare(a.X, b.X),
		strings.Compare(a.Device, b.Device), bytes.Compare(a.Hash[:], b.Hash[:]))
}

// OrderOf places a record: a claim stands just above the value it claims from, the earliest first. A base after the
// claim itself does not lift it: else one line with a base of the far future would beat every later set, and no clock
// would ever pass it, because clocks follow h.
func OrderOf(r Record) Order {
	o := Order{H: r.Stamp, Device: r.Device, Hash: r.Hash}
	if r.Kind == Claim {
		o.H, o.Class, o.X = min(*r.Prev, r.Stamp), 1, ^uint64(r.Stamp)
	}
	return o
}

// Register is the standing value of a path.
type Register struct {
	Record
	Order Order
}

// Dot is one element as one add brought it in.
type Dot struct{ Op, Element string }

// Elements is an observed-remove set: what was added and what was taken away, by dot, so that an add made apart
// from a remove survives it in any order of arrival.
type Elements struct {
	Added   map[Dot]Record
	Removed map[Dot]bool
}

// Object is the folded state of one object, or of several united ones.
type Object struct {
	Registers map[string]Register
	Sets      map[string]*Elements
	Redacted  map[string]bool // names of blobs
}

// NewObject is the state without any op.
func NewObject() *Object {
	return &Object{Registers: map[string]Register{}, Sets: map[string]*Elements{}, Redacted: map[string]bool{}}
}

// Fold applies records in any order and any repetition to the same result.
func Fold(records []Record) *Object {
	o := NewObject()
	for _, r := range records {
		o.Apply(r)
	}
	return o
}

// Apply takes in one record. A value it cannot read as its kind demands changes nothing.
func (o *Object) Apply(r Record) {
	switch r.Kind {
	case Set, Claim:
		at := OrderOf(r)
		if old, ok := o.Registers[r.Path]; !ok || old.Order.Compare(at) < 0 {
			o.Registers[r.Path] = Register{Record: r, Order: at}
		}
	case Add:
		s := o.elements(r.Path)
		for _, e := range ElementsOf(r.Value) {
			d := Dot{r.ID, e}
			// A cloned profile can give one op id to two adds; which of them names the dot must not depend on arrival.
			if old, ok := s.Added[d]; !ok || OrderOf(old).Compare(OrderOf(r)) < 0 {
				s.Added[d] = r
			}
		}
	case Remove:
		s := o.elements(r.Path)
		for _, e := range ElementsOf(r.Value) {
			for _, d := range r.Dots {
				s.Removed[Dot{d, e}] = true
			}
		}
	case Redact:
		for _, name := range ElementsOf(r.Value) {
			o.Redacted[name] = true
		}
	}
}

func (o *Object) elements(path string) *Elements {
	s := o.Sets[path]
	if s == nil {
		s = &Elements{Added: map[Dot]Record{}, Removed: map[Dot]bool{}}
		o.Sets[path] = s
	}
	return s
}

// ElementsOf reads one string or a list of them.
func ElementsOf(v json.RawMessage) []string {
	var one string
	if json.Unmarshal(v, &one) == nil {
		return []string{one}
	}
	var list []string
	if json.Unmarshal(v, &list) != nil {
		return nil
	}
	return list
}

// Value is the standing value of a register, nil where there is none or it is null.
func (o *Object) Value(path string) json.RawMessage {
	v := o.Registers[path].Op
	if v == nil || string(v.Value) == "null" {
		return nil
	}
	return v.Value
}

// Stamp is the stamp of the standing value, NoStamp where there is none: the next op's `p`.
func (o *Object) Stamp(path string) Stamp {
	if r := o.Registers[path]; r.Op != nil {
		return r.Op.Stamp
	}
	return NoStamp
}

// Members lists a set's elements, sorted.
func (o *Object) Members(path string) []string {
	s := o.Sets[path]
	if s == nil {
		return nil
	}
	var out []string
	for d := range s.Added {
		if !s.Removed[d] {
			out = append(out, d.Element)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// DotsOf lists the adds, still standing, that brought one element in: the `o` of a remove.
func (o *Object) DotsOf(path, element string) []string {
	s := o.Sets[path]
	if s == nil {
		return nil
	}
	var out []string
	for d := range s.Added {
		if d.Element == element && !s.Removed[d] {
			out = append(out, d.Op)
		}
	}
	slices.Sort(out)
	return out
}

package policy

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// condition decodes a map of one key. An unknown fact is fatal: a rule that means something else than it says must not run.
func (d *decoder) condition(n ast.Node, into *Condition, path string, depth int) {
	pairs, ok := entries(n)
	if !ok || len(pairs) != 1 {
		d.wrong(n, path, "one condition, as tag: bug")
		return
	}
	key, value := text(pairs[0].Key), pairs[0].Value
	switch key {
	case "not":
		into.Not = &Condition{}
		d.value(value, reflect.ValueOf(into.Not).Elem(), join(path, key), depth+1)
		return
	case "any":
		d.value(value, reflect.ValueOf(&into.Any).Elem(), join(path, key), depth+1)
		if len(into.Any) == 0 {
			d.wrong(value, join(path, key), "a list of conditions")
		}
		return
	}
	if !slices.Contains(Facts(), key) {
		d.add(placeOf(pairs[0].Key), true, "known: not, any, "+strings.Join(Facts(), ", "), "%s asks about %q, which is no fact", name(path), key)
		return
	}
	into.Fact = key
	d.value(value, reflect.ValueOf(&into.Values).Elem(), join(path, key), depth+1)
	if len(into.Values) == 0 {
		d.wrong(value, join(path, key), "a value or a list of values")
	}
	if key != "has" {
		return
	}
	for i, v := range into.Values {
		if !slices.Contains(Traits(), v) {
			d.add(placeOf(value), true, "known: "+strings.Join(Traits(), ", "), "%s says %q", fmt.Sprintf("%s.has[%d]", path, i), v)
		}
	}
}

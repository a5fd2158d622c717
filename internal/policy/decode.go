package policy

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// position is a place in the file, counted from 1.
type position struct{ line, column int }

// decoder fills typed values from YAML nodes. It does what the library's decoder does not: it goes on after a problem,
// takes an unknown key as a problem that costs nothing, and remembers where every value stood.
type decoder struct {
	at       map[string]position // path ("tags.groups[0].id") → place
	problems []Problem
	fatal    bool
}

func (d *decoder) add(at position, isFatal bool, hint, format string, args ...any) {
	d.fatal = d.fatal || isFatal
	d.problems = append(d.problems, Problem{
		Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...), Hint: hint, Fatal: isFatal,
	})
}

func (d *decoder) sorted() []Problem {
	slices.SortStableFunc(d.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return d.problems
}

func place(n ast.Node) (line, column int) {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 0, 0
}

func placeOf(n ast.Node) position {
	line, column := place(n)
	return position{line, column}
}

func (d *decoder) decode(root ast.Node, into any) {
	d.value(root, reflect.ValueOf(into).Elem(), "", 0)
}

// value decodes one node. An empty value leaves the zero value.
func (d *decoder) value(n ast.Node, v reflect.Value, path string, depth int) {
	if _, seen := d.at[path]; !seen {
		d.at[path] = placeOf(n)
	}
	switch n.(type) {
	case *ast.NullNode:
		return
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		d.add(placeOf(n), true, "write the value out", "%s uses an anchor, alias or tag of YAML, which is not read here", name(path))
		return
	}
	if depth > maxDepth {
		d.add(placeOf(n), true, "compare with the sample policy", "%s is nested too deeply", name(path))
		return
	}
	switch target := v.Addr().Interface().(type) {
	case *Span:
		d.span(n, target, path)
		return
	case *Condition:
		d.condition(n, target, path, depth)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, path, depth)
	case reflect.Slice:
		d.list(n, v, path, depth)
	case reflect.Map:
		d.table(n, v, path, depth)
	default:
		d.scalar(n, v, path)
	}
}

// entries returns the pairs of a mapping.
func entries(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	return nil, false
}

func (d *decoder) structure(n ast.Node, v reflect.Value, path string, depth int) {
	pairs, ok := entries(n)
	if !ok {
		d.wrong(n, path, "a list of keys with values")
		return
	}
	fields := map[string]int{}
	for i := range v.NumField() {
		if key := v.Type().Field(i).Tag.Get("yaml"); key != "-" && key != "" {
			fields[key] = i
		}
	}
	seen := map[string]bool{}
	for _, pair := range pairs {
		key := text(pair.Key)
		i, known := fields[key]
		switch {
		case seen[key]:
			d.add(placeOf(pair.Key), true, "remove one of them", "%s stands twice", name(join(path, key)))
			continue
		case !known:
			d.add(placeOf(pair.Key), false, suggest(key, keys(fields)), "unknown key %q in %s", key, name(path))
			continue
		}
		seen[key] = true
		d.at[join(path, key)] = placeOf(pair.Key)
		d.value(pair.Value, v.Field(i), join(path, key), depth+1)
	}
}

func (d *decoder) list(n ast.Node, v reflect.Value, path string, depth int) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		// One value where a list is expected is a list of one: `tag: bug`.
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		d.value(n, v.Index(0), path, depth+1)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values)))
	for i, item := range seq.Values {
		d.value(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1)
	}
}

// table decodes map[string]string.
func (d *decoder) table(n ast.Node, v reflect.Value, path string, depth int) {
	pairs, ok := entries(n)
	if !ok {
		d.wrong(n, path, "a list of keys with values")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, pair := range pairs {
		item := reflect.New(v.Type().Elem()).Elem()
		key := text(pair.Key)
		d.at[join(path, key)] = placeOf(pair.Key)
		d.value(pair.Value, item, join(path, key), depth+1)
		v.SetMapIndex(reflect.ValueOf(key), item)
	}
}

func (d *decoder) scalar(n ast.Node, v reflect.Value, path string) {
	if !isScalar(n) {
		d.wrong(n, path, "one value")
		return
	}
	s := text(n)
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Bool:
		b, isBool := n.(*ast.BoolNode)
		if !isBool {
			d.wrong(n, path, "true or false")
			return
		}
		v.SetBool(b.Value)
	case reflect.Int:
		i, err := strconv.Atoi(s)
		if err != nil || i > 1e9 || i < -1e9 {
			d.wrong(n, path, "a whole number")
			return
		}
		v.SetInt(int64(i))
	default:
		d.wrong(n, path, "something else")
	}
}

func (d *decoder) span(n ast.Node, into *Span, path string) {
	s, err := ParseSpan(text(n))
	if err != nil || !isScalar(n) {
		d.wrong(n, path, "a time span as 30m, 4h or 3d")
		return
	}
	*into = s
}

func (d *decoder) wrong(n ast.Node, path, want string) {
	d.add(placeOf(n), true, "compare with the sample policy", "%s must be %s", name(path), want)
}

func isScalar(n ast.Node) bool {
	switch n.(type) {
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode, *ast.NullNode:
		return true
	}
	return false
}

// text is a scalar as it was written: `1` and `no` stay "1" and "no".
func text(n ast.Node) string {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value
	case *ast.LiteralNode:
		return strings.TrimSpace(s.Value.Value)
	}
	if t := n.GetToken(); t != nil {
		return t.Value
	}
	return ""
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func name(path string) string {
	if path == "" {
		return "policy.yaml"
	}
	return path
}

func keys(m map[string]int) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// suggest names the keys that exist, the nearest one first if one is near.
func suggest(key string, known []string) string {
	for _, k := range known {
		if strings.EqualFold(k, key) || strings.HasPrefix(k, key) || strings.HasPrefix(key, k) {
			return fmt.Sprintf("did you mean %q?", k)
		}
	}
	return "known here: " + strings.Join(known, ", ")
}

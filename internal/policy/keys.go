package policy

import "github.com/goccy/go-yaml/ast"

// Key is a key of a YAML file with its place, counted from 1.
type Key struct {
	Name string
	Line int
}

// Keys lists every key of a YAML file of the team, however deep, whether or not it has a meaning. It reads with the same
// limits as Parse and knows none of Parse's keys, so that it serves roster.yaml too.
func Keys(src []byte) (keys []Key, problem *Problem) {
	defer func() {
		if recover() != nil { // a panic of the YAML library costs this file, not the program
			p := fatal("policy.yaml cannot be read as YAML", "compare it with the sample policy")
			keys, problem = nil, &p
		}
	}()
	src, _ = toUTF8(src)
	root, problem := parseYAML(src)
	if problem != nil {
		return nil, problem
	}
	return keysOf(root, 0, nil), nil
}

func keysOf(n ast.Node, depth int, out []Key) []Key {
	if depth > 2*maxDepth {
		return out // parseYAML has refused what nests deeper
	}
	if pairs, ok := entries(n); ok {
		for _, pair := range pairs {
			line, _ := place(pair.Key)
			out = keysOf(pair.Value, depth+1, append(out, Key{Name: text(pair.Key), Line: line}))
		}
		return out
	}
	switch v := n.(type) {
	case *ast.SequenceNode:
		for _, item := range v.Values {
			out = keysOf(item, depth+1, out)
		}
	case *ast.AnchorNode:
		return keysOf(v.Value, depth+1, out)
	case *ast.TagNode:
		return keysOf(v.Value, depth+1, out)
	}
	return out
}

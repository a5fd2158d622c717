package savedreply

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// File is a file of the watched folder; Path is inside replies/.
type File struct {
	Path string
	Src  []byte
}

// Library is a set of replies. It never changes and may be used from many goroutines at once.
type Library struct {
	replies []*Reply            // by path
	names   map[string][]*Reply // folded name → its language variants, by path
	broken  map[string]bool     // paths that could not be used
	stale   map[string]bool     // paths of which the last good version stands in
	entries []entry
}

// Build reads the files. Broken ones are left out, with their problems; With puts their last good version back.
func Build(files []File) (*Library, []Problem) {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b File) int { return cmp.Compare(cleanPath(a.Path), cleanPath(b.Path)) })
	var good []*Reply
	var problems []Problem
	broken := map[string]bool{}
	for _, f := range files {
		r, wrong := Parse(f.Path, f.Src)
		problems = append(problems, wrong...)
		if r == nil {
			broken[cleanPath(f.Path)] = true
			continue
		}
		good = append(good, r)
	}
	l, wrong := assemble(good, broken, nil)
	return l, append(problems, wrong...)
}

// assemble indexes replies sorted by path. The second of a name and language is left out as broken.
func assemble(replies []*Reply, broken, stale map[string]bool) (*Library, []Problem) {
	l := &Library{names: map[string][]*Reply{}, broken: maps.Clone(broken), stale: stale}
	var problems []Problem
	for _, r := range replies {
		key := foldKey(r.Name)
		if i := slices.IndexFunc(l.names[key], func(o *Reply) bool { return o.Language == r.Language }); i >= 0 {
			in := ""
			if r.Language != "" {
				in = " in " + r.Language
			}
			problems = append(problems, Problem{
				Path: r.Path, Line: r.keyLine("name"), Column: 1, Fatal: true,
				Message: fmt.Sprintf("the name %q%s is taken by replies/%s", r.Name, in, l.names[key][i].Path),
				Hint:    "rename one of them or give it another language",
			})
			l.broken[r.Path] = true
			continue
		}
		l.names[key] = append(l.names[key], r)
		l.replies = append(l.replies, r)
	}
	l.entries = l.index()
	return l, append(problems, l.includes()...)
}

// With keeps, of every file that is broken here, the version the previous library has.
func (l *Library) With(previous *Library) *Library {
	if previous == nil || len(l.broken) == 0 {
		return l
	}
	replies, stale := slices.Clone(l.replies), maps.Clone(l.stale)
	if stale == nil {
		stale = map[string]bool{}
	}
	for _, r := range previous.replies {
		// A name that a good file has taken meanwhile stays with that file.
		if l.broken[r.Path] && !slices.ContainsFunc(l.names[foldKey(r.Name)], func(o *Reply) bool { return o.Language == r.Language }) {
			replies = append(replies, r)
			stale[r.Path] = true
		}
	}
	slices.SortFunc(replies, func(a, b *Reply) int { return cmp.Compare(a.Path, b.Path) })
	out, _ := assemble(replies, l.broken, stale)
	return out
}

// keyLine is the line of a key, 1 if the file does not have it.
func (r *Reply) keyLine(key string) int {
	for _, s := range r.front.segments {
		if s.key == key {
			return s.line
		}
	}
	return 1
}

// All lists the replies by path.
func (l *Library) All() []*Reply { return slices.Clone(l.replies) }

// Len is the number of replies, language variants counted.
func (l *Library) Len() int { return len(l.replies) }

// Stale says whether the file at path is broken and its last good version stands in.
func (l *Library) Stale(path string) bool { return l.stale[cleanPath(path)] }

// Broken lists the paths of files that cannot be used, whether or not a last good version stands in.
func (l *Library) Broken() []string { return slices.Sorted(maps.Keys(l.broken)) }

// ByPath finds the reply of a file.
func (l *Library) ByPath(path string) (*Reply, bool) {
	path = cleanPath(path)
	i, ok := slices.BinarySearchFunc(l.replies, path, func(r *Reply, p string) int { return cmp.Compare(r.Path, p) })
	if !ok {
		return nil, false
	}
	return l.replies[i], true
}

// Variants lists the languages a name is there in, by path.
func (l *Library) Variants(name string) []*Reply { return slices.Clone(l.names[foldKey(name)]) }

// Pick chooses the variant of a name: the first of the languages that has one (the customer's, then the team's; de-AT
// takes de and pt takes pt-BR if need be), else the one for any language, else the first (E15).
func (l *Library) Pick(name string, languages ...string) (*Reply, bool) {
	variants := l.names[foldKey(name)]
	if len(variants) == 0 {
		return nil, false
	}
	return pick(variants, tags(languages)), true
}

// tags normalises languages and leaves out what is none.
func tags(languages []string) []string {
	var out []string
	for _, l := range languages {
		if tag, ok := language(l); ok {
			out = append(out, tag)
		}
	}
	return out
}

// pick wants normalised languages.
func pick(variants []*Reply, languages []string) *Reply {
	if len(variants) == 1 {
		return variants[0]
	}
	for _, wanted := range languages {
		base, _, _ := strings.Cut(wanted, "-")
		for _, fits := range []func(string) bool{
			func(has string) bool { return has == wanted },
			func(has string) bool { return has == base },
			func(has string) bool { return strings.HasPrefix(has, base+"-") },
		} {
			if i := slices.IndexFunc(variants, func(r *Reply) bool { return fits(r.Language) }); i >= 0 {
				return variants[i]
			}
		}
	}
	if i := slices.IndexFunc(variants, func(r *Reply) bool { return r.Language == "" }); i >= 0 {
		return variants[i]
	}
	return variants[0]
}

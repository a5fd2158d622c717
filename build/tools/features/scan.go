package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// proof is one test that names a feature.
type proof struct {
	id   string // the feature
	file string // from the root of the repository, with slashes
	line int    // of the comment
	test string // as its own runner prints it
}

// dialect is how one sort of test file writes a comment and starts a test.
type dialect struct {
	suffix  string
	comment string         // what a comment line begins with
	test    *regexp.Regexp // first group: the name; nil: the whole file is one test
	within  *regexp.Regexp // a test inside the last test; first group: its name
}

var (
	goTest  = regexp.MustCompile(`^func ((?:Test|Fuzz|Benchmark|Example)\w*)\(`)
	goInner = regexp.MustCompile(`^t\.Run\("([^"]+)"`)
	jsTest  = regexp.MustCompile("^(?:await )?(?:test|it|describe)(?:\\.\\w+)*\\(\\s*['\"`](.+?)['\"`]\\s*,")
	marker  = regexp.MustCompile(`^features:\s*(.*)$`)
	oneID   = regexp.MustCompile(`^[A-J][1-9][0-9]*$`)
)

func dialectOf(name string) (dialect, bool) {
	for _, d := range []dialect{
		{suffix: "_test.go", comment: "//", test: goTest, within: goInner},
		{suffix: ".txtar", comment: "#"},
		{suffix: ".test.ts", comment: "//", test: jsTest},
		{suffix: ".test.mjs", comment: "//", test: jsTest},
	} {
		if strings.HasSuffix(name, d.suffix) {
			return d, true
		}
	}
	return dialect{}, false
}

// scanTree reads every test file under root and returns the proofs in the
// order of the tree. It reports every bad line, not only the first.
func scanTree(root fs.FS) ([]proof, error) {
	var proofs []proof
	var bad []error
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			switch entry.Name() {
			case ".git", "node_modules", "dist", "bin":
				return fs.SkipDir
			}
			return nil
		}
		d, ok := dialectOf(name)
		if !ok || strings.HasPrefix(name, "build/tools/") {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		found, err := scanFile(d, name, string(text))
		proofs, bad = append(proofs, found...), append(bad, err)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("walk the tree: %w", err)
	}
	return proofs, errors.Join(bad...)
}

func scanFile(d dialect, name, text string) ([]proof, error) {
	var proofs, waiting []proof
	var bad []error
	outer := ""
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		comment, isComment := strings.CutPrefix(line, d.comment)
		if m := marker.FindStringSubmatch(strings.TrimSpace(comment)); isComment && m != nil {
			found, err := parseIDs(name, n+1, m[1])
			waiting, bad = append(waiting, found...), append(bad, err)
			continue
		}
		if isComment || line == "" || d.test == nil {
			continue
		}
		test := ""
		if m := d.test.FindStringSubmatch(line); m != nil {
			test, outer = m[1], m[1]
		} else if d.within != nil && outer != "" {
			if m := d.within.FindStringSubmatch(line); m != nil {
				test = outer + "/" + m[1]
			}
		}
		for _, p := range waiting {
			if p.test = test; test == "" {
				bad = append(bad, fmt.Errorf("%s:%d: features: %s stands above no test", name, p.line, p.id))
				continue
			}
			proofs = append(proofs, p)
		}
		waiting = nil
	}
	for _, p := range waiting {
		if d.test != nil {
			bad = append(bad, fmt.Errorf("%s:%d: features: %s stands above no test", name, p.line, p.id))
			continue
		}
		p.test = strings.TrimSuffix(path.Base(name), d.suffix)
		proofs = append(proofs, p)
	}
	return proofs, errors.Join(bad...)
}

func parseIDs(name string, line int, list string) ([]proof, error) {
	var proofs []proof
	for _, id := range strings.Split(list, ",") {
		id = strings.TrimSpace(id)
		if !oneID.MatchString(id) {
			return nil, fmt.Errorf("%s:%d: features: %q is not an id such as B7", name, line, id)
		}
		proofs = append(proofs, proof{id: id, file: name, line: line})
	}
	return proofs, nil
}

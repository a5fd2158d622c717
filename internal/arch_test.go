// Package internal holds no code, only the tests that keep the house in order:
// which package may import which, what every package must say about itself,
// and how long a file may be. They read source text under every build tag and
// must not need GTK, Node or a network.
package internal

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "deskhand"

type layer struct {
	name     string
	packages []string
	may      []string
}

// layers is the import table of architecture.md. A package belongs to the
// layer that lists it or one of its parents; it may import its own module's
// packages only as "may" says, by layer or by path. Order is top to bottom.
var layers = []layer{
	{"main", []string{"."}, []string{"app", "internal/cli", "frontend"}},
	{"window", []string{"app"}, []string{"app", "core", "domain", "frontend"}},
	{"command line", []string{"internal/cli"}, []string{"internal/cli", "core", "domain"}},
	{"core", []string{"internal/desk"}, []string{"core", "place", "engine", "sample", "adapter", "wire", "domain"}},
	{"place", []string{"internal/replica/imap", "internal/replica/dir"}, []string{"engine", "wire", "domain"}},
	{"sample", []string{"internal/demo"}, []string{"sample", "engine", "domain"}},
	{"engine", []string{"internal/imapsync", "internal/outbox", "internal/replica", "internal/remind", "internal/archive"}, []string{"wire", "domain", "internal/replica"}},
	{"wire", []string{"internal/dial"}, []string{"domain"}},
	{"adapter", []string{"internal/store", "internal/watch", "internal/notify", "internal/opener", "internal/power", "internal/secret", "internal/config"}, []string{"domain"}},
	{"domain", []string{
		"internal/ticket", "internal/journal", "internal/mail", "internal/policy", "internal/savedreply", "internal/closing",
		"internal/calendar", "internal/guard", "internal/insight", "internal/roster", "internal/report", "internal/teamfile",
	}, []string{"domain"}},
	{"tests", []string{"internal", "internal/testkit"}, []string{"core", "engine", "sample", "adapter", "wire", "domain", "tests"}},
	{"screens", []string{"frontend"}, nil},
}

// homes names, for each outside import, the only places that may have it.
// A name that ends in "/" stands for everything below it.
var homes = []struct {
	path string
	in   []string // layers or packages; tests excepted
}{
	{"github.com/wailsapp/", []string{"app"}},
	{"database/sql", []string{"internal/store"}},
	{"modernc.org/", []string{"internal/store"}},
	{"github.com/pressly/goose/", []string{"internal/store"}},
	{"github.com/gen2brain/beeep", []string{"internal/notify"}},
	{"github.com/fsnotify/fsnotify", []string{"internal/watch"}},
	{"github.com/zalando/go-keyring", []string{"internal/secret"}},
	{"github.com/spf13/", []string{"internal/cli"}},
	{"github.com/emersion/go-imap/", []string{"engine", "sample"}},
	{"github.com/emersion/go-smtp", []string{"engine", "sample", "wire"}},
	{"net", notDomain},
	{"net/http", notDomain},
	{"net/smtp", notDomain},
	{"os", notDomain},
	{"os/exec", notDomain},
	{"log/slog", notDomain},
	{"testing", nil},
	{"github.com/google/go-cmp/", nil},
	{"github.com/rogpeppe/go-internal/testscript", nil},
	{"github.com/rogpeppe/go-internal/diff", []string{"internal/teamfile"}},
	{"pgregory.net/rapid", nil},
}

var notDomain = []string{"main", "window", "command line", "core", "place", "sample", "engine", "wire", "adapter"}

const maxLines, maxTestLines = 500, 800

func TestImportsPointDown(t *testing.T) {
	for _, pkg := range packages(t) {
		n := layerOf(pkg.rel)
		if n < 0 {
			t.Errorf("%s is in no layer: add it to the table here and to .golangci.yml", pkg.rel)
			continue
		}
		own := layers[n]
		for _, file := range pkg.files {
			for _, path := range file.imports {
				inside, ours := strings.CutPrefix(path, module+"/")
				// A test may look further down than its package does (to set a scene), never up.
				below := file.test && layerOf(inside) >= n
				if ours && !mayImport(own, inside) && !below {
					t.Errorf("%s: %s must not import %s", file.name, own.name, inside)
				}
				if !ours && !file.test && own.name != "tests" && !atHome(own, pkg.rel, path) {
					t.Errorf("%s: %s must not be imported here", file.name, path)
				}
			}
		}
	}
}

// A comment of at least two sentences: what the package is for, and what it
// must not do.
func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	sentence := regexp.MustCompile(`[.!?:;](\s|$)`)
	limit := regexp.MustCompile(`(?i)\b(not|no|nor|none|never|nothing|nobody|only|neither|without)\b`)
	for _, pkg := range packages(t) {
		doc, code := "", false
		for _, file := range pkg.files {
			if !file.test {
				doc, code = doc+file.doc, code || file.code
			}
		}
		switch {
		case pkg.rel == "internal": // this file
		case !code:
			t.Errorf("%s holds no code: packages appear when their capability does", pkg.rel)
		case doc == "":
			t.Errorf("%s has no package comment", pkg.rel)
		case len(sentence.FindAllString(doc, -1)) < 2 || !limit.MatchString(doc):
			t.Errorf("%s: the package comment must say what it is for and what it must not do:\n%s", pkg.rel, doc)
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, pkg := range packages(t) {
		for _, file := range pkg.files {
			limit := maxLines
			if file.test {
				limit = maxTestLines
			}
			if file.lines > limit {
				t.Errorf("%s has %d lines, the limit is %d", file.name, file.lines, limit)
			}
		}
	}
}

type goPackage struct {
	rel   string // import path below the module, "." for main
	files []goFile
}

type goFile struct {
	name    string // from the root of the repository
	test    bool
	imports []string
	doc     string // the package comment
	code    bool   // declares something besides imports
	lines   int
}

// packages reads every Go file of the module, whatever its build tags.
func packages(t *testing.T) []goPackage {
	t.Helper()
	list := exec.Command("go", "list", "-e", "-json=Dir,ImportPath,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles", "./...")
	list.Dir = ".."
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var found []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir, ImportPath                                              string
			GoFiles, CgoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("read go list's output: %v", err)
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if rel == "" {
			rel = "."
		}
		if strings.Contains(rel, "node_modules") {
			continue // an npm package that carries Go
		}
		pkg := goPackage{rel: rel}
		for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.IgnoredGoFiles, p.TestGoFiles, p.XTestGoFiles) {
			pkg.files = append(pkg.files, readFile(t, filepath.Join(p.Dir, name), filepath.ToSlash(filepath.Join(rel, name))))
		}
		found = append(found, pkg)
	}
	return found
}

func readFile(t *testing.T, path, name string) goFile {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	file := goFile{name: name, test: strings.HasSuffix(name, "_test.go"), doc: tree.Doc.Text(), lines: bytes.Count(text, []byte("\n"))}
	for _, spec := range tree.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		file.imports = append(file.imports, path)
	}
	file.code = slices.ContainsFunc(tree.Decls, func(d ast.Decl) bool {
		general, ok := d.(*ast.GenDecl)
		return !ok || general.Tok != token.IMPORT
	})
	return file
}

func mayImport(own layer, rel string) bool {
	if slices.Contains(own.may, layerName(rel)) {
		return true
	}
	return slices.ContainsFunc(own.may, func(path string) bool { return within(rel, path) })
}

func atHome(own layer, rel, path string) bool {
	for _, home := range homes {
		if path != strings.TrimSuffix(home.path, "/") && (!strings.HasSuffix(home.path, "/") || !strings.HasPrefix(path, home.path)) {
			continue
		}
		if !slices.Contains(home.in, own.name) && !slices.ContainsFunc(home.in, func(in string) bool { return within(rel, in) }) {
			return false
		}
	}
	return true
}

// layerOf finds the layer of a package, -1 if it has none.
func layerOf(rel string) int {
	return slices.IndexFunc(layers, func(l layer) bool {
		return slices.ContainsFunc(l.packages, func(path string) bool { return within(rel, path) })
	})
}

func layerName(rel string) string {
	if n := layerOf(rel); n >= 0 {
		return layers[n].name
	}
	return ""
}

// within reports whether rel is the package path or below it; "." and
// "internal" stand for themselves alone.
func within(rel, path string) bool {
	return rel == path || path != "internal" && strings.HasPrefix(rel, path+"/")
}

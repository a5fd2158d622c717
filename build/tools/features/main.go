// Command features writes internal/FEATURES.md, the register of what the
// handbooks ask for and which test proves it, from features.tsv and the
// "features: B7, B8" comments above tests. It reads source text only: it
// must not run a test, and it never decides that a feature is done.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

const (
	tablePath    = "build/tools/features/features.tsv"
	registerPath = "internal/FEATURES.md"
)

func main() {
	root := flag.String("root", "../..", "root of the repository")
	check := flag.Bool("check", false, "only say whether the register is fresh; write nothing")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "features:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	table, err := os.ReadFile(filepath.Join(root, tablePath))
	if err != nil {
		return fmt.Errorf("read the table of features: %w", err)
	}
	features, err := parseTable(table)
	if err != nil {
		return fmt.Errorf("%s: %w", tablePath, err)
	}
	proofs, err := scanTree(os.DirFS(root))
	if err != nil {
		return err
	}
	if err := unknownIDs(features, proofs); err != nil {
		return err
	}
	fresh := render(features, proofs)
	path := filepath.Join(root, registerPath)
	if !check {
		if err := os.WriteFile(path, fresh, 0o644); err != nil {
			return fmt.Errorf("write the register: %w", err)
		}
		return nil
	}
	old, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the register: %w", err)
	}
	if !bytes.Equal(old, fresh) {
		return errors.New(registerPath + " is stale: run `go -C build/tools run ./features` and commit it")
	}
	fmt.Printf("%d features, %d with a test: %s is fresh\n", len(features), proven(features, proofs), registerPath)
	return nil
}

package journal

import (
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Recovery is what the printed sheet holds: the team secret and the seed of one admin device that is no laptop. That
// device is an admin from the team's creation, keys are sealed to it as to any other, so a sheet stays good when they change.
type Recovery struct {
	Team   string
	Epoch  uint32 // of Secret
	Secret [32]byte
	Seed   [ed25519.SeedSize]byte
}

// ErrSheet says that a text is no recovery sheet; wrapped errors name the line.
var ErrSheet = errors.New("not a recovery sheet")

const (
	sheetVersion = 1
	sheetLine    = 16 // characters a line, and 4 to check it
	sheetChecks  = 4
	sheetLines   = 9
)

// Key is the admin key of the sheet.
func (r Recovery) Key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(r.Seed[:]) }

// String writes nine numbered lines of five groups of four characters. The last group checks its line, with its number: a
// person who types it learns which line is wrong.
func (r Recovery) String() string {
	b := append([]byte{sheetVersion}, r.Team...)
	b = binary.BigEndian.AppendUint32(b, r.Epoch)
	b = append(append(b, r.Secret[:]...), r.Seed[:]...)
	text := Base32(append(b, make([]byte, sheetLines*sheetLine*5/8-len(b))...))
	var out strings.Builder
	for n := range sheetLines {
		line := text[n*sheetLine : (n+1)*sheetLine]
		fmt.Fprintf(&out, "%d  %s\n", n+1, grouped(line+lineCheck(n, line), 4, " "))
	}
	return out.String()
}

func lineCheck(n int, line string) string {
	return Base32(check(fmt.Sprintf("deskhand sheet v1 line %d", n+1), []byte(line)))[:sheetChecks]
}

// ParseRecovery reads a sheet as a person typed it, with or without the numbers of the lines.
func ParseRecovery(text string) (Recovery, error) {
	var whole strings.Builder
	n := 0
	for line := range strings.Lines(text) {
		line = typed(line)
		if line == "" {
			continue
		}
		if len(line) == sheetLine+sheetChecks+1 && line[0] == byte('1'+n) {
			line = line[1:]
		}
		if n == sheetLines {
			return Recovery{}, fmt.Errorf("%w: more than %d lines", ErrSheet, sheetLines)
		}
		if len(line) != sheetLine+sheetChecks || lineCheck(n, line[:sheetLine]) != line[sheetLine:] {
			return Recovery{}, fmt.Errorf("%w: line %d: %w", ErrSheet, n+1, ErrTyping)
		}
		whole.WriteString(line[:sheetLine])
		n++
	}
	if n < sheetLines {
		return Recovery{}, fmt.Errorf("%w: %d of %d lines", ErrSheet, n, sheetLines)
	}
	b, err := ParseBase32(whole.String())
	if err != nil {
		return Recovery{}, fmt.Errorf("%w: %w", ErrSheet, err)
	}
	if b[0] > sheetVersion {
		return Recovery{}, fmt.Errorf("recovery sheet: %w", ErrNewer)
	}
	rd := &reader{b: b[1:]}
	r := Recovery{Team: string(rd.take(deviceLen, "team")), Epoch: binary.BigEndian.Uint32(rd.take(4, "epoch"))}
	copy(r.Secret[:], rd.take(len(r.Secret), "secret"))
	copy(r.Seed[:], rd.take(len(r.Seed), "seed"))
	if b[0] != sheetVersion || !ValidDevice(r.Team) {
		return Recovery{}, ErrSheet
	}
	return r, nil
}

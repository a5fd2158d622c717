package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

const kindBytes = 3072 // of a file's beginning that its type is told from

// fileSum hashes and counts a file as it passes and keeps its beginning.
type fileSum struct {
	sum  hash.Hash
	size int64
	head []byte
	keep int // bytes wanted of the beginning
	kept []byte
}

// newSum uses the walker's buffer for the beginning, one file at a time.
func (w *walker) newSum(keep int) *fileSum {
	if w.head == nil {
		w.head = make([]byte, 0, kindBytes)
	}
	return &fileSum{sum: sha256.New(), head: w.head[:0], keep: keep}
}

func (f *fileSum) Write(b []byte) (int, error) {
	if room := cap(f.head) - len(f.head); room > 0 {
		f.head = append(f.head, b[:min(room, len(b))]...)
	}
	if room := f.keep - len(f.kept); room > 0 {
		f.kept = append(f.kept, b[:min(room, len(b))]...)
	}
	f.size += int64(len(b))
	return f.sum.Write(b)
}

// describe writes into a what the bytes say. A file that is not here whole has no size and no hash.
func (f *fileSum) describe(a *Attachment, cut bool) {
	if a.Cut = cut; !cut {
		var b [sha256.Size]byte
		a.Size, a.SHA256 = f.size, hex.EncodeToString(f.sum.Sum(b[:0]))
	}
	a.Kind = kindOf(f.head)
	if strings.HasPrefix(a.Name, "part-") && a.Name == partFileName("", a.Type, a.Path) && extension(a.Type) == unknownExt {
		a.Name = partFileName("", a.Kind, a.Path)
	}
	a.Risk = Risk(a.Name, a.Type, a.Kind)
}

// kindOf tells the media type of a file from its first bytes, "" where they say nothing. The order of bytes decides, not
// a name.
func kindOf(head []byte) string {
	if len(head) == 0 {
		return ""
	}
	if n := 512; len(head) > n && wordsOnly(head[:n]) {
		head = head[:n] // text says early what it is
	}
	kind, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if kind == "application/octet-stream" {
		return ""
	}
	return kind
}

func wordsOnly(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return true
}

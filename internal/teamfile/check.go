package teamfile

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"deskhand/internal/policy"
	"deskhand/internal/savedreply"
)

// ErrContent says that what is in a file must not travel.
var ErrContent = errors.New("the content cannot travel")

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrContent}, args...)...)
}

// Why is an error of this package in words for people: what follows the sentinel.
func Why(err error) string {
	text := err.Error()
	for _, sentinel := range []error{ErrContent, ErrName, ErrPath, ErrValue, ErrTable} {
		if _, after, ok := strings.Cut(text, sentinel.Error()+": "); ok && errors.Is(err, sentinel) {
			text = after
		}
	}
	return text
}

// Check tells whether a file may travel, and whether one that came may be written: its size, that it is the text or picture
// that its name says, and that nothing in it names a host, port, path, command or account setting (journal.md §3.9).
func Check(name string, data []byte) error {
	key, err := Key(name)
	if err != nil {
		return err
	}
	kind := KindOf(key)
	if limit := MaxOf(kind); int64(len(data)) > limit {
		return refuse("it is larger than %s", Size(limit))
	}
	if IsPicture(name) {
		return checkPicture(name, data)
	}
	if err := checkText(data); err != nil {
		return err
	}
	switch kind {
	case Reply:
		return checkReply(data)
	case Policy:
		if p, wrong := policy.Parse(data); p == nil {
			return refuse("%s", firstOf(wrong))
		}
		return checkKeys(data)
	case Roster:
		return checkKeys(data)
	}
	return nil
}

// Size is a number of bytes in words.
func Size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KiB", n>>10)
}

func firstOf(wrong []policy.Problem) string {
	for _, p := range wrong {
		if p.Fatal {
			if p.Line > 0 {
				return fmt.Sprintf("line %d: %s", p.Line, p.Message)
			}
			return p.Message
		}
	}
	return "it cannot be read"
}

// checkPicture looks at how a picture begins: what a viewer takes for something else must not come under a picture's name.
func checkPicture(name string, data []byte) error {
	starts := map[string][]string{
		".png": {"\x89PNG\r\n\x1a\n"}, ".jpg": {"\xff\xd8\xff"}, ".jpeg": {"\xff\xd8\xff"}, ".gif": {"GIF87a", "GIF89a"}, ".webp": {"RIFF"},
	}
	ext := strings.ToLower(path.Ext(name))
	for _, start := range starts[ext] {
		if bytes.HasPrefix(data, []byte(start)) && (ext != ".webp" || len(data) > 12 && string(data[8:12]) == "WEBP") {
			return nil
		}
	}
	return refuse("it is no %s picture", strings.TrimPrefix(ext, "."))
}

// checkText wants UTF-8 without controls and without what turns text around.
func checkText(data []byte) error {
	if !utf8.Valid(data) {
		return refuse("it is not written in UTF-8")
	}
	for _, r := range string(data) {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == 0xFEFF:
		case unicode.IsControl(r):
			return refuse("it holds the control character U+%04X", r)
		case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			return refuse("it holds U+%04X, which turns text around", r)
		}
	}
	return nil
}

func checkReply(data []byte) error {
	r, _ := savedreply.Parse("x.md", data)
	if r == nil {
		return nil // its last good version stays in force; a broken file harms nobody
	}
	for _, e := range r.Extra {
		if setting(e.Key) {
			return refuse("its front matter names %q, which no file may set", e.Key)
		}
	}
	return nil
}

// checkKeys refuses rules that name what only a person at the laptop may set.
func checkKeys(data []byte) error {
	keys, wrong := policy.Keys(data)
	if wrong != nil {
		return refuse("%s", strings.ReplaceAll(wrong.Message, PolicyFile, "it"))
	}
	for _, k := range keys {
		if setting(k.Name) {
			return refuse("line %d names %q, which no file may set", k.Line, k.Name)
		}
	}
	return nil
}

// setting tells keys that would name a host, port, path, command or account setting. None of them is a key of policy.yaml;
// they are refused so that no later program gives one of them a meaning by mistake.
func setting(key string) bool {
	words := strings.FieldsFunc(splitCamel(key), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{
			"host", "hosts", "hostname", "server", "servers", "port", "ports", "path", "paths", "file", "files", "folder", "dir", "directory",
			"command", "commands", "cmd", "exec", "execute", "run", "shell", "script", "program", "binary", "plugin", "hook", "hooks", "webhook",
			"imap", "smtp", "pop3", "tls", "ssl", "starttls", "pin", "fingerprint", "certificate", "login", "password", "passwd", "passphrase",
			"token", "secret", "oauth", "issuer", "proxy", "url", "urls", "uri", "endpoint", "transport", "account", "accounts", "keyring",
		}, w)
	})
}

// splitCamel writes imapHost as imap host, in lower case.
func splitCamel(key string) string {
	var b strings.Builder
	for i, r := range key {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

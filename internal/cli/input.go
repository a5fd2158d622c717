package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/term"
	"golang.org/x/text/encoding/charmap"

	"deskhand/internal/desk/fault"
)

// passphraseVar opens the sealed file of secrets where nobody can be asked.
const passphraseVar = "DESKHAND_PASSPHRASE"

// maxBody is the largest text that is read for a note or a ticket, in bytes.
const maxBody = 4 << 20

// readBody reads the text of --body-file: a file, or standard input for "-".
func (sh *shell) readBody(name string) (string, error) {
	if name == "" {
		return "", usage("--body-file FILE, or --body-file - to read it from standard input.", "the text is missing")
	}
	return sh.readText(name)
}

// readText reads a text file of a person: UTF-8, also with the mark Notepad writes, or UTF-16 with its mark. Anything
// else is read as Windows-1252 and said.
func (sh *shell) readText(name string) (string, error) {
	b, err := sh.readAll(name)
	if err != nil {
		return "", err
	}
	text, guessed, err := decodeText(b)
	if err != nil {
		return "", &fault.Error{Code: fault.Data, Message: sentence(fmt.Sprintf("%s: %v", name, err)), Hint: "Save it as UTF-8 text.", Err: err}
	}
	if guessed {
		sh.stderr().text("", name+" is not UTF-8; it was read as Windows-1252.", yellow)
	}
	return text, nil
}

func (sh *shell) readAll(name string) ([]byte, error) {
	in, label := sh.prog.In, "standard input"
	if name != "-" {
		label = name
		f, err := os.Open(name)
		if err != nil {
			return nil, fileFault(name, err)
		}
		defer f.Close() //nolint:errcheck // read only
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxBody+1))
	if err != nil {
		return nil, fileFault(label, err)
	}
	if len(b) > maxBody {
		return nil, &fault.Error{Code: fault.Data, Message: label + " is longer than 4 MB.", Hint: "A note is a text: attach what is longer to a mail."}
	}
	return b, nil
}

// fileFault: a file named on the command line that cannot be read is unusable data (exit code 7).
func fileFault(name string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return &fault.Error{Code: fault.Data, Message: fmt.Sprintf("Cannot read %s: %v.", name, err), Hint: "Check the name and that you may read it.", Err: err}
}

func decodeText(b []byte) (text string, guessed bool, err error) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		b = b[3:]
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return decodeUTF16(b[2:], func(p []byte) uint16 { return uint16(p[0]) | uint16(p[1])<<8 }), false, nil
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return decodeUTF16(b[2:], func(p []byte) uint16 { return uint16(p[1]) | uint16(p[0])<<8 }), false, nil
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return "", false, errors.New("this is no text: it holds a zero byte")
	}
	if !utf8.Valid(b) {
		b, err = charmap.Windows1252.NewDecoder().Bytes(b)
		if err != nil {
			return "", false, fmt.Errorf("read as Windows-1252: %w", err)
		}
		guessed = true
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n"), guessed, nil
}

func decodeUTF16(b []byte, unit func([]byte) uint16) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, unit(b))
	}
	return strings.ReplaceAll(string(utf16.Decode(units)), "\r\n", "\n")
}

// readPassword takes the mailbox's password from standard input or asks for it on the terminal. It is never an argument:
// those stand in the shell's history and in the list of processes.
func (sh *shell) readPassword(fromStdin bool, prompt string) (string, error) {
	if fromStdin {
		line, err := bufio.NewReader(io.LimitReader(sh.prog.In, 64<<10)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read password from standard input: %w", err)
		}
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", usage("Pipe it in: printf %s \"$PASSWORD\" | deskhand account add … --password-stdin", "standard input holds no password")
		}
		return line, nil
	}
	return sh.askHidden(prompt, usage("Pipe it in with --password-stdin.", "nobody can be asked for the password here"))
}

// askHidden asks on the terminal without showing what is typed; nobody is the error where there is no terminal.
func (sh *shell) askHidden(prompt string, nobody error) (string, error) {
	in, ok := sh.prog.In.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", nobody
	}
	fmt.Fprint(sh.prog.Err, cleanLine(prompt)+" ") //nolint:errcheck // a prompt
	b, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(sh.prog.Err) //nolint:errcheck // a prompt
	if err != nil {
		return "", fmt.Errorf("read what was typed: %w", err)
	}
	return string(b), nil
}

// passphrase opens the sealed file where no keyring answers (cli.md, Secrets).
func (sh *shell) passphrase() (string, error) {
	if p := sh.prog.Getenv(passphraseVar); p != "" {
		return p, nil
	}
	return sh.askHidden("Passphrase of the sealed file:", &fault.Error{
		Code:    fault.Refused,
		Message: "There is no keyring, and nobody can be asked for the passphrase of the sealed file.",
		Hint:    "Set " + passphraseVar + ", or unlock the keyring.",
	})
}

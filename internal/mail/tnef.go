package mail

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Limits on winmail.dat. Files in it are read as a stream; only what is listed here is held.
const (
	maxTNEFProps = 8 << 20 // bytes of one attribute that holds properties or text
	maxTNEFFiles = 500
	maxTNEFDepth = 4 // messages in messages
)

var errTNEF = errors.New("not in the form that Outlook packs mails in")

// tnefFile is one file packed in winmail.dat; its place in the list is its number.
type tnefFile struct {
	title, long, mime, cid string
	text                   string // of a mail in the mail
}

func (f *tnefFile) name() string {
	if f.long != "" {
		return f.long
	}
	return f.title
}

// tnefMessage is what of a mail packed in winmail.dat can be shown.
type tnefMessage struct {
	subject, text, html string
	rtf                 []byte // compressed
}

// tnef reads Outlook's winmail.dat ([MS-OXTNEF]) as a stream. There is no Go library that is kept and reads without
// holding all of it, and the format is a list of attributes.
type tnef struct {
	r       io.Reader
	file    func(n int, r io.Reader) error // gets the bytes of file n (from 0), as often as it has some; an error ends the reading
	files   *[]tnefFile
	msg     tnefMessage
	charset string
	current int // file that attributes belong to, or -1
	depth   int
	over    bool // something went beyond a limit
}

// readTNEF walks through r. What was read before an error counts.
func readTNEF(r io.Reader, file func(int, io.Reader) error) (tnefMessage, []tnefFile, error) {
	var files []tnefFile
	t := tnef{r: r, file: file, files: &files, current: -1, charset: "windows-1252"}
	err := t.read()
	if err == nil && t.over {
		err = fmt.Errorf("more than %d files, or more than %d MB of text; the rest is not shown", maxTNEFFiles, maxTNEFProps>>20)
	}
	return t.msg, files, err
}

const tnefSignature = 0x223E9F78

func (t *tnef) read() error {
	var head [9]byte
	if _, err := io.ReadFull(t.r, head[:6]); err != nil || binary.LittleEndian.Uint32(head[:]) != tnefSignature {
		return errTNEF
	}
	for {
		n, err := io.ReadFull(t.r, head[:])
		if err == io.EOF || n > 0 && n < len(head) && len(bytes.Trim(head[:n], "\x00\r\n")) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("an attribute: %w", err)
		}
		id, size := binary.LittleEndian.Uint16(head[1:]), int64(binary.LittleEndian.Uint32(head[5:]))
		if head[0] != 1 && head[0] != 2 {
			return errTNEF
		}
		body := &io.LimitedReader{R: t.r, N: size}
		if err := t.attribute(id, body, size); err != nil {
			return err
		}
		if _, err := io.CopyN(io.Discard, t.r, body.N+2); err != nil { // the rest, and a checksum
			if body.N == 0 && errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("an attribute: %w", err)
		}
	}
}

// The attributes that are read ([MS-OXTNEF] 2.1.3.2).
const (
	attSubject        = 0x8004
	attBody           = 0x800C
	attOemCodepage    = 0x9007
	attMsgProps       = 0x9003
	attAttachRendData = 0x9002 // begins a file
	attAttachTitle    = 0x8010
	attAttachData     = 0x800F
	attAttachment     = 0x9005 // properties of a file
)

func (t *tnef) attribute(id uint16, r io.Reader, size int64) error {
	switch id {
	case attAttachRendData:
		t.newFile()
		return nil
	case attAttachData:
		if n := t.here(); n >= 0 {
			return t.file(n, r)
		}
		return nil
	case attSubject, attBody, attOemCodepage, attMsgProps, attAttachTitle, attAttachment:
	default:
		return nil
	}
	if size > maxTNEFProps {
		t.over = true
		return nil
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("an attribute: %w", err)
	}
	if int64(len(b)) < size {
		return fmt.Errorf("an attribute: %w", io.ErrUnexpectedEOF)
	}
	switch id {
	case attOemCodepage:
		if len(b) >= 4 {
			t.charset = codePage(binary.LittleEndian.Uint32(b))
		}
	case attSubject:
		t.msg.subject = t.string8(b)
	case attBody:
		t.msg.text = t.string8(b)
	case attAttachTitle:
		if n := t.here(); n >= 0 {
			(*t.files)[n].title = t.string8(b)
		}
	case attMsgProps:
		mapiProps(b, t.messageProp)
	case attAttachment:
		if t.here() >= 0 {
			var found error
			mapiProps(b, func(id, kind uint16, v []byte) {
				if err := t.fileProp(id, kind, v); err != nil && found == nil {
					found = err
				}
			})
			return found
		}
	}
	return nil
}

func (t *tnef) newFile() {
	t.current = -1
	if len(*t.files) >= maxTNEFFiles {
		t.over = true
		return
	}
	*t.files = append(*t.files, tnefFile{})
	t.current = len(*t.files) - 1
}

// here is the file that an attribute belongs to; the first may come without its beginning.
func (t *tnef) here() int {
	if t.current < 0 && len(*t.files) == 0 {
		t.newFile()
	}
	return t.current
}

func (t *tnef) string8(b []byte) string {
	s, _ := toUTF8(bytes.TrimRight(b, "\x00"), t.charset)
	return s
}

// prop reads a property that is text.
func (t *tnef) prop(kind uint16, v []byte) string {
	if kind == mapiUnicode {
		for len(v) > 1 && v[len(v)-1] == 0 && v[len(v)-2] == 0 {
			v = v[:len(v)-2]
		}
		s, _ := toUTF8(v, "utf-16le")
		return s
	}
	return t.string8(v)
}

func (t *tnef) messageProp(id, kind uint16, v []byte) {
	switch id {
	case 0x0037:
		t.msg.subject = t.prop(kind, v)
	case 0x1000:
		t.msg.text = t.prop(kind, v)
	case 0x1009:
		t.msg.rtf = bytes.Clone(v)
	case 0x1013:
		if kind == mapiBinary {
			t.msg.html, _ = toUTF8(bytes.TrimRight(v, "\x00"), cmp.Or(metaCharset(v), t.charset))
			return
		}
		t.msg.html = t.prop(kind, v)
	}
}

// fileProp reads one property of the current file.
func (t *tnef) fileProp(id, kind uint16, v []byte) error {
	f := &(*t.files)[t.current]
	switch id {
	case 0x3707:
		f.long = t.prop(kind, v)
	case 0x3704, 0x3001:
		if f.title == "" {
			f.title = t.prop(kind, v)
		}
	case 0x370E:
		f.mime = asciiLower(t.prop(kind, v))
	case 0x3712:
		f.cid = t.prop(kind, v)
	case 0x3701:
		const iid = 16 // a GUID that says what interface it is
		if kind == mapiObject && len(v) > iid && len(v) >= iid+4 && binary.LittleEndian.Uint32(v[iid:]) == tnefSignature {
			return t.inner(v[iid:])
		}
		if kind == mapiBinary && len(v) > 0 {
			return t.file(t.current, bytes.NewReader(v))
		}
	}
	return nil
}

// inner reads a mail in the mail: it becomes a text file, its own files stand behind it.
func (t *tnef) inner(b []byte) error {
	if t.depth >= maxTNEFDepth {
		return nil
	}
	n := t.current
	sub := tnef{r: bytes.NewReader(b), file: t.file, files: t.files, charset: t.charset, current: -1, depth: t.depth + 1}
	err := sub.read()
	t.over = t.over || sub.over
	text, _ := sub.msg.words()
	f := &(*t.files)[n]
	f.mime, f.text = "text/plain", sub.msg.subject+"\n\n"+text
	if f.name() == "" {
		f.title = sub.msg.subject
	}
	f.long = f.name() + ".txt"
	if errors.Is(err, errFound) {
		return err
	}
	return t.file(n, bytes.NewReader([]byte(f.text)))
}

// words gives the text and the HTML of a packed mail.
func (m *tnefMessage) words() (text, html string) {
	text, html = m.text, m.html
	if html == "" && len(m.rtf) > 0 {
		if rtf, err := inflateRTF(m.rtf); err == nil {
			words, isHTML := rtfText(rtf)
			switch {
			case isHTML:
				html = words
			case text == "":
				text = words
			}
		}
	}
	if text == "" && html != "" {
		text, _ = htmlText(html)
	}
	return text, html
}

// codePage names the charset of a Windows code page.
func codePage(n uint32) string {
	switch n {
	case 932:
		return "shift_jis"
	case 936:
		return "gbk"
	case 949:
		return "euc-kr"
	case 950:
		return "big5"
	case 20127, 0:
		return "windows-1252"
	case 20866:
		return "koi8-r"
	case 65001:
		return "utf-8"
	}
	if n >= 28591 && n <= 28606 {
		return "iso-8859-" + strconv.Itoa(int(n-28590))
	}
	if n == 437 || n >= 850 && n <= 866 {
		return "ibm" + strconv.Itoa(int(n))
	}
	return "windows-" + strconv.Itoa(int(n))
}

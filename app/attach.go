package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"os"
	"path/filepath"
	"strings"

	"deskhand/internal/desk/fault"
)

// maxAttachment is the largest file that is attached, in bytes. Most servers take a quarter of it at best.
const maxAttachment = 100 << 20

// picked is a file that a person chose, open and looked at.
type picked struct {
	name string
	file *os.File
}

// attach puts files of this computer into a draft: all of them, or none where one cannot be.
func (h *host) attach(draft string, paths []string, inline bool) (views []FileView, err error) {
	views = []FileView{}
	var open []picked
	defer func() {
		for _, p := range open {
			err = errors.Join(err, p.file.Close())
		}
	}()
	for _, path := range paths {
		f, err := openRegular(path)
		if err != nil {
			return views, err
		}
		open = append(open, picked{filepath.Base(path), f})
	}
	for _, p := range open {
		kind := mime.TypeByExtension(strings.ToLower(filepath.Ext(p.name)))
		f, err := h.desk.Compose.Attach(h.ctx, draft, p.name, kind, inline && isPicture(p.name), &capped{r: p.file, left: maxAttachment, name: p.name})
		if err != nil {
			return []FileView{}, errors.Join(err, h.detach(draft, views))
		}
		views = append(views, fileView(f))
	}
	return views, nil
}

// detach takes out again what came before one that could not.
func (h *host) detach(draft string, views []FileView) (err error) {
	for _, v := range views {
		err = errors.Join(err, h.desk.Compose.RemoveFile(h.ctx, draft, v.ID))
	}
	return err
}

// shownType tells types of files that can stand in a mail's text.
func shownType(kind string) bool {
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return true
	}
	return false
}

// isPicture tells names of files that can stand in a mail's text.
func isPicture(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp":
		return true
	}
	return false
}

// openRegular opens what is plainly a file: no link, which could lead anywhere, no pipe or device, which might never end.
func openRegular(path string) (*os.File, error) {
	name := filepath.Base(path)
	before, err := os.Lstat(path)
	if err == nil {
		err = plainFile(name, before)
	}
	if err != nil {
		return nil, unreadable(name, err)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, unreadable(name, err)
	}
	after, err := f.Stat()
	if err == nil && !os.SameFile(before, after) { // another one took its place between the two looks
		err = fs.ErrNotExist
	}
	if err == nil {
		err = plainFile(name, after)
	}
	if err != nil {
		return nil, errors.Join(unreadable(name, err), f.Close())
	}
	return f, nil
}

func plainFile(name string, info fs.FileInfo) error {
	mode := info.Mode()
	switch {
	case mode.IsDir():
		return fault.Newf(fault.Refused, "Pack it into one file first, and attach that.", "%s is a folder.", name)
	case mode&fs.ModeSymlink != 0:
		return fault.Newf(fault.Refused, "Attach the file that it leads to.", "%s is a link to another file.", name)
	case !mode.IsRegular():
		return fault.Newf(fault.Refused, "Only files can be attached.", "%s is no file.", name)
	case info.Size() > maxAttachment:
		return tooLarge(name)
	}
	return nil
}

func tooLarge(name string) error {
	return fault.Newf(fault.Refused, "Put it where they can fetch it, and send the link.", "%s is larger than 100 MB.", name)
}

func unreadable(name string, err error) error {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, fs.ErrNotExist):
		return fault.Newf(fault.NotFound, "Look where it went, and attach it again.", "%s is no longer there.", name)
	case errors.Is(err, fs.ErrPermission):
		return fault.Newf(fault.Refused, "Ask its owner for it.", "%s may not be read by you.", name)
	}
	return fault.From(fmt.Errorf("read %s: %w", name, err))
}

// capped refuses a file that grows past the limit while it is read.
type capped struct {
	r    io.Reader
	left int64
	name string
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, tooLarge(c.name)
	}
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}

package app

import (
	"crypto/rand"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"deskhand/internal/desk/fault"
)

// eventDropped tells that files were let go over the window.
const eventDropped = "dropped"

// Dropped names the files; where they are, the page never learns. Token stands for them once.
type Dropped struct {
	Token string   `json:"token"`
	Names []string `json:"names"`
}

const (
	maxDrops = 4   // the newest that nobody has taken yet
	maxFiles = 200 // of one drop
)

// drops keeps where dropped files are until the page attaches them.
type drops struct {
	mu    sync.Mutex
	order []string
	paths map[string][]string
}

func (d *drops) add(paths []string) (token string) {
	token = rand.Text()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.paths == nil {
		d.paths = map[string][]string{}
	}
	d.paths[token] = paths
	d.order = append(d.order, token)
	if len(d.order) > maxDrops {
		delete(d.paths, d.order[0])
		d.order = d.order[1:]
	}
	return token
}

func (d *drops) take(token string) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	paths, ok := d.paths[token]
	if !ok {
		return nil, fault.New(fault.NotFound, "These files are no longer at hand.", "Drop them again.")
	}
	delete(d.paths, token)
	return paths, nil
}

// dropped takes the addresses that the desktop gave the window. They come from GTK itself, never through the page: what
// Wails calls file drop takes paths from whatever the page says.
func (h *host) dropped(uris []string) {
	var paths, names []string
	for _, uri := range uris {
		if path := localFile(uri); path != "" && len(paths) < maxFiles {
			paths, names = append(paths, path), append(names, strings.ToValidUTF8(filepath.Base(path), "�"))
		}
	}
	if len(paths) > 0 {
		h.emit(eventDropped, Dropped{Token: h.drops.add(paths), Names: names})
	}
}

// localFile is the path of a file: address on this computer (RFC 8089); empty for any other.
func localFile(uri string) string {
	u, err := url.Parse(strings.TrimSpace(uri))
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" || u.User != nil || u.Opaque != "" {
		return ""
	}
	if strings.ContainsRune(u.Path, 0) || !filepath.IsAbs(filepath.FromSlash(u.Path)) {
		return ""
	}
	return filepath.Clean(filepath.FromSlash(u.Path))
}

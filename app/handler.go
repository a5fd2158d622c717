package app

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"deskhand/internal/desk/fault"
)

// mailPrefix begins every address that this handler answers.
const mailPrefix = "/mail/"

// mailCSP is a mail's own policy, in the header and in the page (desktop.md, "Showing a stranger's HTML").
const mailCSP = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"

// pageCSP is the window's own; index.html says the same.
const pageCSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"

// mailHandler answers what the mail frames ask for: a mail as a safe page, its own pictures, those from outside after
// consent, and the same of mails that are written here (handler_draft.go). It changes nothing, and never gives out an attachment as it is: it would stand beside the bindings.
type mailHandler struct {
	h     *host
	fetch *fetcher
}

// guarded puts the window's policy on everything that is no mail.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !framed(r.URL.Path) {
			w.Header().Set("Content-Security-Policy", pageCSP)
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// framed are the addresses of this handler: what stands there came from outside, or goes there.
func framed(path string) bool {
	return strings.HasPrefix(path, mailPrefix) || strings.HasPrefix(path, outboxPrefix) || strings.HasPrefix(path, draftFilePrefix)
}

func pictureURL(key, kind string, n int) string {
	return mailPrefix + key + "/" + kind + "/" + strconv.Itoa(n)
}

// address of this handler: the key, and perhaps a picture by number.
func parseAddress(path string) (key, kind string, n int, ok bool) {
	m := regexp.MustCompile(`^/mail/(m[0-9A-Z]{16})(?:/(cid|remote)/([0-9]{1,4}))?$`).FindStringSubmatch(path)
	if m == nil {
		return "", "", 0, false
	}
	if m[3] != "" {
		number, err := strconv.Atoi(m[3])
		if err != nil {
			return "", "", 0, false
		}
		n = number
	}
	return m[1], m[2], n, true
}

func (m *mailHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", mailCSP)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cache-Control", "no-store")
	head.Set("Referrer-Policy", "no-referrer")
	if r.Method != http.MethodGet {
		head.Set("Allow", http.MethodGet)
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path == canaryPath {
		m.h.canary.serve(w)
		return
	}
	key, kind, n, ok := parseAddress(r.URL.Path)
	switch {
	case strings.HasPrefix(r.URL.Path, outboxPrefix):
		m.outgoing(w, r)
	case strings.HasPrefix(r.URL.Path, draftFilePrefix):
		m.draftFile(w, r)
	case !ok:
		http.NotFound(w, r)
	case kind == "":
		m.page(w, key, r.URL.Query().Get("theme") == "dark")
	default:
		m.picture(w, r, key, kind, n)
	}
}

func (m *mailHandler) page(w http.ResponseWriter, key string, dark bool) {
	if m.h.canary.failed.Load() {
		m.refuse(w, unsafeView())
		return
	}
	page, _, err := m.h.page(key, m.h.consent.allowed(key), dark)
	if err != nil {
		m.refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, sheetPage(page.HTML, page.Style, dark && !page.Designed)) //nolint:errcheck // the frame went away
}

// picture answers with a raster image and nothing else, whatever the mail or the server called it.
func (m *mailHandler) picture(w http.ResponseWriter, r *http.Request, key, kind string, n int) {
	s, err := m.h.sheet(key)
	if err != nil {
		m.refuse(w, err)
		return
	}
	var data []byte
	switch {
	case kind == "cid" && n < len(s.cids):
		data, err = m.h.inline(key, s.cids[n])
	case kind == "remote" && n < len(s.remote) && m.h.consent.allowed(key):
		data, err = m.fetch.get(r.Context(), s.remote[n])
	default:
		http.NotFound(w, r)
		return
	}
	if err != nil {
		m.refuse(w, err)
		return
	}
	show(w, data)
}

// show answers with a raster image, of the type that its bytes say, or not at all.
func show(w http.ResponseWriter, data []byte) {
	kind, ok := rasterType(data)
	if !ok {
		http.Error(w, "no picture", http.StatusUnsupportedMediaType)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Write(data) //nolint:errcheck // the frame went away
}

// inline reads a picture of the mail itself.
func (h *host) inline(key, cid string) ([]byte, error) {
	path, err := h.desk.Inbox.CID(h.ctx, key, cid)
	if err != nil {
		return nil, err //nolint:wrapcheck // a fault, told as it is
	}
	if path == "" {
		return nil, fault.New(fault.NotFound, "The mail has no such picture.", "")
	}
	data, _, err := h.desk.Inbox.Attachment(h.ctx, key, path)
	return data, err //nolint:wrapcheck // a fault, told as it is
}

// refuse says in the frame why there is nothing to see.
func (m *mailHandler) refuse(w http.ResponseWriter, err error) {
	f := fault.From(err)
	status := http.StatusInternalServerError
	if f.Code == fault.NotFound {
		status = http.StatusNotFound
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprint(w, sheetPage("<p>"+html.EscapeString(f.Message)+"</p>", "", false)) //nolint:errcheck // the frame went away
}

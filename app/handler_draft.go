package app

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"deskhand/internal/desk/fault"
)

// maxInline is the largest picture of a draft that is shown, in bytes; all requests of the page share one loop.
const maxInline = 20 << 20

// outgoing shows a mail of the outbox as it is sent, made as safe as one that came.
func (m *mailHandler) outgoing(w http.ResponseWriter, r *http.Request) {
	id, ok := idAfter(outboxPrefix, r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	if m.h.canary.failed.Load() {
		m.refuse(w, unsafeView())
		return
	}
	dark := r.URL.Query().Get("theme") == "dark"
	page, err := m.h.desk.Compose.HTMLOf(r.Context(), id, dark)
	if err != nil {
		m.refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, sheetPage(page.HTML, page.Style, dark)) //nolint:errcheck // the frame went away
}

// draftFile answers with a picture that stands in a draft's text, and with no other file of it.
func (m *mailHandler) draftFile(w http.ResponseWriter, r *http.Request) {
	id, ok := idAfter(draftFilePrefix, r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	data, err := m.h.inlineOfDraft(r, id)
	if err != nil {
		m.refuse(w, err)
		return
	}
	show(w, data)
}

func (h *host) inlineOfDraft(r *http.Request, id string) (data []byte, err error) {
	file, f, err := h.desk.Compose.OpenFile(r.Context(), id)
	if err != nil {
		return nil, err //nolint:wrapcheck // a fault, told as it is
	}
	defer func() {
		if shut := file.Close(); err == nil && shut != nil {
			err = fmt.Errorf("close the picture: %w", shut)
		}
	}()
	if !f.Inline {
		return nil, fault.New(fault.NotFound, "The draft has no such picture.", "")
	}
	if f.Size > maxInline {
		return nil, fault.New(fault.Refused, "The picture is too large to be shown here. It is sent all the same.", "")
	}
	data, err = io.ReadAll(io.LimitReader(file, maxInline))
	if err != nil {
		return nil, fmt.Errorf("read the picture: %w", err)
	}
	return data, nil
}

// idAfter is the id of an address; nothing may stand behind it.
func idAfter(prefix, path string) (id string, ok bool) {
	id = strings.TrimPrefix(path, prefix)
	return id, regexp.MustCompile(`^[0-9A-Za-z]{4,40}$`).MatchString(id)
}

func unsafeView() error {
	return fault.New(fault.Refused, "This computer's web view does not hold mail safely: it is shown as text.", "")
}

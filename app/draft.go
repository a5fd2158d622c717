package app

import (
	"deskhand/internal/desk/compose"
	"deskhand/internal/mail"
)

// draftFilePrefix begins the address of a picture in a draft's text.
const draftFilePrefix = "/draft-file/"

func (h *host) draftView(d compose.Draft) DraftView {
	v := DraftView{
		ID: d.ID, Ticket: d.Ticket, Kind: d.Kind, From: d.From, Froms: some(d.Froms), To: d.To, Cc: d.Cc, Subject: d.Subject, HTML: d.HTML,
		Quoted: d.Quoted, Files: fileViews(d.Files), Outside: d.Outside, Left: addressViews(d.Left), Notice: d.Notice,
		News: h.newsView(d.Ticket, d.News), SavedAt: int64(d.SavedAt), Blank: d.Blank,
		Base: d.Base, Other: otherView(d.Other),
	}
	if q := d.Quote; q != nil {
		v.Quote = &QuoteView{Key: q.Key, Head: q.Head, Lines: q.Lines, Text: q.Text}
		if q.Key != "" {
			v.Quote.FrameURL = frameURL(q.Key)
		}
	}
	return v
}

func otherView(o *compose.Other) *OtherView {
	if o == nil {
		return nil
	}
	return &OtherView{ID: o.ID, HTML: o.HTML, Notice: o.Notice, SavedAt: int64(o.SavedAt)}
}

func (h *host) newsView(ticket string, n *compose.News) *NewsView {
	if n == nil {
		return nil
	}
	return &NewsView{Text: n.Text, Entries: h.entries(ticket, n.Entries)}
}

func fileViews(list []compose.File) []FileView {
	out := make([]FileView, 0, len(list))
	for _, f := range list {
		out = append(out, fileView(f))
	}
	return out
}

func fileView(f compose.File) FileView {
	v := FileView{ID: f.ID, Name: f.Name, Type: f.Type, Size: f.Size, Inline: f.Inline, CID: f.CID, Along: f.Along}
	if f.Inline {
		v.URL, v.CID = draftFilePrefix+f.ID, f.CID
	}
	return v
}

func addressViews(list []mail.Address) []AddressView {
	out := make([]AddressView, 0, len(list))
	for _, a := range list {
		out = append(out, AddressView{Name: a.Name, Addr: a.Addr})
	}
	return out
}

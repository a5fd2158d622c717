package app

import (
	"cmp"
	"net/url"
	"strings"

	"deskhand/internal/calendar"
	"deskhand/internal/mail/sender"
	"deskhand/internal/ticket"
)

func senderView(v *sender.Verdict) *SenderView {
	if v == nil {
		return nil
	}
	out := &SenderView{Auth: v.Auth, Warnings: []SenderWarning{}}
	for _, w := range v.Warnings {
		out.Warnings = append(out.Warnings, SenderWarning{Kind: w.Kind, Text: w.Text})
	}
	return out
}

func bounced(b *ticket.Bounced) *BounceView {
	if b == nil {
		return nil
	}
	return &BounceView{Action: b.Action, Recipient: b.Recipient, Status: b.Status, Reason: b.Reason, Hard: b.Hard, At: int64(b.At)}
}

// notDelivered says of each bounce what did not arrive, and the same of the mail of ours that it is about; of several the
// worst and newest.
func notDelivered(views []EntryView, list []ticket.Entry) {
	said := map[string]*BounceView{}
	for i, e := range list {
		b := e.BounceOf
		if b == nil {
			continue
		}
		v := &BounceView{Action: b.Action, Recipient: b.Recipient, Status: b.Status, Reason: b.Reason, Hard: b.Hard, At: int64(e.At)}
		views[i].Bounce = v
		if old := said[b.OriginalMessageID]; old == nil || v.Action != "delayed" || old.Action == "delayed" {
			said[b.OriginalMessageID] = v
		}
	}
	for i, e := range list {
		if e.Direction == "out" && e.MessageID != "" && views[i].Bounce == nil {
			views[i].Bounce = said[e.MessageID]
		}
	}
}

// languageOf is what the customer writes in, as their newest mail tells.
func languageOf(entries []ticket.Entry) (language string) {
	for _, e := range entries {
		if e.Kind == ticket.KindMessage && e.Direction == "in" && (e.Machine == "" || e.Machine == ticket.NoMachine) {
			language = cmp.Or(e.Language, language)
		}
	}
	return language
}

func inviteView(i calendar.Invite) *InviteView {
	v := &InviteView{
		Title: cmp.Or(i.Summary, "Invitation"), Location: i.Location, Organizer: i.Organizer, Method: i.Method, AllDay: i.AllDay,
		TimeZone: i.TimeZone, Cancelled: i.Cancelled, Answers: []InviteAnswer{}, Problems: some(i.Problems),
	}
	if !i.Start.IsZero() {
		v.Start = i.Start.UnixMilli()
	}
	if !i.End.IsZero() {
		v.End = i.End.UnixMilli()
	}
	if u, err := url.Parse(i.JoinURL); err == nil {
		v.JoinHost = u.Hostname()
	}
	return v
}

// attachmentView is a file of a mail with what it could do to who opens it.
func attachmentView(a ticket.Attachment) Attachment {
	v := Attachment{ID: a.ID, Name: a.Name, Type: a.Type, Size: a.Size, Inline: a.Inline, Kind: a.Kind, Risk: a.Risk}
	v.RiskText = riskText(a.Name, a.Risk)
	return v
}

func riskText(name, risk string) string {
	switch risk {
	case "":
		return ""
	case "program":
		return "A program: it runs when it is opened."
	case "script":
		return "A script: it runs when it is opened."
	case "shortcut":
		return "A shortcut: it leads somewhere else."
	case "disk-image":
		return "A disk image: nothing on it is marked as from the internet."
	case "macro":
		return "A document with macros: programs that can run when it is opened."
	case "archive":
		return "An archive: nobody has looked at what is packed in it."
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return "It is not what its name says (" + name[i:] + ")."
	}
	return "It is not what its name says."
}

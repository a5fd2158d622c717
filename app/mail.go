package app

import (
	"cmp"
	"net/url"
	"time"

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

// nextYears is how far ahead the next time of a series is looked for.
const nextYears = 5

// answered is the word for a PARTSTAT (RFC 5545 section 3.2.12); empty: no answer yet, or none that is shown.
func answered(partStat string) string {
	switch partStat {
	case "ACCEPTED":
		return "accepted"
	case "DECLINED":
		return "declined"
	case "TENTATIVE":
		return "tentative"
	}
	return ""
}

func inviteView(i calendar.Invite, now time.Time, here *time.Location) *InviteView {
	if i.Floating && !i.AllDay { // the clock's times, wherever one is
		i.Start, i.End = calendar.Resolve(i.Start, here), calendar.Resolve(i.End, here)
	}
	v := &InviteView{
		Title: cmp.Or(i.Summary, "Invitation"), Location: i.Location, Organizer: i.Organizer, Method: i.Method, AllDay: i.AllDay,
		TimeZone: i.TimeZone, Cancelled: i.Cancelled, Answers: []InviteAnswer{}, Problems: some(i.Problems),
	}
	v.Repeats = i.Repeats()
	if next := i.Occurrences(now, now.AddDate(nextYears, 0, 0), 1); len(next) > 0 {
		v.Next = next[0].Start.UnixMilli()
	}
	for _, a := range i.Answers {
		if word := answered(a.PartStat); word != "" && i.Method == "REPLY" {
			v.Answers = append(v.Answers, InviteAnswer{Who: a.Who, Answer: word})
		}
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

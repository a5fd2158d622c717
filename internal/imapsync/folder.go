package imapsync

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// FolderInfo is one folder as the server lists it.
type FolderInfo struct {
	Name     string
	Role     Role
	Messages int // -1: not asked
}

// folders lists what can be opened, with roles: by SPECIAL-USE (RFC 6154), else by name.
func (s *session) folders(ctx context.Context) ([]FolderInfo, error) {
	s.wire.begin(0)
	defer s.wire.end()
	var opts *imap.ListOptions
	if s.has.specialUse {
		opts = &imap.ListOptions{ReturnSpecialUse: true}
	}
	list, err := s.client.List("", "*", opts).Collect()
	if err != nil {
		return nil, s.failed(ctx, fmt.Errorf("list folders: %w", err))
	}
	return roles(list), nil
}

// roles gives each role to one folder: the one the server marks, else the one whose name says so, the shortest first
// ("Sent" before "Old/Sent").
func roles(list []*imap.ListData) []FolderInfo {
	var out []FolderInfo
	taken := map[Role]bool{}
	byName := map[int]Role{}
	for _, d := range list {
		if slices.Contains(d.Attrs, imap.MailboxAttrNoSelect) || slices.Contains(d.Attrs, imap.MailboxAttrNonExistent) {
			continue
		}
		f := FolderInfo{Name: d.Mailbox, Messages: -1}
		if strings.EqualFold(d.Mailbox, "INBOX") {
			f.Name, f.Role = "INBOX", RoleInbox
		} else {
			for _, attr := range d.Attrs {
				if r, ok := roleOfAttr[attr]; ok && !taken[r] {
					f.Role = r
				}
			}
		}
		if f.Role != RoleOther {
			taken[f.Role] = true
		} else if r := roleOfName(d.Mailbox, d.Delim); r != RoleOther {
			byName[len(out)] = r
		}
		out = append(out, f)
	}
	order := make([]int, 0, len(byName))
	for i := range byName {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int {
		if d := len(out[a].Name) - len(out[b].Name); d != 0 {
			return d
		}
		return strings.Compare(out[a].Name, out[b].Name)
	})
	for _, i := range order {
		if r := byName[i]; !taken[r] {
			taken[r] = true
			out[i].Role = r
		}
	}
	return out
}

var roleOfAttr = map[imap.MailboxAttr]Role{
	imap.MailboxAttrSent:    RoleSent,
	imap.MailboxAttrDrafts:  RoleDrafts,
	imap.MailboxAttrJunk:    RoleJunk,
	imap.MailboxAttrTrash:   RoleTrash,
	imap.MailboxAttrArchive: RoleArchive,
}

// sentNames are the names that mail programs and providers give the folder of sent mail, in lower case.
var sentNames = []string{
	"sent", "sent items", "sent messages", "sent mail", "sent-mail", "sentbox", "outbox sent",
	"gesendet", "gesendete elemente", "gesendete objekte", "gesendete nachrichten",
	"envoyés", "messages envoyés", "éléments envoyés", "objets envoyés",
	"enviados", "elementos enviados", "mensajes enviados", "enviada", "itens enviados", "mensagens enviadas",
	"inviata", "posta inviata", "inviati", "elementi inviati", "messaggi inviati",
	"verzonden", "verzonden items", "verzonden berichten", "skickat", "skickade", "skickade objekt", "sendt", "sendte elementer",
	"sendt post", "lähetetyt", "lähetetyt viestit", "wysłane", "elementy wysłane", "odeslané", "odeslaná pošta", "odoslané",
	"elküldött", "elküldött elemek", "elküldött üzenetek", "trimise", "elemente trimise", "изпратени", "отправленные", "надіслані", "απεσταλμένα",
	"gönderilmiş öğeler", "gönderilenler", "gönderilmiş", "送信済み", "送信済みアイテム", "送信済みメール", "已发送", "已发送邮件", "寄件備份", "寄件备份", "보낸편지함", "보낸 편지함",
}

func roleOfName(name string, delim rune) Role {
	if delim != 0 {
		if i := strings.LastIndexByte(name, byte(delim)); i >= 0 && delim < 0x80 {
			name = name[i+1:]
		}
	}
	if slices.Contains(sentNames, strings.ToLower(strings.TrimSpace(name))) {
		return RoleSent
	}
	return RoleOther
}

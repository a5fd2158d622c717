package imapsync

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Each name has one meaning, and is written as names are compared.
func TestRoleNames(t *testing.T) {
	seen := map[string]Role{}
	for role, names := range roleNames {
		for _, n := range names {
			if n != plainName(n) {
				t.Errorf("%q is not how names are compared: %q", n, plainName(n))
			}
			if other, ok := seen[n]; ok {
				t.Errorf("%q is %s and %s", n, other, role)
			}
			seen[n] = role
		}
	}
	for name, want := range map[string]Role{
		"Sent-Mail": RoleSent, "GESENDETE OBJEKTE": RoleSent, "E\u0301le\u0301ments envoye\u0301s": RoleSent, "送信済みアイテム": RoleSent, "Отправленные": RoleSent,
		"Junk E-mail": RoleJunk, "Spamverdacht": RoleJunk, "Courrier indésirable": RoleJunk, "迷惑メール": RoleJunk, "垃圾邮件": RoleJunk, "Нежелательная почта": RoleJunk,
		"Deleted Items": RoleTrash, "Papierkorb": RoleTrash, "Corbeille": RoleTrash, "ゴミ箱": RoleTrash, "휴지통": RoleTrash, "سلة المهملات": RoleTrash,
		"Archives": RoleArchive, "Archiv": RoleArchive, "アーカイブ": RoleArchive, "Архив": RoleArchive, "归档": RoleArchive,
		"Entwürfe": RoleDrafts, "下書き": RoleDrafts, "Черновики": RoleDrafts,
		"Projects": RoleOther, "Sentinel": RoleOther, "": RoleOther,
	} {
		if got := byName(nameRoles(), []string{name}); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// Prefixes and separators are no part of a name; other people's folders have no role.
func TestRolesBelowNamespaces(t *testing.T) {
	dots := imap.NamespaceData{
		Personal: []imap.NamespaceDescriptor{{Prefix: "INBOX.", Delim: '.'}},
		Other:    []imap.NamespaceDescriptor{{Prefix: "user.", Delim: '.'}},
		Shared:   []imap.NamespaceDescriptor{{Prefix: "shared.", Delim: '.'}},
	}
	for name, c := range map[string]struct {
		list   []string // "attribute name"
		delim  rune
		spaces imap.NamespaceData
		want   string // name=role of what has one
	}{
		"courier": {
			[]string{"INBOX", "INBOX.Sent", "INBOX.Trash", "INBOX.Spam", "INBOX.Archive", "INBOX.Clients.Archive", "user.jo.Sent", "shared.Trash"},
			'.', dots,
			"INBOX=inbox INBOX.Sent=sent INBOX.Trash=trash INBOX.Spam=junk INBOX.Archive=archive",
		},
		"a marked folder of somebody else": {[]string{`\Sent shared.Sent`, "INBOX", "INBOX.Sent"}, '.', dots, "INBOX=inbox INBOX.Sent=sent"},
		"without NAMESPACE":                {[]string{"INBOX", "INBOX.Sent", "INBOX.Papierkorb"}, '.', imap.NamespaceData{}, "INBOX=inbox INBOX.Sent=sent INBOX.Papierkorb=trash"},
		"gmail": {
			[]string{"INBOX", `\All [Gmail]/All Mail`, `\Junk [Gmail]/Spam`, `\Sent [Gmail]/Sent Mail`, `\Trash [Gmail]/Trash`, `\Flagged [Gmail]/Starred`, "Clients/Spam"},
			'/',
			imap.NamespaceData{},
			"INBOX=inbox [Gmail]/All Mail=all [Gmail]/Spam=junk [Gmail]/Sent Mail=sent [Gmail]/Trash=trash",
		},
		"marked in capitals":           {[]string{"INBOX", `\SENT Out`, "Sent"}, '/', imap.NamespaceData{}, "INBOX=inbox Out=sent"},
		"deep ones are somebody's own": {[]string{"INBOX", "Clients/Smith/Archive", "Old/Sent", "Trash/2020"}, '/', imap.NamespaceData{}, "INBOX=inbox"},
		"a dot in a name":              {[]string{"INBOX", "Sent"}, 0, imap.NamespaceData{}, "INBOX=inbox Sent=sent"},
		"the journal":                  {[]string{"INBOX", "INBOX." + JournalFolderName, "user.jo." + JournalFolderName, `\All ` + JournalFolderName}, '.', dots, "INBOX=inbox"},
	} {
		var list []*imap.ListData
		for _, entry := range c.list {
			d := &imap.ListData{Mailbox: entry, Delim: c.delim}
			if strings.HasPrefix(entry, `\`) {
				attr, rest, _ := strings.Cut(entry, " ")
				d.Mailbox, d.Attrs = rest, []imap.MailboxAttr{imap.MailboxAttr(attr)}
			}
			list = append(list, d)
		}
		var got []string
		for _, f := range roles(list, c.spaces) {
			if f.Role != RoleOther {
				got = append(got, f.Name+"="+string(f.Role))
			}
			if strings.HasSuffix(f.Name, JournalFolderName) {
				t.Error("the journal folder is listed as mail")
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", name, strings.Join(got, " "), c.want)
		}
	}
}

// A sleep shows in the clock on the wall, in a look that comes late, and a journey in the addresses; nothing else does.
func TestSenses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ahead time.Duration
		home := []netip.Addr{netip.MustParseAddr("192.0.2.1")}
		here := home
		s := newSenses()
		s.wall = func() time.Time { return time.Now().Round(0).Add(ahead) }
		s.addrs = func() []netip.Addr { return here }
		for i, c := range []struct {
			happens func()
			want    change
		}{
			{func() { ahead = time.Hour }, quiet}, // the first look has nothing to compare with
			{func() {}, quiet},
			{func() { ahead += 2 * time.Second }, quiet}, // a clock that is set
			{func() { ahead += time.Hour }, slept},
			{func() {}, quiet},
			{func() { time.Sleep(time.Hour) }, slept},
			{func() { here = nil }, moved},
			{func() {}, quiet},
			{func() { here = home }, moved},
		} {
			time.Sleep(s.every)
			c.happens()
			if got := s.look(); got != c.want {
				t.Errorf("look %d: %v, want %v", i, got, c.want)
			}
		}
	})
	if slices.ContainsFunc(localAddrs(), netip.Addr.IsLoopback) {
		t.Error("a loopback address counts as a network")
	}
}

// Older mail waits on a small battery and a metered line until a person presses the key; on a battery polls are rare.
func TestKindness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var line Line
		e := New(Account{}, nil, nil, nil, Options{Line: func() Line { return line }})
		tr := &tour{e: e}
		time.Sleep(time.Hour)
		for _, c := range []struct {
			line   Line
			spared bool
			every  time.Duration
		}{
			{Line{}, false, 2 * time.Minute},
			{Line{Battery: true}, false, 8 * time.Minute},
			{Line{Battery: true, Low: true}, true, 8 * time.Minute},
			{Line{Metered: true}, true, 2 * time.Minute},
		} {
			line = c.line
			if e.spared() != c.spared || tr.every() != c.every {
				t.Errorf("%+v: spared %v, every %v", line, e.spared(), tr.every())
			}
		}
		e.urged, e.active = time.Now(), time.Now()
		if e.spared() || tr.every() != 15*time.Second {
			t.Errorf("after a key: spared %v, every %v", e.spared(), tr.every())
		}
		time.Sleep(urgedFor + time.Second)
		if !e.spared() || tr.every() != 2*time.Minute {
			t.Errorf("long after a key: spared %v, every %v", e.spared(), tr.every())
		}
	})
}

func TestBusyBackoff(t *testing.T) {
	b := backoff{min: time.Second, max: 2 * time.Minute}
	if d := b.next(&Error{Kind: ErrUnreachable, Err: errBusyServer}); d < 8*time.Second {
		t.Errorf("a busy server is asked again after %v", d)
	}
}

// TestTooMany: more than 200, or more than a fifth of a folder that loses ten or more.
func TestTooMany(t *testing.T) {
	for _, c := range []struct {
		gone, of int
		want     bool
	}{
		{200, 100_000, false},
		{201, 100_000, true},
		{9, 9, false},
		{10, 50, false},
		{11, 50, true},
		{0, 0, false},
	} {
		if got := tooMany(c.gone, c.of); got != c.want {
			t.Errorf("%d of %d: %v", c.gone, c.of, got)
		}
	}
}

package app

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// services are what the page may call.
func services() []any { return newHost(Options{}).bound() }

// The bridge carries plain data: no any, no maps, no time.Time, each field with a name in camel case, each method with
// (T, error) or error.
func TestBridgeCarriesPlainData(t *testing.T) {
	for _, s := range services() {
		typ := reflect.TypeOf(s)
		for i := range typ.Elem().NumField() {
			if f := typ.Elem().Field(i); f.IsExported() {
				t.Errorf("%s.%s is exported: the page could see it", typ, f.Name)
			}
		}
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			name := typ.Elem().Name() + "." + m.Name
			for n := 1; n < m.Type.NumIn(); n++ {
				plain(t, name, m.Type.In(n), map[reflect.Type]bool{})
			}
			out := m.Type.NumOut()
			if out < 1 || out > 2 || m.Type.Out(out-1) != reflect.TypeFor[error]() {
				t.Errorf("%s does not answer (T, error)", name)
			}
			if out == 2 {
				plain(t, name, m.Type.Out(0), map[reflect.Type]bool{})
			}
		}
	}
	for _, event := range []any{Changed{}, SyncState{}, []Problem{}, Reminder{}, Show{}, OutboxState{}, Dropped{}, TeamNews{}, PresenceNews{}, JoinStep{}} {
		plain(t, "event", reflect.TypeOf(event), map[reflect.Type]bool{})
	}
}

func plain(t *testing.T, where string, typ reflect.Type, seen map[reflect.Type]bool) {
	t.Helper()
	if seen[typ] {
		return
	}
	seen[typ] = true
	switch typ.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
	case reflect.Slice, reflect.Pointer:
		plain(t, where, typ.Elem(), seen)
	case reflect.Struct:
		if typ.PkgPath() != "deskhand/app" {
			t.Errorf("%s carries a %s of another package", where, typ)
			return
		}
		for i := range typ.NumField() {
			f := typ.Field(i)
			if !regexp.MustCompile(`^[a-z][A-Za-z]*_?$`).MatchString(strings.TrimSuffix(f.Tag.Get("json"), ",omitempty")) {
				t.Errorf("%s: %s.%s has no name in camel case", where, typ, f.Name)
			}
			plain(t, where+" "+f.Name, f.Type, seen)
		}
	default:
		t.Errorf("%s carries a %s (%s)", where, typ, typ.Kind())
	}
}

// No method takes a path or an address that it would open, and none gives a secret back.
func TestBridgeTakesNoPathAndGivesNoSecret(t *testing.T) {
	secret := regexp.MustCompile(`(?i)password|passphrase|secretvalue|token`)
	for _, s := range services() {
		typ := reflect.TypeOf(s)
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			if m.Type.NumOut() == 2 {
				for _, field := range fields(m.Type.Out(0), map[reflect.Type]bool{}) {
					if secret.MatchString(field) {
						t.Errorf("%s.%s gives back %s", typ.Elem().Name(), m.Name, field)
					}
				}
			}
		}
	}
	// Parameters have names in the source alone.
	for _, file := range []string{"inbox.go", "work.go", "closing.go", "compose.go", "outbox.go", "paste.go", "saved.go", "agenda.go", "team.go", "mailbox.go", "membership.go", "membershipview.go", "teamfile.go"} {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func \(\w+ \*(Inbox|Work|Closing|Compose|Agenda|Team|Membership|Files)\) ([A-Z]\w*)\(([^)]*)\)`).FindAllStringSubmatch(string(src), -1) {
			if regexp.MustCompile(`(?i)\b(path|file|folder|dir|url|uri|href|address)\b`).MatchString(m[3]) {
				t.Errorf("%s.%s takes (%s)", m[1], m[2], m[3])
			}
		}
	}
}

func fields(typ reflect.Type, seen map[reflect.Type]bool) (out []string) {
	for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || seen[typ] {
		return nil
	}
	seen[typ] = true
	for i := range typ.NumField() {
		out = append(out, typ.Field(i).Name)
		out = append(out, fields(typ.Field(i).Type, seen)...)
	}
	return out
}

// Two things open something and are shown all the same, because they are made to leave this laptop by a person's hand. No
// other method gives them, and no other type holds them.
func TestWhatOpensTheTeamIsShownOnPurposeAlone(t *testing.T) {
	shown := map[reflect.Type]map[string]string{
		reflect.TypeFor[InvitationView](): {
			"Membership.Invite": "the code is handed over by whoever made it; it holds no password and is good once, for 48 hours",
			"Membership.Crew":   "so that it can be copied again on the laptop that made it",
		},
		reflect.TypeFor[RecoverySheet](): {
			"Membership.Create":        "the sheet is read once from the screen, onto paper",
			"Membership.RecoverySheet": "the same of a new sheet, which makes the old one void",
		},
	}
	for _, s := range services() {
		typ := reflect.TypeOf(s)
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			name := typ.Elem().Name() + "." + m.Name
			for secret, reasons := range shown {
				if m.Type.NumOut() == 2 && holds(m.Type.Out(0), secret, map[reflect.Type]bool{}) != (reasons[name] != "") {
					t.Errorf("%s and %s: allowed %q", name, secret, reasons[name])
				}
			}
		}
	}
}

func holds(typ, what reflect.Type, seen map[reflect.Type]bool) bool {
	for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ == what {
		return true
	}
	if typ.Kind() != reflect.Struct || seen[typ] {
		return false
	}
	seen[typ] = true
	for i := range typ.NumField() {
		if holds(typ.Field(i).Type, what, seen) {
			return true
		}
	}
	return false
}

// Every method that wails.ts calls is there, and nothing else is.
func TestPageAndServicesNameTheSameMethods(t *testing.T) {
	src, err := os.ReadFile("../frontend/src/lib/api/wails.ts")
	if err != nil {
		t.Fatal(err)
	}
	called := map[string]bool{}
	for _, m := range regexp.MustCompile(`call(?:<\w+>)?\(\s*'(\w+)',\s*'(\w+)'`).FindAllStringSubmatch(string(src), -1) {
		called[m[1]+"."+m[2]] = true
	}
	for _, s := range services() {
		typ := reflect.TypeOf(s)
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			name := typ.Elem().Name() + "." + m.Name
			if !called[name] {
				t.Errorf("the page never calls %s: do not offer it", name)
			}
			delete(called, name)
		}
	}
	for name := range called {
		t.Errorf("the page calls %s, which is not there", name)
	}
}

// The fields that views.ts declares are the fields that are sent.
func TestViewsAndDataNameTheSameFields(t *testing.T) {
	var src []byte
	for _, file := range []string{"views.ts", "views-mail.ts", "views-compose.ts", "views-mailbox.ts", "views-team.ts"} {
		text, err := os.ReadFile("../frontend/src/lib/api/" + file)
		if err != nil {
			t.Fatal(err)
		}
		src = append(src, text...)
	}
	same := map[string]any{
		"QueueInfo": QueueInfo{}, "Row": Row{}, "Page": Page{}, "Attachment": Attachment{}, "SenderView": SenderView{}, "BounceView": BounceView{}, "Suggestion": SuggestionView{}, "FileDone": FileDone{}, "LinkView": LinkView{}, "InviteView": InviteView{},
		"EntryView": EntryView{}, "Contact": Contact{}, "Company": Company{}, "NoteDraft": NoteDraft{}, "TicketView": TicketView{},
		"ChecklistLine": ChecklistLine{}, "HandOff": HandOff{}, "CloseView": CloseView{}, "AgendaItem": AgendaItem{}, "Today": Today{},
		"ChangeView": ChangeView{}, "Problem": Problem{}, "SyncState": SyncState{}, "Done": Done{}, "WhenView": WhenView{},
		"Settings": Settings{}, "Session": Session{}, "AccountView": AccountView{}, "FolderState": FolderState{}, "Parked": Parked{},
		"ReachChoice": ReachChoice{}, "SurveyView": SurveyView{}, "SurveyResult": SurveyResult{}, "AccountEdit": AccountEdit{}, "OnOff": OnOff{}, "OlderFound": OlderFound{}, "ConnectForm": ConnectForm{},
		"ConnectResult": ConnectResult{}, "Servers": Servers{}, "AddressView": AddressView{}, "FileView": FileView{}, "QuoteView": QuoteView{},
		"NewsView": NewsView{}, "DraftView": DraftView{}, "DraftSave": DraftSave{}, "DraftSaved": DraftSaved{}, "SendResult": SendResult{},
		"MailView": MailView{}, "MailDetail": MailDetail{}, "OutboxState": OutboxState{}, "MailDraft": MailDraft{}, "SavedHit": SavedHit{},
		"SavedInsert": SavedInsert{}, "AskView": AskView{}, "LostView": LostView{}, "WhyView": WhyView{},
		"CrewView": CrewView{}, "Transport": TransportView{}, "CrewMember": CrewMember{}, "CrewDevice": CrewDevice{}, "JoinRequest": JoinRequest{},
		"Invitation": InvitationView{}, "CrewHealth": CrewHealth{}, "RecoverySheet": RecoverySheet{}, "InvitePreview": InvitePreview{},
		"JoinForm": JoinForm{}, "JoinResult": JoinResult{}, "OwnedView": OwnedView{}, "LeaveDone": LeaveDone{}, "LossView": LossView{},
		"TeamFile": TeamFile{}, "FileVersion": FileVersion{}, "DiffLine": DiffLine{}, "FileShown": FileShown{}, "FileProposal": FileProposal{},
		"FileConflict": FileConflict{}, "FileFight": FileFight{}, "ReroutedView": ReroutedView{},
	}
	for name, v := range same {
		m := regexp.MustCompile(`(?s)export interface ` + name + ` (?:extends \w+ )?\{\n(.*?)\n\}`).FindStringSubmatch(string(src))
		if m == nil {
			t.Errorf("views.ts has no %s", name)
			continue
		}
		want := map[string]bool{}
		for _, f := range regexp.MustCompile(`(?m)^  (\w+)\??:`).FindAllStringSubmatch(m[1], -1) {
			want[f[1]] = true
		}
		typ := reflect.TypeOf(v)
		for i := range typ.NumField() {
			tag := typ.Field(i).Tag.Get("json")
			if !want[tag] {
				t.Errorf("%s.%s is not in views.ts", name, tag)
			}
			delete(want, tag)
		}
		for f := range want {
			t.Errorf("views.ts wants %s.%s", name, f)
		}
	}
}

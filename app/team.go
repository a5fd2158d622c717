package app

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"deskhand/internal/desk/agenda"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
)

// Team is who works here and where the mail comes from.
type Team struct{ h *host }

// Servers finds the servers of an address; no password goes anywhere.
func (t *Team) Servers(email string) (Servers, error) {
	s, err := t.h.desk.Team.Discover(t.h.ctx, email)
	return Servers{
		IMAPHost: s.IMAPHost, IMAPPort: s.IMAPPort, IMAPSecurity: s.IMAPSecurity, SMTPHost: s.SMTPHost, SMTPPort: s.SMTPPort,
		SMTPSecurity: s.SMTPSecurity, How: s.How,
	}, fail(err)
}

// Connect signs in and keeps the mailbox. A refusal is a result too: it says which field to mend.
func (t *Team) Connect(form ConnectForm) (ConnectResult, error) {
	t.h.passphrase.set(form.Passphrase)
	a, err := t.h.desk.Team.AddAccount(t.h.ctx, form.account())
	if err != nil {
		return refusedConnect(fault.From(err)), nil
	}
	t.h.learnSecrets()
	view := accountView(a)
	out := ConnectResult{OK: true, Text: fmt.Sprintf("Signed in as %s. The newest mail comes first.", a.Email), Account: &view}
	if from, name, err := t.h.desk.Compose.Sender(t.h.ctx, a.Email); err == nil { // the mailbox is connected all the same
		out.Hint = fmt.Sprintf("Customers read “%s” and “%s”: both names stand in policy.yaml.", from, name)
	}
	return out, nil
}

func (form ConnectForm) account() team.NewAccount {
	return team.NewAccount{
		Email: form.Email, User: cmp.Or(strings.TrimSpace(form.User), strings.TrimSpace(form.Email)), Name: form.DisplayName, Agent: form.Agent,
		Password: form.Password, IMAPHost: form.IMAPHost, IMAPPort: form.IMAPPort, IMAPSecurity: form.IMAPSecurity, SMTPHost: form.SMTPHost,
		SMTPPort: form.SMTPPort, SMTPSecurity: form.SMTPSecurity, OpenDays: form.OpenDays, Reach: form.Reach,
	}
}

func refusedConnect(f *fault.Error) ConnectResult {
	e := failed(f)
	out := ConnectResult{Text: e.Message, Code: e.Code, Hint: e.Hint, Field: f.Field}
	switch {
	case out.Field != "":
	case f.Code == fault.SignIn:
		out.Field = "password"
	case f.Code == fault.Offline && strings.Contains(strings.ToLower(f.Message), "smtp"):
		out.Field = "smtpHost"
	case f.Code == fault.Offline:
		out.Field = "imapHost"
	}
	return out
}

// TrySample opens the sample mailbox in a window of its own.
func (t *Team) TrySample() (Done, error) {
	self, err := os.Executable()
	if err != nil {
		return Done{}, fail(fmt.Errorf("find this program: %w", err))
	}
	c := exec.Command(self, "demo") //nolint:noctx // it outlives this window
	if err := c.Start(); err != nil {
		return Done{}, fail(fmt.Errorf("open the sample: %w", err))
	}
	if err := c.Process.Release(); err != nil {
		return Done{}, fail(fmt.Errorf("open the sample: %w", err))
	}
	return Done{Text: "The sample mailbox opens in a window of its own"}, nil
}

// Accounts lists the connected mailboxes.
func (t *Team) Accounts() ([]AccountView, error) {
	list, err := t.h.accounts()
	return list, fail(err)
}

// RemoveAccount forgets a mailbox's sign-in; its mail and tickets stay.
func (t *Team) RemoveAccount(id string) (Done, error) {
	if err := t.h.desk.Team.RemoveAccount(t.h.ctx, id); err != nil {
		return Done{}, fail(err)
	}
	return Done{Text: "Removed from this desk. Nothing in the mailbox was touched"}, nil
}

// TestAccount signs in once more and says what it found.
func (t *Team) TestAccount(id string) (ConnectResult, error) {
	return t.reported(id)(t.h.desk.Team.TestAccount(t.h.ctx, id))
}

// EnterPassword signs in with a new password and keeps it.
func (t *Team) EnterPassword(id, password string) (ConnectResult, error) {
	return t.reported(id)(t.h.desk.Team.EnterPassword(t.h.ctx, id, password))
}

// Unlock opens the sealed file with a passphrase, which stays in memory alone. A wrong one is a result too, and is
// forgotten.
func (t *Team) Unlock(passphrase string) (ConnectResult, error) {
	if passphrase == "" {
		return ConnectResult{Text: "Type the passphrase.", Code: "refused", Field: "passphrase"}, nil
	}
	before := t.h.passphrase.typed.Load()
	t.h.passphrase.set(passphrase)
	err := t.h.desk.Team.Unlock(t.h.ctx)
	if err == nil {
		t.h.learnSecrets()
		return ConnectResult{OK: true, Text: "Unlocked until Deskhand quits. Signing in now"}, nil
	}
	t.h.passphrase.typed.Store(before)
	out := refusedConnect(fault.From(err))
	if out.Field == "passphrase" {
		out.Text, out.Hint = "That passphrase does not open the sealed file.", "It is the one that was chosen when the mailbox was connected."
	}
	return out, nil
}

func (t *Team) reported(id string) func(team.Report, error) (ConnectResult, error) {
	return func(r team.Report, err error) (ConnectResult, error) {
		if err != nil {
			return refusedConnect(fault.From(err)), nil
		}
		out := ConnectResult{OK: true, Text: r.Text}
		accounts, err := t.h.accounts()
		for i := range accounts {
			if accounts[i].ID == id {
				out.Account = &accounts[i]
			}
		}
		return out, fail(err)
	}
}

// SyncNow asks for a round; what comes of it is told by events.
func (t *Team) SyncNow() error {
	t.h.spawn(func() {
		if _, err := t.h.desk.Team.Sync(t.h.ctx, nil); err != nil && t.h.ctx.Err() == nil {
			t.h.o.Log.Warn("sync on demand", "error", fault.From(err).Message)
		}
	})
	return nil
}

// SyncState is the quiet word now.
func (t *Team) SyncState() (SyncState, error) { return t.h.syncState(), nil }

// Problems lists standing conditions.
func (t *Team) Problems() ([]Problem, error) {
	list, err := t.h.problemList()
	return list, fail(err)
}

// Settings reads the window's settings.
func (t *Team) Settings() (Settings, error) {
	s, err := t.h.desk.Team.Settings(t.h.ctx)
	about := t.h.desk.Team.About()
	out := Settings{
		Theme: s.Theme, TextSize: s.TextSize, Density: s.Density, SingleKeys: s.SingleKeys, AutoAdvance: s.AutoAdvance,
		Notifications: s.Notifications, Presence: s.Presence, QuietFrom: s.QuietFrom, QuietTo: s.QuietTo, PaneList: cmp.Or(s.PaneList, drawnList),
		PaneRecord: cmp.Or(s.PaneRecord, drawnRecord), RecordOpen: s.RecordOpen, UndoSend: s.UndoSend, DataDir: about.Dir,
		Version: about.Version, Sample: about.Sample,
	}
	if kind := t.h.secrets.Load(); kind != nil {
		out.Secrets = *kind
	}
	return out, fail(err)
}

// Widths of the panes as they are drawn, in CSS pixels (stores/desk.svelte.ts).
const drawnList, drawnRecord = 332, 284

// SaveSettings keeps them.
func (t *Team) SaveSettings(s Settings) (Done, error) {
	now, err := t.h.desk.Team.Settings(t.h.ctx)
	if err != nil {
		return Done{}, fail(err)
	}
	now.Theme, now.TextSize, now.Density, now.SingleKeys, now.AutoAdvance = s.Theme, s.TextSize, s.Density, s.SingleKeys, s.AutoAdvance
	now.Presence = s.Presence
	now.Notifications, now.QuietFrom, now.QuietTo = s.Notifications, s.QuietFrom, s.QuietTo
	now.PaneList, now.PaneRecord, now.RecordOpen, now.UndoSend = s.PaneList, s.PaneRecord, s.RecordOpen, s.UndoSend
	return Done{Text: "Saved"}, fail(t.h.desk.Team.SaveSettings(t.h.ctx, now))
}

// CanaryResult takes what the canary's frame could do. Until it was harmless, mail is shown as plain text.
func (t *Team) CanaryResult(scriptRan, remoteLoaded bool) error {
	if t.h.canary.verdict(scriptRan, remoteLoaded) {
		t.h.clear(problemCanary)
		return nil
	}
	t.h.raise(Problem{
		Code: problemCanary, Message: "This computer's web view does not keep mail's scripts or pictures out.",
		Hint: "Mail is shown as plain text. Update the web view (WebKitGTK, WebView2 or macOS) and start Deskhand anew.",
	})
	return nil
}

// QuitInfo says what quitting would miss today, and what stays in the outbox meanwhile.
func (t *Team) QuitInfo() (QuitInfo, error) {
	today, err := t.h.desk.Agenda.Today(t.h.ctx)
	text := missed(today.Items, func(i agenda.Item) string { return i.At.Go().In(t.h.desk.Zone()).Format("15:04") })
	if err != nil {
		return QuitInfo{Text: text}, fail(err)
	}
	waits, err := t.h.desk.Compose.Leaving(t.h.ctx)
	return QuitInfo{Text: strings.TrimSpace(text + " " + waits)}, fail(err)
}

// missed names what is still due today, the first two by their time.
func missed(items []agenda.Item, clock func(agenda.Item) string) string {
	var parts []string
	more := 0
	for _, i := range items {
		switch {
		case i.Overdue || i.Action == "open" && i.Kind != "snooze":
			continue
		case len(parts) == 2:
			more++
		case i.Kind == "snooze":
			parts = append(parts, "a snooze that ends at "+clock(i))
		default:
			parts = append(parts, "a "+i.Kind+" at "+clock(i))
		}
	}
	if more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	if len(parts) == 0 {
		return ""
	}
	text := strings.Join(parts, ", ")
	if len(parts) > 1 {
		text = strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
	}
	return strings.ToUpper(text[:1]) + text[1:] + " would go unannounced."
}

// Quit ends the program.
func (t *Team) Quit() error {
	t.h.quit()
	return nil
}

// learnSecrets finds out where secrets are kept; a keyring may take seconds to answer.
func (h *host) learnSecrets() {
	h.spawn(func() {
		s, err := h.desk.Team.Status(context.WithoutCancel(h.ctx))
		if err == nil {
			h.secrets.Store(&s.Secrets)
		}
	})
}

package desk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	rules "deskhand/internal/closing"
	"deskhand/internal/demo"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/imapsync"
	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

const settingFurnished = "sample-furnished"

// startSample starts the sample mailbox and connects this desk to it. A desk that is kept from an earlier run gets the
// same servers' new ports.
func (d *Desk) startSample(ctx context.Context) error {
	now, err := d.sampleEpoch(ctx)
	if err != nil {
		return err
	}
	sent, err := d.sampleSent(ctx, now)
	if err != nil {
		return fmt.Errorf("read what the sample had sent: %w", err)
	}
	s, err := demo.Start(context.WithoutCancel(ctx), demo.Options{Now: now, Arrivals: true, Files: true, Sent: sent})
	if err != nil {
		return fmt.Errorf("start the sample mailbox: %w", err)
	}
	d.sample = s
	plan, err := demo.Desk()
	if err != nil {
		return fmt.Errorf("read the sample desk: %w", err)
	}
	n := team.NewAccount{Email: demo.Address, User: s.User, Password: s.Password, Agent: plan.Me, Name: "Kestrel Support", IMAPSecurity: "none", SMTPSecurity: "none"}
	if n.IMAPHost, n.IMAPPort, err = split(s.IMAPAddr); err != nil {
		return err
	}
	if n.SMTPHost, n.SMTPPort, err = split(s.SMTPAddr); err != nil {
		return err
	}
	_, err = d.Team.AddAccount(ctx, n)
	if err != nil {
		return err
	}
	return d.backdate(ctx, plan)
}

// nameColleagues says whose the ops of the sample's other devices are.
func (d *Desk) nameColleagues() error {
	plan, err := demo.Desk()
	if err != nil {
		return fmt.Errorf("read the sample desk: %w", err)
	}
	colleagues := map[string]string{}
	for _, m := range plan.Members {
		if m.ID != plan.Me {
			colleagues[sampleDevice(m.ID)] = m.ID
		}
	}
	d.store.SetColleagues(colleagues)
	return nil
}

const settingEpoch = "sample-epoch"

// wasSample tells whether this folder was begun as a sample desk: its sealed file then opens by the sample's passphrase.
func (d *Desk) wasSample(ctx context.Context) (bool, error) {
	var epoch int64
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		epoch, err = number(tx, settingEpoch)
		return err
	})
	return epoch != 0, err
}

// sampleEpoch is the moment that the sample's dates are relative to: now, or the first start of a desk that was kept.
func (d *Desk) sampleEpoch(ctx context.Context) (time.Time, error) {
	now := d.o.Now()
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		kept, err := number(tx, settingEpoch)
		if err == nil && kept != 0 {
			now = time.UnixMilli(kept)
			return nil
		}
		return errors.Join(err, tx.SetSetting(settingEpoch, strconv.FormatInt(now.UnixMilli(), 10)))
	})
	return now.In(d.Zone()), err
}

// sampleSent is what earlier runs of a kept sample desk had sent. Their mailbox is gone with them, so it is filed again:
// at the same UIDs, as nothing of it may seem to have vanished.
func (d *Desk) sampleSent(ctx context.Context, now time.Time) ([]demo.Mail, error) {
	own, err := demo.OwnSent(now)
	if err != nil {
		return nil, err
	}
	var out []demo.Mail
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if err != nil || len(accounts) == 0 {
			return err
		}
		placed, err := tx.PlacedAbove(accounts[0].ID, demo.Sent, uint32(own))
		for _, p := range placed {
			raw, err := io.ReadAll(tx.Raw(p.Raw))
			if err != nil {
				return err
			}
			out = append(out, demo.Mail{Raw: raw, At: p.At.Go()})
		}
		return err
	})
	return out, err
}

// CopiesInSent asks the server how many mails with this Message-ID stand in Sent.
func (d *Desk) CopiesInSent(ctx context.Context, messageID string) (int, error) {
	accounts, err := d.accounts(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, a := range accounts {
		password := func(ctx context.Context) (string, error) {
			_, p, err := d.Team.Stored(ctx, a.ID)
			return p, err
		}
		copies, err := imapsync.NewSentFolder(team.SignIn(a), password, d.syncOptions()).Count(ctx, messageID)
		if err != nil {
			return 0, fault.From(err)
		}
		n += copies
	}
	return n, nil
}

func split(addr string) (string, int, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, fmt.Errorf("read the sample's address: %w", err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return "", 0, fmt.Errorf("read the sample's port: %w", err)
	}
	return host, n, nil
}

// backdate lets the sample desk begin in the past, as if somebody had worked here for days.
func (d *Desk) backdate(ctx context.Context, plan demo.Plan) error {
	start := strconv.FormatInt(d.o.Now().Add(-plan.Start).UnixMilli(), 10)
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(tx.SetSetting(team.SettingStart, start), tx.SetSetting(team.SettingOpenFrom, start))
	})
	if err != nil {
		return fmt.Errorf("begin the sample desk: %w", err)
	}
	return d.engage(ctx)
}

// furnish does once what the sample's agents did: each item of the plan becomes the ops a key press would make.
func (d *Desk) furnish(ctx context.Context) error {
	done := false
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		_, done, err = tx.Setting(settingFurnished)
		return err
	})
	if err != nil || done {
		return err
	}
	plan, err := demo.Desk()
	if err != nil {
		return fmt.Errorf("read the sample desk: %w", err)
	}
	for _, item := range plan.Items {
		if err := d.furnishOne(ctx, item); err != nil {
			return fmt.Errorf("furnish %s: %w", item.Root, err)
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(tx.ForgetUndo(), tx.SetSetting(settingFurnished, "yes"))
	})
}

func (d *Desk) furnishOne(ctx context.Context, item demo.Item) error {
	anchor := mail.Anchor(item.Root)
	t, err := d.Inbox.Ticket(ctx, anchor)
	if err != nil {
		if fault.From(err).Code == fault.NotFound {
			return nil // its mail arrives later
		}
		return err
	}
	if err := d.furnishRead(ctx, t, item); err != nil {
		return err
	}
	steps := []func() error{
		func() error { return d.furnishFields(ctx, t, item) },
		func() error { return d.furnishColleagues(ctx, t, item) },
		func() error { return d.furnishReply(ctx, t, item.Reply) },
		func() error { return d.furnishPlans(ctx, t, item) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// furnishRead: whoever answered has read what was there before, and of some tickets all.
func (d *Desk) furnishRead(ctx context.Context, t ticket.Ticket, item demo.Item) error {
	entries, err := d.Inbox.Entries(ctx, t.ID)
	if err != nil {
		return err
	}
	read, keys := 0, []string{}
	for i, e := range entries {
		keys = append(keys, e.ID)
		if item.Read || e.Kind == ticket.KindMessage && e.Direction == "out" && item.Owner == d.Agent() {
			read = i + 1
		}
	}
	return d.Inbox.MarkRead(ctx, t.ID, keys[:read])
}

func (d *Desk) furnishFields(ctx context.Context, t ticket.Ticket, item demo.Item) error {
	var drafts []ticket.Draft
	field := func(path, value string) {
		if value != "" {
			drafts = append(drafts, ticket.SetField(t.ID, path, value))
		}
	}
	field(ticket.PathOwner, item.Owner)
	field(ticket.PathPriority, item.Priority)
	field(ticket.PathDept, item.Department)
	field(ticket.PathChannel, item.Channel)
	if len(item.Tags) > 0 {
		drafts = append(drafts, ticket.AddTo(t.ID, ticket.PathTags, item.Tags...))
	}
	if item.Subject != "" {
		drafts = append(drafts, ticket.SetText(t.ID, ticket.PathSubject, item.Subject))
	}
	if item.Status != "" {
		drafts = append(drafts, ticket.SetStatus(t.ID, ticket.Status(item.Status), t.LastCustomerAt))
	}
	for _, n := range item.Notes {
		if n.By == d.Agent() {
			drafts = append(drafts, ticket.AddNote(t.ID, n.Kind, n.Text, ticket.Mentions(n.Text, d.isMember)))
		}
	}
	if h := item.HandOff; h != nil {
		if _, err := d.Closing.SetHandOff(ctx, t.ID, rules.HandOff{Inquiry: h.Inquiry, Done: h.Done, Remaining: h.Remaining}); err != nil {
			return err
		}
	}
	if len(drafts) == 0 {
		return nil
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Append(drafts); err != nil {
			return err
		}
		_, err := tx.Project(t.ID)
		return err
	})
}

// furnishColleagues writes the notes of the others at the hour at which they wrote them.
func (d *Desk) furnishColleagues(ctx context.Context, t ticket.Ticket, item demo.Item) error {
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		for _, n := range item.Notes {
			if n.By == d.Agent() {
				continue
			}
			note := ticket.AddNote(t.ID, n.Kind, n.Text, ticket.Mentions(n.Text, d.isMember))
			if err := tx.AppendAs(sampleDevice(n.By), d.o.Now().Add(-n.Ago), []ticket.Draft{note}); err != nil {
				return err
			}
		}
		_, err := tx.Project(t.ID)
		return err
	})
	if err != nil {
		return fmt.Errorf("write the colleagues' notes: %w", err)
	}
	return nil
}

// sampleDevice is the same id for an agent at each start, as a device's would be.
func sampleDevice(agent string) string {
	sum := sha256.Sum256([]byte("sample desk of " + agent))
	return journal.Base32(sum[:])[:13]
}

func (d *Desk) isMember(id string) bool {
	_, ok := d.core.Policy().Member(id)
	return ok
}

func (d *Desk) furnishPlans(ctx context.Context, t ticket.Ticket, item demo.Item) error {
	now := d.o.Now()
	at := func(in time.Duration) string {
		t := now.Add(in)
		if in > 12*time.Hour { // what is planned for another day is planned for a round hour
			t = t.Round(30 * time.Minute)
		}
		return t.Format(time.RFC3339)
	}
	for _, c := range item.Callbacks {
		if _, err := d.Agenda.Callback(ctx, t.ID, at(c.In), c.Number, c.Topic); err != nil {
			return err
		}
	}
	for _, m := range item.Meetings {
		if _, err := d.Agenda.AddMeeting(ctx, t.ID, at(m.In), m.Title, int(m.Length.Minutes()), m.JoinURL); err != nil {
			return err
		}
	}
	if item.Invited {
		if err := d.takeInvitations(ctx, t.ID); err != nil {
			return err
		}
	}
	if s := item.Snooze; s != nil {
		when := "when they reply"
		if s.In > 0 {
			when = at(s.In)
			if !s.Reply {
				when += " even if they reply"
			}
		}
		if _, err := d.Work.Snooze(ctx, t.ID, when, s.Reason, s.Note); err != nil {
			return err
		}
	}
	return nil
}

// Deliver lets a mail arrive in the sample mailbox, for tests and demonstrations.
func (d *Desk) Deliver(raw string) error {
	if d.sample == nil {
		return io.ErrClosedPipe
	}
	return d.sample.Deliver([]byte(strings.ReplaceAll(raw, "\n", "\r\n")), demo.Inbox)
}

// takeInvitations puts what the mail of a ticket invites to into the agenda.
func (d *Desk) takeInvitations(ctx context.Context, id string) error {
	entries, err := d.Inbox.Entries(ctx, id)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Proposal != ticket.ProposeAdd {
			continue
		}
		if _, err := d.Agenda.TakeInvite(ctx, e.ID); err != nil {
			return err
		}
	}
	return nil
}

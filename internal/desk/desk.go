package desk

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"deskhand/internal/config"
	"deskhand/internal/demo"
	"deskhand/internal/desk/agenda"
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/reply"
	"deskhand/internal/desk/team"
	"deskhand/internal/desk/teamfile"
	"deskhand/internal/desk/work"
	"deskhand/internal/policy"
	"deskhand/internal/power"
	"deskhand/internal/remind"
	"deskhand/internal/secret"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Options say which desk to open and how.
type Options struct {
	Dir        string // the data folder; empty: the platform's
	Sample     bool   // the sample mailbox, in a temporary folder unless Dir is given
	Log        *slog.Logger
	Passphrase func() (string, error) // DESKHAND_PASSPHRASE, or asked for; nil: neither
	NoKeyring  bool                   // secrets in the sealed file alone
	Now        func() time.Time
	FillLater  bool                // after a change of rules, compute projections anew when engines run, not before Open returns
	Notify     remind.Notifier     // nil: reminders are told to subscribers alone
	Popups     bool                // reminders as notifications of the desktop too, where Notify is nil
	Clicked    func(ticket string) // a notification was clicked; the ticket may be empty
	Version    string
	Trace      io.Writer          // IMAP protocol lines, redacted; nil: none
	WorkFactor int                // of the sealed file; tests lower it
	Place      PlaceFunc          // opens the place of a team's journal; nil: the mailbox or folder that it names
	Room       func() bool        // whether the disk has room for mail; nil: the disk is asked
	Power      func() power.State // battery and metered line; nil: the system is asked
}

// Desk is an open desk.
type Desk struct {
	Inbox      *inbox.Service
	Work       *work.Service
	Closing    *closing.Service
	Agenda     *agenda.Service
	Team       *team.Service
	Compose    *compose.Service
	Reply      *reply.Service
	Files      *teamfile.Service
	Membership *membership.Service

	o        Options
	dir      string
	log      *slog.Logger
	core     *core.Core
	store    *store.Store
	vault    *vault
	notices  notices
	problems *problems
	sample   *demo.Server
	lock     engineLock
	running  running
	carrier  *carrier
	writing  *writing
	waits    waits
	cleanup  []func() error
	mu       sync.Mutex
	who      string
	zone     *time.Location
	source   []byte                      // of the policy in force, as the file has it
	parsed   map[[32]byte]*policy.Policy // versions of it, by the hash of their source

	// teamPolicies lists every version of policy.yaml that counts in the team, oldest first; none, or nil: there is no team.
	teamPolicies func(context.Context) ([]store.PolicyVersion, error)
}

// sampleWorkFactor keeps the sample's sealed file from costing a second at each start.
const sampleWorkFactor = 10

// Open opens the desk of a data folder, making it where there is none. Errors are faults.
func Open(ctx context.Context, o Options) (*Desk, error) {
	d := &Desk{o: o, log: o.Log}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.o.Now == nil {
		d.o.Now = time.Now
	}
	if d.o.Power == nil {
		d.o.Power = power.New().State
	}
	if err := d.open(ctx); err != nil {
		return nil, errors.Join(fault.From(err), d.Close())
	}
	return d, nil
}

func (d *Desk) open(ctx context.Context) error {
	if err := d.prepareFolder(); err != nil {
		return err
	}
	st, err := store.Open(ctx, d.dir, store.Options{Log: d.log, Now: d.o.Now})
	if err != nil {
		return err
	}
	d.store = st
	d.vault = &vault{o: secret.Options{Dir: d.dir, FileOnly: d.o.NoKeyring || d.o.Sample, WorkFactor: d.o.WorkFactor}, ask: d.o.Passphrase}
	sample, err := d.wasSample(ctx)
	if err != nil {
		return err
	}
	if d.o.Sample || sample { // its password opens a server on the loopback that lives as long as its process
		d.vault.o.Passphrase, d.vault.o.WorkFactor, d.vault.o.FileOnly = "sample", sampleWorkFactor, true
		if err := d.nameColleagues(); err != nil {
			return err
		}
	}
	d.problems = newProblems(d)
	d.core = &core.Core{Store: st, Now: d.o.Now, Agent: d.Agent, Zone: d.Zone, Told: func(c store.Change) {
		d.notices.tell(Notice{Kind: Changed, Tickets: c.Tickets, Queues: c.Queues})
		d.running.wakeReminders()
		d.carrier.wake(c.Urgent)
		if c.Outward {
			d.running.tellSoon()
		}
	}}
	st.OnProjected(func(c store.Change) { d.core.Tell(c) })
	d.Inbox, d.Work = inbox.New(d.core, mailboxes{d}), work.New(d.core)
	d.Agenda = agenda.New(d.core, d.Inbox)
	d.Team = team.New(d.core, d.vault.open, engines{d}, team.About{Dir: d.dir, Version: d.o.Version, Sample: d.o.Sample})
	d.carrier, d.writing = newCarrier(d), newWriting(d.o.Now, d.replying)
	d.Membership = membership.New(d.core, membership.Options{Secrets: d.vault.open, Host: crew{d}, Machine: machineName(), Sample: d.o.Sample || sample})
	d.Files = d.newFiles()
	d.teamPolicies = d.Files.Policies
	d.Reply = reply.New(d.core, reply.Options{Dir: d.dir, Log: d.log, Told: d.repliesTold, News: savedReplies{d}.News})
	d.Compose = compose.New(d.core, compose.Options{Parsed: d.Inbox.Parsed, Sender: d.Inbox.Sender, Entries: d.Inbox.Entries, Delay: d.Team.UndoSend, Told: d.outboxChanged, Left: d.wrote, Fetch: d.Inbox.Fetch, Saved: savedReplies{d}})
	d.Closing = closing.New(d.core, closing.Options{Parsed: d.Inbox.Parsed, Outbox: closingMail{d.Compose}})
	d.lock.path = filepath.Join(d.dir, "engine.lock")
	if d.o.Popups && d.o.Notify == nil {
		p := newPopups(d, d.o.Clicked)
		d.o.Notify = p
		d.cleanup = append(d.cleanup, p.out.Close)
	}
	if err := d.problems.load(ctx); err != nil {
		return err
	}
	if err := d.readPolicy(ctx); err != nil {
		return err
	}
	if err := d.engage(ctx); err != nil {
		return err
	}
	if d.o.Sample {
		return d.startSample(ctx)
	}
	return d.Agenda.Project(ctx, d.o.Now()) // a snooze that ended while nothing ran is back before anybody looks
}

func (d *Desk) prepareFolder() error {
	if d.o.Sample && d.o.Dir == "" {
		sweepSamples(os.TempDir(), time.Now())
		dir, err := os.MkdirTemp("", samplePrefix)
		if err != nil {
			return fmt.Errorf("make the sample's folder: %w", err)
		}
		d.dir = dir
		d.cleanup = append(d.cleanup, func() error { return os.RemoveAll(dir) })
		return nil
	}
	dir, err := config.Resolve(d.o.Dir)
	if err != nil {
		return fmt.Errorf("find the data folder: %w", err)
	}
	d.dir = dir
	return config.Prepare(dir)
}

// Close ends engines and closes everything; a temporary desk is deleted, and one whose laptop was taken out of its team and
// whose person has read what that lost, by the last process that has it.
func (d *Desk) Close() error {
	d.running.stop()
	errs := []error{d.lock.release()}
	if d.store != nil {
		gone := d.Membership != nil && d.Membership.Finished(context.Background()) && !d.lock.elsewhere()
		errs = append(errs, d.store.Close())
		if gone {
			errs = append(errs, d.erase())
		}
	}
	if d.sample != nil {
		errs = append(errs, d.sample.Close())
	}
	for _, f := range slices.Backward(d.cleanup) {
		errs = append(errs, f())
	}
	if err := errors.Join(errs...); err != nil {
		return fault.From(err)
	}
	return nil
}

// Dir is the data folder.
func (d *Desk) Dir() string { return d.dir }

// Agent is whose desk it is; empty before the first account.
func (d *Desk) Agent() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.who
}

// Zone is the agent's.
func (d *Desk) Zone() *time.Location {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.zone == nil {
		return time.Local
	}
	return d.zone
}

// engage puts rules and viewer in force after policy or settings changed; other rules make other projections, which
// are then computed anew.
func (d *Desk) engage(ctx context.Context) error {
	if err := d.engageTeam(ctx); err != nil {
		return err
	}
	p := d.core.Policy()
	var who string
	var start, openFrom int64
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if who, _, err = tx.Setting(team.SettingAgent); err != nil {
			return err
		}
		if start, err = number(tx, team.SettingStart); err != nil {
			return err
		}
		openFrom, err = number(tx, team.SettingOpenFrom)
		return err
	})
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	d.mu.Lock()
	d.who, d.zone = who, zoneOf(p, who)
	d.mu.Unlock()
	if err := d.identify(ctx); err != nil {
		return err
	}
	viewer := ticket.Viewer{Me: who, Start: ticket.Time(start), OpenFrom: ticket.Time(openFrom)}
	for _, t := range p.TeamsOf(who) {
		viewer.Teams = append(viewer.Teams, "team:"+t)
	}
	d.store.SetViewer(viewer)
	accounts, err := d.accounts(ctx)
	if err != nil {
		return fmt.Errorf("read accounts: %w", err)
	}
	rules := rulesOf(p, accounts)
	if rules.Routes, err = d.routes(ctx); err != nil {
		return err
	}
	rules.Print = fmt.Sprintf("%s %s %v %d %d", rules.Print, who, viewer.Teams, start, openFrom)
	d.store.SetRules(rules)
	if err := d.store.Adopt(ctx); err != nil || d.o.FillLater {
		return err
	}
	return d.fill(ctx)
}

// fill completes projections and index. A full disk keeps nobody from the desk: the rest follows at another start.
func (d *Desk) fill(ctx context.Context) error {
	err := d.store.Fill(ctx, nil)
	if errors.Is(err, store.ErrFull) {
		d.log.Warn("the disk is full: search and lists may lack the newest mail", "error", err)
		return nil
	}
	return err
}

// zoneOf is the zone in which an agent reads days: TZ where it is set, else the member's, else the team's; nil where
// none of them is known.
func zoneOf(p *policy.Policy, who string) *time.Location {
	if os.Getenv("TZ") != "" {
		return nil
	}
	name := p.Zone()
	if m, ok := p.Member(who); ok && m.Zone != "" {
		name = m.Zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}

func number(tx *store.Tx, name string) (int64, error) {
	text, ok, err := tx.Setting(name)
	if err != nil || !ok {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// rulesOf is what projections ask of policy, with a print of it. A connected mailbox is ours although policy does not
// name it yet: else our own answers would look like a customer's.
func rulesOf(p *policy.Policy, accounts []store.Account) store.Rules {
	own := map[string]bool{}
	for _, a := range accounts {
		own[strings.ToLower(a.Email)] = true
	}
	r := store.Rules{Ours: func(addr string) bool { return p.IsOurAddress(addr) || own[strings.ToLower(addr)] }}
	r.First = func(pipeline string) ticket.Status { return ticket.Status(p.FirstStatus(pipeline)) }
	r.Default = ticket.Priority(p.DefaultPriority())
	r.Queues = map[string]string{}
	h := fnv.New64a()
	for _, a := range p.Addresses() {
		fmt.Fprintln(h, strings.ToLower(a.Address), a.Queue)
		if a.Queue {
			r.Queues[strings.ToLower(a.Address)] = inbox.PolicyQueue(a.Address)
		}
	}
	r.OwnList = func(id string) bool { return ownList(p, own, id) }
	r.Outside, r.Outsides = outsideOf(p, r.Ours, accounts)
	for _, line := range p.Pipelines() { // the rest of the policy is as of arrival: Route
		fmt.Fprintln(h, line.ID, r.First(line.ID))
	}
	fmt.Fprintln(h, r.First(""), slices.Sorted(maps.Keys(own)))
	r.Print = strconv.FormatUint(h.Sum64(), 36)
	return r
}

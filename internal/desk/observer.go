package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/imapsync"
	"deskhand/internal/secret"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// observer turns what the sync engines say into the quiet word, problems and account states.
type observer struct {
	d        *Desk
	mu       sync.Mutex
	states   map[string]imapsync.State
	progress map[string]team.SyncProgress
	round    map[string][]string // keys of problems that this round raised, by account
	gone     map[string][]string // folders of which this round said that many messages are gone, by account
	turns    map[string]turn
	watch    func(team.SyncProgress)
	again    bool            // its engines go on after a failure: the hint says so
	here     map[string]bool // accounts that were reached since they last were not
	signedIn map[string]bool // accounts whose password was taken since it last was not, or may be another
}

// turn counts an account's rounds, so that who asks for one knows when it is over.
type turn struct {
	begun, ended int
	err          error // how the last one failed
}

func newObserver(d *Desk) *observer {
	return &observer{
		d: d, states: map[string]imapsync.State{}, progress: map[string]team.SyncProgress{},
		round: map[string][]string{}, gone: map[string][]string{}, turns: map[string]turn{}, here: map[string]bool{}, signedIn: map[string]bool{},
	}
}

// count notes that a round began or ended; it is called with the lock held, before the state is changed.
func (o *observer) count(account string, s imapsync.State) {
	t := o.turns[account]
	switch s {
	case imapsync.StateConnecting:
		t.begun++
	case imapsync.StateSyncing:
		if o.states[account] != imapsync.StateConnecting { // signing in was its beginning
			t.begun++
		}
	case imapsync.StateSynced:
		t.ended, t.err = t.begun, nil
	case imapsync.StateOffline, imapsync.StateRefused:
		t.ended = t.begun
	case imapsync.StateFilling: // its round has ended
	}
	o.turns[account] = t
}

// begun tells how many rounds each account has begun.
func (o *observer) begun() map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := map[string]int{}
	for id, t := range o.turns {
		out[id] = t.begun
	}
	return out
}

// allEnded tells whether each account has ended a round that began after those.
func (o *observer) allEnded(accounts []store.Account, begun map[string]int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range accounts {
		if o.turns[a.ID].ended <= begun[a.ID] {
			return false
		}
	}
	return true
}

// ended tells whether an account has ended a round that began after that one.
func (o *observer) ended(account string, begun int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.turns[account].ended > begun
}

// renewed says that passwords may be others.
func (o *observer) renewed() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.signedIn)
}

// reached notes that an account was heard or not, and tells what of that is news.
func (o *observer) reached(account string, s imapsync.State) (network, password bool) {
	switch s {
	case imapsync.StateOffline:
		delete(o.here, account)
	case imapsync.StateRefused:
		delete(o.signedIn, account)
	case imapsync.StateSynced:
		network, password = !o.here[account], !o.signedIn[account]
		o.here[account], o.signedIn[account] = true, true
	case imapsync.StateConnecting, imapsync.StateSyncing, imapsync.StateFilling:
	}
	return network, password
}

// isHere tells whether an account was reached since it last was not.
func (o *observer) isHere(account string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.here[account]
}

// failure is how an account's last round failed, nil if it did not.
func (o *observer) failure(account string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.turns[account].err
}

// keepOnly forgets the accounts that are no longer connected.
func (o *observer) keepOnly(accounts []store.Account) {
	gone := func(id string) bool {
		return !slices.ContainsFunc(accounts, func(a store.Account) bool { return a.ID == id })
	}
	o.mu.Lock()
	maps.DeleteFunc(o.states, func(id string, _ imapsync.State) bool { return gone(id) })
	maps.DeleteFunc(o.progress, func(id string, _ team.SyncProgress) bool { return gone(id) })
	maps.DeleteFunc(o.turns, func(id string, _ turn) bool { return gone(id) })
	o.mu.Unlock()
	o.tell()
}

func (o *observer) State(account string, s imapsync.State) {
	o.mu.Lock()
	o.count(account, s)
	before := o.states[account]
	network, password := o.reached(account, s)
	o.states[account] = s
	if s == imapsync.StateConnecting {
		o.round[account] = nil // what the last round reported must be reported again to stand
		delete(o.gone, account)
	}
	keep, gone := o.round[account], o.gone[account]
	filled := s == imapsync.StateSynced && before == imapsync.StateFilling // no round: it says nothing of what the last one found
	if s == imapsync.StateSynced {
		delete(o.progress, account)
		o.round[account] = nil
		delete(o.gone, account)
	}
	o.mu.Unlock()
	if s == imapsync.StateSynced && !filled {
		o.d.problems.clearWith("account "+account, append(keep, outboxKey(account))) // of sending, the outbox tells
		o.d.problems.clear(problemSealed)
		if err := o.d.Team.StillVanished(context.Background(), account, gone); err != nil {
			o.d.log.Error("note what is no longer gone", "error", err)
		}
		o.synced(account, keep)
		o.d.reached(context.Background(), account, network, password)
	}
	o.save()
	o.tell()
}

// synced notes the time of a good round, in which the folders of these problems could not be looked at.
func (o *observer) synced(account string, problems []string) {
	var failed []string
	for _, key := range problems {
		if folder, ok := strings.CutPrefix(key, folderKey(account, "")); ok {
			failed = append(failed, folder)
		}
	}
	err := o.jot(func(tx *store.Tx) error {
		return tx.Synced(account, ticket.TimeOf(o.d.o.Now()), failed...)
	})
	if err != nil {
		o.d.log.Error("note a sync", "error", err)
	}
}

func (o *observer) Problem(account string, err error) {
	key, action := problemKey(account, err)
	if errors.Is(err, imapsync.ErrTooManyLines) {
		o.d.carrier.stepDown()
	}
	if o.keepsQuiet(account, err) {
		return
	}
	if key == signInKey(account) {
		o.d.problems.clear(problemSealed) // a server refused the password, so it could be read
	}
	o.mu.Lock()
	o.round[account] = append(o.round[account], key)
	if whole(key, account) {
		for _, other := range []string{signInKey(account), connectionKey(account)} {
			if other != key {
				defer o.d.problems.clear(other) // a round ends in one way
			}
		}
		t := o.turns[account]
		t.err = err
		o.turns[account] = t
	}
	o.mu.Unlock()
	f := *fault.From(err)
	if key == problemSealed {
		f.Message = "The passwords are sealed; enter the passphrase."
	}
	if strings.HasPrefix(action, "vanished:") {
		f.Hint = strings.Replace(f.Hint, "ACCOUNT", o.d.emailOf(account), 1)
	}
	if key == signInKey(account) && f.Code == fault.SignIn {
		f.Hint += " A new one is entered in Settings, Mailbox, or with `deskhand account add --email " + o.d.emailOf(account) + "`."
	}
	f.Message = o.d.whose(account, f.Message)
	if o.again && f.Code == fault.Offline {
		f.Hint = strings.TrimSpace(f.Hint + " Deskhand tries again by itself.")
	}
	o.d.problems.set(key, &f, action)
	o.tell()
}

// keepsQuiet tells whether a person decided already what a problem asks: many messages are gone, and they keep them.
func (o *observer) keepsQuiet(account string, err error) bool {
	var vanish *imapsync.VanishProblem
	if !errors.As(err, &vanish) {
		return false
	}
	o.mu.Lock()
	o.gone[account] = append(o.gone[account], vanish.Folder)
	o.mu.Unlock()
	ask, err := o.d.Team.AskVanished(context.Background(), account, vanish.Folder, vanish.Gone)
	if err != nil {
		o.d.log.Error("note what is gone", "error", err)
	}
	return err == nil && !ask
}

// emailOf is an account's address; its id where it is gone.
func (d *Desk) emailOf(id string) string {
	accounts, err := d.accounts(context.Background())
	if err == nil {
		for _, a := range accounts {
			if a.ID == id {
				return a.Email
			}
		}
	}
	return id
}

// whose names the mailbox of a message where the desk has several and the message does not: two are often at one server.
func (d *Desk) whose(account, message string) string {
	accounts, err := d.accounts(context.Background())
	if email := d.emailOf(account); err == nil && len(accounts) > 1 && !strings.Contains(message, email) {
		return email + ": " + message
	}
	return message
}

// problemKey names a condition, so that its next report changes its words and not its age.
func problemKey(account string, err error) (key, action string) {
	var message *imapsync.MessageProblem
	var folder *imapsync.FolderProblem
	var vanish *imapsync.VanishProblem
	var room *imapsync.RoomProblem
	switch {
	case errors.Is(err, secret.ErrLocked), errors.Is(err, secret.ErrPassphrase): // before ErrRefused, which it is wrapped in
		return problemSealed, team.ActionPassphrase
	case errors.As(err, &message):
		return fmt.Sprintf("account %s message %s %d", account, message.Folder, message.UID), ""
	case errors.As(err, &vanish):
		return vanishedKey(account, vanish.Folder), "vanished:" + account + ":" + vanish.Folder
	case errors.As(err, &room):
		return roomKey(account), ""
	case errors.As(err, &folder):
		return folderKey(account, folder.Folder), ""
	case errors.Is(err, imapsync.ErrRefused):
		return signInKey(account), "password:" + account
	}
	return connectionKey(account), "sync"
}

func vanishedKey(account, folder string) string {
	return fmt.Sprintf("account %s vanished %s", account, folder)
}
func roomKey(account string) string           { return "account " + account + " room" }
func folderKey(account, folder string) string { return "account " + account + " folder " + folder }
func signInKey(account string) string         { return "account " + account + " sign-in" }
func connectionKey(account string) string     { return "account " + account + " connection" }

// whole tells whether a problem ends the round it came in.
func whole(key, account string) bool {
	return key == signInKey(account) || key == connectionKey(account) || key == problemSealed
}

func (o *observer) Progress(account, folder string, done, total int) {
	p := team.SyncProgress{Account: account, Folder: folder, Done: done, Total: total}
	o.mu.Lock()
	o.progress[account] = p
	watch := o.watch
	o.mu.Unlock()
	if watch != nil {
		watch(p)
	}
	o.tell()
}

func (o *observer) save() {
	o.mu.Lock()
	words := map[string]string{}
	for id, s := range o.states {
		words[id] = stateWord(s)
	}
	o.mu.Unlock()
	text, err := json.Marshal(words)
	if err == nil {
		err = o.jot(func(tx *store.Tx) error { return tx.SetSetting(team.SettingStates, string(text)) })
	}
	if err != nil {
		o.d.log.Error("store account states", "error", err)
	}
}

// jot writes what the next round tells anew: nobody waits for the disk to have it, and it counts as no key press, after
// which mail comes in smaller pieces.
func (o *observer) jot(fn func(*store.Tx) error) error {
	return o.d.store.Ingest(context.Background(), func(tx *store.Tx, _ func() bool) (bool, error) { return true, fn(tx) })
}

func stateWord(s imapsync.State) string {
	switch s {
	case imapsync.StateConnecting, imapsync.StateSyncing:
		return "syncing"
	case imapsync.StateSynced, imapsync.StateFilling:
		return "ok"
	case imapsync.StateRefused:
		return "refused"
	case imapsync.StateOffline:
	}
	return "offline"
}

func (o *observer) tell() { o.d.notices.tell(Notice{Kind: Synced, Sync: o.state()}) }

// state is the quiet word: the worst of all accounts.
func (o *observer) state() SyncState {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := SyncState{Word: "none"}
	rank := map[string]int{"none": 0, "synced": 1, "syncing": 2, "offline": 3, "problem": 4}
	worse := func(word string) {
		if rank[word] > rank[out.Word] {
			out.Word = word
		}
	}
	for _, s := range o.states {
		switch s {
		case imapsync.StateSynced, imapsync.StateFilling:
			worse("synced")
			out.Filling = out.Filling || s == imapsync.StateFilling
		case imapsync.StateConnecting, imapsync.StateSyncing:
			worse("syncing")
		case imapsync.StateOffline:
			worse("offline")
		case imapsync.StateRefused:
			worse("problem")
		}
	}
	for _, p := range o.progress {
		out.Done += p.Done
		out.Total += p.Total
	}
	return out
}

package cli_test

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"

	"deskhand/internal/demo"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/rogpeppe/go-internal/testscript"
)

// accepted: accepted N says that the SMTP server has taken N mails so far.
func accepted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: accepted N")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	s := ts.Value(serverKey{}).(*demo.Server) //nolint:forcetypeassert // setup put it there
	if got := len(s.Accepted()); got != want {
		ts.Fatalf("the server has taken %d mails, want %d", got, want)
	}
}

// copies: copies N TEXT says how many mails in Sent have a text, asked over IMAP.
func copies(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: copies N TEXT")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	s := ts.Value(serverKey{}).(*demo.Server) //nolint:forcetypeassert // setup put it there
	c, err := imapclient.DialInsecure(s.IMAPAddr, nil)
	ts.Check(err)
	defer c.Close() //nolint:errcheck // the answer is what counts
	ts.Check(c.Login(s.User, s.Password).Wait())
	_, err = c.Select(demo.Sent, &imap.SelectOptions{ReadOnly: true}).Wait()
	ts.Check(err)
	found, err := c.UIDSearch(&imap.SearchCriteria{Body: []string{args[1]}}, nil).Wait()
	ts.Check(err)
	if got := len(found.AllUIDs()); got != want {
		ts.Fatalf("%d mails in Sent have %q, want %d", got, args[1], want)
	}
}

// hand is another mail program on the sample mailbox.
func hand(ts *testscript.TestScript) *imapclient.Client {
	s := ts.Value(serverKey{}).(*demo.Server) //nolint:forcetypeassert // setup put it there
	c, err := imapclient.DialInsecure(s.IMAPAddr, nil)
	ts.Check(err)
	ts.Check(c.Login(s.User, s.Password).Wait())
	return c
}

// folder: folder NAME makes a folder on the server.
func folder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: folder NAME")
	}
	c := hand(ts)
	defer c.Close() //nolint:errcheck // what it did is what counts
	ts.Check(c.Create(args[0], nil).Wait())
}

// aged: aged DAYS FOLDER FILE puts a mail into a folder that came so many days ago; @then@ is that time.
func aged(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: aged DAYS FOLDER FILE")
	}
	days, err := strconv.Atoi(args[0])
	ts.Check(err)
	at := time.Now().AddDate(0, 0, -days)
	text := strings.ReplaceAll(ts.ReadFile(args[2]), "@then@", at.Format(time.RFC1123Z))
	raw := []byte(strings.ReplaceAll(text, "\n", "\r\n"))
	c := hand(ts)
	defer c.Close() //nolint:errcheck // what it did is what counts
	cmd := c.Append(args[1], int64(len(raw)), &imap.AppendOptions{Time: at})
	_, err = cmd.Write(raw)
	ts.Check(errors.Join(err, cmd.Close()))
	_, err = cmd.Wait()
	ts.Check(err)
}

// expunged: expunged N FOLDER deletes the first N mails of a folder for good.
func expunged(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: expunged N FOLDER")
	}
	n, err := strconv.ParseUint(args[0], 10, 32)
	ts.Check(err)
	c := hand(ts)
	defer c.Close() //nolint:errcheck // what it did is what counts
	_, err = c.Select(args[1], nil).Wait()
	ts.Check(err)
	first := imap.SeqSet{{Start: 1, Stop: uint32(n)}}
	ts.Check(c.Store(first, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
	ts.Check(c.Expunge().Close())
}

// cutoff: cutoff DESK.DB ID leaves a mail as a program does that ends while it is being sent.
func cutoff(ts *testscript.TestScript, neg bool, args []string) {
	setMail(ts, neg, args, "state = 'sending', reason = '', next_try = 0")
}

// delayed: delayed DESK.DB ID gives a waiting mail a minute in which it can be undone, as the window does.
func delayed(ts *testscript.TestScript, neg bool, args []string) {
	until := strconv.FormatInt(time.Now().Add(time.Minute).UnixMilli(), 10)
	setMail(ts, neg, args, "undo = 1, reason = '', words = '', not_before = "+until+", next_try = "+until)
}

func setMail(ts *testscript.TestScript, neg bool, args []string, set string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cutoff|delayed DESK.DB ID")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	r, err := db.Exec("UPDATE outbox SET version = version + 1, "+set+" WHERE id = ? AND state = 'waiting'", args[1])
	if err == nil {
		if n, _ := r.RowsAffected(); n != 1 { //nolint:errcheck // SQLite always knows
			err = errors.New("there is no such mail that waits")
		}
	}
	ts.Check(errors.Join(err, db.Close()))
}

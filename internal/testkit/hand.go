package testkit

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Hand is a person with another mail program on the same mailbox: it changes what the code under test must notice.
type Hand struct {
	t testing.TB
	c *imapclient.Client
}

// NewHand signs in on a plain port of this computer. Close it before the server is stopped, or with the test.
func NewHand(t testing.TB, port int, user, password string) *Hand {
	t.Helper()
	c, err := imapclient.DialInsecure(net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), nil)
	if err != nil {
		t.Fatalf("hand: connect: %v", err)
	}
	h := &Hand{t: t, c: c}
	t.Cleanup(h.Close)
	h.must("sign in", c.Login(user, password).Wait())
	return h
}

// Close ends the connection.
func (h *Hand) Close() { _ = h.c.Close() }

func (h *Hand) must(what string, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("hand: %s: %v", what, err)
	}
}

// Append puts a message into the folder and returns its UID, 0 where the server does not say.
func (h *Hand) Append(folder string, m Mail) uint32 {
	h.t.Helper()
	opts := &imap.AppendOptions{Time: m.Date}
	for _, f := range m.Flags {
		opts.Flags = append(opts.Flags, imap.Flag(f))
	}
	cmd := h.c.Append(folder, int64(len(m.Raw)), opts)
	_, err := cmd.Write(m.Raw)
	h.must("append", err)
	h.must("append", cmd.Close())
	d, err := cmd.Wait()
	h.must("append", err)
	return uint32(d.UID)
}

func (h *Hand) open(folder string) {
	h.t.Helper()
	_, err := h.c.Select(folder, nil).Wait()
	h.must("open "+folder, err)
}

// Flag adds or takes away a flag.
func (h *Hand) Flag(folder, flag string, on bool, uids ...uint32) {
	h.t.Helper()
	h.open(folder)
	op := imap.StoreFlagsAdd
	if !on {
		op = imap.StoreFlagsDel
	}
	h.must("store flag", h.c.Store(set(uids), &imap.StoreFlags{Op: op, Silent: true, Flags: []imap.Flag{imap.Flag(flag)}}, nil).Close())
}

// Expunge deletes messages for good.
func (h *Hand) Expunge(folder string, uids ...uint32) {
	h.t.Helper()
	h.Flag(folder, `\Deleted`, true, uids...)
	h.must("expunge", h.c.Expunge().Close())
}

// UIDs lists the folder, ascending.
func (h *Hand) UIDs(folder string) []uint32 {
	h.t.Helper()
	h.open(folder)
	d, err := h.c.UIDSearch(&imap.SearchCriteria{}, nil).Wait()
	h.must("search", err)
	var out []uint32
	for _, uid := range d.AllUIDs() {
		out = append(out, uint32(uid))
	}
	slices.Sort(out)
	return out
}

// Flags returns the flags of every message but \Recent, sorted.
func (h *Hand) Flags(folder string) map[uint32][]string {
	h.t.Helper()
	uids := h.UIDs(folder)
	out := map[uint32][]string{}
	if len(uids) == 0 {
		return out
	}
	msgs, err := h.c.Fetch(set(uids), &imap.FetchOptions{UID: true, Flags: true}).Collect()
	h.must("fetch flags", err)
	for _, m := range msgs {
		flags := []string{}
		for _, f := range m.Flags {
			if f != `\Recent` {
				flags = append(flags, string(f))
			}
		}
		slices.Sort(flags)
		out[uint32(m.UID)] = flags
	}
	return out
}

// Standing is how one message stands in a folder on the server.
type Standing struct {
	Sum   string // of its bytes
	Flags string // but \Recent, sorted, space-separated
}

// Standings returns all of a folder, by UID.
func (h *Hand) Standings(folder string) map[uint32]Standing {
	h.t.Helper()
	out := map[uint32]Standing{}
	uids := h.UIDs(folder)
	if len(uids) == 0 {
		return out
	}
	whole := &imap.FetchItemBodySection{Peek: true}
	msgs, err := h.c.Fetch(set(uids), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	h.must("fetch all", err)
	flags := h.Flags(folder)
	for _, m := range msgs {
		out[uint32(m.UID)] = Standing{Sum: Sum(m.FindBodySection(whole)), Flags: strings.Join(flags[uint32(m.UID)], " ")}
	}
	return out
}

// Sum is a short fingerprint of a mail's bytes.
func Sum(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// Move takes messages to another folder.
func (h *Hand) Move(folder, to string, uids ...uint32) {
	h.t.Helper()
	h.open(folder)
	_, err := h.c.Move(set(uids), to).Wait()
	h.must("move to "+to, err)
}

// Copy puts messages into another folder too.
func (h *Hand) Copy(folder, to string, uids ...uint32) {
	h.t.Helper()
	h.open(folder)
	_, err := h.c.Copy(set(uids), to).Wait()
	h.must("copy to "+to, err)
}

// Create makes a folder.
func (h *Hand) Create(folder string) {
	h.t.Helper()
	h.must("create "+folder, h.c.Create(folder, nil).Wait())
}

// Delete takes a folder away with all that is in it.
func (h *Hand) Delete(folder string) {
	h.t.Helper()
	h.must("delete "+folder, h.c.Delete(folder).Wait())
}

// Rename gives a folder another name.
func (h *Hand) Rename(folder, to string) {
	h.t.Helper()
	h.must("rename "+folder, h.c.Rename(folder, to, nil).Wait())
}

func set(uids []uint32) imap.UIDSet {
	var s imap.UIDSet
	for _, uid := range uids {
		s.AddNum(imap.UID(uid))
	}
	return s
}

package desk

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/team"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
)

// BenchmarkQueueReply is the key press that sends, from the press to the mail on the disk, on a desk of 5,000 mails:
// with a quote, and with a file of 200 KB besides. The goal is 20 ms.
func BenchmarkQueueReply(b *testing.B) {
	d, err := Open(b.Context(), Options{Dir: b.TempDir(), NoKeyring: true, WorkFactor: 10, Passphrase: func() (string, error) { return "bench", nil }})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the folder goes next
	ctx := b.Context()
	_, err = d.Team.AddAccount(ctx, team.NewAccount{
		Email: "support@example.com", Password: "x", Agent: "asha", IMAPHost: "127.0.0.1", IMAPPort: 1, IMAPSecurity: "none",
		SMTPHost: "127.0.0.1", SMTPPort: 1, SMTPSecurity: "none", Offline: true,
	})
	if err != nil {
		b.Fatal(err)
	}
	accounts, err := d.accounts(ctx)
	if err != nil {
		b.Fatal(err)
	}
	const mails = 5000
	c := testkit.Corpus{Seed: 1, N: mails, Start: time.Now().Add(-mails * 7 * time.Minute)}
	f := store.Folder{Account: accounts[0].ID, Name: "INBOX", Role: "inbox", UIDValidity: 1}
	for from := 0; from < mails; from += 500 {
		var batch []store.Arrival
		for i := from; i < from+500; i++ {
			m := c.Mail(i)
			batch = append(batch, store.Arrival{UID: uint32(i + 1), Internal: m.Date, Raw: m.Raw, Size: int64(len(m.Raw))})
		}
		if _, err := d.store.Arrive(ctx, f, batch); err != nil {
			b.Fatal(err)
		}
	}
	d.store.Settle()
	found, err := tickets(ctx, d, "is:any")
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range []int{0, 200 << 10} {
		b.Run("file="+strconv.Itoa(size), func(b *testing.B) {
			var took []time.Duration
			for n := 0; b.Loop(); n++ {
				b.StopTimer()
				draft, err := d.Compose.Open(ctx, found[n%len(found)].ID, "reply", "")
				if err != nil {
					b.Fatal(err)
				}
				if size > 0 {
					if _, err := d.Compose.Attach(ctx, draft.ID, "log.txt", "", false, strings.NewReader(strings.Repeat("some line of a log\n", size/19))); err != nil {
						b.Fatal(err)
					}
				}
				e := edit(draft, "<p>Hello,</p><p>"+strings.Repeat("this is what we found. ", 40)+"</p>")
				e.To = "marco@halvorsen.example"
				if _, err := d.Compose.Save(ctx, e); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				begin := time.Now()
				if _, err := d.Compose.Send(ctx, draft.ID, compose.SendOptions{Anyway: true}); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/p50")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms/p95")
		})
	}
}

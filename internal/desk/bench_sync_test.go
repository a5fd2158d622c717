package desk

import (
	"testing"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

// BenchmarkDovecot fetches, parses, threads, packs and indexes a mailbox of 20,000 from a local Dovecot, nobody working.
func BenchmarkDovecot(b *testing.B) {
	const mails = 20_000
	s := testkit.StartDovecot(b)
	corpus := testkit.Corpus{Seed: 1, N: mails, Start: time.Now().Add(-mails * 7 * time.Minute)}
	s.Preload("INBOX", mails, corpus.Mail)
	for b.Loop() {
		b.StopTimer()
		d, err := Open(b.Context(), Options{Dir: b.TempDir(), NoKeyring: true, WorkFactor: 10, Passphrase: func() (string, error) { return "test", nil }})
		if err != nil {
			b.Fatal(err)
		}
		_, err = d.Team.AddAccount(b.Context(), team.NewAccount{
			Email: "support@kestrel.example", User: s.User, Password: s.Password, Agent: "asha", IMAPHost: s.Host, IMAPPort: s.Port, IMAPSecurity: "none",
		})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		begin := time.Now()
		if _, err := d.Team.Sync(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(mails/time.Since(begin).Seconds(), "mails/s")
		b.StopTimer()
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

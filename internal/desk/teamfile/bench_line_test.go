package teamfile

import (
	"fmt"
	"testing"
)

// BenchmarkLine is one comparison of a folder of 500 files, of which one was edited, with the team.
func BenchmarkLine(b *testing.B) {
	a := crew(b, clock(), "asha")[0]
	for n := range 500 {
		a.write(fmt.Sprintf("replies/topic %d/reply %d.md", n%20, n), fmt.Sprintf("Hello, this is answer %d.\n", n))
	}
	begin([]*bench{a})
	b.ResetTimer()
	for n := range b.N {
		a.write("replies/topic 0/reply 0.md", fmt.Sprintf("edited %d", n))
		a.step()
	}
}

// BenchmarkCompanies takes in a table of 5,000 companies, and then one of which ten are another.
func BenchmarkCompanies(b *testing.B) {
	for range b.N {
		a := crew(b, clock(), "asha")[0]
		table := "name,domain,plan,notes\n"
		for n := range 5000 {
			table += fmt.Sprintf("Company %d,c%d.example,Business,some words about it\n", n, n)
		}
		a.write("companies/all.csv", table)
		if err := a.readCompanies(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

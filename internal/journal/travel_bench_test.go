package journal

import "testing"

// BenchmarkRead is what a pulled op costs before the store: MAC, inflate, signature, decode. Batches of 8 ops, 64 to a
// segment.
func BenchmarkRead(b *testing.B) {
	c := segment(b, 1, 64, 8)
	data := mustPack(b, c, false)
	pub := newLaptop(0).pub()
	ops := 0
	for b.Loop() {
		got, err := Unpack(data, testKeys())
		if err != nil {
			b.Fatal(err)
		}
		for i := range got.Batches {
			if err := got.Batches[i].Verify(testTeam, pub); err != nil {
				b.Fatal(err)
			}
			ops += len(got.Batches[i].Records())
		}
	}
	b.ReportMetric(float64(ops)/b.Elapsed().Seconds(), "ops/s")
	b.ReportMetric(float64(len(data))/512, "packed-B/op")
}

// BenchmarkPack is what a segment of 512 ops costs to write.
func BenchmarkPack(b *testing.B) {
	c := segment(b, 1, 64, 8)
	for b.Loop() {
		mustPack(b, c, false)
	}
	b.ReportMetric(512*float64(b.N)/b.Elapsed().Seconds(), "ops/s")
}

// BenchmarkSnapshot is what choosing the lines of 50,000 ops, writing and reading them costs, and how large they are.
func BenchmarkSnapshot(b *testing.B) {
	l := newLaptop(1)
	var held []Held
	for i, op := range l.daily(b, 50_000, map[string][]byte{}) {
		held = append(held, Held{SnapLine: SnapLine{l.id, uint64(i + 1), op.Raw}, Op: op, Counts: true})
	}
	size, parts := 0, 0
	for b.Loop() {
		size = 0
		ps := someSnapshot(l).Split(Deciding(held))
		parts = len(ps)
		for i := range ps {
			body, err := ps[i].Encode(testTeam, l.key)
			if err != nil {
				b.Fatal(err)
			}
			data := mustPack(b, &Container{Type: TypeSnapshot, Team: testTeam, Body: body}, false)
			size += len(data)
			c, err := Unpack(data, DeriveKeys([32]byte{1}, testTeam, 1))
			if err != nil {
				b.Fatal(err)
			}
			s, err := DecodeSnapshot(c.Body)
			if err != nil || s.Verify(testTeam, l.pub()) != nil {
				b.Fatal(err)
			}
			for _, line := range s.Lines {
				if _, err := Decode(line.Raw); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.ReportMetric(float64(size), "bytes")
	b.ReportMetric(float64(parts), "parts")
}

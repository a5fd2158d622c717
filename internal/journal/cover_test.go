package journal

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func hashN(n int) Hash { return Hash{byte(n), 1} }

// randomFolder draws messages that cover some of a few batches and blobs, partly as drop marks.
func randomFolder(t *rapid.T) []Visible {
	var out []Visible
	for i := range rapid.IntRange(0, 12).Draw(t, "messages") {
		v := Visible{Pos: string(rune('a' + i)), Cover: Cover{Batches: map[Hash]bool{}, Blobs: map[string]bool{}}, Keep: rapid.IntRange(0, 5).Draw(t, "young") == 0}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 5), 0, 4).Draw(t, "batches") {
			v.Batches[hashN(n)] = true
		}
		for _, name := range rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y"}), 0, 2).Draw(t, "blobs") {
			if !v.Blobs[name] && rapid.Bool().Draw(t, "mark") {
				v.Marks = append(v.Marks, name)
			}
			v.Blobs[name] = true
		}
		out = append(out, v)
	}
	return out
}

func union(all []Visible) Cover {
	out := Cover{Batches: map[Hash]bool{}, Blobs: map[string]bool{}}
	for _, v := range all {
		for h := range v.Batches {
			out.Batches[h] = true
		}
		for b := range v.Blobs {
			out.Blobs[b] = true
		}
	}
	return out
}

// TestPruneLosesNothing: readers that know of different erasures, look at old listings and delete at the same time leave
// every batch in the folder, and every blob that nobody rightly says was erased.
func TestPruneLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		folder := randomFolder(t)
		deleted := map[string]bool{}
		for range rapid.IntRange(1, 4).Draw(t, "readers") {
			// An old listing: some of what was deleted is still seen, some of what is there is not yet.
			var seen []Visible
			for _, v := range folder {
				if rapid.IntRange(0, 3).Draw(t, "seen") > 0 {
					seen = append(seen, v)
				}
			}
			knows := map[string]bool{"x": rapid.Bool().Draw(t, "x"), "y": rapid.Bool().Draw(t, "y")}
			for _, i := range Prunable(seen, func(b string) bool { return knows[b] }) {
				if seen[i].Keep {
					t.Fatal("what is too young was chosen")
				}
				if slices.ContainsFunc(seen[i].Marks, func(b string) bool { return !knows[b] }) {
					t.Fatal("what marks a blob without reason takes part")
				}
				deleted[seen[i].Pos] = true
			}
		}
		var left []Visible
		for _, v := range folder {
			if !deleted[v.Pos] {
				left = append(left, v)
			}
		}
		if !union(left).Covers(union(folder)) {
			t.Fatalf("lost: %v are left of %v", left, folder)
		}
	})
}

// TestUnexplainedMark (M12): a message that says a blob was erased, without an erasure that anybody knows of, displaces
// nothing; once the erasure is known it does.
func TestUnexplainedMark(t *testing.T) {
	whole := Visible{Pos: "1", Cover: Cover{Batches: map[Hash]bool{hashN(1): true}, Blobs: map[string]bool{"x": true}}}
	marked := Visible{Pos: "2", Cover: Cover{Batches: map[Hash]bool{hashN(1): true, hashN(2): true}, Blobs: map[string]bool{"x": true}, Marks: []string{"x"}}}
	bare := Visible{Pos: "3", Cover: Cover{Batches: map[Hash]bool{hashN(1): true}, Blobs: map[string]bool{}}}
	foreign := Visible{Pos: "4"}
	all := []Visible{whole, marked, bare, foreign}
	if got := Prunable(all, func(string) bool { return false }); !slices.Equal(got, []int{2}) {
		t.Errorf("nobody knows of an erasure: %v", got)
	}
	if got := Prunable(all, func(string) bool { return true }); !slices.Equal(got, []int{0, 2}) {
		t.Errorf("the erasure is known: %v", got)
	}
	marked.Batches = whole.Batches
	if got := Prunable([]Visible{whole, marked}, func(string) bool { return true }); !slices.Equal(got, []int{0}) {
		t.Errorf("the same cover: %v, want the one that still holds what was erased", got)
	}
	twin := whole
	twin.Pos = "0"
	if got := Prunable([]Visible{whole, twin}, func(string) bool { return true }); !slices.Equal(got, []int{0}) {
		t.Errorf("twins: %v, want the later one", got)
	}
}

func TestCoverOf(t *testing.T) {
	c := segment(t, 1, 3, 8)
	c.Dropped = []string{goldenBlob(1, "erased")}
	all := CoverOf(c)
	if len(all.Batches) != 3 || len(all.Blobs) != len(c.Blobs)+1 || len(all.Marks) != 1 {
		t.Errorf("cover %+v", all)
	}
	part := CoverOf(&Container{Type: TypeBatch, Team: testTeam, Batches: c.Batches[1:2]})
	if !all.Covers(part) || part.Covers(all) || !all.Covers(all) {
		t.Error("a part covers the whole, or the whole not its part")
	}
}

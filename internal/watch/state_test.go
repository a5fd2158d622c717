package watch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// disk is a folder in memory.
type disk struct {
	now   time.Time
	files map[string]string
	mod   map[string]time.Time
	bad   map[string]error // reads that fail
}

func newDisk() *disk {
	return &disk{
		now: time.Date(2026, 11, 19, 14, 0, 0, 0, time.UTC), files: map[string]string{}, mod: map[string]time.Time{},
		bad: map[string]error{},
	}
}

func (d *disk) write(name, text string) {
	d.files[name], d.mod[name] = text, d.now
}

func (d *disk) scan() map[string]seen {
	out := map[string]seen{}
	for name, text := range d.files {
		f := File{Name: name, Size: int64(len(text)), ModTime: d.mod[name]}
		out[name] = seen{File: f, read: func() ([]byte, error) { return []byte(text), d.bad[name] }}
	}
	return out
}

// step moves the clock on and looks.
func (d *disk) step(s *state, by time.Duration) (string, bool, time.Duration) {
	d.now = d.now.Add(by)
	snap, changed, next := s.step(d.now, d.scan())
	return show(snap), changed, next
}

func show(s Snapshot) string {
	var parts []string
	for _, f := range s.Files {
		text := string(f.Data)
		if f.Err != nil {
			text = "!" + f.Err.Error()
		}
		parts = append(parts, f.Name+"="+text)
	}
	return strings.Join(parts, " ")
}

const (
	settle = 200 * time.Millisecond
	gone   = 10 * time.Second
)

func TestTakenOnceItStandsStill(t *testing.T) {
	d, s := newDisk(), newState(settle, gone, false)
	d.write("a", "half")
	if got, changed, next := d.step(s, 0); got != "" || changed || next != settle {
		t.Errorf("at once: %q, %v, %s", got, changed, next)
	}
	d.write("a", "half and half")
	if got, changed, _ := d.step(s, 150*time.Millisecond); got != "" || changed {
		t.Errorf("while it grows: %q, %v", got, changed)
	}
	if got, changed, next := d.step(s, settle); got != "a=half and half" || !changed || next != 0 {
		t.Errorf("at rest: %q, %v, %s", got, changed, next)
	}
	if _, changed, next := d.step(s, time.Minute); changed || next != 0 {
		t.Errorf("nothing happened: %v, %s", changed, next)
	}
}

// A busy file keeps nobody waiting but itself.
func TestABusyFileHoldsUpNoOther(t *testing.T) {
	d, s := newDisk(), newState(settle, gone, false)
	d.write("calm", "1")
	var got string
	for i := range 5 {
		d.write("log", fmt.Sprint(i))
		got, _, _ = d.step(s, 100*time.Millisecond)
	}
	if got != "calm=1" {
		t.Errorf("snapshot %q", got)
	}
}

// vim and Word write beside and rename, VS Code empties and writes again: none of it is a deletion.
func TestHalfSaves(t *testing.T) {
	for name, save := range map[string]func(d *disk, s *state){
		"rename away and back": func(d *disk, s *state) {
			delete(d.files, "a")
			d.step(s, 300*time.Millisecond)
			d.write("a", "new")
		},
		"empty and write": func(d *disk, s *state) {
			d.write("a", "")
			d.step(s, 300*time.Millisecond)
			d.step(s, 300*time.Millisecond)
			d.write("a", "new")
		},
	} {
		d, s := newDisk(), newState(settle, gone, false)
		d.write("a", "old")
		d.step(s, 0)
		d.step(s, settle)
		save(d, s)
		if got, changed, _ := d.step(s, 50*time.Millisecond); got != "a=old" || changed {
			t.Errorf("%s: in between %q, %v", name, got, changed)
		}
		if got, changed, _ := d.step(s, settle); got != "a=new" || !changed {
			t.Errorf("%s: after it %q, %v", name, got, changed)
		}
	}
}

func TestDeletedAfterTenSeconds(t *testing.T) {
	for name, remove := range map[string]func(d *disk){
		"gone":  func(d *disk) { delete(d.files, "a") },
		"empty": func(d *disk) { d.write("a", "") },
	} {
		d, s := newDisk(), newState(settle, gone, false)
		d.write("a", "old")
		d.step(s, 0)
		d.step(s, settle)
		remove(d)
		d.step(s, 0)
		if got, changed, next := d.step(s, gone-time.Millisecond); got != "a=old" || changed || next != time.Millisecond {
			t.Errorf("%s: just before %q, %v, %s", name, got, changed, next)
		}
		want := map[string]string{"gone": "", "empty": "a="}[name]
		if got, changed, next := d.step(s, time.Millisecond); got != want || !changed || next != 0 {
			t.Errorf("%s: %q, %v, %s", name, got, changed, next)
		}
	}
}

func TestComesBackUnchanged(t *testing.T) {
	d, s := newDisk(), newState(settle, gone, false)
	d.write("a", "old")
	mod := d.mod["a"]
	d.step(s, 0)
	d.step(s, settle)
	delete(d.files, "a")
	d.step(s, time.Second)
	d.files["a"], d.mod["a"] = "old", mod
	if got, changed, next := d.step(s, time.Second); got != "a=old" || changed || next != 0 {
		t.Errorf("%q, %v, %s", got, changed, next)
	}
}

func TestUnreadableFileIsSaidAndTriedAgain(t *testing.T) {
	d, s := newDisk(), newState(settle, gone, false)
	d.bad["a"] = errors.New("no right")
	d.write("a", "text")
	d.step(s, 0)
	if got, changed, next := d.step(s, settle); got != "a=!no right" || !changed || next != retryRead {
		t.Errorf("%q, %v, %s", got, changed, next)
	}
	if _, changed, _ := d.step(s, retryRead); changed {
		t.Error("the same failure is a change")
	}
	delete(d.bad, "a")
	if got, changed, next := d.step(s, retryRead); got != "a=text" || !changed || next != 0 {
		t.Errorf("%q, %v, %s", got, changed, next)
	}
}

func TestFileThatMovesWhileItIsRead(t *testing.T) {
	d, s := newDisk(), newState(settle, gone, false)
	d.bad["a"] = errMoved
	d.write("a", "text")
	d.step(s, 0)
	if got, changed, next := d.step(s, settle); got != "" || changed || next != settle {
		t.Errorf("%q, %v, %s", got, changed, next)
	}
	delete(d.bad, "a")
	if got, changed, _ := d.step(s, settle); got != "a=text" || !changed {
		t.Errorf("%q, %v", got, changed)
	}
}

// Whatever happens in a folder: once it is quiet, the snapshot is the folder; a name never vanishes from it within ten
// seconds of having been there; and `next` always leads to rest.
func TestSnapshotBecomesTheFolder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d, s := newDisk(), newState(settle, gone, false)
		present := map[string]time.Time{} // when a name was last on the disk with content
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "name")
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				delete(d.files, name)
			case 1:
				d.write(name, "")
			default:
				d.write(name, rapid.StringMatching(`[a-z]{1,4}`).Draw(rt, "text"))
			}
			before, _, _ := s.step(d.now, d.scan())
			for n, text := range d.files {
				if text != "" {
					present[n] = d.now
				}
			}
			after, _, _ := d.step(s, time.Duration(rapid.IntRange(0, 3000).Draw(rt, "ms"))*time.Millisecond)
			for _, f := range before.Files {
				if !strings.Contains(" "+after, " "+f.Name+"=") && d.now.Sub(present[f.Name]) < gone {
					rt.Fatalf("%s vanished after %s", f.Name, d.now.Sub(present[f.Name]))
				}
			}
		}
		for i := 0; ; i++ {
			_, _, next := d.step(s, 0)
			if next == 0 {
				break
			}
			if i > 20 {
				rt.Fatal("never at rest")
			}
			d.now = d.now.Add(next)
		}
		var want []string
		for name, text := range d.files {
			want = append(want, name+"="+text)
		}
		slices.Sort(want)
		if got, _, _ := d.step(s, 0); got != strings.Join(want, " ") {
			rt.Fatalf("at rest %q, the folder is %q", got, want)
		}
	})
}

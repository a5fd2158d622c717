package imapsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Sizes is how much mail an account holds in the folders followed by default.
type Sizes struct {
	Choices   []Reached // by reach: 90 days, 365 days, all
	Estimated bool      // worked out from a sample
}

// Reached is what one reach takes.
type Reached struct {
	Reach    int   // days, 0: all
	Messages int   // in all folders
	Whole    int   // of them within the reach; the others come by their heads
	Bytes    int64 // to be fetched: whole mails, the beginnings of large ones, heads
}

const (
	surveyExact  = 20_000           // messages of a folder whose sizes are asked for one by one
	surveyPieces = 40               // of a larger folder, evenly spread
	surveyPiece  = 50               // messages each
	surveyWithin = 15 * time.Second // after that what is known is told
)

// HeadGuess is how many bytes a survey takes a header section for, on average.
const HeadGuess = 4 << 10

// reaches are the choices a person is given.
var reaches = [...]int{90, 365, 0}

// Survey asks how many messages and bytes there are, and of which age. It fetches no mail and changes nothing. It takes
// as long as a server needs to tell 20,000 sizes a folder, and fifteen seconds at most: what it did not get to by then
// it works out from the rest.
func Survey(ctx context.Context, a Account, password PasswordFunc, o Options) (Sizes, error) {
	o = o.withDefaults()
	o.Timeout = min(o.Timeout, surveyWithin)
	p, err := passwordOf(ctx, password)
	if err != nil {
		return Sizes{}, err
	}
	within, cancel := context.WithTimeout(ctx, surveyWithin+5*time.Second)
	defer cancel()
	s, err := open(within, a, p, o)
	if err != nil {
		return Sizes{}, err
	}
	defer s.close()
	v := &survey{s: s, max: o.MaxMessage, now: time.Now()}
	if err = v.run(within); err != nil && within.Err() != nil && ctx.Err() == nil && v.all.messages > 0 {
		v.estimated, err = true, nil
	}
	return v.sizes(), err
}

// survey adds up what the folders hold.
type survey struct {
	s   *session
	max int64
	now time.Time

	all       tally // of the folders that were looked into
	unseen    int   // messages of the others
	estimated bool
}

// tally counts messages; numbers are fractions where a sample stands for more than itself.
type tally struct {
	messages float64
	whole    [len(reaches)]float64
	bytes    [len(reaches)]float64
}

// add counts a message that stands for weight messages.
func (t *tally) add(s said, now time.Time, max int64, weight float64) {
	t.messages += weight
	for i, days := range reaches {
		m := measure{max: max}
		if days > 0 {
			m.since = now.AddDate(0, 0, -days)
		}
		e, _ := m.of(s)
		if e == Head {
			t.bytes[i] += weight * float64(min(s.size, HeadGuess))
			continue
		}
		t.whole[i] += weight
		size := s.size
		if e == Part {
			size = partBytes
		}
		t.bytes[i] += weight * float64(size)
	}
}

func (v *survey) run(ctx context.Context) error {
	list, err := v.s.folders(ctx)
	if err != nil {
		return err
	}
	over := v.now.Add(surveyWithin)
	for _, f := range followed(list, nil) {
		sel, err := v.s.examine(ctx, f.Name)
		if err == nil && sel.exists > 0 {
			if time.Now().After(over) {
				v.unseen, v.estimated = v.unseen+sel.exists, true
				continue
			}
			err = v.folder(ctx, f.Name, sel.exists)
		}
		var status *imap.Error
		if err != nil && (ctx.Err() != nil || !errors.As(err, &status)) {
			return err
		}
	}
	return nil
}

// size asks for the bytes of a folder, 0 where the server does not say (RFC 8438).
func (v *survey) size(ctx context.Context, name string) (int64, error) {
	if !slices.Contains(v.s.has.all, "STATUS=SIZE") {
		return 0, nil
	}
	v.s.wire.begin(0)
	defer v.s.wire.end()
	d, err := v.s.client.Status(name, &imap.StatusOptions{Size: true}).Wait()
	if err != nil && isDead(err) {
		return 0, v.s.failed(ctx, fmt.Errorf("ask for the size of %s: %w", name, err))
	}
	if err != nil || d.Size == nil {
		return 0, nil
	}
	return *d.Size, nil
}

// folder adds the open folder of n messages, all of them or, where they are many, pieces from its whole length. The
// bytes of a sample are brought in line with those the server gives for all, if it does.
func (v *survey) folder(ctx context.Context, name string, n int) error {
	set := imap.SeqSet{{Start: 1, Stop: uint32(n)}}
	all := int64(0)
	if n > surveyExact {
		var err error
		if all, err = v.size(ctx, name); err != nil {
			return err
		}
		v.estimated = true
		set = nil
		for i := range surveyPieces {
			first := uint32(1 + i*(n-surveyPiece)/(surveyPieces-1))
			set = append(set, imap.SeqRange{Start: first, Stop: first + surveyPiece - 1})
		}
	}
	v.s.wire.begin(0)
	defer v.s.wire.end()
	cmd := v.s.client.Fetch(set, &imap.FetchOptions{RFC822Size: true, InternalDate: true})
	var got []said
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		if one, err := readKnown(m); err == nil && one.Size > 0 {
			got = append(got, said{size: one.Size, at: one.InternalDate})
		}
	}
	if err := cmd.Close(); err != nil {
		return v.s.failed(ctx, fmt.Errorf("ask for sizes: %w", err))
	}
	if len(got) == 0 {
		v.unseen += n
		return nil
	}
	scale := 1.0
	if all > 0 && len(got) < n {
		sum := 0.0
		for _, one := range got {
			sum += float64(one.size)
		}
		scale = float64(all) / (sum / float64(len(got)) * float64(n))
	}
	for _, one := range got {
		one.size = int64(float64(one.size) * scale)
		v.all.add(one, v.now, v.max, float64(n)/float64(len(got)))
	}
	return nil
}

// sizes rounds what was counted; what was not seen is taken to be like the rest.
func (v *survey) sizes() Sizes {
	out := Sizes{Estimated: v.estimated}
	more := 1.0
	if v.all.messages > 0 {
		more += float64(v.unseen) / v.all.messages
	}
	for i, days := range reaches {
		out.Choices = append(out.Choices, Reached{
			Reach: days, Messages: int(v.all.messages*more + 0.5), Whole: int(v.all.whole[i]*more + 0.5), Bytes: int64(v.all.bytes[i]*more + 0.5),
		})
	}
	return out
}

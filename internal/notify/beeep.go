package notify

import (
	"context"

	"github.com/gen2brain/beeep"
)

// portable is beeep: title, body, icon, normal or urgent. No buttons, no replacing, no click.
type portable struct {
	icon any // what beeep takes: a path or PNG bytes
}

func newPortable(o Options) *portable {
	beeep.AppName = o.AppName // the library keeps the name in a variable of its own
	p := &portable{icon: ""}
	if len(o.Icon) > 0 {
		p.icon = o.Icon
	}
	return p
}

func (p *portable) send(_ context.Context, n Note) error {
	if n.Urgent {
		return beeep.Alert(n.Title, n.Body, p.icon)
	}
	return beeep.Notify(n.Title, n.Body, p.icon)
}

func (*portable) close() error { return nil }

package work

import (
	"context"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/mail/machine"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Verdicts are what Machine takes: the kinds of machine mail, and none for a person's.
func Verdicts() []string { return append(machine.Kinds(), ticket.NoMachine) }

// Machine says by hand what sort of machine wrote a mail; none: a person did, after all. The ticket is then what it would
// be had the mail come so.
func (s *Service) Machine(ctx context.Context, message, kind string) (core.Done, error) {
	kind = strings.ToLower(strings.TrimSpace(kind))
	if !slices.Contains(Verdicts(), kind) {
		return core.Done{}, fault.Newf(fault.Usage, "It is one of "+strings.Join(Verdicts(), ", ")+".", "%q is no sort of mail.", kind)
	}
	return s.onMail(ctx, message, func(_ *store.Tx, m store.Message) (core.Edit, error) {
		switch {
		case m.Out:
			return core.Edit{}, fault.New(fault.Refused, "The mail is ours.", "Only mail that came is a person's or a machine's.")
		case m.Machine == kind || m.Machine == "" && kind == ticket.NoMachine:
			return core.Edit{Text: "It counts so already"}, nil
		}
		return core.Edit{Drafts: []ticket.Draft{ticket.SetMachine(m.Key, kind)}, Text: verdict(kind)}, nil
	})
}

func verdict(kind string) string {
	switch kind {
	case ticket.NoMachine:
		return "A person wrote it"
	case machine.KindBounce:
		return "It counts as a bounce"
	case machine.KindAutoReply:
		return "It counts as an automatic reply"
	case machine.KindList:
		return "It counts as list mail"
	case machine.KindReceipt:
		return "It counts as a receipt"
	}
	return "It counts as a notification"
}

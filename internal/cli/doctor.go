package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"deskhand/internal/desk"
	"deskhand/internal/desk/fault"
)

func (sh *shell) doctorCommand() *cobra.Command {
	rebuild := false
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Check everything, say what is wrong and what to do",
		Long: "Checks the data folder, the database, the index, the policy and the secrets. --rebuild makes all that follows from\n" +
			"mail and changes anew, compares it row by row with what stands there, and puts it in its place; it needs the desk\n" +
			"for itself: close the window first.",
		Example: "  deskhand doctor\n  deskhand doctor --rebuild",
		Args:    between(0, 0),
	}
	c.Flags().BoolVar(&rebuild, "rebuild", false, "project everything anew and compare")
	c.RunE = sh.at(func(ctx context.Context, s *seat, _ []string) error {
		g := sh.progress()
		r, err := s.desk.Doctor(ctx, rebuild, func(done int) { g.show("Rebuilding: %d mails", done) })
		g.done()
		// What was found before it failed is told all the same.
		s.checks(r.Checks)
		if err != nil {
			return err
		}
		return verdict(r.Checks)
	})
	return c
}

func (s *seat) checks(list []desk.Check) {
	var rows [][]span
	for _, c := range list {
		if s.json {
			s.object(c)
			continue
		}
		mark := styled(green, "ok")
		if !c.OK {
			mark = styled(yellow, "look")
		}
		rows = append(rows, []span{mark, say(c.Name), say(c.Message)})
	}
	s.tableWith([]column{{}, {}, {flex: 30}}, rows, func(n int) {
		if c := list[n]; !c.OK { // nothing of what to do is cut off
			if s.width > 0 {
				s.text("      ", c.Message, plain)
			}
			s.text("      ", c.Hint, dim)
		}
	})
}

// verdict is the exit code: of the first thing that is wrong. A standing problem is named by its fault's code.
func verdict(list []desk.Check) error {
	for _, c := range list {
		if c.OK {
			continue
		}
		code := fault.Data
		switch named := fault.Code(c.Name); named {
		case fault.Refused, fault.Offline, fault.SignIn:
			code = named
		default:
			switch c.Name {
			case "secrets":
				code = fault.Refused
			case unreadable:
				continue // one odd mail is no illness of the desk
			}
		}
		return fault.New(code, "Something is wrong: see "+c.Name+".", cmp.Or(c.Hint, "deskhand doctor --help"))
	}
	return nil
}

// unreadable is the code of the problem that a mail could not be read in full.
const unreadable = "message-unreadable"

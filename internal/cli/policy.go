package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/work"
	"deskhand/internal/policy"
)

func (sh *shell) policyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "policy",
		Short: "Check the team's rules, and try them before they hold",
		Long: "The rules of policy.yaml say what a ticket is when it comes: department, pipeline, priority, channel, owner, tags. A\n" +
			"ticket keeps the rules that held when its first mail came; what somebody sets by hand stays above them.",
		Example: "  deskhand policy check\n  deskhand policy dry-run new-policy.yaml --days 14\n  deskhand policy apply --dry-run",
		Args:    between(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(sh.policyCheckCommand(), sh.policyDryRunCommand(), sh.policyApplyCommand())
	return c
}

// policyOf reads a policy file; problems that leave it usable are told.
func (s *seat) policyOf(sh *shell, name string) (*policy.Policy, []policy.Problem, error) {
	src, err := sh.readAll(name)
	if err != nil {
		return nil, nil, err
	}
	p, problems := policy.Parse(src)
	if p == nil {
		return nil, problems, fault.Newf(fault.Data, "Mend it; deskhand policy check "+name+" says what else is wrong.", "%s cannot be used: %s.", name, strings.TrimSuffix(problems[0].String(), "."))
	}
	return p, problems, nil
}

func (sh *shell) policyCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "check [FILE]",
		Short:   "Say what is wrong with a policy file",
		Long:    "Reads a policy file, without FILE the desk's own, and says line and column of what is wrong. Nothing is changed.",
		Example: "  deskhand policy check\n  deskhand policy check new-policy.yaml",
		Args:    between(0, 1),
		RunE: sh.at(func(_ context.Context, s *seat, args []string) error {
			name := filepath.Join(s.desk.Dir(), "policy.yaml")
			if len(args) > 0 {
				name = args[0]
			}
			_, problems, err := s.policyOf(sh, name)
			for _, p := range problems {
				if s.json {
					s.object(struct {
						Line    int    `json:"line"`
						Column  int    `json:"column"`
						Message string `json:"message"`
						Hint    string `json:"hint"`
						Fatal   bool   `json:"fatal"`
					}{p.Line, p.Column, p.Message, p.Hint, p.Fatal})
					continue
				}
				s.prose("", say(p.String()))
			}
			if err == nil && len(problems) == 0 {
				s.nothing("Nothing is wrong with it.")
			}
			return err
		}),
	}
}

func (sh *shell) policyDryRunCommand() *cobra.Command {
	days := 30
	c := &cobra.Command{
		Use:   "dry-run FILE",
		Short: "Show which tickets a policy would have made others",
		Long: "Shows what the rules of FILE would have made of the tickets of the last days, were they in force when those came.\n" +
			"What somebody set by hand stays. Nothing is changed.",
		Example: "  deskhand policy dry-run new-policy.yaml\n  deskhand policy dry-run new-policy.yaml --days 90 --json",
		Args:    between(1, 1),
	}
	c.Flags().IntVar(&days, "days", days, "how many `days` back")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		if days < 1 {
			return usage("--days 30", "--days %d is no number of days", days)
		}
		p, _, err := s.policyOf(sh, args[0])
		if err != nil {
			return err
		}
		list, err := s.desk.Work.TryRouting(ctx, p, s.now.Add(-time.Duration(days)*24*time.Hour))
		if err != nil {
			return err
		}
		s.rerouted(list, fmt.Sprintf("It would change no ticket of the last %d days.", days))
		return nil
	})
	return c
}

func (sh *shell) policyApplyCommand() *cobra.Command {
	dry := false
	c := &cobra.Command{
		Use:   "apply",
		Short: "Let the rules of today hold for open tickets too",
		Long: "Gives every ticket that is not resolved or closed what the rules in force now say of it, although it came under older\n" +
			"ones. It is one change in each history and one undo. What somebody set by hand stays.",
		Example: "  deskhand policy apply --dry-run\n  deskhand policy apply",
		Args:    between(0, 0),
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "only show what it would change")
	c.RunE = sh.at(func(ctx context.Context, s *seat, _ []string) error {
		var done core.Done
		var list []work.Rerouted
		var err error
		if dry {
			list, err = s.desk.Work.OpenRouting(ctx)
		} else {
			done, list, err = s.desk.Work.ApplyRouting(ctx)
		}
		if err != nil {
			return err
		}
		s.rerouted(list, "It would change no open ticket.")
		if dry {
			return nil
		}
		return s.report(done, nil)
	})
	return c
}

func (s *seat) rerouted(list []work.Rerouted, none string) {
	if len(list) == 0 {
		s.nothing(none)
	}
	var rows [][]span
	for _, r := range list {
		if s.json {
			s.object(r)
			continue
		}
		var words []string
		for _, f := range r.Fields {
			word := f.Field + " " + orNone(f.Old) + " → " + orNone(f.New)
			switch {
			case (f.Field == "tags" || f.Field == "categories") && f.Old == "":
				word = "+" + f.New
			case (f.Field == "tags" || f.Field == "categories") && f.New == "":
				word = "-" + f.Old
			}
			if f.By != "" {
				word += " (" + f.By + ")"
			}
			words = append(words, word)
		}
		rows = append(rows, []span{strong(r.Number), say(strings.Join(words, ", ")), faint(r.Subject)})
	}
	s.table([]column{{title: "TICKET"}, {title: "WOULD CHANGE", flex: 30}, {title: "SUBJECT", flex: 15, drop: 1}}, rows)
}

func orNone(id string) string {
	if id == "" {
		return "none"
	}
	return id
}

func (sh *shell) companyCommand() *cobra.Command {
	var fields []string
	var unset bool
	c := &cobra.Command{
		Use:   "company TICKET [NAME]",
		Short: "Show or set whose ticket it is",
		Long: "Shows everything that is known of the ticket's company. With NAME, a company's name, domain or email alias, it says\n" +
			"whose ticket it is where the contact's address does not tell. --set writes a field by hand, for all tickets of the\n" +
			"company; --set FIELD= gives it back to the table.",
		Example: "  deskhand company 7Q2M\n  deskhand company 7Q2M \"Atlas Clinics\"\n  deskhand company 7Q2M --set churn-risk=high\n  deskhand company 7Q2M --unset",
		Args:    between(1, -1),
	}
	c.Flags().StringArrayVar(&fields, "set", nil, "write a `FIELD=VALUE` of the company by hand")
	c.Flags().BoolVar(&unset, "unset", false, "the company follows from the address again")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
		if unset || len(rest) > 0 {
			done, err := s.desk.Work.Company(ctx, id, strings.Join(rest, " "))
			return s.report(done, err)
		}
		for _, f := range fields {
			name, value, ok := strings.Cut(f, "=")
			if !ok {
				return usage("--set churn-risk=high", "%q names no value", f)
			}
			done, err := s.desk.Work.CompanyField(ctx, id, strings.TrimSpace(name), strings.TrimSpace(value))
			if err := s.report(done, err); err != nil {
				return err
			}
		}
		if len(fields) > 0 {
			return nil
		}
		r, err := s.desk.Inbox.Company(ctx, id)
		if err != nil {
			return err
		}
		if s.json {
			s.object(r)
			return nil
		}
		var rows [][]span
		for _, f := range r.Fields {
			by := ""
			if f.ByHand {
				by = "by hand"
			}
			rows = append(rows, []span{faint(f.Label), say(f.Value), faint(by)})
		}
		s.table([]column{{title: "FIELD", most: 24}, {title: "VALUE", flex: 20}, {title: "", drop: 1}}, rows)
		return nil
	})
	return c
}

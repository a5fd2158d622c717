package cli

import (
	"github.com/spf13/cobra"
)

func (sh *shell) demoCommand() *cobra.Command {
	tour := false
	c := &cobra.Command{
		Use:   "demo",
		Short: "Try it on a sample mailbox",
		Long: "Opens the window on the sample mailbox: an IMAP and SMTP server inside this program, and a desk in a temporary\n" +
			"folder that is deleted at the end, unless --data names one. --tour shows the first minute in the terminal\n" +
			"instead, as it does where there is no display.",
		Example: "  deskhand demo\n  deskhand demo --tour",
		Args:    between(0, 0),
	}
	c.Flags().BoolVar(&tour, "tour", false, "the first minute in the terminal")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if !tour && sh.display() {
			return sh.openWindow(cmd.Context(), true)
		}
		if !tour {
			sh.stderr().text("", "No display, so no window: here is its first minute in the terminal.", plain)
		}
		return sh.tour(cmd.Context())
	}
	return c
}

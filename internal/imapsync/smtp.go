package imapsync

import (
	"context"

	"deskhand/internal/dial"
)

// signInSMTP signs in to the account's SMTP server and leaves. It sends no mail. It returns the largest message the
// server takes, in bytes, 0 if it does not say.
func signInSMTP(ctx context.Context, a Account, password string, o Options) (limit int64, err error) {
	c, err := dial.SMTP(ctx, a.SMTP, a.login(), password, o.dial(), nil)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	if n, ok := c.MaxMessageSize(); ok {
		limit = int64(n)
	}
	_ = c.Quit()
	return limit, nil
}

//go:build !linux

package notify

func platform(o Options) sender { return newPortable(o) }

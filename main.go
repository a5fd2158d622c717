// Command deskhand turns a team mailbox into a support desk. Without a command it opens the window; with one it is a
// command-line tool. It must hold nothing but this choice.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"deskhand/internal/cli"
)

// version is set by the build: -ldflags "-X main.version=1.0.0".
var version = "0.1.0-dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, os.Args[1:], cli.Process(version, window()))
	stop()
	os.Exit(code)
}

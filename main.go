// Command deskhand turns a team mailbox into a support desk. Without a command it opens the window; with one it is a
// command-line tool. It must hold nothing but this choice and how the process runs.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"deskhand/internal/cli"
)

// version is set by the build: -ldflags "-X main.version=1.0.0".
var version = "0.1.0-dev"

func main() {
	collectLater()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, os.Args[1:], cli.Process(version, window()))
	stop()
	os.Exit(code)
}

// collectLater lets a command that is over in a blink do without most of the garbage collector, which is a third of its
// work otherwise; whatever runs longer is collected as ever. GOGC, where it is set, holds.
func collectLater() {
	if os.Getenv("GOGC") == "" {
		usual := debug.SetGCPercent(400)
		time.AfterFunc(500*time.Millisecond, func() { debug.SetGCPercent(usual) })
	}
}

//go:build desktop || bindings

package main

import (
	"context"
	"log/slog"
	"os"

	"deskhand/app"
	"deskhand/internal/cli"
)

// window opens the desk's window. Built with the tag bindings, the program writes the page's bindings and ends here.
func window() cli.WindowFunc {
	app.Generate()
	return func(ctx context.Context, w cli.Window) error {
		log := slog.New(slog.DiscardHandler)
		if w.Verbose {
			log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
		}
		return app.Run(ctx, app.Options{Data: w.Data, Sample: w.Sample, Version: version, Log: log})
	}
}

// Package app is the window: it opens a desk, shows the page and translates between the two. It is the only importer of
// Wails. Bound methods translate in, make one call on the desk, and translate out.
//
// It must not decide anything about tickets, take a path or an address from the page, or give it a secret; every exported
// method of Inbox, Work, Closing, Compose, Agenda and Team can be called by the page, so nothing else may be exported on them.
package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"

	"deskhand/frontend"
	"deskhand/internal/desk"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
)

// Options say which window to open.
type Options struct {
	Data    string // the data folder; empty: the platform's
	Sample  bool   // on the sample mailbox
	Version string
	Log     *slog.Logger
}

const (
	minWidth, minHeight         = 960, 600
	defaultWidth, defaultHeight = 1280, 800
)

// Run opens the desk and its window and comes back when the window is closed for good. Errors are faults.
func Run(ctx context.Context, o Options) error {
	o.Sample = o.Sample || onlySample
	h := newHost(o)
	d, err := desk.Open(ctx, desk.Options{
		FillLater: true,
		Dir:       o.Data, Sample: o.Sample, Log: h.o.Log, Version: o.Version, Passphrase: h.passphrase.get, Popups: true, Clicked: h.show,
	})
	if err != nil {
		return err //nolint:wrapcheck // a fault, told as it is
	}
	h.desk = d
	defer h.close()
	lock, err := lockWindow(d.Dir())
	if err != nil {
		return err
	}
	defer lock.release()
	place, err := d.Team.Place(ctx)
	if err != nil {
		return err //nolint:wrapcheck // a fault, told as it is
	}
	assets, err := fs.Sub(frontend.Assets, "dist")
	if err != nil {
		return fault.From(fmt.Errorf("open the page: %w", err))
	}
	dress()
	stop := context.AfterFunc(ctx, h.quit)
	defer stop()
	if lock.taken {
		err = wails.Run(h.second(assets))
		return alreadyOpen(err)
	}
	if err := wails.Run(h.options(assets, place)); err != nil {
		return fault.From(fmt.Errorf("open the window: %w", err))
	}
	return nil
}

// options are those of the one window of a desk.
func (h *host) options(assets fs.FS, place team.Place) *options.App {
	o := h.base(assets)
	if place.Width >= minWidth && place.Height >= minHeight {
		o.Width, o.Height = place.Width, place.Height
	}
	if place.Maximised {
		o.WindowStartState = options.Maximised
	}
	if set, err := h.desk.Team.Settings(h.ctx); err == nil && set.Theme == "dark" {
		o.BackgroundColour = options.NewRGB(17, 18, 20) // no white flash before the page is drawn
	}
	o.HideWindowOnClose = h.staysBehind()
	o.OnStartup = h.started
	o.OnShutdown = h.ended
	o.Bind = h.bound()
	return o
}

// second is the window of a second start: it wakes the first by the single-instance lock and is never seen. It opens no
// desk to the page. Where no session bus can tell the first, it ends with words.
func (h *host) second(assets fs.FS) *options.App {
	o := h.base(assets)
	o.StartHidden = true
	o.OnDomReady = func(ctx context.Context) { newScreen(ctx).Quit() }
	return o
}

func (h *host) base(assets fs.FS) *options.App {
	title := "Deskhand"
	if h.o.Sample {
		title = "Deskhand: sample mailbox"
	}
	return &options.App{
		Title: title, Width: defaultWidth, Height: defaultHeight, MinWidth: minWidth, MinHeight: minHeight,
		AssetServer:        &assetserver.Options{Assets: assets, Handler: h.mail, Middleware: guarded},
		Logger:             wailsLog{h.o.Log},
		LogLevelProduction: logger.WARNING,
		SingleInstanceLock: &options.SingleInstanceLock{UniqueId: instanceID(h.desk.Dir()), OnSecondInstanceLaunch: h.again},
		DragAndDrop:        &options.DragAndDrop{EnableFileDrop: false, DisableWebViewDrop: true}, // files come by dropzone_linux.go
		Linux:              &linux.Options{ProgramName: "deskhand", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Windows:            &windows.Options{IsZoomControlEnabled: false},
	}
}

// instanceID holds a hash of the data folder, so that the window of one desk never answers for another.
func instanceID(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	sum := sha256.Sum256([]byte(filepath.Clean(dir)))
	return "deskhand_" + hex.EncodeToString(sum[:8])
}

// staysBehind says whether a closed window goes on in the background. The sample ends with its window; and without a
// session bus nothing could bring a hidden window back.
func (h *host) staysBehind() bool { return !h.o.Sample && canReturn(os.Getenv) }

// wailsLog passes what Wails says to the log.
type wailsLog struct{ log *slog.Logger }

func (l wailsLog) Print(m string)   { l.log.Debug("window", "said", m) }
func (l wailsLog) Trace(m string)   { l.log.Debug("window", "said", m) }
func (l wailsLog) Debug(m string)   { l.log.Debug("window", "said", m) }
func (l wailsLog) Info(m string)    { l.log.Debug("window", "said", m) }
func (l wailsLog) Warning(m string) { l.log.Warn("window", "said", m) }
func (l wailsLog) Error(m string)   { l.log.Error("window", "said", m) }
func (l wailsLog) Fatal(m string)   { l.log.Error("window", "said", m) }

const placeEvery = 5 * time.Second

//go:build linux && desktop && cgo

package app

/*
#cgo !webkit2_41 pkg-config: webkit2gtk-4.0
#cgo webkit2_41 pkg-config: webkit2gtk-4.1
#include <webkit2/webkit2.h>

extern void deskhandWebViewDied(void);

static void died(WebKitWebView *view, WebKitWebProcessTerminationReason reason, gpointer user) {
	if (reason != WEBKIT_WEB_PROCESS_TERMINATED_BY_API) deskhandWebViewDied();
}

static void attend(GtkWidget *w, gpointer user) {
	GtkCallback fn = (GtkCallback)user;
	if (WEBKIT_IS_WEB_VIEW(w)) fn(w, NULL);
	else if (GTK_IS_CONTAINER(w)) gtk_container_forall(GTK_CONTAINER(w), attend, user);
}

static void each_view(GtkCallback fn) {
	GList *windows = gtk_window_list_toplevels();
	for (GList *l = windows; l != NULL; l = l->next) attend(GTK_WIDGET(l->data), fn);
	g_list_free(windows);
}

static void connect_one(GtkWidget *w, gpointer unused) { g_signal_connect(w, "web-process-terminated", G_CALLBACK(died), NULL); }
static void reload_one(GtkWidget *w, gpointer unused) { webkit_web_view_reload(WEBKIT_WEB_VIEW(w)); }

static gboolean connect_all(gpointer unused) { each_view(connect_one); return G_SOURCE_REMOVE; }
static gboolean reload_all(gpointer unused) { each_view(reload_one); return G_SOURCE_REMOVE; }

static void deskhand_attend(void) { g_idle_add(connect_all, NULL); }
static void deskhand_reload(void) { g_idle_add(reload_all, NULL); }
*/
import "C"

import "sync/atomic"

// viewDied is the one window's; GTK knows functions, not values.
var viewDied atomic.Pointer[func()] //nolint:gochecknoglobals // what C calls has no other way to it

//export deskhandWebViewDied
func deskhandWebViewDied() {
	if fn := viewDied.Load(); fn != nil {
		go (*fn)() // the window's own thread goes on
	}
}

// attendWebView calls fn when the process that draws the page has died; Wails takes no notice, and the window would stay
// empty.
func attendWebView(fn func()) {
	viewDied.Store(&fn)
	C.deskhand_attend()
}

// reloadWebView begins the page anew, in a new process.
func reloadWebView() { C.deskhand_reload() }

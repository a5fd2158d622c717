//go:build linux && desktop && cgo

package app

/*
#cgo pkg-config: gtk+-3.0
#include <gtk/gtk.h>

extern void deskhandDropped(char *uris);

static void received(GtkWidget *w, GdkDragContext *c, gint x, gint y, GtkSelectionData *data, guint info, guint time, gpointer user) {
	gchar **uris = gtk_selection_data_get_uris(data);
	if (uris == NULL) return;
	gchar *all = g_strjoinv("\n", uris);
	deskhandDropped(all);
	g_free(all);
	g_strfreev(uris);
}

// Copied, never moved: the file stays where it is.
static gboolean listen(gpointer user) {
	GList *windows = gtk_window_list_toplevels();
	for (GList *l = windows; l != NULL; l = l->next) {
		GtkWidget *w = GTK_WIDGET(l->data);
		if (gtk_window_get_window_type(GTK_WINDOW(w)) != GTK_WINDOW_TOPLEVEL || GTK_IS_DIALOG(w)) continue;
		gtk_drag_dest_set(w, GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
		gtk_drag_dest_add_uri_targets(w);
		g_signal_connect(w, "drag-data-received", G_CALLBACK(received), NULL);
	}
	g_list_free(windows);
	return G_SOURCE_REMOVE;
}

static void deskhand_listen(void) { g_idle_add(listen, NULL); }
*/
import "C"

import (
	"strings"
	"sync/atomic"
)

// dropTarget is the one window's; GTK knows functions, not values.
var dropTarget atomic.Pointer[func(uris []string)] //nolint:gochecknoglobals // what C calls has no other way to it

//export deskhandDropped
func deskhandDropped(uris *C.char) {
	if fn := dropTarget.Load(); fn != nil {
		list := strings.Split(C.GoString(uris), "\n")
		go (*fn)(list) // the window's own thread goes on
	}
}

// listenForDrops tells fn what is dropped on the window. The web view itself takes no drops (app.go), so they reach the
// window around it, and what a page says can never be taken for one.
func listenForDrops(fn func(uris []string)) {
	dropTarget.Store(&fn)
	C.deskhand_listen()
}

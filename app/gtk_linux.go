//go:build linux && desktop && cgo

package app

/*
#cgo pkg-config: gtk+-3.0
#include <gtk/gtk.h>

static void deskhand_dress(void) {
	if (!gtk_init_check(NULL, NULL)) return;
	GtkSettings *settings = gtk_settings_get_default();
	if (settings == NULL) return;
	g_object_set(settings, "gtk-xft-hinting", 0, "gtk-xft-hintstyle", "hintnone", NULL);
}
*/
import "C"

// dress turns hinting off before the view is made: with it, gaps between words close up (desktop.md).
func dress() { C.deskhand_dress() }

// A window to drag a file from, as a file manager's: the test presses, moves and lets go with the desktop's own pointer.
// It prints what became of the drag. Usage: dragsource URI…
#include <gtk/gtk.h>
#include <stdio.h>

static char **uris;

static void give(GtkWidget *w, GdkDragContext *c, GtkSelectionData *data, guint info, guint time, gpointer user) {
	(void)w, (void)c, (void)info, (void)time, (void)user;
	gtk_selection_data_set_uris(data, uris);
}

static void moved_away(GtkWidget *w, GdkDragContext *c, gpointer user) {
	(void)w, (void)c, (void)user;
	puts("delete");
	fflush(stdout);
}

static void ended(GtkWidget *w, GdkDragContext *c, gpointer user) {
	(void)w, (void)user;
	printf("end %s\n", gdk_drag_context_get_selected_action(c) == GDK_ACTION_COPY ? "copy" : "else");
	fflush(stdout);
}

int main(int argc, char **argv) {
	gtk_init(&argc, &argv);
	uris = argv + 1;
	GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL), *box = gtk_event_box_new();
	gtk_window_set_title(GTK_WINDOW(window), "dragsource");
	gtk_window_set_default_size(GTK_WINDOW(window), 120, 120);
	gtk_container_add(GTK_CONTAINER(window), box);
	gtk_drag_source_set(box, GDK_BUTTON1_MASK, NULL, 0, GDK_ACTION_COPY | GDK_ACTION_MOVE);
	gtk_drag_source_add_uri_targets(box);
	g_signal_connect(box, "drag-data-get", G_CALLBACK(give), NULL);
	g_signal_connect(box, "drag-data-delete", G_CALLBACK(moved_away), NULL);
	g_signal_connect(box, "drag-end", G_CALLBACK(ended), NULL);
	gtk_widget_show_all(window);
	gtk_window_set_keep_above(GTK_WINDOW(window), TRUE);
	gtk_main();
	return 0;
}

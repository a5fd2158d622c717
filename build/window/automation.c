/*
 * Lets WebKitWebDriver drive the very binary that people get.
 *
 * WebKitGTK answers a driver only if the web view was made with
 * "is-controlled-by-automation" and its context allows automation; Wails sets
 * neither, and the program should not either. Preloaded (LD_PRELOAD), this
 * library stands in for the one call with which Wails makes its view, sets
 * both, and hands that view to the driver's session instead of a new one.
 *
 * For tests only. It must not change anything else about the program.
 */
#include <stdlib.h>
#include <webkit2/webkit2.h>

static WebKitWebView *view;

static WebKitWebView *give_view(WebKitAutomationSession *session, gpointer unused)
{
    (void)session;
    (void)unused;
    return view;
}

static void session_started(WebKitWebContext *context, WebKitAutomationSession *session, gpointer unused)
{
    (void)context;
    (void)unused;
    g_signal_connect(session, "create-web-view", G_CALLBACK(give_view), NULL);
}

GtkWidget *webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *manager)
{
    WebKitWebContext *context = webkit_web_context_get_default();

    webkit_web_context_set_automation_allowed(context, TRUE);
    g_signal_connect(context, "automation-started", G_CALLBACK(session_started), NULL);
    view = g_object_new(WEBKIT_TYPE_WEB_VIEW, "web-context", context, "user-content-manager", manager,
                        "is-controlled-by-automation", TRUE, NULL);
    return GTK_WIDGET(view);
}

/* The web process and whatever the program starts have no use for this library. */
__attribute__((constructor)) static void only_here(void)
{
    unsetenv("LD_PRELOAD");
}

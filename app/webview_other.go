//go:build !(linux && desktop && cgo)

package app

// attendWebView: WebView2 and macOS begin a dead page anew by themselves, or tell nobody.
func attendWebView(func()) {}

func reloadWebView() {}

package app

import "deskhand/internal/mail/sanitize"

// sheetStyle makes a mail readable whatever it says of itself: white paper, plain type, nothing wider than the pane. In the
// dark theme a letter stands on the pane itself, its own colours turned by the sanitiser; its pictures keep a light ground,
// as many are drawn in black on nothing. A mail with a design of its own stays on white paper.
const sheetStyle = `html{color-scheme:light;background:#fff;overflow-y:hidden}` +
	`body{margin:0;background:#fff;color:#1c1d20;font:14px/1.5 "Inter Variable",Inter,"Segoe UI","Helvetica Neue",Arial,system-ui,sans-serif;overflow-wrap:anywhere}` +
	`.sheet{padding:2px 1px;min-height:1em}` +
	`img{max-width:100%;height:auto}` +
	`table{max-width:100%}` +
	`pre{white-space:pre-wrap}` +
	`blockquote{margin:0 0 0 2px;padding:0 0 0 12px;border-left:2px solid #d6d8dd;color:#5b5f68}` +
	`a{color:#2457c5}a:focus-visible{outline:2px solid #2457c5}` +
	`html.dark,html.dark body{background:transparent;color:` + sanitize.DarkText + `}` +
	`html.dark blockquote{color:` + sanitize.DarkQuote + `;border-color:#4a4c53}` +
	`html.dark a{color:` + sanitize.DarkLink + `}html.dark a:focus-visible{outline-color:` + sanitize.DarkLink + `}` +
	`html.dark img{background:#e9e9eb;border-radius:2px}`

// sheetPage is the document of a mail frame. body and style come from the sanitiser.
func sheetPage(body, style string, dark bool) string {
	class := ""
	if dark {
		class = ` class="dark"`
	}
	return `<!doctype html><html lang=""` + class + `><head><meta charset="utf-8">` +
		`<meta http-equiv="Content-Security-Policy" content="` + mailCSP + `">` +
		`<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width"><title>Mail</title>` +
		`<style>` + sheetStyle + style + `</style></head><body><div class="sheet">` + body + `</div></body></html>`
}

// Package frontend carries the built screens inside the binary. It holds
// nothing but the embedded files: what is served from them, and under which
// rules, is the business of package app, and no other package may import it.
package frontend

import "embed"

// Assets is the folder dist as Vite left it; the files stand under "dist/".
// In a clone where the frontend was never built it holds only a placeholder,
// so every Go command works without Node.
//
//go:embed all:dist
var Assets embed.FS

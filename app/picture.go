package app

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/gif"  // sizes of GIF
	_ "image/jpeg" // sizes of JPEG
	_ "image/png"  // sizes of PNG
	"net/http"
)

// maxPixels is the largest picture that is shown (security.md).
const maxPixels = 50_000_000

// rasterType tells the type of a picture by its bytes; ok only for raster images of a size that can be shown.
func rasterType(data []byte) (kind string, ok bool) {
	kind = http.DetectContentType(data)
	switch kind {
	case "image/png", "image/gif", "image/jpeg":
		c, _, err := image.DecodeConfig(bytes.NewReader(data))
		return kind, err == nil && fits(c.Width, c.Height)
	case "image/webp":
		w, h := webpSize(data)
		return kind, fits(w, h)
	}
	return "", false
}

func fits(width, height int) bool {
	return width > 0 && height > 0 && width <= maxPixels && height <= maxPixels && int64(width)*int64(height) <= maxPixels
}

// webpSize reads the canvas of a WebP file (its container specification; RFC 6386 section 9.1 for VP8).
func webpSize(b []byte) (width, height int) {
	const head = 30
	if len(b) < head {
		return 0, 0
	}
	switch string(b[12:16]) {
	case "VP8X":
		return 1 + int(b[24]) + int(b[25])<<8 + int(b[26])<<16, 1 + int(b[27]) + int(b[28])<<8 + int(b[29])<<16
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[21:25])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(b[26:28]) & 0x3fff), int(binary.LittleEndian.Uint16(b[28:30]) & 0x3fff)
	}
	return 0, 0
}

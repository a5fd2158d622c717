package demo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// chartPNG draws a chart of rows a week: four bars, the last broken off.
func chartPNG() ([]byte, error) {
	const w, h = 480, 240
	img := canvas(w, h, color.RGBA{250, 250, 252, 255})
	axis := color.RGBA{120, 126, 140, 255}
	fill(img, image.Rect(40, 200, 460, 202), axis)
	fill(img, image.Rect(40, 20, 42, 202), axis)
	for i, height := range []int{150, 172, 164, 58} {
		bar := color.RGBA{60, 98, 220, 255}
		if i == 3 {
			bar = color.RGBA{204, 74, 60, 255}
		}
		fill(img, image.Rect(70+i*100, 200-height, 130+i*100, 200), bar)
	}
	return encodePNG(img)
}

// screenPNG draws a window with a progress bar that stands at 40 %.
func screenPNG() ([]byte, error) {
	const w, h = 640, 400
	img := canvas(w, h, color.RGBA{228, 231, 238, 255})
	fill(img, image.Rect(60, 50, 580, 350), color.RGBA{255, 255, 255, 255})
	fill(img, image.Rect(60, 50, 580, 82), color.RGBA{44, 52, 70, 255})
	for i := range 5 {
		fill(img, image.Rect(90, 110+i*24, 90+330-i*37, 120+i*24), color.RGBA{206, 211, 222, 255})
	}
	fill(img, image.Rect(90, 260, 550, 276), color.RGBA{222, 226, 235, 255})
	fill(img, image.Rect(90, 260, 90+460*40/100, 276), color.RGBA{60, 98, 220, 255})
	fill(img, image.Rect(90, 296, 210, 308), color.RGBA{204, 74, 60, 255})
	return encodePNG(img)
}

func canvas(w, h int, c color.Color) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	fill(img, img.Bounds(), c)
	return img
}

func fill(img draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func encodePNG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("draw: %w", err)
	}
	return b.Bytes(), nil
}

// textPDF sets lines of text on one A4 page (ISO 32000-1: a catalog, a page, a standard font, a stream).
func textPDF(text string) ([]byte, error) {
	var page strings.Builder
	page.WriteString("BT /F1 11 Tf 16 TL 60 780 Td\n")
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		latin, err := charmap.Windows1252.NewEncoder().String(line)
		if err != nil {
			return nil, fmt.Errorf("write PDF: %w", err)
		}
		page.WriteString("(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(latin) + ") Tj T*\n")
	}
	page.WriteString("ET\n")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, 0, len(objects))
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	if b.Len() > 1<<20 {
		return nil, errors.New("write PDF: the text is too long for a page")
	}
	return b.Bytes(), nil
}

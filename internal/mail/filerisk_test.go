package mail

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRisk(t *testing.T) {
	const (
		pe, elf, zip, ole, html, plain, pdf = "application/vnd.microsoft.portable-executable", "application/x-elf", "application/zip", "application/x-ole-storage", "text/html", "text/plain", "application/pdf"
		docx                                = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	)
	for _, c := range []struct {
		name, declared, kind, want string
		opens                      bool
	}{
		{"report.pdf", pdf, pdf, "", true},
		{"report.pdf", "application/octet-stream", pdf, "", true},
		{"photo.JPG", "image/jpeg", "image/jpeg", "", true},
		{"photo.png", "image/png", "image/jpeg", "", true},
		{"notes.txt", plain, plain, "", true},
		{"export.csv", "text/csv", plain, "", true},
		{"page.txt", plain, html, "", true},
		{"letter.docx", docx, docx, "", true},
		{"letter.docx", docx, zip, "", true},
		{"sheet.ods", "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", "", true},
		{"old.doc", "application/msword", ole, "", false},
		{"old.doc", "application/msword", "text/rtf", "", false},
		{"invoice.xml", "application/xml", "text/xml", "", false},
		{"invite.ics", "text/calendar", "text/calendar", "", false},
		{"voice.m4a", "audio/mp4", "video/mp4", "", true},
		{"mail.eml", "message/rfc822", plain, "", false},
		{"unknown.xyz", "application/octet-stream", "", "", false},
		{"data.bin2", "application/octet-stream", plain, "", false},
		{"empty.pdf", pdf, "", "", false},
		{"setup.exe", "application/octet-stream", pe, RiskProgram, false},
		{"invoice.pdf.exe", pdf, pe, RiskProgram, false},
		{"invoice.pdf", pdf, pe, RiskProgram, false},
		{"photo.jpg", "image/jpeg", elf, RiskProgram, false},
		{"noname", "application/octet-stream", elf, RiskProgram, false},
		{"noname", "application/x-msdownload", "", RiskProgram, false},
		{"app.APK", "application/octet-stream", zip, RiskProgram, false},
		{"tool.jar", "application/zip", zip, RiskProgram, false},
		{"screen.scr", "image/png", "", RiskProgram, false},
		{"run.ps1", plain, plain, RiskScript, false},
		{"a.js", "text/javascript", plain, RiskScript, false},
		{"page.html", html, html, RiskScript, false},
		{"picture.svg", "image/svg+xml", "image/svg+xml", RiskScript, false},
		{"noname", "application/octet-stream", html, RiskScript, false},
		{"noname", html, "", RiskScript, false},
		{"fix.reg", plain, plain, RiskScript, false},
		{"note.one", "application/onenote", "application/onenote", RiskScript, false},
		{"open me.lnk", "application/octet-stream", "application/x-ms-shortcut", RiskShortcut, false},
		{"report.pdf", pdf, "application/x-ms-shortcut", RiskShortcut, false},
		{"shop.url", plain, plain, RiskShortcut, false},
		{"x.settingcontent-ms", "text/xml", "text/xml", RiskShortcut, false},
		{"disk.iso", "application/octet-stream", "", RiskDiskImage, false},
		{"disk.vhdx", "application/octet-stream", "", RiskDiskImage, false},
		{"letter.docm", "application/msword", zip, RiskMacro, false},
		{"table.xlsb", "application/octet-stream", zip, RiskMacro, false},
		{"noname", "application/vnd.ms-excel.sheet.macroEnabled.12", zip, RiskMacro, false},
		{"files.zip", zip, zip, RiskArchive, false},
		{"files.7z", "application/octet-stream", "application/x-7z-compressed", RiskArchive, false},
		{"logs.tar.gz", "application/gzip", "application/gzip", RiskArchive, false},
		{"noname", "application/octet-stream", zip, RiskArchive, false},
		{"photo.jpg", "image/jpeg", zip, RiskMismatch, false},
		{"report.pdf", pdf, "image/png", RiskMismatch, false},
		{"report.pdf", pdf, html, RiskMismatch, false},
		{"report.docx", docx, ole, RiskMismatch, false},
		{"photo.png", "image/png", pdf, RiskMismatch, false},
		{"noname", "image/png", pdf, RiskMismatch, false},
		{"files.zip", zip, pdf, RiskMismatch, false},
		{"table.xls", "application/vnd.ms-excel", html, RiskMismatch, false},
	} {
		if got := Risk(c.name, c.declared, c.kind); got != c.want {
			t.Errorf("Risk(%q, %q, %q) = %q, want %q", c.name, c.declared, c.kind, got, c.want)
		}
		if got := MayOpen(c.name, c.declared, c.kind); got != c.opens {
			t.Errorf("MayOpen(%q, %q, %q) = %v", c.name, c.declared, c.kind, got)
		}
	}
}

// Whatever stands before it, and however it is written: a program's ending is a program's, and nothing with a risk opens.
func TestRiskGoesByTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := CleanName(rapid.String().Draw(t, "stem") + rapid.SampledFrom([]string{"a.exe", "a.EXE", "a.Exe. ", "a.com", "a.msi\u202e", "a.scr\t"}).Draw(t, "ext"))
		declared, kind := rapid.SampledFrom([]string{"image/png", "application/pdf", "text/plain"}).Draw(t, "declared"), rapid.SampledFrom([]string{"", "image/png", "application/pdf"}).Draw(t, "kind")
		if got := Risk(name, declared, kind); got != RiskProgram || MayOpen(name, declared, kind) {
			t.Fatalf("%q is %q", name, got)
		}
	})
}

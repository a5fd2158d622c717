package mail

import (
	"strings"
	"testing"
)

// TestColouredAnswers: Outlook quotes a mail whole; what is answered between its lines is told by its colour alone, which
// only the HTML knows, and must be seen in the plain text too.
//
// features: A8
func TestColouredAnswers(t *testing.T) {
	head := "From: Kestrel Support <support@kestrel.example>\r\nSent: Monday, November 24, 2025 5:00 PM\r\nTo: Robin\r\nSubject: RE: Export\r\n"
	raw := "From: robin@ashdown.example\r\nSubject: RE: Export\r\nIn-Reply-To: <a@kestrel.example>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nPlease see my answers in red.\r\n\r\n" + head + "\r\nHow many rows does the list have?\r\nRoughly four  thousand.\r\nWhich account did you use?\r\n\r\nKestrel Support\r\n" +
		"--b\r\nContent-Type: text/html\r\n\r\n<p>Please see my answers in red.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p>" + strings.ReplaceAll(head, "\r\n", "<br>") +
		"</p></div><p>How many rows does the list have?</p><p><span style='color:red'>Roughly four\r\nthousand.</span></p><p>Which account did you use?</p><p>Kestrel Support</p>\r\n--b--\r\n"
	m := Parse([]byte(raw))
	if got := strings.Join(strings.Fields(m.Visible), " "); got != "Please see my answers in red. Roughly four thousand." {
		t.Errorf("visible %q of\n%s", got, m.Text)
	}
	if len(m.Segments) < 4 {
		t.Errorf("%d segments", len(m.Segments))
	}
}

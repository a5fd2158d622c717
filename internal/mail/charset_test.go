package mail

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// writings are sentences of support mail in the charsets that unlabelled mail comes in.
func writings() []struct{ sets, text string } {
	return []struct{ sets, text string }{
		{"windows-1251 koi8-r iso-8859-5 ibm866", "Здравствуйте! После обновления программы страница счетов остаётся пустой. Помогите нам, пожалуйста."},
		{"windows-1251 koi8-u", "Доброго дня! Після оновлення сторінка рахунків залишається порожньою. Допоможіть нам, будь ласка."},
		{"shift_jis euc-jp iso-2022-jp", "お世話になっております。先日の更新後、請求書のページが表示されません。ご確認をお願いします。"},
		{"gb18030", "您好，自从更新以后，发票页面一直是空白的。请尽快帮我们解决这个问题，谢谢！"},
		{"big5", "您好，自從更新以後，發票頁面一直是空白的。請盡快幫我們解決這個問題，謝謝！"},
		{"euc-kr", "안녕하세요, 업데이트 이후로 청구서 페이지가 계속 비어 있습니다. 답변 부탁드립니다."},
		{"windows-1253 iso-8859-7", "Καλημέρα σας, μετά την ενημέρωση η σελίδα των τιμολογίων παραμένει κενή. Βοηθήστε μας."},
		{"windows-1255", "שלום, מאז העדכון עמוד החשבוניות נשאר ריק אצל שני משתמשים. אנא עזרו לנו."},
		{"windows-1256", "مرحبا، منذ التحديث تبقى صفحة الفواتير فارغة. يرجى مساعدتنا في أقرب وقت."},
		{"windows-1254", "Merhaba, güncellemeden bu yana fatura sayfası boş kalıyor. Teşekkürler, iyi günler."},
		{"windows-1250 iso-8859-2", "Dzień dobry, od czasu aktualizacji strona z fakturami jest pusta. Próbowaliśmy innej przeglądarki."},
		{"windows-1250 iso-8859-2", "Dobrý den, od aktualizace zůstává stránka s fakturami prázdná. Zkusili jsme jiný prohlížeč."},
		{"windows-1250 iso-8859-2", "A frissítés óta a számlák oldala üres marad. Kérjük, segítsenek minél előbb. Őszi Gyűrű Kft."},
		{"windows-1252", "Seit der Aktualisierung bleibt die Seite für zwei Benutzer leer. Schöne Grüße"},
		{"windows-1252", "Depuis la mise à jour, la page des factures reste vide. Pourriez-vous nous aider ? L’équipe est bloquée."},
		{"windows-1252", "Buenos días, ¿podrían ayudarnos? La página de facturas está vacía. Señor Muñoz"},
		{"windows-874", "สวัสดีค่ะ หลังจากอัปเดต หน้าใบแจ้งหนี้ยังคงว่างเปล่า กรุณาช่วยเหลือเราด้วย"},
		{"windows-1257", "Laba diena, po atnaujinimo sąskaitų puslapis lieka tuščias. Ačiū už pagalbą!"},
	}
}

func encoded(t *testing.T, set, text string) string {
	t.Helper()
	enc, err := htmlindex.Get(set)
	if err != nil {
		t.Fatal(err)
	}
	s, err := enc.NewEncoder().String(text)
	if err != nil {
		t.Fatalf("%s: %v", set, err)
	}
	return s
}

// TestDetect: text is read without a label, with a wrong one, and as a raw header.
func TestDetect(t *testing.T) {
	for _, w := range writings() {
		for _, set := range strings.Fields(w.sets) {
			raw := encoded(t, set, w.text)
			for _, label := range []string{"", "; charset=us-ascii", "; charset=unknown-8bit", "; charset=utf-8", "; charset=no-such-thing"} {
				m := Parse([]byte("From: a@example.com\nSubject: " + raw + "\nContent-Type: text/plain" + label + "\n\n" + raw + "\n"))
				if m.Text != w.text {
					t.Errorf("%s labelled %q:\n%s\nnot %s", set, label, m.Text, w.text)
				}
				if m.Subject != w.text {
					t.Errorf("%s labelled %q: subject\n%s\nnot %s", set, label, m.Subject, w.text)
				}
			}
			m := Parse([]byte("From: a@example.com\nContent-Type: text/plain; charset=" + set + "\n\n" + raw + "\n"))
			if m.Text != w.text || len(m.Problems) > 0 {
				t.Errorf("%s: %s %q", set, m.Text, m.Problems)
			}
			m = Parse([]byte("From: a@example.com\nContent-Type: text/plain; charset=" + set + "\n\n" + w.text + "\n"))
			if m.Text != w.text {
				t.Errorf("UTF-8 labelled %s: %s", set, m.Text)
			}
		}
	}
}

// TestDetectShort: a subject of two words, where the body says nothing.
func TestDetectShort(t *testing.T) {
	for _, tt := range [][2]string{
		{"koi8-r", "Счет на оплату"},
		{"windows-1251", "Вопрос"},
		{"shift_jis", "ご注文について"},
		{"euc-jp", "請求書の件"},
		{"gb18030", "关于发票的问题"},
		{"big5", "關於發票的問題"},
		{"euc-kr", "주문 관련 문의"},
		{"windows-1252", "Réservation n° 5"},
		{"windows-1252", "Größe"},
		{"windows-1250", "Zażółć gęślą jaźń"},
	} {
		m := Parse([]byte("From: a@example.com\nSubject: " + encoded(t, tt[0], tt[1]) + "\n\nhello\n"))
		if m.Subject != tt[1] {
			t.Errorf("%s: %s, not %s", tt[0], m.Subject, tt[1])
		}
	}
}

// TestCharsets: charsets that shift, and names that programs invent.
func TestCharsets(t *testing.T) {
	for _, tt := range []struct{ set, raw, want string }{
		{"iso-2022-kr", "\x1b$)C\x0e>H3gGO<<?d\x0f!", "안녕하세요!"},
		{"hz-gb-2312", "This ~{<:Ky2;S{#,NpJ)l6HK!#~} is~~", "This 己所不欲，勿施於人。 is~"},
		{"utf-7", "Hi Mom -+Jjo--! 1 +- 1", "Hi Mom -☺-! 1 + 1"},
		{"unicode-1-1-utf-7", "+2D3eAA-", "😀"},
		{"", "Gr+APwA3w-e", "Grüße"},
		{"", "1+1=2 and a+b", "1+1=2 and a+b"},
		{"utf-16", "\xff\xfeG\x00r\x00\xfc\x00\xdf\x00e\x00", "Grüße"},
		{"utf-16be", "\x00G\x00r\x00\xfc\x00\xdf\x00e", "Grüße"},
		{"", "H\x00e\x00l\x00l\x00o\x00 \x00y\x00o\x00u\x00", "Hello you"},
		{"iso-8859-1", "G\xfcnther \x80 5", "Günther € 5"},
		{"iso8859-15", "\xa4 5", "€ 5"},
		{"windows1252", "\x80", "€"},
		{"cp-1250", "\xbe", "ľ"},
		{"cp850", "Gr\x81\xe1e", "Grüße"},
		{"x-sjis", "\x82\xb1\x82\xf1", "こん"},
		{"cp932", "\x87\x40\xfa\xb1", "①﨑"},
		{"iso-2022-jp-ms", "\x1b$B-!\x1b(B", "①"},
		{"ks_c_5601-1987", "\xbe\xc8\xb3\xe7", "안녕"},
		{"\"'utf-8'\"", "Gr\xc3\xbc\xc3\x9fe", "Grüße"},
		{"utf-8", "\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe", "Grüße"},
		{"gb2312", "\xe9\x46", "镕"},
	} {
		got, _ := toUTF8([]byte(tt.raw), tt.set)
		if got != tt.want {
			t.Errorf("%s %q: %q, not %q", tt.set, tt.raw, got, tt.want)
		}
	}
}

// FuzzCharset: whatever the label, the text is clean.
func FuzzCharset(f *testing.F) {
	for _, set := range []string{"", "utf-7", "utf-16", "iso-2022-kr", "hz-gb-2312", "gb18030", "x-mac-roman", "iso-2022-jp", "utf-32"} {
		f.Add([]byte("Gr\xfc\xdfe \x1b$B-!\x1b(B ~{<:~} +2D3eAA- \xff\xfe"), set)
	}
	f.Fuzz(func(t *testing.T, b []byte, set string) {
		s, _ := toUTF8(b, set)
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			t.Fatalf("not clean: %q", s)
		}
	})
}

// TestNamesTakeTheTextsCharset: a file's name that was not encoded is read as the text before it.
func TestNamesTakeTheTextsCharset(t *testing.T) {
	raw := "From: a@example.com\nContent-Type: multipart/mixed; boundary=\"b\n\n--b\nContent-Type: text/plain; charset=koi8-r\n\n" + encoded(t, "koi8-r", "Счет") +
		"\n--b\nContent-Type: application/pdf; name=\"" + encoded(t, "koi8-r", "Ёж.pdf") + "\"\n\n%PDF-\n--b--\n"
	m := Parse([]byte(raw))
	if len(m.Attachments) != 1 || m.Attachments[0].Name != "Ёж.pdf" || m.Text != "Счет" {
		t.Errorf("%+v %q %q", m.Attachments, m.Text, m.Problems)
	}
}

package imapsync

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// roleNames are the names that mail programs and providers give their folders, in lower case and with hyphens,
// underscores and full stops as blanks, for servers that mark none (RFC 6154). A name stands in one list only.
var roleNames = map[Role][]string{
	RoleSent: {
		"sent", "sent items", "sent item", "sent messages", "sent mail", "sent mails", "sent e mail", "sentbox", "sent objects",
		"gesendet", "gesendete", "gesendete elemente", "gesendete objekte", "gesendete nachrichten", "gesendete mails", "gesendete e mails",
		"envoyés", "envoyé", "messages envoyés", "éléments envoyés", "objets envoyés", "courrier envoyé", "mails envoyés",
		"enviados", "enviado", "elementos enviados", "mensajes enviados", "correo enviado", "enviada", "enviadas", "itens enviados", "mensagens enviadas", "enviats", "elements enviats",
		"inviata", "posta inviata", "inviati", "elementi inviati", "messaggi inviati",
		"verzonden", "verzonden items", "verzonden berichten", "verzonden objecten", "skickat", "skickade", "skickade objekt", "skickade meddelanden",
		"sendt", "sendte elementer", "sendte", "sendt post", "sendt e post", "lähetetyt", "lähetetyt viestit", "lähetetyt kohteet", "sendir hlutir",
		"wysłane", "elementy wysłane", "wiadomości wysłane", "odeslané", "odeslaná pošta", "odeslané zprávy", "odoslané", "odoslaná pošta", "poslano", "poslana pošta", "poslani predmeti", "poslate stavke",
		"elküldött", "elküldött elemek", "elküldött üzenetek", "elküldött levelek", "trimise", "elemente trimise", "mesaje trimise",
		"изпратени", "изпратени елементи", "отправленные", "отправленное", "надіслані", "відправлені", "послато", "απεσταλμένα", "σταλμένα", "gönderilmiş öğeler", "gönderilenler", "gönderilmiş", "gönderilmiş postalar",
		"saadetud", "saadetud kirjad", "nosūtītie", "nosūtītās vēstules", "išsiųsta", "išsiųsti laiškai", "đã gửi", "terkirim", "item terkirim", "ส่งแล้ว", "รายการที่ส่ง",
		"送信済み", "送信済みアイテム", "送信済みメール", "送信済みメッセージ", "送信箱", "已发送", "已发送邮件", "已發送", "寄件備份", "寄件备份", "寄件匣", "發件箱", "보낸편지함", "보낸 편지함", "보낸메일함", "פריטים שנשלחו", "דואר שנשלח", "العناصر المرسلة", "البريد المرسل",
	},
	RoleArchive: {
		"archive", "archives", "archived", "archiv", "archivierte", "archivo", "archivos", "archivados", "archivio", "archiviati", "arquivo", "arquivados", "arquivo morto", "arxiu",
		"archief", "gearchiveerd", "arkiv", "arkiverat", "arkisto", "archiwum", "archív", "archivní", "arhiv", "arhiva", "arhivă", "arhivirano", "archívum", "архив", "архів", "архива", "αρχειοθήκη", "αρχείο", "arşiv",
		"arhiiv", "arhīvs", "archyvas", "lưu trữ", "arsip", "アーカイブ", "アーカイブ済み", "归档", "存档", "封存", "典藏", "보관", "보관함", "보관처리", "ארכיון", "أرشيف", "الأرشيف",
	},
	RoleJunk: {
		"junk", "spam", "junk e mail", "junk email", "junk mail", "bulk mail", "bulk", "spamverdacht", "spam verdacht", "unerwünscht", "unerwünschte werbung", "junk nachrichten",
		"indésirables", "courrier indésirable", "pourriel", "pourriels", "correo no deseado", "no deseado", "correo basura", "posta indesiderata", "indesiderata", "lixo eletrônico", "lixo eletrónico", "correio eletrónico não solicitado", "correu brossa",
		"ongewenste e mail", "ongewenst", "ongewenste reclame", "reclame", "skräppost", "skräp", "søppelpost", "søppel e post", "uønsket mail", "uønsket", "roskaposti", "ruslpóstur",
		"wiadomości śmieci", "niechciane", "nevyžádaná pošta", "nevyžiadaná pošta", "neželena pošta", "neželena e pošta", "nepoželjno", "levélszemét", "mesaje nedorite", "спам", "нежелательная почта", "нежелана поща", "небажана пошта", "ανεπιθύμητα", "ανεπιθύμητη αλληλογραφία",
		"önemsiz", "önemsiz posta", "gereksiz", "gereksiz e posta", "rämpspost", "mēstules", "brukalas", "thư rác", "迷惑メール", "迷惑メールフォルダ", "垃圾邮件", "垃圾郵件", "广告邮件", "스팸", "스팸함", "스팸편지함", "정크 메일", "דואר זבל", "البريد غير الهام",
	},
	RoleTrash: {
		"trash", "deleted items", "deleted messages", "deleted", "deleted mail", "bin", "wastebasket", "rubbish",
		"papierkorb", "gelöscht", "gelöschte elemente", "gelöschte objekte", "gelöschte nachrichten", "mülleimer", "corbeille", "éléments supprimés", "messages supprimés", "supprimés", "poubelle",
		"papelera", "elementos eliminados", "mensajes eliminados", "eliminados", "basura", "lixeira", "itens excluídos", "itens eliminados", "excluídos", "paperera", "cestino", "posta eliminata", "elementi eliminati", "eliminati",
		"prullenbak", "prullenmand", "verwijderde items", "verwijderde berichten", "verwijderd", "papperskorg", "papperskorgen", "borttaget", "borttagna objekt", "papirkurv", "papirkurven", "slettet post", "slettede elementer", "slettet", "roskakori", "poistetut", "poistetut viestit", "ruslafata",
		"kosz", "elementy usunięte", "usunięte", "koš", "odstraněná pošta", "odstraněné", "kôš", "odstránené", "izbrisano", "smeće", "otpad", "koš za smeti", "lomtár", "kuka", "törölt elemek", "törölt", "coș de gunoi", "gunoi", "elemente șterse", "șterse",
		"корзина", "удаленные", "удалённые", "удаленные элементы", "кошче", "изтрити", "кошик", "видалені", "отпад", "канта", "κάδος", "κάδος απορριμμάτων", "διαγραμμένα", "çöp kutusu", "çöp", "silinmiş öğeler", "silinmiş",
		"prügikast", "kustutatud", "atkritne", "izdzēstie", "šiukšliadėžė", "šiukšlinė", "thùng rác", "tempat sampah", "sampah", "ถังขยะ", "ごみ箱", "ゴミ箱", "削除済みアイテム", "削除済み", "废纸篓", "已删除", "已删除邮件", "垃圾桶", "刪除的郵件", "已刪除", "휴지통", "지운 편지함", "지운편지함", "삭제된 항목", "אשפה", "פריטים שנמחקו", "سلة المهملات", "المهملات", "العناصر المحذوفة",
	},
	RoleDrafts: {
		"drafts", "draft", "draft messages", "entwürfe", "entwurf", "brouillons", "brouillon", "borradores", "borrador", "rascunhos", "rascunho", "esborranys", "bozze", "bozza",
		"concepten", "concept", "utkast", "kladder", "kladde", "luonnokset", "drög", "wersje robocze", "kopie robocze", "szkice", "koncepty", "rozepsané", "osnutki", "nacrti", "skice", "piszkozatok", "ciorne",
		"черновики", "чернови", "чернетки", "нацрти", "πρόχειρα", "taslaklar", "mustandid", "melnraksti", "juodraščiai", "thư nháp", "draf", "konsep", "ฉบับร่าง", "下書き", "草稿", "草稿箱", "草稿匣", "임시보관함", "임시 보관함", "טיוטות", "المسودات",
	},
	RoleAll: {"all mail", "alle nachrichten", "tous les messages", "todos los mensajes", "todos", "todos os e mails", "tutti i messaggi", "alle berichten", "all e mail"},
}

// nameRoles is roleNames by name.
func nameRoles() map[string]Role {
	out := map[string]Role{}
	for role, names := range roleNames {
		for _, n := range names {
			out[n] = role
		}
	}
	return out
}

// plainName is how a folder's own name stands in roleNames.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == '_' || r == '.':
			return ' '
		case unicode.Is(unicode.Cf, r): // marks of writing direction
			return -1
		}
		return r
	}, norm.NFC.String(name))
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// byName gives a role to the folder of this path (its elements) below the namespace's prefix. Deep folders are
// somebody's own order: "Clients/Smith/Archive" is not the account's archive. "INBOX/Sent", "[Gmail]/Sent Mail" and
// "mail/sent" are.
func byName(known map[string]Role, path []string) Role {
	if len(path) == 0 || len(path) > 2 {
		return RoleOther
	}
	role := known[plainName(path[len(path)-1])]
	if len(path) == 2 && !slices.Contains([]string{"inbox", "[gmail]", "[google mail]", "mail", "imap", "mailbox"}, strings.ToLower(path[0])) {
		return RoleOther
	}
	if role == RoleAll && !strings.HasPrefix(path[0], "[G") { // elsewhere "All" is anything
		return RoleOther
	}
	return role
}

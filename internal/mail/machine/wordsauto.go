package machine

// autoSubjects open the subject of an automatic reply. Only at the very beginning: behind "Re:" a person wrote.
const autoSubjects = "automatic reply:|automatic reply to|automatic reply from|automatic response|automated reply|automated response|auto-reply:|auto-reply -|autoreply:|auto reply:|" +
	"auto:|auto response:|autoresponse:|auto-response:|auto-reply from|out of office:|out of office reply|out of office autoreply|out of office auto-reply|" +
	"out of the office:|out-of-office:|ooo:|vacation reply|vacation response|vacation autoreply|" +
	"vacation auto-reply|automatische antwort|automatische rückantwort|automatische rückmeldung|automatische eingangsbestätigung|autom. antwort|abwesenheitsnotiz|" +
	"abwesenheitsmeldung|abwesenheitsbenachrichtigung|abwesenheitsassistent|abwesend:|abwesenheit:|out of office notiz|réponse automatique|reponse automatique|" +
	"absence du bureau|absent du bureau|message d'absence|message d’absence|notification d'absence|en congé:|respuesta automática|respuesta automatica|" +
	"fuera de la oficina|autorrespuesta|mensaje automático|respuesta de ausencia|resposta automática|resposta automatica|fora do escritório|resposta de ausência|" +
	"aviso de ausência|mensagem automática|risposta automatica|fuori ufficio|fuori sede:|messaggio automatico|risponditore automatico|automatisch antwoord|" +
	"afwezigheidsbericht|afwezigheidsassistent|automatische reactie|niet aanwezig:|autosvar|automatiskt svar|frånvaro|automatisk svar|automatisk svar:|fraværsbesked|" +
	"fraværsassistent|ikke til stede|fravær:|automaattinen vastaus|poissaoloviesti|poissaolo|automatyczna odpowiedź|autoodpowiedź|odpowiedź automatyczna|poza biurem|" +
	"automatická odpověď|automatická odpoveď|mimo kancelář|nepřítomnost|automatikus válasz|házon kívül|răspuns automat|raspuns automat|автоответ|" +
	"автоматический ответ|автоматична відповідь|автовідповідь|отсутствую|вне офиса|otomatik yanıt|otomatik cevap|ofis dışında|αυτόματη απάντηση|εκτός γραφείου|" +
	"automatski odgovor|samodejni odgovor|automaatvastus|automātiskā atbilde|automatinis atsakymas|автоматичен отговор|自動応答|自動返信|【自動応答】|【自動返信】|不在通知|不在連絡|不在のお知らせ|" +
	"自动回复|自動回覆|自動回復|自动答复|【自动回复】|外出通知|休假通知|不在办公室|자동 회신|자동응답|자동 응답|부재중|부재 중|رد تلقائي|الرد التلقائي|תשובה אוטומטית|מענה אוטומטי|balasan otomatis|trả lời tự động|" +
	"ตอบกลับอัตโนมัติ"

// everydayWords are those of autoSubjects that people begin a subject with too.
const everydayWords = "auto|ooo|abwesend|abwesenheit|en congé|absent du bureau|fuera de la oficina|fora do escritório|fuori ufficio|fuori sede|niet aanwezig|frånvaro|fravær|" +
	"ikke til stede|poissaolo|poza biurem|mimo kancelář|nepřítomnost|házon kívül|отсутствую|вне офиса|ofis dışında|εκτός γραφείου|不在通知|外出通知|休假通知|不在办公室|부재중|부재 중"

// awaySubjects hint at an absence; people's mails carry them too.
const awaySubjects = "out of office|out of the office|out-of-office|away from|on vacation|on holiday|on leave|annual leave|parental leave|maternity leave|vacation|holiday|away|" +
	"absence|absent|auto|we have received|we received|thank you for contacting|thanks for contacting|thank you for your|ticket|abwesen|urlaub|nicht im büro|" +
	"nicht erreichbar|eingangsbestätigung|ihre anfrage|congé|vacances|ausencia|vacaciones|ausente|ausência|férias|assente|assenza|ferie|afwezig|vakantie|semester|" +
	"ledig|borta|ferie|loma|urlop|nieobecno|dovolen|nepřítom|szabadság|concediu|отпуск|отсутств|відпустк|izin|άδεια|不在|休暇|休假|外出|휴가|부재|إجازة|חופש"

// awayTexts are what people let their program say while they are away.
const awayTexts = "out of the office|out of office|away from the office|away from my desk|away from my email|i am away|i'm away|i will be away|currently away|on vacation|" +
	"on holiday|on annual leave|on leave|on parental leave|on maternity leave|on paternity leave|limited access to|no access to my|no access to email|" +
	"will not be checking|will reply when i|will respond when i|upon my return|on my return|when i return|when i get back|i will be back|back in the office|back on |" +
	"returning on|automatic reply|automated reply|automatic response|automated response|auto-reply|autoreply|automatically generated|automated message|" +
	"this mailbox is not monitored|no longer with the company|no longer work|no longer employed|no longer working|has left the company|nicht im büro|nicht im hause|" +
	"außer haus|ausser haus|abwesend|abwesenheit|im urlaub|in urlaub|elternzeit|mutterschutz|nicht erreichbar|nicht weitergeleitet|wieder erreichbar|wieder im büro|" +
	"wieder für sie da|nach meiner rückkehr|automatische antwort|automatisch erstellt|automatisch generiert|automatische eingangsbestätigung|dienstreise|" +
	"derzeit nicht|absent|absente|en congé|en vacances|hors du bureau|de retour|à mon retour|réponse automatique|message automatique|congé maternité|" +
	"fuera de la oficina|de vacaciones|estaré ausente|me encuentro ausente|estoy ausente|a mi regreso|a mi vuelta|estaré de vuelta|acceso limitado|" +
	"respuesta automática|mensaje automático|fora do escritório|de férias|estou ausente|estarei ausente|ausente|meu retorno|quando regressar|resposta automática|" +
	"mensagem automática|fuori ufficio|in ferie|sono assente|sarò assente|al mio rientro|al mio ritorno|risposta automatica|messaggio automatico|afwezig|" +
	"met vakantie|op vakantie|niet op kantoor|niet aanwezig|weer aanwezig|terug op|automatisch antwoord|automatisch bericht|inte på kontoret|på semester|" +
	"har semester|är ledig|åter på kontoret|tillbaka den|automatiskt svar|föräldraledig|ikke på kontoret|på ferie|har ferie|holder ferie|tilbage den|tilbake|" +
	"automatisk svar|barselsorlov|foreldrepermisjon|lomalla|poissa|en ole toimistolla|palaan|automaattinen vastaus|urlopie|poza biurem|nieobecn|" +
	"automatyczna odpowiedź|wracam|dovolen|mimo kancelář|nepřítom|automatická odpověď|szabadságon|házon kívül|automatikus válasz|în concediu|răspuns automat|" +
	"в отпуске|отсутств|вне офиса|автоматический ответ|автоответ|буду доступен|вернусь|у відпустці|відсутн|автоматична відповідь|ofis dışında|izinde|izindeyim|" +
	"otomatik yanıt|otomatik olarak|εκτός γραφείου|με άδεια|απουσιάζω|αυτόματη απάντηση|不在にし|不在の|不在です|不在となり|休暇|自動返信|自動応答|自動的に送信|出張中|外出中|休假|不在办公室|不在辦公室|出差|自动回复|自動回覆|" +
	"自动发送|부재중|부재 중|휴가|자동 응답|자동으로|자동 회신|إجازة|خارج المكتب|رد تلقائي|בחופשה|לא במשרד|מענה אוטומטי|תשובה אוטומטית|sedang cuti|nghỉ phép|vắng mặt"

// receivedTexts are what desks let their program say when a mail came.
const receivedTexts = "we have received your|we've received your|we received your|your request has been received|your message has been received|your email has been received|" +
	"has been received and|a ticket has been|ticket has been created|ticket number|case number|request number|thank you for contacting|thanks for contacting|" +
	"thank you for your message|thank you for your email|thank you for your e-mail|thanks for your e-mail|thank you for you e-mail|endeavour to re|reply as soon as|respond as soon as|answer as soon as|thanks for reaching out|thank you for reaching out|will get back to you|will be in touch|" +
	"do not reply to this|please do not reply|do not respond to this|this is an automat|automatic confirmation|haben ihre anfrage erhalten|" +
	"haben ihre nachricht erhalten|ihre anfrage ist eingegangen|ist bei uns eingegangen|vielen dank für ihre nachricht|vielen dank für ihre anfrage|" +
	"vielen dank für ihre e-mail|danke für ihre|melden uns|ticketnummer|vorgangsnummer|bitte antworten sie nicht|avons bien reçu|bien été reçu|accusons réception|" +
	"accusé de réception|ne pas répondre|hemos recibido|ha sido recibid|gracias por contactar|gracias por su mensaje|no responda a|recebemos a sua|recebemos sua|" +
	"recebemos o seu|recebemos seu|foi recebid|obrigado por contactar|obrigado pelo contato|não responda|abbiamo ricevuto|è stata ricevuta|" +
	"grazie per averci contattato|non rispondere|hebben uw bericht|hebben je bericht|is ontvangen|bedankt voor uw|vi har mottagit|tack för ditt|vi har modtaget|" +
	"tak for din|vi har mottatt|takk for din|olemme vastaanottaneet|kiitos viestistäsi|otrzymaliśmy|dziękujemy za|obdrželi jsme|děkujeme za|megkaptuk|am primit|" +
	"мы получили|ваше обращение|ваш запрос|спасибо за обращение|ми отримали|aldık|teşekkür ederiz|λάβαμε|受け付けました|受付いたしました|お問い合わせいただき|お問い合わせありがとう|受信いたしました|已收到您|已收到你|" +
	"感谢您的来信|收到您的|접수되었습니다|문의해 주셔서|تم استلام"

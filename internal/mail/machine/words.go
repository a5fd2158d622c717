package machine

// The words by which mail systems and absent people are known, in lower case. A word is enough only beside the structure
// that its reader asks for.

// senderNames are how mail systems call themselves in the From.
const senderNames = "mail delivery s|mail deliver|mail daemon|mailer-daemon|mailer daemon|delivery subsystem|system administrator|mail administrator|postmaster|mail system|" +
	"delivery status|internet mail delivery|mail router|microsoft outlook|systemadministrator|administrateur système|administrador del sistema|" +
	"administrador do sistema|amministratore di sistema|systeembeheerder|メール配信|系统管理员|邮件系统|시스템 관리자|администратор"

// answerPrefixes stand before the subject of an answer or of a mail passed on.
const answerPrefixes = "re|fw|fwd|aw|wg|sv|vs|vb|tr|rv|enc|res|rif|r|i|antw|doorst|odp|pd|ynt|ilt|vl|továbbítás|fs|ref|réf|r|isprava|回复|回覆|答复|转发|轉寄|返信|転送|답장|전달|ответ|отв|пересл|απ|προ|" +
	"הועבר|תשובה"

// bounceSubjects open or fill the subject of a bounce and hardly any other.
const bounceSubjects = "undeliver|delivery status notification|failure notice|mail delivery failed|mail delivery failure|mail failure|mail failed|failed mail|delivery failure|" +
	"delivery failed|delivery has failed|delivery notification|delivery report|delivery error|delivery problem|returned mail|returning message|returned to sender|" +
	"return to sender|message returned|mail returned|mail could not be delivered|could not be delivered|couldn't be delivered|not delivered|nondelivery|non-delivery|" +
	"nondeliverable|non-deliverable|cannot deliver|unable to deliver|could not send|unable to send|message you sent|mail system error|rejected mail|message rejected|" +
	"rejected message|mail rejected|rejected:|message blocked|blocked:|delivery incomplete|delayed|delivery delay|not yet been delivered|message status|mail error|" +
	"error in mail|user unknown|mail undelivered|dsn:|ndr:|bounce|failed delivery|message could not|warning: message|mail delivery|message delivery|" +
	"address not found|host unknown|over quota|mailbox full|mailbox is full|problem delivering|unzustellbar|nicht zugestellt|nicht zustellbar|" +
	"zustellung fehlgeschlagen|zustellfehler|fehlgeschlagene zustellung|zustellung nicht möglich|konnte nicht zugestellt|verzögert|benachrichtigung über den zustell|" +
	"rückläufer|non remis|non délivr|non distribu|échec de|echec de|échec d|avis de non|notification d'état|notification de l’état|notification de l'état|" +
	"remise retardée|message retardé|n'a pas pu être|no se puede entregar|no se pudo entregar|no entregado|no entregable|devuelto|error de entrega|entrega fallida|" +
	"fallo en la entrega|notificación de estado de entrega|notificación de estado de la entrega|correo no entregado|mensaje no entregado|entrega retrasada|" +
	"não é possível entregar|não foi possível entregar|não entregue|não pode ser entregue|devolvid|falha na entrega|falha de entrega|erro de entrega|" +
	"notificação de status de entrega|entrega atrasada|mancato recapito|non recapitabile|mancata consegna|impossibile recapitare|messaggio non consegnato|" +
	"errore di consegna|consegna fallita|ritardo nella consegna|notifica dello stato|onbestelbaar|niet bezorgd|kan niet worden bezorgd|bezorging mislukt|" +
	"niet afgeleverd|bezorgstatus|vertraagd|går inte att leverera|inte levererats|kunde inte levereras|olevererbart|leveransfel|försenad|kan ikke leveres|" +
	"kunne ikke leveres|ikke leveret|ikke levert|uleverbar|forsinket|ei voi toimittaa|ei voitu toimittaa|toimittaminen epäonnistui|viivästy|niedostarczaln|" +
	"nie można dostarczyć|niedostarczon|nie dostarczono|zwrot wiadomości|opóźnion|nelze doručit|nedoručiteln|nedoručen|kézbesíthetetlen|nem kézbesíthető|" +
	"sikertelen kézbesítés|nelivrabil|nu a putut fi livrat|mesaj nelivrat|недоставлен|не доставлен|не удается доставить|не удалось доставить|невозможно доставить|" +
	"ошибка доставки|возвращ|задержк|не доставлено|недоставлено|не вдалося доставити|teslim edilemedi|teslim edilemiyor|iletilemedi|gönderilemedi|δεν ήταν δυνατή|" +
	"δεν παραδόθηκε|ανεπίδοτο|配信不能|配信できませんでした|配信エラー|送信できませんでした|送信エラー|未配信|不達|配信失敗|配信の遅延|メール配信|エラー|退信|传输失败|投递失败|无法投递|无法送达|未送达|未传递|邮件被退回|发送失败|投递状态|傳遞失敗|無法傳遞|無法投遞|退回|寄送失敗|" +
	"배달되지 않음|배달 실패|전송 실패|반송|발송 실패|تعذر تسليم|لم يتم تسليم|לא נמסרה|לא ניתן למסור|tidak terkirim|gagal dikirim|không gửi được|không thể gửi|ส่งไม่ได้"

// bounceTexts stand in the first lines of a bounce.
const bounceTexts = "could not be delivered|couldn't be delivered|cannot be delivered|can not be delivered|can't be delivered|was not delivered|wasn't delivered|not been delivered|" +
	"not able to deliver|wasn't able to deliver|unable to deliver|unable to be delivered|could not deliver|couldn't deliver|cannot deliver|delivery to the following|" +
	"delivery to these|undeliverable|undelivered|permanent error|permanent fatal error|permanent failure|delivery has failed|delivery failed|delivery failure|" +
	"failed to deliver|failed permanently|did not reach|didn't reach|reach the following|the following address|following recipient|following error|" +
	"returned to sender|returning your|returned your|has been rejected|was rejected|had transient|had permanent|transcript of session|problem delivering|" +
	"error occurred while|message was undeliverable|have been unable|mail system at host|mail delivery agent|unknown user|user unknown|no such user|mailbox full|" +
	"mailbox is full|over quota|not a valid|does not exist|doesn't exist|couldn't be found|wasn't found|address not found|has not been|problem sending|" +
	"we were unable|is temporarily delayed|delayed|nicht zugestellt|nicht zustellbar|unzustellbar|zustellung|konnte nicht|nicht ausgeliefert|empfänger unbekannt|" +
	"n'a pas pu être|n’a pas pu être|n'a pas été|non remis|pas pu être remis|échec de la remise|no se pudo entregar|no se ha podido entregar|no pudo ser entregado|" +
	"no se puede entregar|no ha podido|no se entregó|não foi possível entregar|não pôde ser entregue|não foi entregue|não pode ser entregue|impossibile recapitare|" +
	"non è stato possibile|non può essere|non è stato recapitato|mancato recapito|kon niet worden|niet worden bezorgd|niet bezorgd|kunde inte levereras|" +
	"inte levereras|inte levererats|kunnat levereras|fördröj|kunne ikke leveres|ikke leveres|ei voitu toimittaa|ei toimitettu|nie można dostarczyć|nie mogła zostać|" +
	"nie została dostarczona|nie udało się dostarczyć|nelze doručit|nebylo možné doručit|nebylo možno|nem sikerült kézbesíteni|nem kézbesíthető|nu a putut fi livrat|" +
	"не удалось доставить|не было доставлено|не может быть доставлено|не доставлено|невозможно доставить|не вдалося доставити|teslim edilemedi|iletilemedi|" +
	"gönderilemedi|δεν ήταν δυνατή|δεν παραδόθηκε|配信できませんでした|配信できません|送信できませんでした|お届けできません|届けることができません|届きませんでした|配送できません|无法送达|无法投递|投递失败|未能送达|被退回|无法发送|退信|無法傳遞|無法投遞|無法送達|" +
	"退回|배달하지 못했|배달할 수 없|전송하지 못|전송되지|전달되지|تعذر تسليم|لم يتم|לא נמסרה|לא ניתן"

// delayWords say that it goes on being tried.
const delayWords = "delayed|delivery delay|warning: could not send|warning: message|could not send message for past|not yet been delivered|not yet delivered|still being retried|" +
	"will be retried|still trying|keep trying|continue to try|delivery incomplete|will retry|try to deliver it again|no action is required|do not need to resend|" +
	"(delay)|temporary problem|verzögert|verzögerung|weiterhin versucht|retard|retras|demorad|atrasad|atraso|ritardo|ritardat|vertraagd|vertraging|försenad|fördröj|" +
	"nya försök|nye forsøg|nye forsøk|forsinke|viivästy|kolejne próby|další pokus|повторн|erneute zustellversuche|weitere zustellversuche|nouvelles tentatives|" +
	"nuevos intentos|novas tentativas|ulteriori tentativi|再送|重试|重試|다시 시도|opóźni|zpožděn|késik|késlelt|întârzi|задерж|отложен|затрим|gecik|καθυστέρ|遅延|遅れて|延迟|延遲|지연|" +
	"تأخر|תעכב"

// finalWords say that nobody tries any more.
const finalWords = "permanent|giving up|gave up|failed permanently|final|no further|will not be retried|has failed|endgültig|définitiv|definitiv"

// deliveredWords are the subjects of reports of success.
const deliveredWords = "delivered:|successful mail delivery|message delivered|successfully delivered|delivery status notification (success)|delivery status notification (relay)|" +
	"delivery receipt|relayed:|expanded:|zugestellt:|übermittelt:|remis :|remis:|entregado:|entregue:|recapitato:|bezorgd:|levererat:|leveret:|levert:|toimitettu:|" +
	"dostarczono:|doručeno:|kézbesítve:|доставлено:|teslim edildi:|配信済み|已送达|已傳遞|배달됨"

// readWords are the subjects of read receipts.
const readWords = "read:|return receipt|read receipt|not read:|disposition notification|gelesen:|ungelesen gelöscht:|lesebestätigung|empfangsbestätigung|lu :|lu:|" +
	"accusé de lecture|confirmation de lecture|leído:|confirmación de lectura|lida:|lido:|confirmação de leitura|letto:|conferma di lettura|gelezen:|leesbevestiging|" +
	"läst:|læst:|lest:|luettu:|przeczytano:|přečteno:|elolvasva:|прочтено:|прочитано:|okundu:|開封確認|開封済み|已读|已讀|읽음"

package machine

// reason is a code's subject and detail (RFC 3463 §3) and the words that servers and providers write for it, in lower case.
type reason struct {
	code  string
	words string
}

// reasons is read from the top: what is special stands before what is said of everything.
func reasons() []reason {
	return []reason{
		{".3.4", "too large|too big|size exceeds|exceeds the maximum message size|message size|message exceeds|exceeds size limit|size limit|maximum size|" +
			"exceeds maximum|zu groß|zu gross|trop volumineux|trop grand|demasiado grande|muito grande|troppo grande|te groot|za duża|слишком больш|превышает|大きすぎ|" +
			"サイズ|过大|過大|너무 큽|çok büyük|för stort"},
		{".2.2", "mailbox full|full mailbox|mailbox is full|mailbox for|over quota|overquota|over its quota|over their quota|quota exceed|exceeded quota|exceeded the quota|" +
			"exceeds quota|exceeded storage|exceeded its storage|exceeded his|storage quota|out of storage|inbox is full|mailbox size|not enough space|" +
			"not enough storage|insufficient disk|disk quota|is full|quota reached|quotaexceeded|quota|postfach voll|ist voll|speicherplatz|kontingent|pleine|" +
			"saturée|llena|está lleno|cuota|cheia|lotada|piena|vol is|is vol|fullt|er fuld|er full|täynnä|pełna|przepełnion|je plná|megtelt|este plin|переполнен|" +
			"заполнен|превышен|квот|переповнен|dolu|kota|πλήρες|γεμάτ|容量|いっぱい|満杯|已满|已滿|空间不足|空間不足|가득|용량|ممتلئ|מלאה"},
		{".2.1", "account disabled|account is disabled|account has been disabled|mailbox disabled|mailbox is disabled|account inactive|is inactive|account is inactive|" +
			"inactive user|inactive account|suspended|deactivated|account is locked|account locked|has been blocked due to inactivity|not accepting mail|" +
			"not accepting messages|temporarily disabled|user is disabled|disabled user|account expired|account is expired|deaktiviert|gesperrt|désactivé|suspendu|desactivad|" +
			"suspendid|desativad|disattivat|sospes|gedeactiveerd|отключен|заблокирован|неактивен|停用|禁用|無効|휴면|정지"},
		{".4.6", "too many hops|hop count exceeded|mail loop|loops back to|looping|loop detected|routing loop|mail forwarding loop|schleife|boucle|bucle|ループ"},
		{".4.7", "delivery time expired|retry timeout exceeded|message expired|has expired|in the queue too long|been in the queue|queue too long|on the queue too long|" +
			"maximum retry|maximum delivery attempts|not delivered within|retry time not reached|gave up|failing for a long time|giving up on it|could not be delivered for|not been delivered after|undelivered for|retries exceeded|" +
			"too many attempts|frist abgelaufen|délai|tiempo agotado|tempo esgotado|期限"},
		{".7.26", "dmarc"},
		{".7.1", "spam|blacklist|blocklist|block list|black list|blocked|denylist|rbl|dnsbl|spamhaus|barracuda|reputation|relay|policy|access denied|not permitted|" +
			"not allowed|not authorized|not authorised|prohibited|refused by|spf|dkim|content filter|content rejected|virus|malware|rejected by|message rejected|" +
			"mail rejected|unsolicited|greylist|graylist|grey-list|restricted|you do not have permission|senders are allowed|abgelehnt|verweigert|rejeté|refusé|" +
			"rechazad|bloquead|rejeitad|rifiutat|geweigerd|geblokkeerd|nekad|odrzucon|отклонен|отказано|спам|スパム|拒否|拒绝|拒收|垃圾|차단|거부"},
		{".1.8", "sender address rejected|sender rejected|bad sender|sender domain|domain of sender|sender verify failed|invalid sender"},
		{".1.2", "host unknown|unknown host|host not found|domain not found|name not found|no such domain|unknown domain|domain unknown|domain does not exist|" +
			"domain doesn't exist|domain name not found|unrouteable|unroutable|no mx|mx record|couldn't find any host|couldn't be found|not find any host|nxdomain|" +
			"bad destination system|no route to|dns error|dns lookup|lookup failed|domain isn't|nonexistent domain|non-existent domain|non-existent hosts|" +
			"recipient domain|domain de destination|domain nicht gefunden|domaine introuvable|domaine inconnu|dominio no|domínio não|dominio non|domein niet|" +
			"домен не|ドメイン|域名|도메인"},
		{".1.6", "has moved|moved to|no longer with|no longer works|has left the company|changed his address|has changed|recipient has moved"},
		{".1.3", "syntax error|bad address syntax|malformed address|invalid address|illegal address|address syntax|ungültige adresse|adresse invalide"},
		{".1.1", "user unknown|unknown user|no such user|user not found|unknown recipient|recipient unknown|no such recipient|recipient not found|recipients not found|" +
			"does not exist|doesn't exist|not exist|no mailbox|mailbox not found|mailbox unavailable|mailbox unknown|unknown mailbox|invalid mailbox|" +
			"no such mailbox|invalid recipient|invalid user|bad destination mailbox|address rejected|recipient rejected|recipient address|addressee unknown|" +
			"unknown address|address unknown|unknown local|no such address|address not found|wasn't found|account not found|unknown account|no such account|" +
			"not a valid|is not known|doesn't have a|does not have a|have an account|account has been deleted|no longer valid|not listed in|user doesn't|" +
			"no such person|not a known|not found|cannot be found|could not be found|can't be found|is invalid|no account|not our customer|unrecognized|unbekannt|" +
			"existiert nicht|nicht gefunden|gibt es nicht|nicht bekannt|kein empfänger|ungültig|inconnu|n'existe pas|n’existe pas|introuvable|pas été trouvé|" +
			"desconocid|no existe|no se encontró|no se ha encontrado|no encontrad|desconhecid|não existe|não encontrad|não foi encontrad|inexistente|sconosciut|" +
			"non esiste|non trovat|stata trovata|onbekend|bestaat niet|niet gevonden|okänd|finns inte|hittades inte|ukendt|findes ikke|ikke fundet|ukjent|" +
			"finnes ikke|ble ikke funnet|ei löydy|ei ole olemassa|tuntematon|nie istnieje|nieznan|nie znaleziono|neexistuje|neznám|nenalezen|nem létezik|" +
			"ismeretlen|nem található|nu există|nu a fost găsit|не существует|не найден|неизвест|не існує|не знайдено|bulunamadı|bilinmeyen|mevcut değil|" +
			"δεν υπάρχει|δεν βρέθηκε|άγνωστ|存在しません|存在しない|見つかりません|見つかりませんでした|宛先不明|不明|不存在|找不到|無此|查無此|未找到|无此|존재하지 않|찾을 수 없|없는 사용자|غير موجود|לא נמצא|לא קיים|" +
			"tidak ditemukan|không tồn tại|ไม่พบ"},
		{".4.1", "connection timed out|timed out|connection refused|no answer from host|not reachable|not responding|unreachable|network error|zeitüberschreitung|délai d'attente|タイムアウト|超时|逾時|시간 초과"},
		{".4.2", "lost connection|connection dropped|connection closed|connection reset|broken pipe|bad connection|conversation with"},
		{".3.1", "system storage|insufficient system|no space left|disk full|system full"},
		{".3.2", "service unavailable|service not available|not accepting network messages|system not accepting|try again later|temporarily unavailable"},
	}
}

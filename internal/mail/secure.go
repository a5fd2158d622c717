package mail

import "strings"

// The ways a mail is signed or encrypted. Nothing is verified or decrypted: it is told as such.
const (
	Signed    = "signed"
	Encrypted = "encrypted"

	smime = "S/MIME"
	pgp   = "PGP"
)

// secureType says what a part's media type tells of signing or encryption (RFC 1847, 8551, 3156).
func secureType(ct mediaType) (secure, why string) {
	protocol := strings.ToLower(ct.params["protocol"])
	switch ct.value {
	case "multipart/signed":
		if strings.Contains(protocol, "pgp") {
			return Signed, pgp
		}
		return Signed, smime
	case "multipart/encrypted":
		if strings.Contains(protocol, "pkcs7") {
			return Encrypted, smime
		}
		return Encrypted, pgp
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		switch strings.ToLower(ct.params["smime-type"]) {
		case "signed-data", "signed-receipt":
			return Signed, smime
		case "compressed-data", "certs-only":
			return "", ""
		}
		return Encrypted, smime
	}
	return "", ""
}

// secured notes the strongest of what the parts say: encrypted before signed, the outer before the inner.
func (w *walker) secured(secure, why string) {
	if secure != "" && (w.m.Secure == "" || w.m.Secure == Signed && secure == Encrypted) {
		w.m.Secure, w.m.SecureWhy = secure, why
	}
}

// securedText tells PGP inside plain text (RFC 9580 §6.2, §7).
func securedText(text string) (secure, why string) {
	const begin = "-----BEGIN PGP "
	i := strings.Index(text, begin)
	if i < 0 || i > 0 && text[i-1] != '\n' {
		return "", ""
	}
	switch rest := text[i+len(begin):]; {
	case strings.HasPrefix(rest, "MESSAGE-----"):
		return Encrypted, pgp
	case strings.HasPrefix(rest, "SIGNED MESSAGE-----"):
		return Signed, pgp
	}
	return "", ""
}

// sealed says to people what a mail is that shows no text because it is encrypted.
func (m *Message) sealed() string {
	if m.Secure != Encrypted {
		return ""
	}
	return "This mail is encrypted (" + m.SecureWhy + "). Deskhand cannot open it."
}

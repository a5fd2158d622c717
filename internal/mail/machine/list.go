package machine

import "strings"

// list reads the marks of list mail (RFC 2919, RFC 2369) and of newsletters (RFC 8058). One field alone that a person's
// program or shop may add, as List-Unsubscribe or Precedence: bulk, is no list.
func list(m Mail) Verdict {
	id := listID(m.Get("List-Id"))
	precedence := strings.ToLower(strings.TrimSpace(m.Get("Precedence")))
	bulk := bulk(m)
	leave := m.Get("List-Unsubscribe") != ""
	switch {
	case id != "":
		return Verdict{Kind: KindList, Reason: "List-Id: " + id, ListID: id}
	case leave && bulk:
		return Verdict{Kind: KindList, Reason: "List-Unsubscribe with Precedence: " + precedence}
	case leave && m.Get("List-Unsubscribe-Post") != "":
		return Verdict{Kind: KindList, Reason: "List-Unsubscribe-Post (RFC 8058)"}
	case m.Get("List-Post") != "" && (leave || bulk):
		return Verdict{Kind: KindList, Reason: "List-Post"}
	}
	for _, name := range [...]string{"Mailing-List", "X-Mailing-List", "X-BeenThere", "X-ML-Name"} {
		if m.Get(name) != "" {
			return Verdict{Kind: KindList, Reason: name}
		}
	}
	for _, name := range [...]string{"X-Campaign", "X-CampaignID", "X-Campaign-Id", "X-Mailgun-Campaign-Id", "X-MC-User", "X-CSA-Complaints", "X-List-Administrivia"} {
		if m.Get(name) != "" && (bulk || leave) {
			return Verdict{Kind: KindList, Reason: name}
		}
	}
	return Verdict{}
}

// listID takes the id out of "phrase <id>" (RFC 2919 §2).
func listID(v string) string {
	if i := strings.LastIndexByte(v, '<'); i >= 0 {
		v, _, _ = strings.Cut(v[i+1:], ">")
	}
	return strings.ToLower(cut(strings.TrimSpace(v), 255))
}

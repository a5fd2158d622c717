package policy

// Evidence names the fact in the local history that ticks a checklist line. The list is closed: a policy that names
// another one is told so, and the line is ticked by hand.
type Evidence string

// The evidence kinds.
const (
	EvidenceNone          Evidence = "none"
	EvidenceFirstReply    Evidence = "first-reply-sent"
	EvidenceEveryRead     Evidence = "every-message-read"
	EvidenceNoAsk         Evidence = "no-open-ask"
	EvidenceNoPromise     Evidence = "no-open-promise"
	EvidenceNoDraft       Evidence = "no-draft-or-unsent"
	EvidenceHandOff       Evidence = "hand-off-filled"
	EvidenceAreaTag       Evidence = "area-tag"
	EvidencePendingReason Evidence = "pending-note-has-reason"
	EvidenceCallbackDone  Evidence = "callback-done"
	EvidenceMinutesSent   Evidence = "minutes-sent"
	EvidenceLinkNamed     Evidence = "link-named"
)

// EvidenceDoc explains an evidence kind to the person who writes the policy.
type EvidenceDoc struct {
	Kind Evidence
	Text string
}

// EvidenceKinds returns every evidence kind with what ticks it, in the order they are documented.
func EvidenceKinds() []EvidenceDoc {
	return []EvidenceDoc{
		{EvidenceNone, "nothing shows it: ticked by hand with a few words"},
		{EvidenceFirstReply, "a mail of ours went to the customer; what a machine sent or was passed on is none"},
		{EvidenceEveryRead, "every message of the ticket was on screen or was printed by show"},
		{EvidenceNoAsk, "every question or request found in the customer's mails came before a mail of ours to them"},
		{EvidenceNoPromise, "no promise made in a sent mail is open"},
		{EvidenceNoDraft, "nothing begun on this ticket is left, and no mail of it waits, is held or is unsure in the outbox"},
		{EvidenceHandOff, "the three parts of the hand-off say something"},
		{EvidenceAreaTag, "the ticket carries at least one tag of each group that is needed to close"},
		{EvidencePendingReason, "every time the ticket waited for somebody, a note or a link says why"},
		{EvidenceCallbackDone, "no planned callback of the ticket is left"},
		{EvidenceMinutesSent, "after the last answered call or meeting a mail of ours went out"},
		{EvidenceLinkNamed, "a link or another department is named on the ticket"},
	}
}

// Known says whether the kind is one of the closed list. The empty kind is none.
func (e Evidence) Known() bool {
	if e == "" {
		return true
	}
	for _, d := range EvidenceKinds() {
		if d.Kind == e {
			return true
		}
	}
	return false
}

// ByHand says that no fact ticks a line of this kind.
func (e Evidence) ByHand() bool { return e == "" || e == EvidenceNone }

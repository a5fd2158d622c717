package inbox

// What a suggestion proposes.
const (
	SuggestMerge = "merge"
	SuggestSplit = "split"
)

// Suggestion is what the mail of a ticket hints at but does not prove: that another ticket is about the same matter, or
// that a mail begins another one. A person decides; nothing is ever joined or parted by it.
type Suggestion struct {
	ID      string `json:"id"`      // what Dismiss takes; the same on every look
	Kind    string `json:"kind"`    // merge, split
	Why     string `json:"why"`     // conversation, subject, token, bounce; of a split: subject
	Ticket  string `json:"ticket"`  // of a merge the other ticket; empty of a split
	Number  string `json:"number"`  // of Ticket
	Subject string `json:"subject"` // of Ticket; of a split that of the mail
	Message string `json:"message"` // m… of the mail in either ticket that says so; of a split the mail to split off
	Text    string `json:"text"`    // the whole of it in words
}

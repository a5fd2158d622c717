package ticket

// Lost is this agent's newest change of a field that a colleague's won over, made without seeing it (journal.md §3.10). It
// stands until somebody at this desk acts on the ticket again.
type Lost struct {
	Field  string `json:"field"`  // path of the field: owner, status, priority, …
	Mine   string `json:"mine"`   // value as its field has it: an agent's id, a status, a priority; of texts the text
	Theirs string `json:"theirs"` // likewise
	By     string `json:"by"`     // agent id
	At     Time   `json:"at"`     // when they made it
}

package ticket

// Status is a status id of cli.md, or of a pipeline's own set in policy.
type Status string

// The seven statuses every desk ships with (C1 to C7); labels come from policy.
const (
	Triage            Status = "triage"
	Open              Status = "open"
	InProgress        Status = "in-progress"
	PendingDepartment Status = "pending-department"
	PendingPartner    Status = "pending-partner"
	Resolved          Status = "resolved"
	Closed            Status = "closed"
)

// Done tells whether the work is over: the two statuses behind the close gate.
func (s Status) Done() bool { return s == Resolved || s == Closed }

// Waits tells whether we wait for somebody (queue Waiting).
func (s Status) Waits() bool { return s == PendingDepartment || s == PendingPartner }

// Priority is low, medium, high or urgent (C8).
type Priority string

// The four priorities in rising order; keys 1 to 4.
const (
	Low    Priority = "low"
	Medium Priority = "medium"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Pressing tells the priorities that other mail programs show as a flag.
func (p Priority) Pressing() bool { return p == High || p == Urgent }

// Reason is why a ticket sleeps: pending on us, on the client or on another department (F7, F8).
type Reason string

// The three snooze reasons.
const (
	ReasonUs         Reason = "us"
	ReasonClient     Reason = "client"
	ReasonDepartment Reason = "department"
)

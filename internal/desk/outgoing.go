package desk

// outboxChanged tells that the outbox is another, and has whoever sends look at it.
func (d *Desk) outboxChanged() {
	d.notices.tell(Notice{Kind: Outbox})
}

package store

// Prepare reads and packs a mail ahead of Arrive, which then finds that work done. It needs neither the writer nor a
// transaction and may be called from many goroutines at once.
func (s *Store) Prepare(f Folder, in Arrival) Arrival {
	if in.ready != nil {
		return in
	}
	ready := s.readOne(f, in)
	if ready.frames != nil {
		in.Raw, ready.Raw = nil, nil // the frames hold it
	}
	in.ready = &ready
	return in
}

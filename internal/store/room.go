package store

// room is how many bytes may still be written in a folder; ok is false where that is not known.
func room(dir string) (free uint64, ok bool) {
	free, _, ok = space(dir)
	return free, ok
}

// Room is how many bytes the desk's disk has free, and how large it is; ok is false where the system does not say.
func (s *Store) Room() (free, total uint64, ok bool) { return space(s.dir) }

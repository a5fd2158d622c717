package imapsync

// Reader is a [Sink] that can read a message ahead of its arrival, while the messages before it are being stored. Ready
// is called from other goroutines than the Sink's methods, one a FETCH under way, and gives back what Arrive is to get.
type Reader interface {
	Ready(f Folder, m Fetched) Fetched
}

// options are those of the engine, with the sink's reader where it is one.
func (r *folderRound) options() Options {
	o := r.e.opts
	if reader, ok := r.e.sink.(Reader); ok {
		f := r.f
		o.ready = func(m Fetched) Fetched { return reader.Ready(f, m) }
	}
	return o
}

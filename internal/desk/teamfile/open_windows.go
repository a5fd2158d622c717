package teamfile

// openFlags are not needed: os.Root refuses what is no plain file here.
const openFlags = 0

package store

import "golang.org/x/sys/windows"

// space is how many bytes may still be written in a folder, and how large its disk is; ok is false where that is not
// known.
func space(dir string) (free, total uint64, ok bool) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, 0, false
	}
	if err := windows.GetDiskFreeSpaceEx(name, &free, &total, nil); err != nil {
		return 0, 0, false
	}
	return free, total, true
}

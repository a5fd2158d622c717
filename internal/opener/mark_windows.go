package opener

import "os"

// markFromInternet writes the stream by which Windows knows a file from the internet ([MS-FSCC] 5.6.1). A file system
// without streams has no such mark.
func markFromInternet(path string) error {
	os.WriteFile(path+":Zone.Identifier", []byte("[ZoneTransfer]\r\nZoneId=3\r\n"), 0o600) //nolint:errcheck // no streams there
	return nil
}

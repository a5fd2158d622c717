package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const driveHint = "The desk's database needs real file locks and the last word on its files; " +
	"put it on this computer's own disk, for instance with --data and a folder in your home. The mailbox is what travels."

// checkDrive refuses dir where its path, or what the path leads to, is a cloud-synced folder or a network file system.
// It asks the nearest parent that exists, so that nothing is created before it is allowed.
func checkDrive(dir string) error {
	paths := []string{dir}
	at := nearest(dir)
	if real, err := filepath.EvalSymlinks(at); err == nil && real != at {
		paths = append(paths, real)
		at = real
	}
	for _, p := range paths {
		if name := cloudFolder(p); name != "" {
			return &RefusedError{
				Dir: dir, Reason: ErrNetworkDrive, Hint: driveHint,
				Detail: fmt.Sprintf("the folder belongs to %s, which copies files behind the desk's back", name),
			}
		}
	}
	kind, err := networkFS(at)
	if err != nil {
		return fmt.Errorf("ask for the file system of %s: %w", at, err)
	}
	if kind != "" {
		return &RefusedError{
			Dir: dir, Reason: ErrNetworkDrive, Hint: driveHint,
			Detail: fmt.Sprintf("the file system is %s", kind),
		}
	}
	return nil
}

// nearest is dir or the nearest of its parents that exists.
func nearest(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return dir
		}
		dir = up
	}
}

// cloudFolder names the sync service whose folder the path runs through, or is empty. Names are compared by whole
// path segments, so that a folder "dropbox-notes" is nobody's.
func cloudFolder(path string) string {
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' })
	for i, s := range segments {
		s = strings.ToLower(s)
		// macOS puts every file provider (Dropbox, OneDrive, Google Drive, Box) below ~/Library/CloudStorage.
		if s == "cloudstorage" && i > 0 && strings.EqualFold(segments[i-1], "Library") {
			return "a cloud service (Library/CloudStorage)"
		}
		for _, c := range cloudNames() {
			if s == c.segment || (c.suffixed && hasSuffixed(s, c.segment)) {
				return c.service
			}
		}
	}
	return ""
}

// hasSuffixed matches "onedrive - kestrel" and "dropbox (personal)", as the services name a second account.
func hasSuffixed(s, name string) bool {
	return strings.HasPrefix(s, name+" - ") || strings.HasPrefix(s, name+" (")
}

type cloudName struct {
	segment  string
	service  string
	suffixed bool
}

func cloudNames() []cloudName {
	return []cloudName{
		{"dropbox", "Dropbox", true},
		{"onedrive", "OneDrive", true},
		{"google drive", "Google Drive", true},
		{"googledrive", "Google Drive", true},
		{"drivefs", "Google Drive", false},
		{"icloud drive", "iCloud Drive", true},
		{"iclouddrive", "iCloud Drive", false},
		{"mobile documents", "iCloud Drive", false},
		{"com~apple~clouddocs", "iCloud Drive", false},
		{"box sync", "Box", false},
		{"nextcloud", "Nextcloud", true},
		{"owncloud", "ownCloud", true},
		{"pcloud drive", "pCloud", false},
		{"pclouddrive", "pCloud", false},
		{"megasync", "MEGA", false},
		{"yandex.disk", "Yandex Disk", false},
	}
}

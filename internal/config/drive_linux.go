package config

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// networkFS names the network file system that path lies on, or is empty.
func networkFS(path string) (string, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return "", fmt.Errorf("statfs: %w", err)
	}
	// Type is int32, int64 or uint32 by platform; the magic numbers are 32 bits wide.
	magic := uint32(st.Type)
	if name := networkMagic(magic); name != "" {
		return name, nil
	}
	if magic != unix.FUSE_SUPER_MAGIC {
		return "", nil
	}
	// FUSE carries sshfs and rclone as well as NTFS disks and encrypted folders: only the mount's type tells.
	return remoteFUSE(mountType(path)), nil
}

func networkMagic(magic uint32) string {
	switch magic {
	case unix.NFS_SUPER_MAGIC:
		return "NFS"
	case 0xff534d42, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC: // CIFS_SUPER_MAGIC has no name in x/sys
		return "a Windows share (SMB)"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		return "AFS"
	case unix.CODA_SUPER_MAGIC:
		return "Coda"
	case 0x564c: // NCP_SUPER_MAGIC
		return "NetWare"
	case unix.V9FS_MAGIC:
		return "a folder of another system (9P)"
	case 0x00c36400: // CEPH_SUPER_MAGIC
		return "Ceph"
	case 0x0bd00bd0: // LUSTRE_SUPER_MAGIC
		return "Lustre"
	}
	return ""
}

// remoteFUSE names a FUSE mount unless its type is known to keep its files on this computer.
func remoteFUSE(fstype string) string {
	switch fstype {
	case "fuseblk", "fuse.ntfs-3g", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs", "fuse.securefs", "fuse.bindfs",
		"fuse.mergerfs", "fuse.fuse-overlayfs", "fuse.lxcfs", "fuse.ext4", "fuse.exfat", "virtiofs":
		return ""
	case "":
		return "FUSE"
	}
	return strings.TrimPrefix(fstype, "fuse.") + " (FUSE)"
}

// mountType is the file system type of the mount that path lies in, by /proc/self/mountinfo (proc(5)); empty if unknown.
func mountType(path string) string {
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer f.Close() //nolint:errcheck // read only
	best, kind := "", ""
	for sc := bufio.NewScanner(f); sc.Scan(); {
		point, fstype, ok := mountLine(sc.Text())
		if ok && within(path, point) && len(point) >= len(best) {
			best, kind = point, fstype
		}
	}
	return kind
}

// mountLine reads one line: "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw".
func mountLine(line string) (point, fstype string, ok bool) {
	left, right, found := strings.Cut(line, " - ")
	l, r := strings.Fields(left), strings.Fields(right)
	if !found || len(l) < 5 || len(r) < 1 {
		return "", "", false
	}
	return unescapeMount(l[4]), r[0], true
}

// unescapeMount undoes the octal escapes of space, tab, newline and backslash.
func unescapeMount(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

package config

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func TestNetworkMagic(t *testing.T) {
	for magic, network := range map[uint32]bool{
		unix.NFS_SUPER_MAGIC: true, 0xff534d42: true, unix.SMB2_SUPER_MAGIC: true, unix.V9FS_MAGIC: true, 0x00c36400: true,
		unix.EXT4_SUPER_MAGIC: false, unix.BTRFS_SUPER_MAGIC: false, unix.TMPFS_MAGIC: false, unix.XFS_SUPER_MAGIC: false,
		unix.OVERLAYFS_SUPER_MAGIC: false, unix.FUSE_SUPER_MAGIC: false, 0x2fc12fc1: false, // the last: ZFS
	} {
		if got := networkMagic(magic); (got != "") != network {
			t.Errorf("file system %#x: %q", magic, got)
		}
	}
}

func TestRemoteFUSE(t *testing.T) {
	for fstype, want := range map[string]string{
		"fuse.sshfs": "sshfs (FUSE)", "fuse.rclone": "rclone (FUSE)", "fuse.davfs": "davfs (FUSE)", "": "FUSE",
		"fuseblk": "", "fuse.gocryptfs": "", "fuse.mergerfs": "",
	} {
		if got := remoteFUSE(fstype); got != want {
			t.Errorf("remoteFUSE(%q) = %q, want %q", fstype, got, want)
		}
	}
}

func TestMountLine(t *testing.T) {
	line := `36 35 0:44 / /home/a/my\040server rw,nosuid - fuse.sshfs me@host:/srv rw,user_id=1000`
	point, fstype, ok := mountLine(line)
	if !ok || point != "/home/a/my server" || fstype != "fuse.sshfs" {
		t.Errorf("mountLine = %q, %q, %v", point, fstype, ok)
	}
	for _, bad := range []string{"", "1 2 3", "36 35 0:44 / - fuse", " - "} {
		if _, _, ok := mountLine(bad); ok {
			t.Errorf("mountLine takes %q", bad)
		}
	}
	if kind := mountType("/proc/self"); kind != "proc" {
		t.Errorf("/proc lies on %q", kind)
	}
	if !within("/a/b", "/a") || !within("/a", "/a") || within("/ab", "/a") || !within("/a", "/") {
		t.Error("within is wrong")
	}
}

func TestReadOnlyFileSystem(t *testing.T) {
	err := refuseWrite("/desk", &os.PathError{Op: "open", Path: "/desk/x", Err: syscall.EROFS})
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("EROFS is reported as %v", err)
	}
	// /proc takes no new file from anybody, root included.
	if err := probe(filepath.Join("/proc", "self")); err == nil {
		t.Error("a file was written in /proc")
	}
}

func FuzzMountLine(f *testing.F) {
	f.Add(`36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`)
	f.Add(`1 1 1 / \04 - x`)
	f.Fuzz(func(t *testing.T, line string) {
		point, fstype, ok := mountLine(line)
		if ok && (point == "" || fstype == "") {
			t.Errorf("%q gives %q, %q", line, point, fstype)
		}
	})
}

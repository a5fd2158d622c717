//go:build unix

package testkit

import (
	"os/exec"
	"syscall"
)

// ownGroup makes the command the head of a process group, so that its children can be told together.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// tell sends a signal to the command, which was started with ownGroup, and its children.
func tell(cmd *exec.Cmd, sig syscall.Signal) { _ = syscall.Kill(-cmd.Process.Pid, sig) }

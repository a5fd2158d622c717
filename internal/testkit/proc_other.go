//go:build !unix

package testkit

import (
	"os/exec"
	"syscall"
)

func ownGroup(*exec.Cmd) {}

func tell(cmd *exec.Cmd, _ syscall.Signal) { _ = cmd.Process.Kill() }

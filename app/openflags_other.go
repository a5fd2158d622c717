//go:build !unix

package app

// openFlags: nothing beyond the two looks before and after.
const openFlags = 0

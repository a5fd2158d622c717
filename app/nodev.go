//go:build !dev

package app

// onlySample: this build opens the desk that was asked for.
const onlySample = false

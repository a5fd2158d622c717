//go:build !linux

package app

// onBus: a second start tells the first by means of the system, which are always there.
const onBus = false

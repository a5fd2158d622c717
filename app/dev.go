//go:build dev

package app

// onlySample: a development build serves the page on a port of this computer, so it opens no desk but the sample.
const onlySample = true

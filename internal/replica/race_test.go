//go:build race

package replica_test

// usual is how many histories are played where nobody says otherwise: the race detector makes each many times slower, and
// finds what it finds in a few.
const usual = 40

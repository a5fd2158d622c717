//go:build !race

package replica_test

// usual is how many histories are played where nobody says otherwise.
const usual = 500

package policy

import (
	"bytes"
	_ "embed" // the sample policy
)

//go:embed sample.yaml
var sample []byte

// Sample returns the policy.yaml that a new desk gets: every constant of the handbooks, for a team that is easily renamed.
func Sample() []byte { return bytes.Clone(sample) }

// Default returns the parsed sample. It is used while a desk has no readable policy.yaml of its own.
func Default() *Policy {
	p, problems := Parse(sample)
	if p == nil {
		// The sample is part of the program and parsed by a test.
		panic("the sample policy is broken: " + problems[0].String())
	}
	return p
}

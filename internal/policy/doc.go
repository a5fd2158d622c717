// Package policy holds the team's rules as they stand in policy.yaml: who belongs to the team, which addresses are ours,
// pipelines and their statuses, priorities, tags, categories, channels, departments, the close checklist and the figures
// around them. Parse turns the file into an immutable *Policy or says line and column of what is wrong; accessors answer
// the questions other packages ask; Resolve… functions read what a person typed.
//
// It must not read files, know the clock, or decide anything about a ticket beyond which rules apply to it: evaluating a
// checklist is package closing, projecting a ticket is package ticket. It imports neither. Ids are plain strings here,
// because a pipeline may define statuses of its own.
package policy

package desk

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/reply"
	"deskhand/internal/desk/team"
)

// mostReplyProblems bounds how many broken replies are told one by one: a folder may hold thousands.
const mostReplyProblems = 20

// repliesTold puts what is wrong with the saved replies among the standing problems, each with its file and line.
func (d *Desk) repliesTold(wrong []reply.Problem, failed error) {
	var list []team.Problem
	if failed != nil {
		f := fault.From(failed)
		list = append(list, team.Problem{Key: "replies folder", Code: "replies", Message: f.Message, Hint: f.Hint, File: reply.Folder, Action: "file:" + reply.Folder})
	}
	nth := map[string]int{} // of a path
	for n, p := range wrong {
		if n == mostReplyProblems {
			list = append(list, team.Problem{
				Key: "replies more", Code: "replies", Message: fmt.Sprintf("%d more things are wrong with saved replies.", len(wrong)-n),
				Hint: "`deskhand replies list` names them all.", File: reply.Folder, Action: "file:" + reply.Folder,
			})
			break
		}
		nth[p.Path]++
		file := reply.Folder + "/" + p.Path
		place := file
		if p.Line > 0 {
			place = fmt.Sprintf("%s, line %d, column %d", file, p.Line, p.Column)
		}
		hint := upper(p.Hint)
		if p.Stands {
			hint = strings.TrimSpace(hint + " Until it is mended, the last good version is used.")
		}
		list = append(list, team.Problem{
			Key: fmt.Sprintf("replies %s %d", p.Path, nth[p.Path]), Code: "replies", Message: place + ": " + p.Message, Hint: hint, File: file, Line: p.Line, Action: "file:" + file,
		})
	}
	d.problems.replace("replies ", list)
}

// upper makes a sentence of a hint.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return strings.TrimSuffix(string(unicode.ToUpper(r))+s[n:], ".") + "."
}

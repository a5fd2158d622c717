package imapsync_test

import (
	"slices"
	"testing"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// The journal's folder is never mail: not when a person follows all folders, not in the survey, not for a mailbox that
// is shared.
func TestJournalFolderIsNoMail(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const name = imapsync.JournalFolderName
		h := r.hand(t)
		h.Create(name)
		h.Create("Other")
		for i := range 3 {
			h.Append(name, testkit.Corpus{Seed: 9}.Mail(i))
		}
		h.Append("Other", testkit.Corpus{Seed: 9}.Mail(4))
		h.Close()
		sink := newSink()
		sink.chosen = map[string]bool{name: true, "Other": true}
		e, obs := r.engine(t, sink, imapsync.Options{})
		once(t, e)
		if n := sink.count(name); n > 0 || sink.count("Other") != 1 {
			t.Errorf("%d mails of the journal, %d of Other; problems %v", n, sink.count("Other"), obs.all())
		}
		if slices.ContainsFunc(sink.listed, func(f imapsync.FolderInfo) bool { return f.Name == name }) {
			t.Error("a person may choose the journal's folder")
		}
		report, err := check(t, r.account(), r.password, imapsync.Options{})
		if err != nil || slices.ContainsFunc(report.Folders, func(f imapsync.FolderInfo) bool { return f.Name == name }) {
			t.Errorf("check lists %v, %v", report.Folders, err)
		}
	})
}

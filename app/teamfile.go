package app

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"deskhand/internal/desk/teamfile"
	"deskhand/internal/desk/work"
)

// Files are the team's: saved replies, handbook, policy and roster, with their versions. A file is named by its place
// among them, which the desk looks up in the journal; nothing is opened by that name.
type Files struct{ h *host }

// List lists the team's files.
func (f *Files) List() ([]TeamFile, error) {
	list, err := f.h.desk.Files.List(f.h.ctx)
	out := make([]TeamFile, 0, len(list))
	for _, x := range list {
		out = append(out, TeamFile{
			Path: x.Path, Kind: x.Kind, State: string(x.State), Note: spoken(x.Note), Size: x.Size, By: x.By, ByName: x.ByName,
			MadeAt: int64(x.MadeAt), Versions: x.Versions,
		})
	}
	return out, fail(err)
}

// Versions lists the versions of a file, the newest first.
func (f *Files) Versions(name string) ([]FileVersion, error) {
	list, err := f.h.desk.Files.Versions(f.h.ctx, name)
	return fileVersions(list), fail(err)
}

// Version shows one version with its text and what it changed.
func (f *Files) Version(name, id string) (FileShown, error) {
	s, err := f.h.desk.Files.Version(f.h.ctx, name, id)
	return FileShown{
		Version: fileVersion(s.Version), Text: s.Text, Diff: diffLines(s.Diff), Stood: diffLines(s.Stood), Binary: s.Binary, Wrong: spoken(s.Wrong),
	}, fail(err)
}

// Restore makes an older version the team's again.
func (f *Files) Restore(name, id string) (Done, error) {
	return done(f.h.desk.Files.Restore(f.h.ctx, name, id))
}

// Share sends a file that was here before this laptop joined.
func (f *Files) Share(name string) (Done, error) { return done(f.h.desk.Files.Share(f.h.ctx, name)) }

// Proposals lists what members propose and nobody has decided.
func (f *Files) Proposals() ([]FileProposal, error) {
	list, err := f.h.desk.Files.Proposals(f.h.ctx)
	out := make([]FileProposal, 0, len(list))
	for _, p := range list {
		out = append(out, FileProposal{
			ID: p.ID, Path: p.Path, Agent: p.Agent, Name: p.Name, MadeAt: int64(p.MadeAt), Size: p.Size, Mine: p.Mine, Diff: diffLines(p.Diff), Wrong: spoken(p.Wrong),
		})
	}
	return out, fail(err)
}

// Accept makes a proposal the team's version.
func (f *Files) Accept(id string) (Done, error) { return done(f.h.desk.Files.Accept(f.h.ctx, id)) }

// Decline turns a proposal down, or takes one's own back.
func (f *Files) Decline(id string) (Done, error) { return done(f.h.desk.Files.Decline(f.h.ctx, id)) }

// Conflicts lists what lost against a version made apart from it.
func (f *Files) Conflicts() ([]FileConflict, error) {
	list, err := f.h.desk.Files.Conflicts(f.h.ctx)
	out := make([]FileConflict, 0, len(list))
	for _, c := range list {
		v := FileConflict{Lost: fileVersion(c.Lost), Stands: fileVersion(c.Stands), Path: c.Path}
		if c.Beside != "" {
			v.Beside = path.Base(c.Beside)
		}
		out = append(out, v)
	}
	return out, fail(err)
}

// Settle says that what stands is right: the copy beside goes.
func (f *Files) Settle(lost string) error { return fail(f.h.desk.Files.Settle(f.h.ctx, lost)) }

// Frozen lists the files that laptops kept setting against each other.
func (f *Files) Frozen() ([]FileFight, error) {
	list, err := f.h.desk.Files.Frozen(f.h.ctx)
	out := make([]FileFight, 0, len(list))
	for _, x := range list {
		out = append(out, FileFight{Path: x.Path, Names: some(x.Names), Since: int64(x.Since), Flips: x.Flips, Choices: fileVersions(x.Choices)})
	}
	return out, fail(err)
}

// Thaw lets a frozen file go on with one of its versions.
func (f *Files) Thaw(name, id string) (Done, error) {
	return done(f.h.desk.Files.Thaw(f.h.ctx, name, id))
}

func fileVersions(list []teamfile.Version) []FileVersion {
	out := make([]FileVersion, 0, len(list))
	for _, v := range list {
		out = append(out, fileVersion(v))
	}
	return out
}

func fileVersion(v teamfile.Version) FileVersion {
	return FileVersion{
		ID: v.ID, Path: v.Path, Agent: v.Agent, Name: v.Name, Device: v.Device, MadeAt: int64(v.MadeAt), CameAt: int64(v.CameAt), Size: v.Size,
		Stands: v.Stands, Deleted: v.Deleted, Overrule: v.Overrule, Proposal: v.Proposal, Missing: v.Missing,
	}
}

func diffLines(list []teamfile.Line) []DiffLine {
	out := make([]DiffLine, 0, len(list))
	for _, l := range list {
		out = append(out, DiffLine(l))
	}
	return out
}

// OpenRouting lists the open tickets that the rules in force would make others.
func (f *Files) OpenRouting() ([]ReroutedView, error) {
	list, err := f.h.desk.Work.OpenRouting(f.h.ctx)
	out := make([]ReroutedView, 0, len(list))
	for _, r := range list {
		out = append(out, ReroutedView{Ticket: r.Ticket, Number: r.Number, Subject: r.Subject, Text: f.h.rerouted(r.Fields)})
	}
	return out, fail(err)
}

// ApplyRouting makes them so, in one action that undo takes back. What somebody set by hand stays.
func (f *Files) ApplyRouting() (Done, error) {
	d, _, err := f.h.desk.Work.ApplyRouting(f.h.ctx)
	return done(d, err)
}

// rerouted says what would change: "priority High, no tag vip, by rule “scale”".
func (h *host) rerouted(fields []work.ReroutedItem) string {
	var words, by []string
	for _, f := range fields {
		name := strings.TrimSuffix(f.Field, "s")
		switch value := h.valueWords("", f.Field, cmp.Or(f.New, f.Old)); {
		case f.New == "":
			words = append(words, "no "+strings.TrimSpace(name+" "+value))
		default:
			words = append(words, name+" "+value)
		}
		if f.By != "" && !slices.Contains(by, f.By) {
			by = append(by, f.By)
		}
	}
	text := strings.Join(words, ", ")
	if len(by) > 0 {
		text += ", by " + strings.Join(by, " and ")
	}
	return text
}

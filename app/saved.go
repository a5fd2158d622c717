package app

import "deskhand/internal/savedreply"

// SavedReplies finds saved replies, each filled for the ticket as a preview.
func (c *Compose) SavedReplies(query, mode, ticket string, limit int) ([]SavedHit, error) {
	list, err := c.h.desk.Reply.Suggest(c.h.ctx, query, modeOf(mode), ticket, within(limit))
	out := make([]SavedHit, 0, len(list))
	for _, s := range list {
		out = append(out, SavedHit{
			Name: s.Name, Category: s.Category, Kind: string(s.Kind), Language: s.Language, Uses: s.Uses, Blanks: s.Blanks, Text: s.Text, HTML: s.HTML,
			Resolves: s.Resolves, Refused: s.Refused,
			ChangedBy: s.Changed.ChangedByName, ChangedAt: int64(s.Changed.ChangedAt), NewHere: s.Changed.NewHere,
		})
	}
	return out, fail(err)
}

// InsertSaved fills one, and counts the use.
func (c *Compose) InsertSaved(name, language, mode, ticket string) (SavedInsert, error) {
	in, err := c.h.desk.Reply.Insert(c.h.ctx, name, language, modeOf(mode), ticket, nil)
	out := SavedInsert{Name: in.Name, HTML: in.HTML, Text: in.Text, Subject: in.Subject, Blanks: make([]BlankView, 0, len(in.Blanks)), Resolves: in.Resolves}
	for n, b := range in.Blanks {
		out.Blanks = append(out.Blanks, BlankView{N: n, Name: b.Name, Prompt: b.Prompt, Why: b.Why})
	}
	return out, fail(err)
}

func modeOf(mode string) savedreply.Mode {
	if mode == string(savedreply.ModeNote) {
		return savedreply.ModeNote
	}
	return savedreply.ModeEmail
}

// OpenReplies shows the folder of the saved replies in the file manager.
func (c *Compose) OpenReplies() (Done, error) {
	if err := c.h.desk.Reply.OpenFolder(c.h.ctx); err != nil {
		return Done{}, fail(err)
	}
	return Done{Text: "The folder of the saved replies opens in the file manager"}, nil
}

package app

import (
	"fmt"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
)

// Survey counts what each choice of how far back takes of a connected mailbox.
func (t *Team) Survey(id string) (SurveyView, error) {
	s, err := t.h.desk.Team.Survey(t.h.ctx, id)
	return surveyView(s), fail(err)
}

// SurveyForm signs in, stores nothing, and counts. A refusal is a result too: it says which field to mend.
func (t *Team) SurveyForm(form ConnectForm) (SurveyResult, error) {
	s, err := t.h.desk.Team.SurveyNew(t.h.ctx, form.account())
	if err != nil {
		refused := refusedConnect(fault.From(err))
		return SurveyResult{Refused: &refused}, nil
	}
	view := surveyView(s)
	return SurveyResult{Survey: &view}, nil
}

func surveyView(s team.Survey) SurveyView {
	v := SurveyView{Choices: []ReachChoice{}, Free: s.Free, Estimated: s.Estimated}
	for _, c := range s.Choices {
		v.Choices = append(v.Choices, ReachChoice{Reach: c.Reach, Messages: c.Messages, Whole: c.Whole, Bytes: c.Bytes, Disk: c.Disk})
	}
	return v
}

// EditAccount changes how far back mail comes whole, which folders are followed, and what is written to the server.
func (t *Team) EditAccount(id string, e AccountEdit) (AccountView, error) {
	_, err := t.h.desk.Team.EditAccount(t.h.ctx, id, team.AccountEdit{Reach: e.Reach, Follow: switches(e.Follow), Mirror: switches(e.Mirror)})
	if err != nil {
		return accountView(team.Account{}), fail(err)
	}
	a, err := t.h.account(id)
	return a, fail(err)
}

func switches(list []OnOff) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, o := range list {
		out[o.Name] = o.On
	}
	return out
}

// Vanished answers what to do with mail that is gone from one folder of the mailbox all at once.
func (t *Team) Vanished(id, name string, takeOut bool) (Done, error) {
	if err := t.h.desk.Team.Vanished(t.h.ctx, id, name, takeOut); err != nil {
		return Done{}, fail(err)
	}
	if takeOut {
		return Done{Text: fmt.Sprintf("Taken out: %s is here as it is on the server", name)}, nil
	}
	return Done{Text: "Kept here, as mail that is no longer on the server"}, nil
}

package team

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
)

// Session is what an edge needs to know once: who works here, and the words for ids.
type Session struct {
	FirstRun   bool // no account yet
	Sample     bool
	Agent      string
	AgentName  string
	TeamName   string
	Zone       string
	Members    []Named
	Teams      []Named
	Statuses   []State
	Priorities []Named // Help: its definition (C9)
	Tags       []Tag
	Categories []Named
	Pipelines  []Named
	Channels   []Named
	Reasons    []Named // snooze reasons; Help: what its note is asked for, empty if none is needed
}

// Named is an id with its label.
type Named struct{ ID, Label, Name, Help string }

// State is a status as a picker shows it.
type State struct{ ID, Label, Kind, Key string }

// Tag is a tag with its group.
type Tag struct{ ID, Label, Group, Help string }

// Session reads who works here and policy's words.
func (s *Service) Session(ctx context.Context) (Session, error) {
	p := s.core.Policy()
	out := Session{
		Sample: s.about.Sample, Agent: s.core.Agent(), TeamName: p.TeamName(), Zone: s.core.Zone().String(),
		Members: []Named{}, Teams: []Named{}, Statuses: []State{}, Priorities: []Named{}, Tags: []Tag{}, Categories: []Named{}, Pipelines: []Named{},
		Channels: []Named{}, Reasons: []Named{},
	}
	out.AgentName = p.OwnerLabel(out.Agent)
	for _, m := range p.Members() {
		out.Members = append(out.Members, Named{ID: m.ID, Label: m.Name, Name: m.Name})
	}
	for _, g := range p.Teams() {
		out.Teams = append(out.Teams, Named{ID: g.ID, Label: g.Label})
	}
	for _, st := range p.Statuses("") {
		out.Statuses = append(out.Statuses, State{st.ID, st.Label, string(st.Kind), st.Key})
	}
	for _, pr := range p.Priorities() {
		out.Priorities = append(out.Priorities, Named{ID: pr.ID, Label: pr.Label, Help: pr.Definition})
	}
	for _, g := range p.TagGroups() {
		for _, t := range g.Tags {
			out.Tags = append(out.Tags, Tag{t.ID, t.Label, g.ID, t.Help})
		}
	}
	for _, c := range p.Categories() {
		out.Categories = append(out.Categories, Named{ID: c.ID, Label: c.Label})
	}
	for _, l := range p.Pipelines() {
		out.Pipelines = append(out.Pipelines, Named{ID: l.ID, Label: l.Label, Help: l.Help})
	}
	for _, c := range p.Channels() {
		out.Channels = append(out.Channels, Named{ID: c.ID, Label: c.Label})
	}
	for _, r := range p.SnoozeReasons() {
		n := Named{ID: r.ID, Label: r.Label}
		if r.NeedsNote {
			n.Help = r.Prompt
		}
		out.Reasons = append(out.Reasons, n)
	}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		out.FirstRun = len(accounts) == 0
		return err
	})
	return out, err
}

// Settings are the window's.
type Settings struct {
	Theme         string `json:"theme"`    // light, dark, system
	TextSize      int    `json:"textSize"` // percent
	Density       string `json:"density"`  // normal, compact
	SingleKeys    bool   `json:"singleKeys"`
	AutoAdvance   bool   `json:"autoAdvance"`
	Notifications bool   `json:"notifications"`
	Presence      bool   `json:"presence"`  // colleagues see on which ticket an answer is being written here
	QuietFrom     string `json:"quietFrom"` // "19:00", empty: none
	QuietTo       string `json:"quietTo"`
	PaneList      int    `json:"paneList"` // px, 0: as drawn
	PaneRecord    int    `json:"paneRecord"`
	RecordOpen    bool   `json:"recordOpen"`
	UndoSend      int    `json:"-"`      // seconds before a mail goes out, 0 to 60; a setting of its own
	Keymap        string `json:"keymap"` // the window's own JSON of changed keys
}

// DefaultSettings are those of a new desk.
func DefaultSettings() Settings {
	return Settings{Theme: "system", TextSize: 100, Density: "normal", SingleKeys: true, AutoAdvance: true, Notifications: true, Presence: true, RecordOpen: true, UndoSend: undoSend}
}

// Settings reads the window's settings.
func (s *Service) Settings(ctx context.Context) (Settings, error) {
	out := DefaultSettings()
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		text, ok, err := tx.Setting(SettingWindow)
		if err != nil || !ok {
			return err
		}
		if err := json.Unmarshal([]byte(text), &out); err != nil {
			out = DefaultSettings() // a broken setting is no reason not to open
		}
		return nil
	})
	out.UndoSend = int(s.UndoSend(ctx) / time.Second)
	return out, err
}

// SaveSettings keeps them.
func (s *Service) SaveSettings(ctx context.Context, set Settings) error {
	text, err := json.Marshal(set)
	if err != nil {
		return fault.From(fmt.Errorf("write settings: %w", err))
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(tx.SetSetting(SettingWindow, string(text)), tx.SetSetting(SettingUndoSend, strconv.Itoa(seconds(set.UndoSend))))
	})
	if err != nil {
		return fault.From(err)
	}
	return nil
}

// About tells the folder and version, for the settings screen.
func (s *Service) About() About { return s.about }

package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
)

// nobody is who reads retos here: what is public, whoever asks.
var nobody = access.Actor{}

type (
	challengeStateText   string   // a state, as a parameter
	challengeStateSchema struct{} // stands for challenge.State
)

func (challengeStateText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: words(challenge.States...)}
}

func (challengeStateSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Enum: words(challenge.States...),
		Description: "Estado del reto: `received` recibido, `analysis` en análisis, `waiting` pendiente de información, `admitted` admitido, " +
			"`project` en proyecto, `pilot` piloto, `implemented` implantado, `discarded` descartado, `merged` fusionado con otro, `withdrawn` retirado.",
	}
}

// ChallengesQuery are the parameters of the list of retos.
type ChallengesQuery struct {
	Limit  limitText          `query:"limit" doc:"Cuántos retos como máximo."`
	Offset offsetText         `query:"offset" doc:"Cuántos retos se saltan antes."`
	Text   searchText         `query:"text" doc:"Solo los retos con todas estas palabras, o sus comienzos, en su título o en su texto, sin distinguir mayúsculas ni tildes." example:"citas"`
	State  challengeStateText `query:"state" doc:"Solo los que están en este estado." example:"implemented"`
}

// ChallengeList is a page of the public retos.
type ChallengeList struct {
	Total      int                `json:"total" doc:"Cuántos retos hay en todas las páginas." example:"5"`
	Limit      int                `json:"limit" doc:"Cuántos retos tiene una página como máximo." example:"20"`
	Offset     int                `json:"offset" doc:"Cuántos retos hay antes de esta página." example:"0"`
	Challenges []ChallengeSummary `json:"challenges" nullable:"false" doc:"Los retos de esta página."`
}

// ChallengeHead is what both the list and the page of a reto tell.
type ChallengeHead struct {
	Code       string          `json:"code" doc:"Código del reto, con el que se pide." example:"DEMX9-XT4D2-FCKTY"`
	Title      string          `json:"title" doc:"Título público." example:"Cartas que se entienden a la primera"`
	State      challenge.State `json:"state"`
	StateSince time.Time       `json:"state_since" doc:"Desde cuándo está en ese estado, en UTC." example:"2026-10-28T09:30:00Z"`
	ReceivedOn date.Date       `json:"received_on" doc:"Cuándo se recibió." example:"2026-05-01"`
	Supporters int             `json:"supporters" doc:"A cuántas personas más afecta, de las que lo han dicho." example:"3"`
}

// ChallengeSummary is a public reto in a list.
type ChallengeSummary struct {
	ChallengeHead
	Excerpt string `json:"excerpt" doc:"Comienzo del texto público."`
}

// ChallengeQuery names a reto.
type ChallengeQuery struct {
	Code string `path:"code" doc:"Código del reto, con o sin guiones." example:"DEMX9-XT4D2-FCKTY"`
}

// PublicChallenge is all that anybody may know of a reto.
type PublicChallenge struct {
	ChallengeHead
	Text        string          `json:"text" doc:"Texto público."`
	PublishedAt time.Time       `json:"published_at" doc:"Cuándo se hizo público, en UTC." example:"2026-05-11T09:30:00Z"`
	Notes       []ChallengeNote `json:"notes" nullable:"false" doc:"Lo que se ha dicho al cambiar de estado, en su orden."`
}

// ChallengeNote is what was said when a reto came into a state.
type ChallengeNote struct {
	On    date.Date       `json:"on" doc:"Cuándo." example:"2026-10-28"`
	State challenge.State `json:"state"`
	Text  string          `json:"text" doc:"Qué se dijo."`
}

func (s *service) listChallenges(ctx context.Context, q *ChallengesQuery) (ChallengeList, error) {
	var no refused
	asked := challenge.ListQuery{
		Scope: challenge.ScopePublic, Sort: challenge.ByNewest,
		Limit:  no.count("query.limit", string(q.Limit), 1, maxLimit, defaultLimit),
		Offset: no.count("query.offset", string(q.Offset), 0, maxOffset, 0),
		Text:   no.search("query.text", q.Text), States: no.states("query.state", q.State),
	}
	if err := no.err(); err != nil {
		return ChallengeList{}, err
	}
	answer := ChallengeList{Limit: asked.Limit, Offset: asked.Offset}
	err := db.ReadTx(ctx, s.cfg.Pool, func(tx pgx.Tx) error {
		found, err := challenge.List(ctx, tx, nobody, s.cfg.Today(), asked)
		if err != nil {
			return err
		}
		answer.Challenges = each(found, challengeSummary)
		counts, err := challenge.CountStates(ctx, tx, nobody, s.cfg.Today(), asked)
		for state, c := range counts {
			if len(asked.States) == 0 || slices.Contains(asked.States, state) {
				answer.Total += c.Count
			}
		}
		return err
	})
	return answer, err
}

func (s *service) getChallenge(ctx context.Context, q *ChallengeQuery) (answer PublicChallenge, err error) {
	err = db.ReadTx(ctx, s.cfg.Pool, func(tx pgx.Tx) error {
		p, err := challenge.FindPublic(ctx, tx, q.Code)
		answer = publicChallenge(p)
		return err
	})
	return answer, err
}

// states reads a state.
func (no *refused) states(location string, text challengeStateText) []challenge.State {
	if text == "" {
		return nil
	}
	state := challenge.State(text)
	if !slices.Contains(challenge.States, state) {
		var known []string
		for _, one := range challenge.States {
			known = append(known, string(one))
		}
		no.add(location, "Se espera uno de estos estados: "+strings.Join(known, ", ")+".")
	}
	return []challenge.State{state}
}

func challengeSummary(l challenge.Listed) ChallengeSummary {
	return ChallengeSummary{Excerpt: l.Excerpt, ChallengeHead: ChallengeHead{
		Code: challenge.Grouped(l.Code), Title: l.Title, State: l.State, StateSince: l.StateSince.UTC(), ReceivedOn: l.SubmittedOn, Supporters: l.Supporters,
	}}
}

func publicChallenge(p challenge.Published) PublicChallenge {
	return PublicChallenge{
		ChallengeHead: ChallengeHead{
			Code: challenge.Grouped(p.Code), Title: p.Title, State: p.State, StateSince: p.StateSince.UTC(), ReceivedOn: p.SubmittedOn, Supporters: p.Supporters,
		},
		Text: p.Text, PublishedAt: p.PublishedAt.UTC(),
		Notes: each(p.Notes, func(n challenge.PublicNote) ChallengeNote {
			return ChallengeNote{On: n.On, State: n.State, Text: n.Text}
		}),
	}
}

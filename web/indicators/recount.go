package indicators

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/dashboard"
	counts "hito/internal/source"
	"hito/web/ui"
	"hito/web/ui/board"
)

// recount tells that the indicator counts retos.
type recount struct {
	board.Recount
	Proposed string // the value by the count, where it is another and the visitor may record it; else blank
	Link     *ui.Link
}

// tally is what counting retos gives: nothing where the indicator counts none, or the board is frozen.
type tally struct {
	Proposal *counts.Proposal
	Known    map[int64]challenge.Mention // of its retos, those that the visitor may know of
}

// tallyOf counts as of the day of a board. It takes one query, and another where there is something to name.
func tallyOf(ctx context.Context, tx pgx.Tx, actor access.Actor, s dashboard.Story) (t tally, err error) {
	if s.Frozen != nil {
		return t, nil
	}
	if t.Proposal, err = counts.Find(ctx, tx, s.Now.ID, s.Indicator.ID, s.On); err != nil || t.Proposal == nil {
		return t, err
	}
	t.Known, err = challenge.Mentions(ctx, tx, actor, t.Proposal.Challenges)
	return t, err
}

// recountOf is what is shown of a source; where there is none, it returns where whoever keeps the plan makes one.
func recountOf(s dashboard.Story, asked board.Asked, v visit) (*recount, string) {
	at := ""
	if s.Frozen == nil && access.Can(v.Actor, access.WritePlan, s.Now.Target()) {
		at = "/planes/" + s.Now.Slug + path + "/" + s.Indicator.Code + "/retos"
	}
	if v.Tally.Proposal == nil {
		return nil, at
	}
	k := *v.Tally.Proposal
	shown := &recount{Recount: board.RecountOf(k, v.Tally.Known)}
	if at != "" {
		shown.Link = &ui.Link{Text: "Ver el recuento", Href: at}
	}
	if at != "" && live(s.Board, asked) && k.Begun(asked.Today) && !k.Same() && !k.Cancelled() {
		shown.Proposed = "Según los retos, el valor a " + ui.LongDate(k.Day) + " es " + strconv.Itoa(k.Number) + "."
		if !k.Automatic {
			shown.Link.Text = "Ver y confirmar"
		}
	}
	return shown, ""
}

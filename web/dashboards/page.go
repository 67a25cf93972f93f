// Package dashboards serves the cuadro de mando: where a plan is against where it should be.
package dashboards

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the cuadro de mando of each plan. Days are those in Location, UTC where it is nil.
type Pages struct {
	Pool     *pgxpool.Pool
	Today    func() date.Date
	Location *time.Location
	Boards   *dashboard.Boards // those that were looked at last; it may be nil
}

// Show answers /planes/{plan}/cuadro-de-mando as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	if has, err := p.has(w, r, slug, asked); has || err != nil {
		return err
	}
	b, err := p.Boards.View(r.Context(), p.Pool, slug, asked.View)
	if err != nil || visitor(r) && fresh(w, r, b.Now.ID, b.Stamp, asked) {
		return err
	}
	shown := build(b, asked, board.ReadList(r.URL.Query()))
	if shown.Undecided, err = p.undecided(r, b, asked); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, page(shown))
}

// undecided reads which retos wait for a decision, for those who may know of any. They are no part of the board.
func (p Pages) undecided(r *http.Request, b dashboard.Board, asked board.Asked) (*undecided, error) {
	actor := ui.Actor(r.Context())
	if !live(b, asked) || !access.Can(actor, access.ReadChallenges, access.Target{}) {
		return nil, nil
	}
	var waiting challenge.Undecideds
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		waiting, err = challenge.FindUndecided(r.Context(), tx, actor, b.Now.ID, asked.Today)
		return err
	})
	return undecidedOf(waiting, asked.Today, cmp.Or(p.Location, time.UTC)), err
}

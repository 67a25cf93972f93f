// Package histories holds the page on which those who keep a plan read everything that was changed of it.
package histories

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
)

// Pages serves the history of plans, with the clock of Location. Plans and Slow are for what is exported.
type Pages struct {
	Pool     *pgxpool.Pool
	Plans    plan.Store
	Slow     *pgxpool.Pool
	Location *time.Location
}

// pageSize is how many events a page has.
const pageSize = 50

// query is which part of the history is asked for.
type query struct {
	topic string // "indicator"; blank for all
	below int64  // the number of the last event of the page before; 0 for the newest
}

func readQuery(r *http.Request) (query, error) {
	q := query{topic: r.URL.Query().Get("tema")}
	if !known(q.topic) {
		return q, fmt.Errorf("topic %q: %w", q.topic, fault.BadInput)
	}
	if below := r.URL.Query().Get("antes"); below != "" {
		var err error
		if q.below, err = strconv.ParseInt(below, 10, 64); err != nil || q.below <= 0 {
			return q, fmt.Errorf("event %q: %w", below, fault.BadInput)
		}
	}
	return q, nil
}

// List answers GET /planes/{plan}/historia with a page of the plan's events, newest first.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked, err := readQuery(r)
	if err != nil {
		return err
	}
	var of plan.Plan
	var events []audit.Entry
	var names map[audit.Object]plan.Named
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if of, err = plan.Find(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		search := audit.Query{PlanID: of.ID, Topic: asked.topic, Below: asked.below, Limit: pageSize + 1} // one more tells whether there is a next page
		if events, err = audit.List(r.Context(), tx, search); err != nil {
			return err
		}
		names, err = plan.Names(r.Context(), tx, of.ID, objects(events))
		return err
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, list(p.build(ui.Actor(r.Context()), of, asked, events, names)))
}

func objects(events []audit.Entry) []audit.Object {
	list := make([]audit.Object, len(events))
	for n, e := range events {
		list[n] = audit.Object{Type: e.ObjectType, ID: e.ObjectID}
	}
	return list
}

package histories

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
)

// exportBatch is how many events are read at a time: whoever downloads slowly holds no transaction.
const exportBatch = 500

var exportColumns = []string{"Suceso", "Fecha y hora", "Quién", "Qué", "Sobre", "Cambios"}

// Export answers POST /planes/{plan}/historia/exportar with all events of a topic, newest first, as data. That somebody
// takes them away is recorded before the first of them goes out.
func (p Pages) Export(w http.ResponseWriter, r *http.Request) error {
	topic := r.PostFormValue("tema")
	if !known(topic) {
		return fmt.Errorf("topic %q: %w", topic, fault.BadInput)
	}
	told := map[string]any{}
	if topic != "" {
		told["topic"] = topic
	}
	of, err := p.Plans.RecordExport(r.Context(), plan.Export{
		Actor: ui.Actor(r.Context()), At: p.Plans.Now(), Slug: chi.URLParam(r, "plan"), What: "history", Needs: access.ReadHistory, Told: told,
	})
	if err != nil {
		return err
	}
	list := ui.CSV{Name: of.Slug + "-historia", Columns: exportColumns, Fill: func(line func(...any) error) error {
		return p.each(r.Context(), audit.Query{PlanID: of.ID, Topic: topic, Limit: exportBatch}, func(e audit.Entry, name plan.Named) error {
			told := ui.HistoryOf([]audit.Entry{e}, p.Location, false)[0]
			return line(e.ID, e.At.In(p.Location).Format("2006-01-02 15:04:05"), told.Who, told.What, called(e, name), changesOf(told))
		})
	}}
	return ui.ServeCSV(w, r, ui.CSVOf(r.PostForm), list)
}

// each gives every event that a query finds to fn, with what its object is called.
func (p Pages) each(ctx context.Context, q audit.Query, fn func(audit.Entry, plan.Named) error) error {
	for {
		var events []audit.Entry
		var names map[audit.Object]plan.Named
		err := db.ReadTx(ctx, p.Slow, func(tx pgx.Tx) (err error) {
			if events, err = audit.List(ctx, tx, q); err == nil {
				names, err = plan.Names(ctx, tx, q.PlanID, objects(events))
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := fn(e, names[audit.Object{Type: e.ObjectType, ID: e.ObjectID}]); err != nil {
				return err
			}
		}
		if len(events) < q.Limit {
			return nil
		}
		q.Below = events[len(events)-1].ID
	}
}

// called names what an event is about, by its kind alone where it is gone.
func called(e audit.Entry, name plan.Named) string {
	parts := slices.DeleteFunc([]string{ui.ObjectName(e.ObjectType, 0), name.Code, name.Title}, func(s string) bool { return s == "" })
	return strings.Join(parts, " · ")
}

// changesOf tells what an event changed, a line each.
func changesOf(told ui.HistoryEntry) string {
	var lines []string
	for _, c := range told.Changes {
		lines = append(lines, c.Label+": "+c.Old+" → "+c.New)
	}
	return strings.Join(lines, "\n")
}

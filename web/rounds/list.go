package rounds

import (
	"fmt"
	"net/http"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/plan"
	"hito/internal/round"
	"hito/web/ui"
	"hito/web/ui/board"
)

// listProps is everything that the list of rounds shows.
type listProps struct {
	Page  ui.PageProps
	Head  ui.PageHeadProps
	Rows  []listRow
	Data  string // address of the list, as data too
	Empty *ui.EmptyProps
}

// listRow is a round in the list.
type listRow struct {
	Title, Href  string
	MeasuredOn   date.Date
	DueOn        date.Date
	State        ui.TagProps
	In           string // "8 de 21"
	Detail       string // what waits; blank for nothing
	SnapshotHref string // of the follow-up that closed it; blank for none
}

// List answers GET /planes/{plan}/rondas.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var of plan.Plan
	var list []round.Round
	err := db.ReadTx(ctx, p.Rounds.Pool, func(tx pgx.Tx) (err error) {
		if of, err = findPlan(ctx, tx, r, access.ReadHistory); err == nil {
			list, err = round.List(ctx, tx, of.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	if f, asked := ui.CSVAsked(r.URL.Query()); asked {
		return ui.ServeCSV(w, r, f, listCSV(of, list, p.Rounds.Today()))
	}
	return ui.Render(w, r, http.StatusOK, roundList(buildList(of, list, keeps(ctx, of), p.Rounds.Today())))
}

func buildList(of plan.Plan, list []round.Round, keeps bool, today date.Date) listProps {
	props := listProps{
		Page: ui.PageProps{
			Title: "Rondas de seguimiento", Crumbs: board.CrumbsOf(of, ui.Crumb{Text: "Rondas"}), Plan: board.NavOf(of, ui.PlanRounds, true),
		},
		Head: ui.PageHeadProps{
			Title: "Rondas de seguimiento", Lead: "En cada ronda, las unidades envían los valores de sus indicadores a una fecha, y quien lleva el plan los revisa.",
		},
	}
	props.Data = listPath(of.Slug)
	newPath := props.Data + "/nueva"
	open := false
	for _, one := range list {
		open = open || one.Open()
		props.Rows = append(props.Rows, newListRow(of.Slug, one, today))
	}
	if keeps && !open {
		props.Head.Actions = openButton(newPath)
	}
	if len(list) == 0 {
		props.Empty = &ui.EmptyProps{
			Title: "Todavía no se ha abierto ninguna ronda",
			Text: "Una ronda pide a cada unidad los valores de los indicadores de los que responde. Los recibe en su bandeja, los envía dentro del plazo, " +
				"y usted los acepta o los devuelve. Al cerrarla, el seguimiento queda fijado. También se puede registrar todo sin ronda.",
		}
		if keeps {
			props.Empty.Link = &ui.Link{Text: "Abrir la primera ronda", Href: newPath}
		}
	}
	return props
}

func newListRow(slug string, r round.Round, today date.Date) listRow {
	row := listRow{
		Title: r.Title, Href: pathOf(slug, r.ID), MeasuredOn: r.MeasuredOn, DueOn: r.DueOn, State: roundState(r, today),
		In: fmt.Sprintf("%d de %d", r.In(), r.Asked()),
	}
	if r.Open() && r.Sent > 0 {
		row.Detail = fmt.Sprintf("%d por revisar", r.Sent)
	}
	if r.SnapshotID != 0 {
		row.SnapshotHref = snapshotPath(slug, r.SnapshotID)
	}
	return row
}

func snapshotPath(slug string, id int64) string {
	return fmt.Sprintf("/planes/%s/seguimientos/%d", slug, id)
}

// roundState says where a round stands.
func roundState(r round.Round, today date.Date) ui.TagProps {
	text, late := ui.Deadline(r.DaysLeft(today))
	switch {
	case !r.CancelledAt.IsZero():
		return ui.TagProps{Icon: "ban", Text: "Anulada", Tone: "cancelled"}
	case !r.ClosedAt.IsZero():
		return ui.TagProps{Icon: "flag", Text: "Cerrada", Tone: "met"}
	case late && r.Missing() > 0:
		return ui.TagProps{Icon: "warning", Text: "Abierta, " + text, Tone: "delayed"}
	case late:
		return ui.TagProps{Icon: "clock", Text: "Abierta, plazo terminado", Tone: "not-started"}
	default:
		return ui.TagProps{Icon: "clock", Text: "Abierta, " + text, Tone: "not-started"}
	}
}

// listCSV is the list of rounds as data.
func listCSV(of plan.Plan, list []round.Round, today date.Date) ui.CSV {
	columns := []string{"Ronda", "Estado", "Valores a", "Plazo", "Pedidos", "Recibidos", "Por revisar"}
	return ui.CSV{Name: of.Slug + "-rondas", Columns: columns, Fill: func(line func(...any) error) error {
		for _, r := range list {
			if err := line(r.Title, roundState(r, today).Text, r.MeasuredOn, r.DueOn, r.Asked(), r.In(), r.Sent); err != nil {
				return err
			}
		}
		return nil
	}}
}

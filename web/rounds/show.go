package rounds

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"hito/internal/audit"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/round"
	"hito/web/ui"
)

var showDone = map[string]string{
	"abierta":   "La ronda está abierta: las unidades ya ven en su bandeja lo que se les pide.",
	"guardada":  "Los cambios se han guardado.",
	"anulada":   "La ronda se ha anulado.",
	"aceptado":  "Lo aceptado ya está registrado en el plan.",
	"corregido": "El valor corregido ya está registrado en el plan.",
	"devuelto":  "El valor se ha devuelto: la unidad verá su comentario en la bandeja.",
}

// showProps is everything that the page of a round shows.
type showProps struct {
	Page      ui.PageProps
	Head      ui.PageHeadProps
	Done      string
	Problems  []ui.FieldError
	Stale     []staleEntry      // what was not as it was shown any more; nil where nothing was sent
	Conflict  *ui.ConflictProps // of what the round says
	Ended     *ui.NoticeProps   // nil while it is open
	Summary   summaryProps
	Effect    *effectProps // nil where nothing waits
	Review    []entryProps
	AcceptAll *acceptAllProps // nil where there is nothing to accept at once
	Units     []unitRow
	Missing   []entryProps
	In        []entryProps // accepted and recorded directly
	Dropped   []entryProps
	Edit      *editProps // nil for whoever may not, and once it has ended
	History   []ui.HistoryEntry
}

// summaryProps is how far a round is.
type summaryProps struct {
	State  ui.TagProps
	Text   string // "Han llegado 8 de 21 valores"
	Meter  ui.MeterProps
	Facts  []ui.Definition
	Note   string
	Reason string // of its cancelling
}

// acceptAllProps accepts at once all that was sent and needs no decision.
type acceptAllProps struct {
	Form ui.FormProps
	Text string
	Rest string // what has to be looked at one by one; blank for nothing
}

// Show answers GET /planes/{plan}/rondas/{id}.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	props, err := p.build(r.Context(), v)
	if err != nil {
		return err
	}
	props.Done = ui.Done(r, showDone)
	return ui.Render(w, r, http.StatusOK, show(props))
}

func (p Pages) build(ctx context.Context, v view) (showProps, error) {
	today, title := p.Rounds.Today(), v.Round.Title
	keeps := keeps(ctx, v.Plan) && v.Round.Open()
	props := showProps{
		Page: frame(v.Plan, title, ui.Crumb{Text: title}),
		Head: ui.PageHeadProps{
			Eyebrow: "Ronda de seguimiento", Title: title,
			Lead: "Valores a " + ui.LongDate(v.Round.MeasuredOn) + ". Plazo: hasta el " + ui.LongDate(v.Round.DueOn) + ".",
		},
		Ended: endedNotice(v), Summary: summaryOf(v.Round, today),
	}
	if keeps {
		props.Head.Actions = closeButton(pathOf(v.Plan.Slug, v.Round.ID) + "/cierre")
		props.Edit = p.newEdit(v, editOf(v.Round), v.Round.Version)
	}
	then := v.Board.Suppose(sentValues(v))
	if v.Round.Open() && v.Round.Sent > 0 {
		props.Effect = effectOf(v.Board, then)
	}
	p.buildEntries(&props, v, then, keeps)
	props.Units = unitRows(v, today)
	events, err := audit.Find(ctx, p.Rounds.Pool, audit.Query{Object: audit.Object{Type: "round", ID: v.Round.ID}, Limit: ui.NewestEvents})
	props.History = ui.HistoryOf(events, p.Location, false)
	return props, err
}

// sentValues are what waits for review, by indicator.
func sentValues(v view) map[int64]dashboard.Supposed {
	values := map[int64]dashboard.Supposed{}
	for _, e := range v.Entries {
		if e.Standing == round.StandsSent {
			values[e.IndicatorID] = dashboard.Supposed{Value: e.Value.Decimal, MeasuredOn: e.MeasuredOn}
		}
	}
	return values
}

func endedNotice(v view) *ui.NoticeProps {
	switch r := v.Round; {
	case r.SnapshotID != 0:
		return &ui.NoticeProps{
			Kind: ui.NoticeSuccess, Text: "La ronda está cerrada: lo aceptado quedó fijado en su seguimiento.",
			Link: &ui.Link{Text: "Ver el seguimiento", Href: snapshotPath(v.Plan.Slug, r.SnapshotID)},
		}
	case !r.CancelledAt.IsZero():
		return &ui.NoticeProps{Kind: ui.NoticeInfo, Title: "La ronda se anuló", Text: r.CancelReason}
	default:
		return nil
	}
}

func summaryOf(r round.Round, today date.Date) summaryProps {
	s := summaryProps{
		State: roundState(r, today), Note: r.Note,
		Text:  fmt.Sprintf("Han llegado %d de %s.", r.In(), ui.Count(r.Asked(), "valor", "valores")),
		Meter: ui.MeterProps{Progress: fraction(r.In(), r.Asked())},
	}
	for _, fact := range []struct {
		term  string
		count int
		href  string
	}{
		{"Por revisar", r.Sent, "#revisar"}, {"Sin enviar", r.Owed, "#faltan"}, {"Devueltos", r.Returned, "#faltan"},
		{"Aceptados", r.Accepted, "#recibidos"}, {"Registrados directamente", r.Direct, "#recibidos"},
	} {
		d := ui.Definition{Term: fact.term, Text: strconv.Itoa(fact.count)}
		if fact.count > 0 {
			d.Href = fact.href
		}
		s.Facts = append(s.Facts, d)
	}
	return s
}

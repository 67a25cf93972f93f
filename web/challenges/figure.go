package challenges

import (
	"context"
	"net/http"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/web/ui"
)

// period is the span of which figures are asked for; days are as they were typed, and read.
type period struct {
	typedFrom, typedUntil string
	from, until           date.Date
}

// readPeriod reads ?desde= and ?hasta=: this year where neither is given, else from the first reto of all, or until today.
func readPeriod(typedFrom, typedUntil string, first, today date.Date) (period, fault.Invalid) {
	var c draft.Check
	p := period{typedFrom: typedFrom, typedUntil: typedUntil, from: c.Date("desde", typedFrom), until: c.Date("hasta", typedUntil)}
	c.Between("hasta", p.from, p.until)
	if wrong := ui.Invalid(c.Err()); wrong != nil {
		return p, wrong
	}
	switch {
	case p.from.IsZero() && p.until.IsZero():
		p.from, p.until = yearOf(today)
	case p.from.IsZero():
		p.from = min(p.until, first)
		if first.IsZero() {
			p.from = p.until
		}
	case p.until.IsZero():
		p.until = max(p.from, today)
	}
	return p, nil
}

// yearOf returns the first and the last day of a day's year.
func yearOf(d date.Date) (first, last date.Date) {
	year := d.Time().Year()
	return date.New(year, 1, 1), date.New(year, 12, 31)
}

func (p period) values() (from, until string) {
	return dayText(p.from, p.typedFrom), dayText(p.until, p.typedUntil)
}

// Figures answers GET /retos/cifras with what became of the retos received between two days.
func (p Lists) Figures(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), p.Challenges.Today()
	var first date.Date
	var span period
	var wrong fault.Invalid
	var f challenge.Figures
	err := db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		if first, err = challenge.FirstDay(ctx, tx); err != nil {
			return err
		}
		span, wrong = readPeriod(r.URL.Query().Get("desde"), r.URL.Query().Get("hasta"), first, today)
		if wrong == nil {
			f, err = p.figures(ctx, tx, span, first, today)
		}
		return err
	})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, figures(buildFigures(f, span, wrong, first, today)))
}

// figures computes those of a span. Times before the first reto and after today are not drawn one by one where they
// would be many.
func (p Lists) figures(ctx context.Context, tx pgx.Tx, span period, first, today date.Date) (challenge.Figures, error) {
	facts, err := challenge.Facts(ctx, tx, span.from, span.until)
	if err != nil {
		return challenge.Figures{}, err
	}
	from, until := span.from, span.until
	if last := today.EndOfMonth(); from <= last {
		until = min(until, last)
	}
	if from.AddMonths(challenge.MostMonths) <= until && !first.IsZero() {
		from = min(max(from, first), until)
	}
	return challenge.Figure(facts, from, until, today, p.Location), nil
}

// exportColumns name what an export tells of each reto.
var exportColumns = []string{
	"Código", "Título", "Estado", "En este estado desde", "Recibido", "Unidad", "Urgencia", "Personas a quienes también afecta",
	"Plazo de la primera respuesta", "Primera respuesta", "Días hasta la primera respuesta", "Vinculado con un plan", "Público",
}

// Export answers POST /retos/cifras/exportar with the retos that the filters find, as CSV. That somebody takes them away
// is recorded before the first of them goes out.
func (p Lists) Export(w http.ResponseWriter, r *http.Request) error {
	q, wrong := readListQuery(r.PostForm)
	if wrong != nil {
		return wrong
	}
	q.Scope = challenge.ScopeAll
	ctx, now := r.Context(), p.Challenges.Now()
	e := challenge.Export{Actor: ui.Actor(ctx), At: now, Today: p.Challenges.Today(), Query: q.ListQuery}
	if err := e.Record(ctx, p.Challenges.Pool); err != nil {
		return err
	}
	list := ui.CSV{Name: "retos-" + p.day(now).String(), Columns: exportColumns}
	list.Fill = func(line func(...any) error) error {
		more, err := e.Each(ctx, p.Slow, func(one challenge.Exported) error { return line(p.exported(one)...) })
		if err == nil && more {
			err = line("Hay más retos: aquí están los " + number(challenge.LargestExport) + " más recientes. Elija otras fechas para ver los demás.")
		}
		return err
	}
	return ui.ServeCSV(w, r, ui.CSVOf(r.PostForm), list)
}

func (p Lists) exported(e challenge.Exported) []any {
	var answered date.Date
	var days any = ""
	if n, was := challenge.DaysToAnswer(e.SubmittedOn, e.AnsweredAt, p.Location); was {
		answered, days = p.day(e.AnsweredAt), n
	}
	return []any{
		challenge.Grouped(e.Code), e.Title, ui.ChallengeState(e.State), p.day(e.StateSince), e.SubmittedOn, e.Unit,
		ui.ChallengeUrgency(e.Urgency), e.Supporters, e.AnswerDueOn, answered, days, e.Linked, e.Public,
	}
}

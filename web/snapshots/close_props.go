package snapshots

import (
	"strconv"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// closeProps is everything that the form of a closing shows.
type closeProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Notice   *ui.NoticeProps // nil for none
	Form     ui.FormProps
	Title    ui.FieldProps
	TakenOn  ui.FieldProps
	Note     ui.FieldProps
	List     string // where to go back to
	Frozen   frozen
}

// frozen is what a closing would freeze.
type frozen struct {
	When    string // "Datos a 30 de noviembre de 2026"
	Figures []ui.KPI
	Facts   []string
	Missing []ui.Link // indicators without a value on the date
	More    string    // how many more there are; blank for none
	Sheet   string    // where they are recorded
}

func listPath(p plan.Plan) string { return "/planes/" + p.Slug + "/seguimientos" }

func newPath(p plan.Plan) string { return listPath(p) + "/nuevo" }

func pathOf(p plan.Plan, id int64) string { return listPath(p) + "/" + strconv.FormatInt(id, 10) }

func buildClose(c closing) closeProps {
	title := "Cerrar un seguimiento"
	p := closeProps{
		Head: ui.PageHeadProps{
			Eyebrow: c.plan.Title, Title: title,
			Lead: "Se guarda cómo está el plan en una fecha: valores, pesos, reglas, textos y resultados. Después no se puede cambiar ni reabrir; si hay un error, se corrige con otro seguimiento.",
		},
		Form: ui.FormProps{
			Action: listPath(c.plan), Label: title,
			Hidden: []ui.Hidden{{Name: "visto", Value: c.board.On.String()}},
		},
		Title:   ui.FieldProps{Name: "title", Label: "Título", Value: c.typed.Title, Autocomplete: "off", MaxLength: 200},
		TakenOn: ui.DateField(ui.FieldProps{Name: "taken_on", Label: "Fecha de los datos", Value: c.typed.TakenOn, Hint: "Cuentan los valores hasta ese día, incluido."}),
		Note: ui.FieldProps{
			Name: "note", Label: "Nota", Value: c.typed.Note, Rows: 4, Optional: true,
			Hint: "Lo que convenga saber al leerlo: decisiones, causas de los retrasos… La verá cualquiera que pueda leer el plan.",
		},
		List: listPath(c.plan), Frozen: buildFrozen(c),
	}
	if c.corrects != nil {
		title = "Corregir un seguimiento"
		p.Head.Title, p.Form.Label = title, title
		p.Form.Hidden = append(p.Form.Hidden, ui.Hidden{Name: "replaces", Value: strconv.FormatInt(c.corrects.ID, 10)})
		p.Note.Optional, p.Note.Hint = false, "Qué se corrige y por qué."
		p.Notice = &ui.NoticeProps{
			Kind: ui.NoticeInfo, Text: "El nuevo seguimiento sustituirá a «" + c.corrects.Title + "», que se conserva tal como está y dirá cuál lo sustituye.",
			Link: &ui.Link{Text: "Ver el que se corrige", Href: pathOf(c.plan, c.corrects.ID)},
		}
	}
	if c.moved {
		p.Notice = &ui.NoticeProps{
			Kind: ui.NoticeInfo, Title: "Todavía no se ha cerrado",
			Text: "Ha elegido otra fecha: esto es lo que se guardaría a " + ui.LongDate(c.board.On) + ". Si es lo que quiere, ciérrelo.",
		}
	}
	p.Page = ui.PageProps{
		Title: title, Section: "/planes",
		Crumbs: board.CrumbsOf(c.plan, ui.Crumb{Text: "Seguimientos cerrados", Href: listPath(c.plan)}, ui.Crumb{Text: title}),
		Plan:   board.NavOf(c.plan, ui.PlanSnapshots, false),
	}
	return p
}

// refused puts the messages at their fields.
func (p closeProps) refused(wrong fault.Invalid) closeProps {
	p.Page.Refused, p.Notice = true, nil
	p.Title.Error, p.TakenOn.Error, p.Note.Error = wrong["title"], wrong["taken_on"], wrong["note"]
	p.Problems = ui.Problems(wrong, "title", "title", "taken_on", "taken_on", "note", "note")
	return p
}

// mostMissing is how many indicators without a value are named.
const mostMissing = 12

func buildFrozen(c closing) frozen {
	b := c.board
	f := frozen{
		When: "Datos a " + ui.LongDate(b.On) + ".", Sheet: "/planes/" + c.plan.Slug + "/hoja",
		Figures: []ui.KPI{
			{Label: "Progreso", Value: ui.PercentOrDash(b.Progress, board.HeadlinePlaces), Status: string(b.Status)},
			{Label: "Previsto", Value: ui.PercentOrDash(b.Expected, board.HeadlinePlaces), Note: board.Gap(b.Figures)},
			{Label: "Indicadores con dato", Value: strconv.Itoa(b.Coverage.WithData) + " de " + strconv.Itoa(b.Coverage.Total)},
		},
		Facts: []string{sincePrevious(b)},
	}
	missing, overdue := 0, 0
	for _, i := range b.Indicators() {
		if board.Overdue(b, i) {
			overdue++
		}
		if i.Value.Valid || i.Status == dashboard.Cancelled {
			continue
		}
		if missing++; missing <= mostMissing {
			f.Missing = append(f.Missing, ui.Link{Text: i.Code + " " + i.Title, Href: board.Asked{}.IndicatorPath(b, i.Code)})
		}
	}
	if missing > mostMissing {
		f.More = "y " + ui.Count(missing-mostMissing, "indicador más", "indicadores más")
	}
	if overdue > 0 {
		f.Facts = append(f.Facts, overdueText(overdue))
	}
	return f
}

func overdueText(n int) string {
	if n == 1 {
		return "1 indicador tiene un valor pendiente de actualizar según su periodicidad."
	}
	return ui.Count(n, "indicador", "indicadores") + " tienen un valor pendiente de actualizar según su periodicidad."
}

// sincePrevious tells what changed since the follow-up before.
func sincePrevious(b dashboard.Board) string {
	if b.Previous == nil {
		return "Será el primer seguimiento de esta fecha o anterior: no hay otro con el que compararlo."
	}
	since := "Desde «" + b.Previous.Title + "» (" + ui.ShortDate(b.Previous.TakenOn) + ") "
	switch n := len(b.Changes()); n {
	case 0:
		return since + "no ha cambiado ningún indicador."
	case 1:
		return since + "ha cambiado 1 indicador."
	default:
		return since + "han cambiado " + ui.Count(n, "indicador", "indicadores") + "."
	}
}

// howWords say how a follow-up came to be closed.
var howWords = map[dashboard.How]string{
	dashboard.ByHand: "A mano", dashboard.WithRound: "Con su ronda", dashboard.Scheduled: "Automático",
}

// nextText tells when the next follow-up is closed by itself; blank where none is.
func nextText(p plan.Plan, today date.Date) string {
	next := snapshot.NextDue(p, today)
	if next.IsZero() {
		return ""
	}
	return "El próximo seguimiento automático será a " + ui.LongDate(next) + ", al acabar el día."
}

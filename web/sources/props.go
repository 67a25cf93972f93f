package sources

import (
	"strconv"
	"strings"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/source"
	"hito/web/ui"
	"hito/web/ui/board"
)

// props is everything that the page shows.
type props struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Conflict *ui.ConflictProps
	Proposal *proposal // nil while the indicator counts no retos
	Form     ui.FormProps
	Counts   ui.ChoicesProps
	From, To ui.FieldProps
	How      ui.ChoicesProps
	Submit   string
	Back     string           // address of the indicator
	Drop     *ui.ConfirmProps // nil while there is nothing to turn off
	Others   []ui.Link        // indicators whose proposals wait too
}

// proposal is the value by the count, beside the one that there is.
type proposal struct {
	board.Recount
	Number  string
	Noun    string
	Until   string // "a 27 de noviembre de 2026"
	Now     string // which value the indicator has
	State   ui.TagProps
	Stands  string        // what a person recorded for the same day and would be corrected; blank for nothing
	Confirm *ui.FormProps // nil where there is nothing to record
	Do      string
}

const (
	countsLegend = "Qué retos cuenta"
	howLegend    = "Quién registra el valor"
)

var countsTexts = map[source.Counts][2]string{
	source.Received:    {"Presentados", "todos los recibidos, también los descartados y los retirados; los fusionados cuentan una vez"},
	source.Admitted:    {"Admitidos", "y los que después han llegado más lejos"},
	source.Project:     {"Que han pasado a proyecto", "y los que después han llegado a piloto o se han implantado"},
	source.Pilot:       {"Llevados a piloto", "y los que después se han implantado"},
	source.Implemented: {"Implantados", ""},
}

var hows = map[source.How]string{source.Automatic: "Automático", source.Confirmed: "Lo confirmo yo"}

func countsName(typed string) string { return countsTexts[source.Counts(typed)][0] }

func (p Pages) build(v view, typed source.Typed, version int) props {
	path := pathOf(v.plan, v.kept.Code)
	b := props{
		Page: ui.PageProps{
			Title: "Contar retos en " + v.kept.Code, Section: "/planes", Plan: board.NavOf(v.plan, ui.PlanIndicators, false),
			Crumbs: board.CrumbsOf(v.plan, ui.Crumb{Text: "Indicadores", Href: "/planes/" + v.plan.Slug + "/indicadores"},
				ui.Crumb{Text: v.kept.Code, Href: indicatorPath(v.plan, v.kept.Code)}, ui.Crumb{Text: "Contar retos"}),
		},
		Head:   ui.PageHeadProps{Eyebrow: "Indicador " + v.kept.Code, Title: "Contar retos", Lead: v.kept.Title},
		Form:   ui.FormProps{Action: path, Label: "Qué cuenta el indicador", Hidden: hidden(v, version)},
		Counts: countsField(typed.Counts), How: howField(typed.How),
		From: ui.DateField(ui.FieldProps{Name: "from_on", Label: "Desde", Value: typed.FromOn}),
		To: ui.DateField(ui.FieldProps{
			Name: "to_on", Label: "Hasta", Value: typed.ToOn, Hint: "Incluido. Pasado ese día, el recuento ya no cambia.",
		}),
		Submit: "Empezar a contar", Back: indicatorPath(v.plan, v.kept.Code),
	}
	if v.proposal != nil {
		b.Proposal, b.Submit = p.proposalOf(v), "Guardar"
		b.Drop = &ui.ConfirmProps{
			Form: ui.FormProps{Action: path + "/baja", Label: "Dejar de contar retos", Hidden: hidden(v, v.version())},
			Open: "Dejar de contar…", Do: "Dejar de contar retos", Danger: true,
			Text: "El indicador dejará de tomar su valor de los retos. Los valores que ya constan se conservan, y podrá volver a empezar cuando quiera.",
		}
	}
	for _, o := range v.pending {
		if o.Slug != v.plan.Slug || o.Code != v.kept.Code {
			b.Others = append(b.Others, ui.Link{Text: o.Code + ". " + o.Title + " · " + o.PlanTitle, Href: "/planes/" + o.Slug + "/indicadores/" + o.Code + "/retos"})
		}
	}
	return b
}

func countsField(typed string) ui.ChoicesProps {
	field := ui.ChoicesProps{Name: "counts", Legend: countsLegend, Single: true}
	for _, c := range source.All {
		field.Options = append(field.Options, ui.ChoiceOption{
			Value: string(c), Text: countsTexts[c][0], Hint: countsTexts[c][1], Checked: typed == string(c),
		})
	}
	return field
}

func howField(typed string) ui.ChoicesProps {
	return ui.ChoicesProps{Name: "how", Legend: howLegend, Single: true, Options: []ui.ChoiceOption{
		{
			Value: string(source.Confirmed), Text: hows[source.Confirmed], Checked: typed == string(source.Confirmed),
			Hint: "Cuando el recuento cambie, se le avisará en la página de inicio.",
		},
		{
			Value: string(source.Automatic), Text: hows[source.Automatic], Checked: typed == string(source.Automatic),
			Hint: "La aplicación lo registra cada hora si ha cambiado, mientras el plan esté en vigor. No toca lo que una persona registre ese mismo día.",
		},
	}}
}

func (p Pages) proposalOf(v view) *proposal {
	k, today := *v.proposal, p.Sources.Today()
	shown := &proposal{
		Recount: board.RecountOf(k, v.known), Number: strconv.Itoa(k.Number), Noun: k.Counts.Noun(k.Number), Until: "a " + ui.LongDate(k.Day),
		Now: "Todavía no tiene ningún valor.", Do: "Registrar " + strconv.Itoa(k.Number),
	}
	if k.Value.Valid {
		shown.Now = "El valor que consta es " + ui.Quantity(k.Value.Decimal, v.kept.Decimals, v.kept.UnitOfMeasure) + ", del " + ui.LongDate(k.ValueOn) + "."
	}
	switch {
	case !k.Begun(today):
		shown.State = ui.TagProps{Icon: "clock", Text: "empieza el " + ui.ShortDate(k.FromOn), Tone: "not-started"}
	case k.Cancelled():
		shown.State = ui.TagProps{Icon: "ban", Text: "el indicador está anulado: no se registran valores", Tone: "no-data"}
	case k.Same():
		shown.State = ui.TagProps{Icon: "check", Text: "sin cambios", Tone: "met"}
	default:
		shown.State = ui.TagProps{Icon: "warning", Text: "por confirmar", Tone: "delayed"}
		if k.Automatic {
			shown.State = ui.TagProps{Icon: "clock", Text: "se registrará solo en la próxima hora", Tone: "not-started"}
		}
		shown.Confirm = &ui.FormProps{
			Action: pathOf(v.plan, v.kept.Code) + "/valor", Label: "Registrar el valor propuesto",
			Hidden: append(hidden(v, k.Version), ui.Hidden{Name: "number", Value: strconv.Itoa(k.Number)}, ui.Hidden{Name: "basis", Value: strconv.Itoa(k.Basis)}),
		}
		shown.Stands = stands(k, v.kept)
		if k.Automatic && k.StandingBy != 0 {
			shown.State = ui.TagProps{Icon: "warning", Text: "no se registra solo: ese día ya hay un valor de una persona", Tone: "delayed"}
		}
	}
	return shown
}

// stands tells what a person recorded for the day of a proposal; blank for nothing.
func stands(k source.Proposal, of indicator.Kept) string {
	if k.StandingBy == 0 {
		return ""
	}
	what := "retiró el valor de ese día"
	if k.Standing.Valid {
		what = "registró " + ui.Quantity(k.Standing.Decimal, of.Decimals, of.UnitOfMeasure) + " para ese día"
	}
	return k.StandingName + " " + what + ": si confirma, quedará corregido, con su motivo."
}

// refused puts the messages at their fields.
func (b props) refused(wrong fault.Invalid) props {
	b.Page.Refused = true
	b.Counts.Error, b.From.Error, b.To.Error, b.How.Error = wrong["counts"], wrong["from_on"], wrong["to_on"], wrong["how"]
	b.Problems = ui.Problems(wrong, "counts", "counts", "from_on", "from_on", "to_on", "to_on", "how", "how")
	return b
}

// shownDay writes a day as it is shown, or what was typed where it is none.
func shownDay(typed string) string {
	if d, err := date.ParseSpanish(typed); err == nil && strings.TrimSpace(typed) != "" {
		return ui.ShortDate(d)
	}
	return typed
}

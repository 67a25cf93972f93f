package results

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// knownField says which result of the same title whoever sends the form has been told of.
const knownField = "igual_que"

// readDraft returns what was typed into the form of a result.
func readDraft(r *http.Request) indicator.ResultDraft {
	return indicator.ResultDraft{
		Title: r.PostFormValue("title"), Description: r.PostFormValue("description"), AchievedOn: r.PostFormValue("achieved_on"),
		URL: r.PostFormValue("url"), Indicators: r.PostForm["indicators"],
	}
}

// draftOf returns a result as its form shows it.
func draftOf(r indicator.KeptResult) indicator.ResultDraft {
	d := indicator.ResultDraft{Title: r.Title, Description: r.Description, URL: r.URL}
	for _, i := range r.Serves {
		d.Indicators = append(d.Indicators, strconv.FormatInt(i.ID, 10))
	}
	if !r.AchievedOn.IsZero() {
		d.AchievedOn = r.AchievedOn.String()
	}
	return d
}

// formProps is the form of a result, new or kept.
type formProps struct {
	Page        ui.PageProps
	Head        ui.PageHeadProps
	Notice      ui.NoticeProps
	Problems    []ui.FieldError
	Conflict    *ui.ConflictProps // nil unless somebody else changed the result meanwhile
	Same        *same             // nil unless there is a result of that title
	Form        ui.FormProps
	Title       ui.FieldProps
	Description ui.FieldProps
	AchievedOn  ui.FieldProps
	URL         ui.FieldProps
	Serves      servesProps
	Submit      string
	Cancel      string // address
}

// same is the result that is there already.
type same struct{ Title, Href string }

// servesProps is the choice of indicators, objective by objective.
type servesProps struct {
	Error  string
	Groups []servesGroup
}

type servesGroup struct {
	Title   string
	Chosen  string // "2 elegidos"; blank for none
	Open    bool
	Options []servesOption
}

type servesOption struct {
	Value, Code, Title string
	Checked            bool
}

func newForm(p plan.Plan, d indicator.ResultDraft, offered []indicator.Servable) formProps {
	f := fields(d, offered)
	f.Page = ui.PageProps{
		Title: "Añadir un resultado", Section: "/planes", Plan: board.NavOf(p, ui.PlanResults, false),
		Crumbs: board.CrumbsOf(p, ui.Crumb{Text: "Resultados", Href: listPath(p.Slug)}, ui.Crumb{Text: "Añadir"}),
	}
	f.Head = ui.PageHeadProps{Title: "Añadir un resultado", Lead: "Algo que se ha alcanzado, como evidencia de uno o varios indicadores. Los ficheros se añaden después."}
	f.Form = ui.FormProps{Action: listPath(p.Slug), Class: "result-form", Label: "Nuevo resultado"}
	f.Submit, f.Cancel = "Guardar el resultado", listPath(p.Slug)
	f.Notice = privacy(p)
	return f
}

func editForm(of found, d indicator.ResultDraft, offered []indicator.Servable, version int) formProps {
	f := fields(d, offered)
	f.Page = ui.PageProps{
		Title: "Editar: " + ui.Shorten(of.Result.Title, 80), Section: "/planes", Plan: board.NavOf(of.Plan, ui.PlanResults, false),
		Crumbs: board.CrumbsOf(of.Plan, ui.Crumb{Text: "Resultados", Href: listPath(of.Plan.Slug)},
			ui.Crumb{Text: ui.Shorten(of.Result.Title, 60), Href: of.path()}, ui.Crumb{Text: "Editar"}),
	}
	f.Head = ui.PageHeadProps{Eyebrow: "Resultado", Title: "Editar el resultado"}
	f.Form = ui.FormProps{
		Action: of.path(), Class: "result-form", Label: "Datos del resultado", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}},
	}
	f.Submit, f.Cancel = "Guardar los cambios", of.path()
	f.Notice = privacy(of.Plan)
	return f
}

// privacy says who will read what is written.
func privacy(p plan.Plan) ui.NoticeProps {
	text := "Será público si el plan se publica: no incluya datos personales."
	if p.Published() && slices.Contains(p.Shows, plan.ShowResults) {
		text = "Este plan es público, y lo que escriba aquí también: no incluya datos personales."
	}
	return ui.NoticeProps{Kind: ui.NoticeInfo, Text: text}
}

func fields(d indicator.ResultDraft, offered []indicator.Servable) formProps {
	return formProps{
		Title: ui.FieldProps{
			Name: "title", Label: "Qué se ha alcanzado", Value: d.Title, Autocomplete: "off", MaxLength: 1000,
			Hint: "En una frase, como «Firmado el convenio con la Diputación».",
		},
		Description: ui.FieldProps{Name: "description", Label: "Descripción", Value: d.Description, Rows: 6, Optional: true, Autocomplete: "off", MaxLength: 10_000},
		AchievedOn: ui.DateField(ui.FieldProps{
			Name: "achieved_on", Label: "Día en que se alcanzó", Value: d.AchievedOn, Optional: true,
		}),
		URL: ui.FieldProps{
			Name: "url", Label: "Enlace", Value: d.URL, Type: "url", Optional: true, Autocomplete: "off", MaxLength: 2000,
			Hint: "Una página que lo muestra, como https://ejemplo.org/noticia.",
		},
		Serves: serves(d.Indicators, offered),
	}
}

// mostOpen is how many indicators are shown all at once; of more, those of each objective are folded.
const mostOpen = 30

func serves(chosen []string, offered []indicator.Servable) servesProps {
	var p servesProps
	total := 0
	for _, o := range offered {
		total += len(o.Indicators)
	}
	for _, o := range offered {
		g := servesGroup{Title: o.Code + ". " + o.Title}
		ticked := 0
		for _, i := range o.Indicators {
			option := servesOption{Value: strconv.FormatInt(i.ID, 10), Code: i.Code, Title: i.Title}
			option.Checked = slices.Contains(chosen, option.Value)
			if option.Checked {
				ticked++
			}
			g.Options = append(g.Options, option)
		}
		if ticked > 0 {
			g.Chosen = ui.Count(ticked, "elegido", "elegidos")
		}
		g.Open = ticked > 0 || total <= mostOpen
		p.Groups = append(p.Groups, g)
	}
	return p
}

// offeredTo leaves the indicators for which an actor may add a result.
func offeredTo(actor access.Actor, p plan.Plan, all []indicator.Servable) []indicator.Servable {
	var offered []indicator.Servable
	for _, o := range all {
		own := slices.DeleteFunc(slices.Clone(o.Indicators), func(i indicator.Served) bool {
			return !indicator.MayRecord(actor, p, []indicator.Served{i})
		})
		if len(own) > 0 {
			o.Indicators = own
			offered = append(offered, o)
		}
	}
	return offered
}

// refuse puts each message at its field.
func (f formProps) refuse(wrong fault.Invalid) formProps {
	f.Page.Refused = true
	f.Title.Error, f.Description.Error, f.AchievedOn.Error = wrong["title"], wrong["description"], wrong["achieved_on"]
	f.URL.Error, f.Serves.Error = wrong["url"], wrong["indicators"]
	f.Problems = ui.Problems(wrong, "title", "title", "description", "description", "achieved_on", "achieved_on", "url", "url", "indicators", "indicators")
	return f
}

// warn says that there is a result of that title, and asks to save this one all the same.
func (f formProps) warn(slug string, there indicator.SameTitle) formProps {
	f.Page.Refused = true
	f.Same = &same{Title: there.Title, Href: pathOf(slug, there.ID)}
	f.Form.Hidden = append(f.Form.Hidden, ui.Hidden{Name: knownField, Value: strconv.FormatInt(there.ID, 10)})
	f.Submit = "Guardar de todos modos"
	return f
}

// conflictRows compares what was typed with what is kept now.
func conflictRows(typed indicator.ResultDraft, now indicator.KeptResult, offered []indicator.Servable) []ui.ConflictRow {
	kept := draftOf(now)
	row := func(field, label, mine, theirs string) ui.ConflictRow {
		return ui.ConflictRow{Field: field, Label: label, Mine: mine, Theirs: theirs}
	}
	return []ui.ConflictRow{
		row("title", "Qué se ha alcanzado", typed.Title, kept.Title),
		row("description", "Descripción", strings.ReplaceAll(typed.Description, "\r\n", "\n"), kept.Description),
		row("achieved_on", "Día", day(typed.AchievedOn), day(kept.AchievedOn)),
		row("url", "Enlace", typed.URL, kept.URL),
		row("indicators", "Indicadores", codesOf(typed.Indicators, offered), codesOf(kept.Indicators, offered)),
	}
}

// day writes a day that a form holds as people read it, and anything else as it was typed.
func day(typed string) string {
	if d, err := date.Parse(typed); err == nil {
		return ui.ShortDate(d)
	}
	return typed
}

// codesOf lists the codes of the indicators that a form names by their numbers, in the plan's order.
func codesOf(chosen []string, offered []indicator.Servable) string {
	var codes []string
	for _, o := range offered {
		for _, i := range o.Indicators {
			if slices.Contains(chosen, strconv.FormatInt(i.ID, 10)) {
				codes = append(codes, i.Code)
			}
		}
	}
	return strings.Join(codes, ", ")
}

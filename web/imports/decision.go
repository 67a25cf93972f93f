package imports

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/web/ui"
	"hito/web/ui/board"
)

// What the buttons of the form that decides ask for.
const (
	askCompare = "comparar"  // compare again with the columns as they were chosen
	askFormat  = "formato"   // the same, with those of a saved format
	askConfirm = "confirmar" // every match as it is chosen
)

// Names of the fields of columns and questions: these, then the key.
const (
	columnPrefix = "columna."
	answerPrefix = "respuesta."
)

// decided is what was typed into the form that decides.
type decided struct {
	action   string
	columns  map[string]string // by key
	answers  map[string]string // by key
	head     plan.Creation
	on       string
	decimal  string
	format   string // number of a saved one
	saveAs   string
	settings transfer.Settings // what it comes to
}

// Decide answers POST /planes/importar/{id}: what a person makes of the columns and of the doubtful matches. The import
// is compared again.
func (p Pages) Decide(w http.ResponseWriter, r *http.Request) error {
	i, version, err := p.opened(r)
	if err != nil {
		return err
	}
	mappings, err := p.Imports.Mappings(r.Context())
	if err != nil {
		return err
	}
	d, wrong := readDecided(r, i, mappings, p.Today())
	if len(wrong) > 0 {
		return p.refuseDecision(w, r, d, wrong)
	}
	err = p.Imports.Decide(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), i.ID, version, transfer.Decision{Settings: d.settings, Head: d.head, SaveAs: d.saveAs})
	if err != nil {
		return p.refuseDecision(w, r, d, err)
	}
	if d.action == askConfirm {
		return ui.See(w, r, pathOf(i.ID)+"?hecho=confirmada")
	}
	return ui.See(w, r, pathOf(i.ID)+"?hecho=comparada#entendido")
}

// opened reads the import that a form is about, and the version that it was made from.
func (p Pages) opened(r *http.Request) (transfer.Import, int, error) {
	i, err := p.find(r)
	if err != nil {
		return i, 0, err
	}
	version, err := ui.FormVersion(r, 1)
	return i, version, err
}

// readDecided reads the form that decides about an import.
func readDecided(r *http.Request, i transfer.Import, mappings []transfer.SavedMapping, today date.Date) (decided, fault.Invalid) {
	d := decided{
		action: r.PostFormValue("accion"), columns: keyed(r, columnPrefix), answers: keyed(r, answerPrefix),
		on: r.PostFormValue("on"), decimal: r.PostFormValue("decimal"), format: r.PostFormValue("formato"), saveAs: r.PostFormValue("save_as"),
		head: i.Head, settings: i.Settings,
	}
	wrong := fault.Invalid{}
	if i.Mode == transfer.NewPlan {
		d.head.Title, d.head.Body, d.head.Slug = r.PostFormValue("title"), r.PostFormValue("body"), r.PostFormValue("slug")
		d.head.StartsOn, d.head.EndsOn = r.PostFormValue("starts_on"), r.PostFormValue("ends_on")
	}
	if i.Mode != transfer.Structure {
		d.settings.On = readDay(d.on, today, wrong)
	}
	if slices.Contains([]string{"", ",", "."}, d.decimal) {
		d.settings.Decimal = d.decimal
	}
	d.settings.Columns = chosenColumns(i, d)
	if d.action == askFormat {
		d.applyFormat(i, mappings, wrong)
	}
	d.settings.Answers = chosenAnswers(i, d)
	return d, wrong
}

// keyed returns the fields whose names begin with a prefix, by the rest of their names.
func keyed(r *http.Request, prefix string) map[string]string {
	found := map[string]string{}
	for name, values := range r.PostForm {
		if key, ok := strings.CutPrefix(name, prefix); ok && len(values) > 0 {
			found[key] = values[0]
		}
	}
	return found
}

// chosenColumns returns what the columns mean: what was said before, and what the form says otherwise than it was
// understood; all of it, where it is to be kept under a name. A field that the table cannot have is left as it was.
func chosenColumns(i transfer.Import, d decided) map[string]transfer.Field {
	chosen := maps.Clone(i.Settings.Columns)
	if chosen == nil {
		chosen = map[string]transfer.Field{}
	}
	for _, t := range i.Understood.Tables {
		offered := fieldsOf(t.Kind)
		for _, c := range t.Columns {
			field, sent := d.columns[c.Key]
			if !sent || field != "" && !slices.Contains(offered, transfer.Field(field)) {
				field = string(c.Field)
			}
			if transfer.Field(field) != c.Field || strings.TrimSpace(d.saveAs) != "" {
				chosen[c.Key] = transfer.Field(field)
			}
		}
	}
	return chosen
}

// applyFormat takes what a saved format says of the columns that the file has.
func (d *decided) applyFormat(i transfer.Import, mappings []transfer.SavedMapping, wrong fault.Invalid) {
	n := slices.IndexFunc(mappings, func(m transfer.SavedMapping) bool { return idText(m.ID) == d.format })
	if n < 0 {
		wrong["formato"] = "Elija uno de los formatos guardados."
		return
	}
	known := 0
	for _, t := range i.Understood.Tables {
		for _, c := range t.Columns {
			if field, ok := mappings[n].Columns[c.Key]; ok {
				d.settings.Columns[c.Key] = field
				known++
			}
		}
	}
	if known == 0 {
		wrong["formato"] = "«" + mappings[n].Name + "» no dice nada de las columnas de este fichero: sus encabezados son otros."
	}
}

// chosenAnswers returns the answers to the questions: all of them where they are confirmed, else those that were given
// before or differ from what holds anyway.
func chosenAnswers(i transfer.Import, d decided) map[string]string {
	answers := maps.Clone(i.Settings.Answers)
	if answers == nil {
		answers = map[string]string{}
	}
	for _, q := range i.Understood.Questions {
		answer, sent := d.answers[q.Key]
		known := slices.ContainsFunc(q.Options, func(o transfer.Option) bool { return o.Value == answer })
		if sent && known && (d.action == askConfirm || q.Settled || answer != q.Chosen) {
			answers[q.Key] = answer
		}
	}
	return answers
}

// refuseDecision shows the page again with what was chosen, and why it was not kept; an error that no page explains
// comes back.
func (p Pages) refuseDecision(w http.ResponseWriter, r *http.Request, d decided, err error) error {
	s, loading := p.load(r)
	if loading != nil {
		return loading
	}
	props := buildShow(s, p.Location)
	props.Page.Refused = true
	wrong := ui.Invalid(err)
	switch {
	case props.Decision == nil && errors.Is(err, fault.Conflict):
		return p.renderLate(w, r, props, err)
	case props.Decision == nil:
		return err
	case wrong != nil:
		props.Decision.keep(d)
		props.Problems = props.Decision.refused(wrong)
		return ui.Render(w, r, http.StatusUnprocessableEntity, showPage(props))
	case errors.Is(err, fault.Forbidden) && s.Plan.State == plan.Closed:
		props.Decision.keep(d)
		props.Warning = &warning{Title: "No se ha guardado: el plan está cerrado", Text: board.ClosedText + " Lo que eligió sigue aquí."}
		return p.renderConflict(w, r, props, err)
	case ui.Outdated(err):
		about := audit.Object{Type: "import", ID: s.ID}
		conflict, failed := ui.ConflictOf(r.Context(), p.Imports.Pool, about, cmp.Or(p.Location, time.UTC), pathOf(s.ID), props.Decision.conflicts(s.Import, d))
		if failed != nil {
			return failed
		}
		props.Decision.keep(d)
		props.Conflict = &conflict
		return p.renderConflict(w, r, props, err)
	default:
		return err
	}
}

// renderConflict answers that something has changed meanwhile.
func (p Pages) renderConflict(w http.ResponseWriter, r *http.Request, props showProps, err error) error {
	ui.Cause(r.Context(), err)
	props.Page.Refused = true
	return ui.Render(w, r, http.StatusConflict, showPage(props))
}

// renderLate answers a form about an import that is not waiting for it any more.
func (p Pages) renderLate(w http.ResponseWriter, r *http.Request, props showProps, err error) error {
	props.Warning = &warning{
		Title: "No se ha hecho nada: la importación ya no está como usted la veía",
		Text:  "Otra persona, o usted desde otra pestaña, la ha cambiado mientras tanto. Así está ahora.",
	}
	return p.renderConflict(w, r, props, err)
}

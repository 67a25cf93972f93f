package rounds

import (
	"slices"

	"hito/internal/dashboard"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/round"
	"hito/web/ui"
)

// formProps is the form that opens a round.
type formProps struct {
	Page       ui.PageProps
	Head       ui.PageHeadProps
	Problems   []ui.FieldError
	Why        *ui.NoticeProps // why no round can be opened now; nil where one can
	Form       ui.FormProps
	Title      ui.FieldProps
	MeasuredOn ui.FieldProps
	DueOn      ui.FieldProps
	Note       ui.FieldProps
	Which      ui.ChoicesProps
	Objectives ui.ChoicesProps
	Cancel     string
	Preview    *preview
}

// preview is what a round would ask for.
type preview struct {
	Text  string
	Units []unitCount
}

// unitCount is how many values a unit would be asked for.
type unitCount struct {
	Unit  string
	Count string
}

func newForm(s start, d round.Draft) formProps {
	p := formProps{
		Page: frame(s.Plan, "Abrir una ronda", ui.Crumb{Text: "Abrir una ronda"}),
		Head: ui.PageHeadProps{Title: "Abrir una ronda de seguimiento", Lead: "Las unidades verán en su bandeja lo que se les pide y hasta cuándo."},
		Why:  whyNot(s), Cancel: listPath(s.Plan.Slug),
		Form:  ui.FormProps{Action: listPath(s.Plan.Slug), Label: "Abrir una ronda"},
		Title: titleField(d.Title),
		MeasuredOn: ui.DateField(ui.FieldProps{
			Name: "measured_on", Label: "Fecha de los valores", Value: d.MeasuredOn, Hint: "Se pide lo conseguido a ese día. El seguimiento que cierre la ronda tendrá esta fecha.",
		}),
		DueOn: deadlineField(d.DueOn),
		Note:  noteField(d.Note),
		Which: ui.ChoicesProps{
			Name: "which", Legend: "Qué indicadores se piden", Single: true,
			Options: []ui.ChoiceOption{
				{Value: string(round.All), Text: "Todos los que estén en vigor en esa fecha", Checked: d.Which != string(round.Lapse)},
				{Value: string(round.Lapse), Text: "Solo los que deban un valor según su periodicidad", Checked: d.Which == string(round.Lapse)},
			},
		},
		Objectives: ui.ChoicesProps{Name: "objectives", Legend: "De qué objetivos"},
	}
	for _, o := range s.Board.Objectives {
		if o.Status != dashboard.Cancelled {
			p.Objectives.Options = append(p.Objectives.Options, ui.ChoiceOption{
				Value: o.Code, Text: o.Code + " " + o.Title, Checked: slices.Contains(d.Objectives, o.Code),
			})
		}
	}
	return p
}

func titleField(typed string) ui.FieldProps {
	return ui.FieldProps{Name: "title", Label: "Título", Value: typed, MaxLength: 200, Autocomplete: "off"}
}

func deadlineField(typed string) ui.FieldProps {
	return ui.DateField(ui.FieldProps{Name: "due_on", Label: "Plazo para enviarlos", Value: typed, Hint: "Hasta el final de ese día."})
}

func noteField(typed string) ui.FieldProps {
	return ui.FieldProps{
		Name: "note", Label: "Nota para las unidades", Value: typed, Rows: 3, Optional: true, Hint: "Se muestra en su bandeja, sobre lo que se pide.",
	}
}

// whyNot says why no round can be opened; nil where one can.
func whyNot(s start) *ui.NoticeProps {
	planLink := &ui.Link{Text: "Ir al plan", Href: "/planes/" + s.Plan.Slug}
	switch open := s.open(); {
	case s.Plan.State == plan.Closed:
		return &ui.NoticeProps{Kind: ui.NoticeWarning, Title: "El plan está cerrado", Text: "Para abrir una ronda hay que reabrirlo.", Link: planLink}
	case s.Plan.State == plan.Draft:
		return &ui.NoticeProps{
			Kind: ui.NoticeWarning, Title: "El plan es un borrador",
			Text: "Las rondas piden valores a las unidades, que solo ven los planes en vigor: póngalo antes en vigor.", Link: planLink,
		}
	case open != nil:
		return &ui.NoticeProps{
			Kind: ui.NoticeWarning, Title: "Ya hay una ronda abierta", Text: "Un plan tiene una como mucho: ciérrela o anúlela antes de abrir otra.",
			Link: &ui.Link{Text: open.Title, Href: pathOf(s.Plan.Slug, open.ID)},
		}
	case s.Board.Size() == 0:
		return &ui.NoticeProps{Kind: ui.NoticeWarning, Title: "El plan todavía no tiene indicadores", Text: "Añádalos antes de pedir sus valores.", Link: planLink}
	default:
		return nil
	}
}

// refused puts the messages at their fields.
func (p formProps) refused(wrong fault.Invalid) formProps {
	p.Page.Refused = true
	p.Title.Error, p.MeasuredOn.Error, p.DueOn.Error, p.Note.Error = wrong["title"], wrong["measured_on"], wrong["due_on"], wrong["note"]
	p.Which.Error, p.Objectives.Error = wrong["which"], wrong["objectives"]
	p.Problems = ui.Problems(wrong,
		"title", "title", "measured_on", "measured_on", "due_on", "due_on", "which", "which", "objectives", "objectives", "note", "note")
	return p
}

const noUnit = "Sin unidad: le tocan a usted"

// previewOf counts what a round would ask of each unit. An indicator of several counts for each of them.
func previewOf(picked []dashboard.Indicator) *preview {
	counts := map[string]int{}
	var names []string
	for _, i := range picked {
		for _, name := range unitsOf(i) {
			if counts[name] == 0 {
				names = append(names, name)
			}
			counts[name]++
		}
	}
	slices.Sort(names)
	p := &preview{Text: "Se pedirán " + ui.Count(len(picked), "indicador", "indicadores") + "."}
	if len(picked) == 0 {
		p.Text = "Con esta elección no hay ningún indicador que pedir en esa fecha."
	}
	for _, name := range names {
		p.Units = append(p.Units, unitCount{name, ui.Count(counts[name], "indicador", "indicadores")})
	}
	return p
}

// unitsOf are the units that answer for an indicator, or who does where there is none.
func unitsOf(i dashboard.Indicator) []string {
	if len(i.Units) == 0 {
		return []string{noUnit}
	}
	return i.Units
}

package intakes

import (
	"fmt"
	"strconv"
	"strings"

	"hito/internal/attachment"
	"hito/internal/challenge"
	"hito/web/ui"
)

// detailsProps are the fields that may stay blank.
type detailsProps struct {
	Open     bool
	Unit     *ui.SelectFieldProps // nil where there are no units
	Area     ui.FieldProps
	Affects  ui.FieldProps
	Affected ui.FieldProps
	Evidence ui.FieldProps
	Tried    ui.FieldProps
	Idea     ui.FieldProps
	Touches  *touchesProps // nil where there is nothing to touch
	Urgency  ui.ChoicesProps
	Reason   ui.FieldProps
	Files    filesProps
}

// touchesProps is the choice of an objective or a line, plan by plan.
type touchesProps struct {
	Error  string
	Groups []touchesGroup
}

type touchesGroup struct {
	Plan    string
	Options []ui.Option
}

type filesProps struct {
	Hint, Accept, Error string
	Again               bool // they were chosen, and have to be chosen again
}

func detailsOf(d desk, a asked) detailsProps {
	t := a.Typed
	long := func(name, label, hint, value string) ui.FieldProps {
		return ui.FieldProps{Name: name, Label: label, Hint: hint, Value: value, Rows: 3, MaxLength: challenge.LongestDetail, Optional: true, Autocomplete: "off"}
	}
	line := func(name, label, hint, value string, most int) ui.FieldProps {
		return ui.FieldProps{Name: name, Label: label, Hint: hint, Value: value, MaxLength: most, Optional: true, Autocomplete: "off"}
	}
	p := detailsProps{
		Unit: unitOf(d, t.Unit), Touches: touchesOf(d, t.Touches),
		Area:     line("area", "Área o servicio", "Si no es una de las unidades, o para precisar más.", t.Area, challenge.LongestArea),
		Affects:  line("affects", "A quién afecta", "Por ejemplo: «a las familias que piden ayuda a domicilio».", t.Affects, challenge.LongestAffects),
		Affected: line("affected", "A cuántas personas, más o menos", "Un número, como 200.", t.Affected, 0),
		Evidence: long("evidence", "En qué se nota", "Datos, ejemplos, quejas: lo que muestre el problema.", t.Evidence),
		Tried:    long("tried", "Qué se ha intentado", "", t.Tried),
		Idea:     long("idea", "Una idea para resolverlo", "", t.Idea),
		Urgency:  urgencyOf(t.Urgency),
		Reason: ui.FieldProps{
			Name: "urgency_reason", Label: "Por qué es urgente", Hint: "Hace falta si la urgencia es alta.", Value: t.UrgencyReason, Rows: 2,
			MaxLength: challenge.LongestWhy, Optional: true, Autocomplete: "off",
		},
		Files: filesProps{
			Accept: strings.Join(attachment.Endings(), ","), Again: a.Files > 0,
			Hint: fmt.Sprintf("PDF, imágenes (PNG, JPEG, WebP), documentos de oficina (ODT, ODS, ODP, DOCX, XLSX, PPTX), texto o CSV. "+
				"Hasta %d, de 10 MB cada uno y 25 MB en total. Sin datos de personas usuarias.", challenge.MostSent),
		},
	}
	p.Affected.InputMode = "numeric"
	p.Open = filled(t, challenge.NewSubmission(d.Actor)) || a.Files > 0
	return p
}

// filled tells whether anything of the details was filled in.
func filled(t, empty challenge.Submission) bool {
	texts := t.Area + t.Affects + t.Affected + t.Evidence + t.Tried + t.Idea + t.UrgencyReason + t.Touches
	return strings.TrimSpace(texts) != "" || t.Urgency != empty.Urgency || t.Unit != empty.Unit
}

func unitOf(d desk, typed string) *ui.SelectFieldProps {
	if len(d.Basis.Units) == 0 {
		return nil
	}
	p := &ui.SelectFieldProps{Select: ui.Select{Name: "unit", Label: "Unidad en la que ocurre", Options: []ui.Option{{Text: "Ninguna en concreto"}}}}
	for _, u := range d.Basis.Units {
		value := strconv.FormatInt(u.ID, 10)
		p.Options = append(p.Options, ui.Option{Value: value, Text: u.Name, Selected: value == typed})
	}
	return p
}

func touchesOf(d desk, typed string) *touchesProps {
	if len(d.Basis.Touches) == 0 {
		return nil
	}
	p, last := &touchesProps{}, int64(0)
	for _, t := range d.Basis.Touches {
		if t.PlanID != last {
			p.Groups, last = append(p.Groups, touchesGroup{Plan: t.Plan}), t.PlanID
		}
		kind := ""
		if t.Line {
			kind = "Línea "
		}
		group := &p.Groups[len(p.Groups)-1]
		group.Options = append(group.Options, ui.Option{Value: t.Value(), Text: kind + t.Code + ". " + t.Title, Selected: t.Value() == typed})
	}
	return p
}

func urgencyOf(typed string) ui.ChoicesProps {
	p := ui.ChoicesProps{Name: "urgency", Legend: "Urgencia", Single: true}
	for _, u := range []challenge.Urgency{challenge.Low, challenge.Normal, challenge.High} {
		p.Options = append(p.Options, ui.ChoiceOption{Value: string(u), Text: ui.ChallengeUrgency(u), Checked: string(u) == typed})
	}
	return p
}

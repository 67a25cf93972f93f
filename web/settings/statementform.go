package settings

import (
	"strconv"

	"hito/internal/fault"
	"hito/web/ui"
)

// statementProps is everything that the form of the accessibility statement shows.
type statementProps struct {
	Page        ui.PageProps
	Head        ui.PageHeadProps
	Done        string
	Problems    []ui.FieldError
	Now         []ui.Definition // what somebody else has saved meanwhile; none without a conflict
	Form        ui.FormProps
	Hint        string
	Conformance ui.ChoicesProps
	Groups      []ui.FieldProps // what is not accessible, by its legal grounds
	Preparation []ui.FieldProps
	Contact     []ui.FieldProps
	Extra       ui.FieldProps
	History     ui.HistoryProps
}

func (p statementProps) fields() []ui.FieldProps {
	all := append([]ui.FieldProps{}, p.Groups...)
	all = append(all, p.Preparation...)
	return append(append(all, p.Contact...), p.Extra)
}

func buildStatement(t legalText, typed typedStatement, version int, wrong fault.Invalid) statementProps {
	p := statementProps{
		Page: textFrame(t), Head: ui.PageHeadProps{Title: t.title, Lead: t.lead, Actions: seePublic(t.public())},
		Form: formFor(t.path(), t.title, strconv.Itoa(version)), Hint: markdownHint,
		Conformance: conformanceField(typed.conformance, wrong),
		Groups:      groupFields(typed, wrong), Preparation: preparationFields(typed, wrong), Contact: contactFields(typed, wrong),
		Extra: ui.FieldProps{Name: "extra", Label: "Otras medidas", Value: typed.extra, Error: wrong["extra"], Rows: 5, Optional: true,
			Hint: "Lo que se hace además para que la aplicación sea más accesible."},
	}
	p.Page.Refused = len(wrong) > 0
	names := []string{"conformance", "conformance"}
	for _, f := range p.fields() {
		names = append(names, f.Name, f.Name)
	}
	p.Problems = ui.Problems(wrong, names...)
	return p
}

func conformanceField(typed string, wrong fault.Invalid) ui.ChoicesProps {
	c := ui.ChoicesProps{Name: "conformance", Legend: "Situación de cumplimiento", Single: true, Error: wrong["conformance"]}
	for _, degree := range conformances {
		c.Options = append(c.Options, ui.ChoiceOption{Value: string(degree.value), Text: degree.text, Checked: string(degree.value) == typed})
	}
	return c
}

func groupFields(typed typedStatement, wrong fault.Invalid) []ui.FieldProps {
	return []ui.FieldProps{
		{Name: "failing", Label: "Falta de conformidad con el Real Decreto 1112/2018", Value: typed.failing, Error: wrong["failing"], Rows: 8, Optional: true,
			Hint: "Qué requisitos no se cumplen, y dónde. En blanco solo si es totalmente conforme."},
		{Name: "burden", Label: "Carga desproporcionada", Value: typed.burden, Error: wrong["burden"], Rows: 4, Optional: true,
			Hint: "Qué contenidos se exceptúan temporalmente porque hacerlos accesibles sería desproporcionado."},
		{Name: "out_of_scope", Label: "Contenido fuera del ámbito de la norma", Value: typed.outOfScope, Error: wrong["out_of_scope"], Rows: 4, Optional: true,
			Hint: "Qué contenidos no tienen que cumplirla, como los de terceros."},
	}
}

func preparationFields(typed typedStatement, wrong fault.Invalid) []ui.FieldProps {
	return []ui.FieldProps{
		dayField("prepared", "Fecha de preparación", "", typed.prepared, wrong["prepared"]),
		dayField("reviewed", "Última revisión", "", typed.reviewed, wrong["reviewed"]),
		{Name: "method", Label: "Método", Value: typed.method, Error: wrong["method"], Rows: 8,
			Hint: "Cómo se ha evaluado: autoevaluación, o la de un tercero, y qué se ha comprobado."},
	}
}

func contactFields(typed typedStatement, wrong fault.Invalid) []ui.FieldProps {
	return []ui.FieldProps{
		{Name: "email", Label: "Correo", Value: typed.email, Error: wrong["email"], Type: "email", Optional: true, MaxLength: 254},
		{Name: "phone", Label: "Teléfono", Value: typed.phone, Error: wrong["phone"], Type: "tel", Optional: true},
		{Name: "office", Label: "Oficina", Value: typed.office, Error: wrong["office"], Optional: true, Hint: "Dirección de una oficina abierta al público."},
		{Name: "form", Label: "Formulario", Value: typed.form, Error: wrong["form"], Type: "url", Optional: true, Hint: "Dirección completa, con https://."},
		{Name: "appeal", Label: "Quién resuelve las reclamaciones", Value: typed.appeal, Error: wrong["appeal"], Optional: true,
			Hint: "La unidad responsable de accesibilidad (artículo 13)."},
	}
}

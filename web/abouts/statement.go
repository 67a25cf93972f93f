package abouts

import (
	"hito/internal/date"
	"hito/internal/setting"
	"hito/web/ui"
)

// statementProps is everything that the accessibility statement shows. Texts are Markdown.
type statementProps struct {
	Page       ui.PageProps
	Owner      string
	Degree     string // "parcialmente conforme"
	Reason     string // why not more; blank where it conforms
	Failing    string // blank where nothing is known
	Burden     string
	OutOfScope string
	Prepared   date.Date
	Reviewed   date.Date
	Method     string
	Extra      string
	Contact    setting.Contact
}

// degrees say how far the application conforms, after "Esta aplicación".
var degrees = map[setting.Conformance]struct{ degree, reason string }{
	setting.FullyConformant:  {"es totalmente conforme", ""},
	setting.PartlyConformant: {"es parcialmente conforme", ", por los aspectos que se indican en el apartado siguiente"},
	setting.NotConformant:    {"no es conforme", ", por los aspectos que se indican en el apartado siguiente"},
}

func newStatement(a setting.Accessibility, owner string) statementProps {
	d := degrees[a.Conformance]
	return statementProps{
		Page:  frame("Accesibilidad", "Declaración de accesibilidad: situación, contenido no accesible, contacto y reclamaciones."),
		Owner: owner, Degree: d.degree, Reason: d.reason, Failing: a.Failing, Burden: a.Burden, OutOfScope: a.OutOfScope,
		Prepared: a.Prepared, Reviewed: a.Reviewed, Method: a.Method, Extra: a.Extra, Contact: a.Contact,
	}
}

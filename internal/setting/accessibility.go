package setting

import (
	"time"

	"hito/internal/date"
	"hito/internal/fault"
)

// Conformance is how far the application meets RD 1112/2018.
type Conformance string

// Degrees of conformance, as the model of the statement has them (Decision (EU) 2018/1523).
const (
	FullyConformant  Conformance = "full"
	PartlyConformant Conformance = "partial"
	NotConformant    Conformance = "none"
)

// Contact is how people reach those responsible for accessibility; any field may be blank.
type Contact struct {
	Form   string `json:"form"` // address of a form
	Phone  string `json:"phone"`
	Office string `json:"office"` // postal address of an office that is open to the public
	Email  string `json:"email"`
	Appeal string `json:"appeal"` // the unit that decides on complaints (RD 1112/2018, article 13)
}

// Reachable tells whether there is any way to reach somebody.
func (c Contact) Reachable() bool {
	return c.Form != "" || c.Phone != "" || c.Office != "" || c.Email != ""
}

// Accessibility is the accessibility statement of RD 1112/2018. Texts are Markdown.
type Accessibility struct {
	Conformance Conformance `json:"conformance"`
	Failing     string      `json:"failing"`      // what does not conform; blank where nothing is known
	Burden      string      `json:"burden"`       // what would be a disproportionate burden; blank for nothing
	OutOfScope  string      `json:"out_of_scope"` // what the norm does not reach; blank for nothing
	Prepared    date.Date   `json:"prepared"`
	Method      string      `json:"method"`
	Reviewed    date.Date   `json:"reviewed"`
	Contact     Contact     `json:"contact"`
	Extra       string      `json:"extra"` // further efforts; blank for none
}

// DefaultAccessibility is the statement of the program as it is delivered, with an installation's contact.
func DefaultAccessibility(c Contact) Accessibility {
	return Accessibility{
		Conformance: PartlyConformant, Failing: defaultFailing, Burden: "No se aplica esta excepción a ningún contenido.",
		OutOfScope: "Los documentos y sitios de otras entidades que se enlazan desde los resultados de un plan no dependen de esta aplicación.",
		Prepared:   date.New(2026, time.November, 21), Reviewed: date.New(2026, time.November, 21), Method: defaultMethod, Contact: c,
	}
}

const defaultFailing = `- Los gráficos interactivos no se pueden explorar punto a punto con el teclado. Cada gráfico tiene debajo una tabla con los mismos datos, y sin scripts se ve un dibujo estático equivalente.
- Algunos nombres y descripciones proceden de los documentos de cada plan y pueden contener siglas sin desarrollar.
- No se ha comprobado el funcionamiento con todos los lectores de pantalla, ni con el reconocimiento de voz ni con los navegadores anteriores a 2024.`

const defaultMethod = `El método ha sido una autoevaluación de quienes desarrollan la aplicación, que comprende:

- pruebas automáticas con axe-core sobre todas las páginas, con los colores claros y los oscuros;
- el cálculo del contraste de todos los colores de texto, iconos y gráficos;
- recorridos solo con el teclado, con scripts y sin ellos;
- la revisión de las páginas a 320 píxeles de ancho, con los colores forzados del sistema y en papel.

Las pruebas automáticas detectan solo una parte de los problemas posibles.

**Aún no hay una evaluación independiente.** Ningún organismo ajeno ha revisado todavía la aplicación, ni la han probado personas usuarias de productos de apoyo.`

// Check returns the statement as it is kept, or fault.Invalid by the names of its fields in JSON.
func (a Accessibility) Check(today date.Date) (Accessibility, error) {
	c := checks{fault.Invalid{}}
	switch a.Conformance {
	case FullyConformant, PartlyConformant, NotConformant:
	default:
		c.wrong["conformance"] = "Elija una situación de la lista."
	}
	if a.Failing = c.text("failing", a.Failing); a.Failing == "" && a.Conformance != FullyConformant {
		c.wrong["failing"] = "Diga qué no es conforme, o elija «Totalmente conforme»."
	}
	a.Burden, a.OutOfScope, a.Extra = c.text("burden", a.Burden), c.text("out_of_scope", a.OutOfScope), c.text("extra", a.Extra)
	a.Method = c.needed("method", a.Method, "Diga cómo se ha evaluado la accesibilidad.")
	c.past("prepared", a.Prepared, today)
	c.past("reviewed", a.Reviewed, today)
	if c.wrong["reviewed"] == "" && a.Reviewed < a.Prepared {
		c.wrong["reviewed"] = "La última revisión no puede ser anterior a la preparación."
	}
	a.Contact = c.contact(a.Contact)
	return a, c.result()
}

func (c checks) contact(k Contact) Contact {
	return Contact{
		Form: c.address("form", k.Form), Phone: c.phone("phone", k.Phone), Office: c.line("office", k.Office),
		Email: c.email("email", k.Email), Appeal: c.line("appeal", k.Appeal),
	}
}

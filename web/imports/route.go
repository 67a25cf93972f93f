package imports

import (
	"strconv"

	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/web/ui"
	"hito/web/ui/board"
)

// route leads through the parts of the page of an import that can be applied; each tells what is left to do there.
func route(s shown) []step {
	i, u := s.Import, s.Understood
	pending := pendingOf(i)
	steps := []step{{Href: "#entendido", Title: "Entendido", Icon: "check", Tone: "met", Text: ui.Count(len(u.Tables), "tabla", "tablas")}}
	if n := len(u.Problems) + u.More; n > 0 {
		steps[0].Icon, steps[0].Tone, steps[0].Text = "warning", "delayed", ui.Count(n, "línea sin entender", "líneas sin entender")
	}
	matches := step{Href: "#coincidencias", Title: "Coincidencias", Icon: "check", Tone: "met", Text: "ninguna dudosa"}
	switch {
	case pending > 0:
		matches.Icon, matches.Tone, matches.Text = "question", "delayed", ui.Count(pending, "por confirmar", "por confirmar")
	case len(u.Questions) > 0:
		matches.Text = ui.Count(len(u.Questions), "confirmada", "confirmadas")
	}
	if len(u.Questions) == 0 {
		matches.Href = ""
	}
	if i.Mode == transfer.NewPlan {
		steps = append(steps, headStep(i.Head))
	}
	steps = append(steps, matches, claimsStep(u.Claims), changesStep(i))
	apply := step{Href: "#aplicar", Title: "Aplicar", Icon: "flag", Tone: "not-started", Text: "cuando usted quiera"}
	if pending > 0 || headWrong(i) {
		apply.Text = "falta algo antes"
	} else if !i.Counts.Applicable() {
		apply.Text = "no hay nada que aplicar"
	}
	return append(steps, apply)
}

func headStep(head plan.Creation) step {
	s := step{Href: "#plan-nuevo", Title: "El plan nuevo", Icon: "check", Tone: "met", Text: "con título y fechas"}
	if _, err := head.Check(); err != nil {
		s.Icon, s.Tone, s.Text = "warning", "delayed", "faltan datos"
	}
	return s
}

// headWrong tells an import for a new plan of which not enough is known to make it.
func headWrong(i transfer.Import) bool {
	if i.Mode != transfer.NewPlan {
		return false
	}
	_, err := i.Head.Check()
	return err != nil
}

func claimsStep(claims []transfer.Claim) step {
	s := step{Href: "#porcentajes", Title: "Porcentajes", Icon: "check", Tone: "met", Text: "todos cuadran"}
	if len(claims) == 0 {
		s.Href, s.Icon, s.Tone, s.Text = "", "info", "no-data", "el fichero no los trae"
		return s
	}
	wrong := 0
	for _, c := range claims {
		if c.Verdict == transfer.Mistaken || c.Verdict == transfer.Inherited {
			wrong++
		}
	}
	if wrong > 0 {
		s.Icon, s.Tone, s.Text = "warning", "critical", ui.Count(wrong, "no cuadra", "no cuadran")
	}
	return s
}

func changesStep(i transfer.Import) step {
	s := step{Href: "#cambios", Title: "Cambios", Icon: "arrow-right", Tone: "on-track", Text: countsText(i)}
	if countOf(i, transfer.Wrong) > 0 {
		s.Icon, s.Tone = "warning", "critical"
	}
	return s
}

// pendingOf counts the doubtful matches that nobody has confirmed.
func pendingOf(i transfer.Import) int {
	n := 0
	for _, q := range i.Understood.Questions {
		if !q.Settled {
			n++
		}
	}
	return n
}

// applyProps is what applying does, and the button that does it.
type applyProps struct {
	Form    ui.FormProps
	Text    string // what it does
	Notes   []string
	Reason  *ui.FieldProps // why values are corrected; nil where none is
	Pending *ui.Link       // what has to be done before; nil for nothing
	Nothing string         // why there is nothing to do; blank where there is something
	Closed  string         // why it may not be done; blank where it may
}

func buildApply(s shown) *applyProps {
	i := s.Import
	a := &applyProps{
		Form: ui.FormProps{Action: pathOf(i.ID) + "/aplicacion", Label: "Aplicar la importación", Hidden: versionOf(i)},
		Text: whatWillBeDone(i), Notes: applyNotes(i),
	}
	if i.Counts[transfer.Measurement][transfer.Changed] > 0 {
		a.Reason = &ui.FieldProps{
			Name: "reason", Label: "Motivo de las correcciones", Value: i.Reason, Rows: 2, MaxLength: 1000, Autocomplete: "off",
			Hint: "Se guarda con cada valor que se corrige, y lo lee quien mire su historia.",
		}
	}
	switch pending := pendingOf(i); {
	case !s.may && i.Plan.State == plan.Closed:
		a.Closed = board.ClosedText
	case !i.Counts.Applicable():
		a.Nothing = "Lo que dice el fichero ya está en el plan."
		if countOf(i, transfer.Wrong) > 0 {
			a.Nothing = "Nada de lo que trae el fichero se puede aplicar: lo que no está ya en el plan tiene errores."
		}
	case headWrong(i):
		a.Pending = &ui.Link{Text: "Complete los datos del plan nuevo", Href: "#plan-nuevo"}
	case pending == 1:
		a.Pending = &ui.Link{Text: "Confirme la coincidencia dudosa", Href: "#coincidencias"}
	case pending > 1:
		a.Pending = &ui.Link{Text: "Confirme las " + strconv.Itoa(pending) + " coincidencias dudosas", Href: "#coincidencias"}
	}
	return a
}

// newUnits names the units that are made because the file speaks of them.
func newUnits(i transfer.Import) string {
	var names []string
	for _, q := range i.Understood.Questions {
		if q.Kind == transfer.UnitKind && q.Makes() {
			names = append(names, "«"+q.Text+"»")
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "Se creará también la unidad " + names[0] + "."
	default:
		return "Se crearán también las unidades " + enumerate(names) + "."
	}
}

// applyNotes tell what else comes with it, and what is left as it is.
func applyNotes(i transfer.Import) []string {
	var notes []string
	if n := countOf(i, transfer.Wrong); n == 1 {
		notes = append(notes, "1 elemento con error se queda fuera.")
	} else if n > 1 {
		notes = append(notes, plain(n)+" elementos con error se quedan fuera.")
	}
	if n := i.Counts.Of(transfer.Gone); n == 1 {
		notes = append(notes, "Lo único que el plan tiene y el fichero no se queda como está.")
	} else if n > 1 {
		notes = append(notes, "Las "+plain(n)+" cosas que el plan tiene y el fichero no se quedan como están.")
	}
	if text := newUnits(i); text != "" {
		notes = append(notes, text)
	}
	if i.Mode == transfer.NewPlan {
		notes = append(notes, "El plan nace en borrador y sin publicar.")
	}
	return append(notes, "Después se puede deshacer, mientras nadie cambie lo escrito.")
}

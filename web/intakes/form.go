package intakes

import (
	"fmt"
	"net/http"

	"hito/internal/access"
	"hito/internal/calendar"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// asked is a form as it was filled in.
type asked struct {
	Typed   challenge.Submission
	Receipt string   // of somebody unknown
	Known   []string // codes of similar retos that have been shown
	Files   int      // that were chosen, and are lost when the form comes back
}

// formProps is the page with the form.
type formProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Problem  *problemProps // of the whole form; nil for none
	Draft    *draftProps   // nil where nothing was recovered
	Similar  *similarProps // nil unless there are retos very much like it
	Form     ui.FormProps
	Autosave string // address to which the draft is sent; blank where the browser keeps it
	Typed    bool   // what the form holds was typed, and is not to be replaced
	Lost     bool   // what was typed did not arrive
	Title    ui.FieldProps
	Text     ui.FieldProps
	Details  detailsProps
	Author   *authorProps  // for whoever has signed in
	Contact  *contactProps // for whoever has not
	Data     dataProps
	Next     []string // what happens once it is sent
	Submit   string
}

type problemProps struct{ Title, Text string }

// draftProps tells what was recovered, and how to throw it away.
type draftProps struct {
	Text string
	Drop ui.ConfirmProps
}

// dataProps is the first layer of what has to be told about personal data.
type dataProps struct{ Body, Purpose string }

func frame(title string) ui.PageProps { return ui.ChallengesPage(title, ui.Crumb{Text: title}) }

// form is the page with a form as it was filled in.
func (p Pages) form(r *http.Request, d desk, a asked) formProps {
	f := formProps{
		Page: frame("Presentar un reto"),
		Head: ui.PageHeadProps{
			Title: "Presentar un reto", Lead: "Cuente un problema que convenga resolver. Bastan el título y unas líneas: menos de tres minutos.", Actions: lookupAction(),
		},
		Form: ui.FormProps{
			ID: "reto", Action: ui.ChallengesPath, Class: "intake", Label: "Reto", Files: true, Hidden: []ui.Hidden{{Name: personField, Value: person(d.Actor)}},
		},
		Typed: !a.Typed.Blank(), Submit: "Enviar el reto",
		Title: ui.FieldProps{
			Name: "title", Label: "Título", Value: a.Typed.Title, MaxLength: challenge.LongestTitle, Autocomplete: "off",
			Hint: "El problema, en una frase. Por ejemplo: «Pedir cita por teléfono lleva toda la mañana».",
		},
		Text: ui.FieldProps{
			Name: "problem", Label: "El problema", Value: a.Typed.Problem, MaxLength: challenge.LongestProblem, Autocomplete: "off", Rows: 6,
			Hint: "Qué ocurre y qué consecuencias tiene; la solución, si tiene alguna idea, va en los detalles. " + warning,
		},
		Details: detailsOf(d, a), Data: dataOf(r, d), Next: next(d),
	}
	f.Page.Script, f.Page.Description = "intake.js", f.Head.Lead
	for _, code := range a.Known {
		f.Form.Hidden = append(f.Form.Hidden, ui.Hidden{Name: knownField, Value: code})
	}
	if d.Actor.SignedIn() {
		f.Author, f.Autosave = authorOf(d, a.Typed), draftPath
		return f
	}
	f.Form.Hidden = append(f.Form.Hidden, ui.Hidden{Name: receiptField, Value: a.Receipt})
	f.Contact = contactOf(a.Typed)
	return f
}

const warning = "No incluya nombres ni datos de personas usuarias, ni nada que permita reconocerlas."

func dataOf(r *http.Request, d desk) dataProps {
	data := dataProps{Body: ui.SiteOf(r.Context()).Body, Purpose: "Estudiar el reto, responderle y avisarle de lo que ocurra con él."}
	if data.Body == "" {
		data.Body = "La entidad que ofrece esta aplicación."
	}
	if !d.Actor.SignedIn() {
		data.Purpose = "Estudiar el reto y, si deja un contacto, responderle. No se guardan su dirección de red ni datos de su navegador."
	}
	return data
}

// next tells what happens once the reto is sent, and by when.
func next(d desk) []string {
	s := d.Basis.Setting
	due := calendar.After(d.Basis.Today, s.AnswerDays, s.Days())
	list := []string{
		"Al enviarlo recibirá un código, que es el de su reto.",
		fmt.Sprintf("Lo estudian quienes gestionan los retos. Si lo envía hoy, tendrá una primera respuesta el %s como muy tarde (%s).",
			ui.LongDate(due), ui.Count(s.AnswerDays, "día hábil", "días hábiles")),
	}
	if d.Actor.SignedIn() {
		return append(list, "Le avisaremos de cada cambio, y podrá añadir información en la página del reto.")
	}
	return append(list, "Con el código podrá volver cuando quiera, añadir información y leer lo que se le responda. Nadie más lo conoce: apúntelo.")
}

// refuse puts each message at its field, and opens the details where one of them stands there.
func (f formProps) refuse(wrong fault.Invalid) formProps {
	f.Page.Refused = true
	f.Title.Error, f.Text.Error = wrong["title"], wrong["problem"]
	details := &f.Details
	fields := map[string]*string{
		"area": &details.Area.Error, "affects": &details.Affects.Error, "affected": &details.Affected.Error, "evidence": &details.Evidence.Error,
		"tried": &details.Tried.Error, "idea": &details.Idea.Error, "urgency": &details.Urgency.Error, "urgency_reason": &details.Reason.Error,
		"files": &details.Files.Error,
	}
	if details.Unit != nil {
		fields["unit"] = &details.Unit.Error
	}
	if details.Touches != nil {
		fields["touches"] = &details.Touches.Error
	}
	for name, at := range fields {
		*at = wrong[name]
		details.Open = details.Open || wrong[name] != ""
	}
	names := []string{"title", "title", "problem", "problem"}
	for _, name := range []string{"unit", "area", "affects", "affected", "evidence", "tried", "idea", "touches", "urgency", "urgency_reason", "files"} {
		if fields[name] != nil {
			names = append(names, name, name)
		}
	}
	if f.Author != nil {
		f.Author.Error, names = wrong["privacy"], append(names, "privacy", "privacy")
	}
	if f.Contact != nil {
		f.Contact.Name.Error, f.Contact.Email.Error = wrong["contact_name"], wrong["contact_email"]
		names = append(names, "contact_name", "contact_name", "contact_email", "contact_email")
	}
	f.Problems = ui.Problems(wrong, names...)
	return f
}

// warn shows retos very much like the one that was about to be sent, and asks to send it all the same.
func (f formProps) warn(a access.Actor, found []challenge.Similar) formProps {
	f.Page.Refused = true
	f.Similar = similarOf(a, found, true)
	for _, s := range found {
		f.Form.Hidden = append(f.Form.Hidden, ui.Hidden{Name: knownField, Value: s.Code})
	}
	f.Submit = "Enviar de todos modos"
	return f
}

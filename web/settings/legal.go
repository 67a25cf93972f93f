package settings

import (
	"net/http"
	"strconv"

	"hito/internal/fault"
	"hito/internal/setting"
	"hito/web/ui"
)

const markdownHint = "Puede usar Markdown: una línea en blanco separa párrafos, «## » empieza un apartado, «- » un punto de una lista, y " +
	"[texto](https://…) hace un enlace. Las etiquetas HTML se ven como texto. Hasta 50 000 caracteres."

// legalProps is everything that the form of a legal text shows.
type legalProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Now      []ui.Definition // what somebody else has saved meanwhile; none without a conflict
	Gaps     string          // what is still to be filled in; blank for nothing
	Form     ui.FormProps
	Text     ui.FieldProps
	Reviewed ui.FieldProps
	History  ui.HistoryProps
}

// typedLegal is what the form holds, as it was typed.
type typedLegal struct{ text, reviewed string }

func legalAsTyped(l setting.Legal) typedLegal { return typedLegal{l.Text, l.Reviewed.String()} }

func buildLegal(t legalText, typed typedLegal, version int, wrong fault.Invalid) legalProps {
	p := legalProps{
		Page: textFrame(t), Head: ui.PageHeadProps{Title: t.title, Lead: t.lead, Actions: seePublic(t.public())},
		Problems: ui.Problems(wrong, "text", "text", "reviewed", "reviewed"),
		Form:     formFor(t.path(), t.title, strconv.Itoa(version)),
		Text:     ui.FieldProps{Name: "text", Label: "Texto", Value: typed.text, Error: wrong["text"], Rows: 28, Hint: markdownHint},
		Reviewed: dayField("reviewed", "Última revisión", "El día en que alguien comprobó que todo el texto es correcto.", typed.reviewed, wrong["reviewed"]),
	}
	p.Page.Refused = len(wrong) > 0
	if gaps := (setting.Legal{Text: typed.text}).Gaps(); gaps > 0 {
		p.Gaps = ui.Count(gaps, "dato", "datos") + " por completar: búsquelos en el texto, entre corchetes, donde dice «Complete»."
	}
	return p
}

func (p Pages) loadLegal(r *http.Request, t legalText) (setting.Legal, int, error) {
	l := t.model(ui.SiteOf(r.Context()).Body)
	version, err := p.load(r, t.setting, &l)
	return l, version, err
}

func (p Pages) legal(w http.ResponseWriter, r *http.Request, t legalText) error {
	l, version, err := p.loadLegal(r, t)
	if err != nil {
		return err
	}
	props := buildLegal(t, legalAsTyped(l), version, nil)
	props.Done = ui.Done(r, savedDone)
	return p.renderLegal(w, r, http.StatusOK, t, props)
}

func (p Pages) renderLegal(w http.ResponseWriter, r *http.Request, status int, t legalText, props legalProps) (err error) {
	if props.History, err = p.history(r, t.setting); err != nil {
		return err
	}
	return ui.Render(w, r, status, legal(props))
}

func (p Pages) saveLegal(w http.ResponseWriter, r *http.Request, t legalText) error {
	typed := typedLegal{r.PostFormValue("text"), r.PostFormValue("reviewed")}
	wrong := fault.Invalid{}
	l := setting.Legal{Text: typed.text, Reviewed: readDay(typed.reviewed, "reviewed", wrong)}
	l, err := l.Check(p.today())
	if wrong, err = together(wrong, err); err != nil {
		return err
	}
	if len(wrong) > 0 {
		version, _ := strconv.Atoi(r.PostFormValue("version")) // what is no number is refused once the rest is right
		return p.renderLegal(w, r, http.StatusUnprocessableEntity, t, buildLegal(t, typed, version, wrong))
	}
	conflict, err := p.save(r, t.setting, l)
	if err != nil {
		return err
	}
	if conflict {
		return p.legalConflict(w, r, t, typed)
	}
	return ui.See(w, r, t.path()+"?hecho=guardado")
}

func (p Pages) legalConflict(w http.ResponseWriter, r *http.Request, t legalText, typed typedLegal) error {
	now, version, err := p.loadLegal(r, t)
	if err != nil {
		return err
	}
	props := buildLegal(t, typed, version, nil)
	props.Page.Refused = true
	props.Now = []ui.Definition{
		{Term: "Última revisión", Text: ui.LongDate(now.Reviewed)}, {Term: "Texto", Content: stored(now.Text)},
	}
	return p.renderLegal(w, r, http.StatusConflict, t, props)
}

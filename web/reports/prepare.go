package reports

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/report"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Prepare answers GET /planes/{plan}/informe/preparar, of ?fecha= or ?seguimiento=.
func (p Pages) Prepare(w http.ResponseWriter, r *http.Request) error {
	s, asked, err := p.prepared(r)
	if err != nil {
		return err
	}
	props := p.prepareOf(s, asked, stored(s))
	props.Done = doneOf(r)
	return ui.Render(w, r, http.StatusOK, prepare(props))
}

// prepared loads what the form of a report shows, for whoever may prepare it.
func (p Pages) prepared(r *http.Request) (source, board.Asked, error) {
	asked, err := board.Ask(r, p.Reports.Today())
	if err != nil {
		return source{}, asked, err
	}
	s, err := p.load(r.Context(), slugOf(r), asked.View)
	if err != nil {
		return s, asked, err
	}
	return s, asked, access.Require(ui.Actor(r.Context()), access.IssueReport, s.board.Now.Target())
}

// Save answers POST /planes/{plan}/informe/preparar: it keeps the draft, or shows the form again with its sections in
// another order where that is asked for.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	s, asked, err := p.prepared(r)
	if err != nil {
		return err
	}
	t, err := readTyped(r, s)
	if err != nil {
		return err
	}
	version, err := ui.FormVersion(r, 0)
	if err != nil {
		return err
	}
	if way := r.PostFormValue(fieldMove); way != "" {
		moved, _ := t.move(way)
		s.draft.Version = version
		props := p.prepareOf(s, asked, t)
		props.moved(moved)
		return ui.Render(w, r, http.StatusOK, prepare(props))
	}
	err = p.Reports.SaveDraft(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), s.board.Now.Slug, version, t.options)
	if err != nil {
		return p.refuse(w, r, s, asked, t, err)
	}
	next := preparePath
	if r.PostFormValue("accion") == "ver" {
		next = reportPath
	}
	return ui.See(w, r, withDone(asked.Path(s.board.Now.Slug, next), "guardado"))
}

// withDone adds to an address that something was done.
func withDone(path, what string) string {
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	return path + sign + "hecho=" + what
}

// refuse shows the form again with what was typed, or returns the error where no form explains it.
func (p Pages) refuse(w http.ResponseWriter, r *http.Request, s source, asked board.Asked, t typed, refused error) error {
	props := p.prepareOf(s, asked, t)
	props.Page.Refused = true
	switch invalid := ui.Invalid(refused); {
	case invalid != nil:
		props.tell(invalid)
		return ui.Render(w, r, http.StatusUnprocessableEntity, prepare(props))
	case !errors.Is(refused, fault.Conflict):
		return refused
	}
	ui.Cause(r.Context(), refused)
	// The draft may have changed after it was read for this answer.
	err := db.ReadTx(r.Context(), p.Reports.Pool, func(tx pgx.Tx) (err error) {
		s.draft, err = report.FindDraft(r.Context(), tx, s.board.Plan.ID)
		return err
	})
	if err != nil {
		return err
	}
	props = p.prepareOf(s, asked, t)
	props.Page.Refused = true
	conflict, err := ui.ConflictOf(r.Context(), p.Reports.Pool, audit.Object{Type: "report_draft", ID: s.board.Plan.ID}, p.place(),
		asked.Path(s.board.Now.Slug, preparePath), conflictRows(s, t))
	if err != nil {
		return err
	}
	props.Conflict = &conflict
	return ui.Render(w, r, http.StatusConflict, prepare(props))
}

// conflictRows sets what was typed beside what the draft has now.
func conflictRows(s source, t typed) []ui.ConflictRow {
	now := stored(s)
	rows := []ui.ConflictRow{
		{Field: "title", Label: "Título", Mine: t.title, Theirs: now.title},
		{Field: "to", Label: "Destinatario", Mine: t.to, Theirs: now.to},
		{Field: "apartados", Label: "Apartados", Mine: headings(t.options.Sections), Theirs: headings(s.draft.Sections)},
	}
	for _, of := range report.Sections {
		field := report.TextField(of)
		rows = append(rows, ui.ConflictRow{Field: field, Label: "Texto de «" + parts[of].heading + "»", Mine: lines(t.fields[field]), Theirs: now.fields[field]})
	}
	for _, i := range commented(s.board) {
		field := report.CommentField(i.ID)
		rows = append(rows, ui.ConflictRow{Field: field, Label: "Comentario de " + i.Code, Mine: lines(t.fields[field]), Theirs: now.fields[field]})
	}
	return rows
}

func headings(sections []report.Section) string {
	names := make([]string, len(sections))
	for n, of := range sections {
		names[n] = parts[of].heading
	}
	return strings.Join(names, "\n")
}

// prepareProps is the form of a report.
type prepareProps struct {
	Page      ui.PageProps
	Head      ui.PageHeadProps
	Done      string
	Problems  []ui.FieldError
	Conflict  *ui.ConflictProps
	Notices   []ui.NoticeProps
	Form      ui.FormProps
	Title, To ui.FieldProps
	Wrong     string // with the choice of sections
	Sections  []sectionProps
	Comments  []textProps
	More      string // of the indicators whose comments are not here; may be blank
	Back      string
}

// sectionProps is a section that can be chosen.
type sectionProps struct {
	ID, Heading, About string
	Chosen             bool
	First, Last        bool
	Moved              bool // it was just moved: its button has the focus
	Text               textProps
}

// textProps is a text that can be written.
type textProps struct {
	Field    ui.FieldProps
	MadeOf   string // digest of the text that it would be by itself
	Usual    string // that text, where another one is written; else blank
	Edited   bool
	Outdated bool // it was written in place of another text than Usual
	Reviewed bool // somebody says that it holds all the same
}

func (p Pages) prepareOf(s source, asked board.Asked, t typed) prepareProps {
	b := s.board
	props := prepareProps{
		Page: ui.PageProps{
			Title: "Preparar el informe", Section: "/planes", Plan: asked.Nav(b, ui.PlanSnapshots, false),
			Crumbs: board.Crumbs(b, ui.Crumb{Text: "Informe de seguimiento", Href: asked.Path(b.Now.Slug, reportPath)}, ui.Crumb{Text: "Preparar"}),
		},
		Head: ui.PageHeadProps{
			Eyebrow: b.Plan.Body, Title: "Preparar el informe", Lead: board.Situation(b) + ".",
			Actions: ui.AsOf(asked.AsOf(b, preparePath)),
		},
		Notices: p.prepareNotices(s),
		Form: ui.FormProps{
			Action: asked.Path(b.Now.Slug, preparePath), Label: "El informe",
			Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(s.draft.Version)}},
		},
		Title: ui.FieldProps{
			Name: "title", Label: "Título", Value: t.title, Optional: true, Hint: "En blanco: " + s.usualTitle(),
			MaxLength: report.LongestTitle, Autocomplete: "off",
		},
		To: ui.FieldProps{
			Name: "to", Label: "Destinatario", Value: t.to, Optional: true, MaxLength: report.LongestTitle, Autocomplete: "off",
			Hint: "Tal como saldrá en la portada: «A la atención de la Alcaldía».",
		},
		Back: asked.Path(b.Now.Slug, reportPath),
	}
	for n, of := range t.order {
		props.Sections = append(props.Sections, sectionProps{
			ID: string(of), Heading: parts[of].heading, About: parts[of].about, Chosen: t.chosen[of],
			First: n == 0, Last: n == len(t.order)-1, Text: s.sectionText(of, t),
		})
	}
	props.Comments, props.More = s.commentTexts(t)
	return props
}

func (p Pages) prepareNotices(s source) []ui.NoticeProps {
	var list []ui.NoticeProps
	if s.draft.Version == 0 {
		return nil
	}
	text := "El borrador se guardó el " + ui.DateTime(s.draft.UpdatedAt.In(p.place()))
	if s.draft.UpdatedBy != "" {
		text += ", por " + s.draft.UpdatedBy
	}
	list = append(list, ui.NoticeProps{Kind: ui.NoticeInfo, Text: text + "."})
	if s.draft.Base != (report.Base{}) && s.draft.Base != baseOf(s.board) {
		other := ui.NoticeProps{
			Kind: ui.NoticeInfo, Text: "Se preparó con los datos de otra fecha: compruebe los textos propios.",
			Link: &ui.Link{Text: "Volver a aquella", Href: below(s.board.Now.Slug, preparePath) + "?fecha=" + s.draft.Base.On.String()},
		}
		if s.draft.Base.Snapshot != 0 {
			other.Link.Href = below(s.board.Now.Slug, preparePath) + "?seguimiento=" + strconv.FormatInt(s.draft.Base.Snapshot, 10)
		}
		list = append(list, other)
	}
	return list
}

func (s source) sectionText(of report.Section, t typed) textProps {
	const rows, shortRows = 12, 4
	field := report.TextField(of)
	own, edited := t.options.Texts[of]
	text := t.textOf(s.text(of), own, edited, ui.FieldProps{
		Name: field, Label: "Texto de «" + parts[of].heading + "»", Value: t.fields[field], Optional: true, Rows: shortRows, Autocomplete: "off",
	})
	if of == report.Summary {
		text.Field.Rows = rows
	}
	return text
}

func (t typed) textOf(made string, own report.Text, edited bool, field ui.FieldProps) textProps {
	p := textProps{
		Field: field, MadeOf: report.Digest(made), Edited: edited, Outdated: edited && own.Of != report.Digest(made), Reviewed: t.reviewed[field.Name],
	}
	if edited {
		p.Usual = made
	}
	return p
}

func (s source) commentTexts(t typed) (list []textProps, more string) {
	for _, i := range commented(s.board) {
		field := report.CommentField(i.ID)
		own, edited := t.options.Comments[i.ID]
		list = append(list, t.textOf(s.comments[i.ID], own, edited, ui.FieldProps{
			Name: field, Label: named(i.Code, i.Title), Value: t.fields[field], Optional: true, Rows: 2, Autocomplete: "off",
			Hint: ui.StatusWord(string(i.Status)) + ": " + ui.PercentOrDash(i.Progress, board.IndicatorPlaces) + ", previsto " + board.ExpectedOf(i) + ". " + missing(s.board, i),
		}))
	}
	if rest := len(deviating(s.board)) - len(list); rest > 0 {
		more = "Hay " + ui.Count(rest, "indicador más", "indicadores más") + " que necesitan atención: en el informe llevan el comentario de su último valor."
	}
	return list, more
}

// moved puts the focus on the button of a section that was moved, and tells of the order.
func (p *prepareProps) moved(of report.Section) {
	for n := range p.Sections {
		p.Sections[n].Moved = p.Sections[n].ID == string(of)
	}
	p.Notices = append(p.Notices, ui.NoticeProps{Kind: ui.NoticeInfo, Text: "El orden ha cambiado en esta página: guarde para conservarlo."})
}

// tell puts messages at their fields and on top.
func (p *prepareProps) tell(invalid fault.Invalid) {
	names := []string{"title", "title", "to", "to", "sections", "apartados"}
	p.Title.Error, p.To.Error, p.Wrong = invalid["title"], invalid["to"], invalid["sections"]
	for n := range p.Sections {
		field := &p.Sections[n].Text.Field
		field.Error = invalid[field.Name]
		names = append(names, field.Name, field.Name)
	}
	for n := range p.Comments {
		field := &p.Comments[n].Field
		field.Error = invalid[field.Name]
		names = append(names, field.Name, field.Name)
	}
	p.Problems = slices.DeleteFunc(ui.Problems(invalid, names...), func(e ui.FieldError) bool { return e.Text == "" })
}

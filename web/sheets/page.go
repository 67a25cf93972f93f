package sheets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hito/internal/access"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// pageSize is how many rows a page of the sheet has at most.
const pageSize = 500

// pageProps is everything the sheet shows, decided and formatted.
type pageProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string           // that rows were saved
	Notices  []ui.NoticeProps // what came of what was sent
	Problems []ui.FieldError
	Round    []ui.NoticeProps // the one that is open
	Empty    *ui.EmptyProps   // instead of the sheet
	Filters  filters
	Form     ui.FormProps
	Offline  ui.FormProps // asks for the sheet as a workbook
	Groups   []group
	Results  []string // titles to choose from
	Pages    ui.PaginationProps
	Live     live
	Count    string // "3 filas sin guardar · 1 con errores"
}

// live is what the script of the sheet needs to know.
type live struct {
	Key   string // under which a browser keeps what is not saved: of a plan and a person
	Check string // address of the check of a row
	Saved string // signs what was just saved; blank for nothing
	Sent  bool   // the page answers a sheet that was sent
}

// group is an objective with its rows.
type group struct {
	Code, Title string
	Rows        []row
}

func build(s indicator.Sheet, q query, a answer, tell teller, actor access.Actor) pageProps {
	p := pageProps{
		Page: ui.PageProps{
			Title: "Hoja de valores", Section: "/planes", Refused: a.given && !a.checked, Script: "sheet.js",
			Crumbs: board.CrumbsOf(s.Plan, ui.Crumb{Text: "Hoja de valores"}), Plan: board.NavOf(s.Plan, ui.PlanSheet, true),
		},
		Head: ui.PageHeadProps{
			Eyebrow: s.Plan.Body, Title: "Hoja de valores",
			Lead: "Los valores de todo un seguimiento en una página: escriba los que conozca y guárdelos de una vez. " +
				"Comentarios y motivos se leen junto a cada valor: no incluya datos personales.",
		},
		Round: roundNotice(s, actor),
	}
	if p.Empty = emptySheet(s, actor); p.Empty != nil {
		return p
	}
	p.Filters = filtersOf(s, q)
	rows := shownRows(s, q, a)
	p.Pages = pagesOf(q, s.Plan.Slug, len(rows))
	rows = page(rows, q.page)
	p.Groups = groups(rows, s, a, tell)
	if len(p.Groups) > 0 {
		p.Filters.First = valueField.of(p.Groups[0].Rows[0].ID)
	}
	p.Form = ui.FormProps{ID: "hoja", Action: q.path(s.Plan.Slug), Class: "values-form", Label: "Valores nuevos"}
	p.Offline = ui.FormProps{
		Action: "/planes/" + s.Plan.Slug + "/exportar/hoja.xlsx", Class: "form-inline no-print", Hidden: []ui.Hidden{{Name: dateName, Value: s.On.String()}},
	}
	p.Results, p.Live = s.Results, live{Key: s.Plan.Slug + ":" + strconv.FormatInt(actor.ID, 10), Check: "/planes/" + s.Plan.Slug + "/hoja/fila", Sent: a.given}
	if !q.savedAt.IsZero() {
		p.Live.Saved = strconv.FormatInt(q.savedAt.UnixMicro(), 10)
	}
	p.tell(s, a)
	return p
}

// tell says what came of what was sent, or was saved before.
func (p *pageProps) tell(s indicator.Sheet, a answer) {
	p.Problems = problems(p.Groups, a)
	left, ready := a.Left(), len(a.Rows)+len(a.Gone)-a.Left()-a.Saved()
	switch {
	case !a.given:
		if n := savedRows(s); n > 0 {
			p.Done = agree(n, "Se ha guardado 1 valor.", "Se han guardado %d valores.")
		}
		return
	case len(a.Rows)+len(a.Gone) == 0:
		p.notice(ui.NoticeWarning, "No había nada que guardar: escriba algún valor.")
	case a.checked && left == 0:
		p.notice(ui.NoticeInfo, agree(ready, "Todo está bien: hay 1 fila lista para guardar.", "Todo está bien: hay %d filas listas para guardar.")+" Todavía no se ha guardado nada.")
	case a.checked:
		p.notice(ui.NoticeWarning, agree(ready, "Hay 1 fila lista para guardar", "Hay %d filas listas para guardar")+"; "+leftText(left)+". Todavía no se ha guardado nada.")
	case a.Saved() == 0:
		p.notice(ui.NoticeWarning, "No se ha guardado nada: "+leftText(left)+".")
	default:
		p.notice(ui.NoticeWarning, agree(a.Saved(), "Se ha guardado 1 fila", "Se han guardado %d filas")+"; "+leftText(left)+".")
	}
	p.Count = countText(left+ready, left)
}

func (p *pageProps) notice(kind ui.NoticeKind, text string) {
	p.Notices = append(p.Notices, ui.NoticeProps{Kind: kind, Text: text})
}

// agree chooses between one and the number of many.
func agree(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}

func leftText(n int) string {
	return agree(n, "1 tiene algo que corregir", "%d tienen algo que corregir")
}

// countText says what of the sheet is not saved yet, as its script does while one types.
func countText(unsaved, wrong int) string {
	if unsaved == 0 {
		return ""
	}
	count := agree(unsaved, "1 fila sin guardar", "%d filas sin guardar")
	if wrong > 0 {
		count += " · " + agree(wrong, "1 con errores", "%d con errores")
	}
	return count
}

func savedRows(s indicator.Sheet) int {
	n := 0
	for _, r := range s.Rows {
		if !r.SavedOn.IsZero() {
			n++
		}
	}
	return n
}

// problems leads to each cell with a message, and to what stands in the way.
func problems(shown []group, a answer) []ui.FieldError {
	var list []ui.FieldError
	for _, g := range shown {
		for _, r := range g.Rows {
			for _, f := range fields {
				if message := r.Errors[f.name]; message != "" {
					list = append(list, ui.FieldError{ID: f.of(r.ID), Text: r.Code + ", " + strings.ToLower(f.label) + ": " + message})
				}
			}
			if r.Clash != "" {
				list = append(list, ui.FieldError{ID: clashField(r).of(r.ID), Text: r.Code + ": " + r.Clash})
			}
		}
	}
	for _, gone := range a.Gone {
		list = append(list, ui.FieldError{Text: "Un indicador ya no está en el plan. Había escrito: " + written(gone.Typed)})
	}
	return list
}

// clashField is where something can be done about what stands on the day.
func clashField(r row) field {
	if r.corrects() {
		return reasonField
	}
	return valueField
}

func written(t indicator.Typed) string {
	var words string
	for _, word := range []string{t.Value, t.MeasuredOn, t.ResultTitle, t.Comment, t.Reason} {
		if word != "" {
			words += " «" + word + "»"
		}
	}
	return words
}

// shownRows are those that the query asks for. What was typed and not saved, or was just saved, stays in sight.
func shownRows(s indicator.Sheet, q query, a answer) []indicator.SheetRow {
	open := map[int64]bool{}
	for _, r := range a.Rows {
		open[r.IndicatorID] = !r.Saved
	}
	var rows []indicator.SheetRow
	for _, r := range s.Rows {
		if open[r.ID] || !r.SavedOn.IsZero() || q.takes(r, s) {
			rows = append(rows, r)
		}
	}
	return rows
}

func (q query) takes(r indicator.SheetRow, s indicator.Sheet) bool {
	return (!q.pending || r.Pending(s.On)) && (q.unit == "" || slices.Contains(r.Units, q.unit)) && (q.objective == "" || r.Objective == q.objective)
}

func groups(rows []indicator.SheetRow, s indicator.Sheet, a answer, tell teller) []group {
	sent := map[int64]*indicator.CheckedRow{}
	for n, r := range a.Rows {
		sent[r.IndicatorID] = &a.Rows[n]
	}
	var list []group
	for _, r := range rows {
		if len(list) == 0 || list[len(list)-1].Code != r.Objective {
			list = append(list, group{Code: r.Objective, Title: r.ObjectiveTitle})
		}
		g := &list[len(list)-1]
		g.Rows = append(g.Rows, rowOf(r, s.Plan, s.On, sent[r.ID], tell))
	}
	return list
}

func page(rows []indicator.SheetRow, number int) []indicator.SheetRow {
	from := min((number-1)*pageSize, len(rows))
	return rows[from:min(from+pageSize, len(rows))]
}

func pagesOf(q query, slug string, rows int) ui.PaginationProps {
	return ui.Pages("Páginas de la hoja", q.page, (rows+pageSize-1)/pageSize, func(n int) string {
		q.page = n
		return q.path(slug)
	})
}

// roundNotice tells of the round that is open, and leads to where it is kept, or answered.
func roundNotice(s indicator.Sheet, actor access.Actor) []ui.NoticeProps {
	if s.Round.ID == 0 {
		return nil
	}
	link := ui.Link{Text: "Ir a su bandeja", Href: ui.InboxPath}
	if access.Can(actor, access.ReadHistory, s.Plan.Target()) {
		link = ui.Link{Text: "Ver la ronda", Href: "/planes/" + s.Plan.Slug + "/rondas/" + strconv.FormatInt(s.Round.ID, 10)}
	}
	return []ui.NoticeProps{{
		Kind: ui.NoticeInfo, Link: &link,
		Text: "Ronda «" + s.Round.Title + "»: valores a " + ui.LongDate(s.Round.MeasuredOn) + ", plazo hasta el " + ui.LongDate(s.Round.DueOn) + ".",
	}}
}

// emptySheet says why there is nothing to record, and the way out; nil where there is something.
func emptySheet(s indicator.Sheet, actor access.Actor) *ui.EmptyProps {
	toPlan := &ui.Link{Text: "Ver el plan", Href: "/planes/" + s.Plan.Slug}
	switch {
	case s.Plan.State == plan.Closed:
		return &ui.EmptyProps{Icon: "flag", Title: "El plan está cerrado", Text: "Para cambiarlo hay que reabrirlo.", Link: toPlan}
	case len(s.Rows) > 0:
		return nil
	case actor.Role != access.Staff:
		return &ui.EmptyProps{Icon: "target", Title: "El plan todavía no tiene indicadores", Text: "Cuando se definan, aquí se escribirán sus valores.", Link: toPlan}
	case s.Plan.State != plan.Active:
		return &ui.EmptyProps{Icon: "clock", Title: "El plan no está en vigor", Text: "Se registran valores de los planes en vigor.", Link: toPlan}
	default:
		return &ui.EmptyProps{
			Icon: "target", Title: "Sus unidades no responden de ningún indicador de este plan",
			Text: "Si debería registrar alguno, dígaselo a quien lleva el plan.", Link: toPlan,
		}
	}
}

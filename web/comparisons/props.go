package comparisons

import (
	"fmt"
	"strings"

	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// props is everything that the page shows.
type props struct {
	Page       ui.PageProps
	Head       ui.PageHeadProps
	Action     string // address of the form, without query
	From, To   ui.SelectFieldProps
	Swap       string
	Empty      *ui.EmptyProps // where there is no follow-up to compare with; nothing below then
	Notices    []ui.NoticeProps
	Headline   headline
	Groups     []ui.Choice
	Objectives []objectiveRow
	Rest       int // objectives that did not change
	Result     string
	Lists      []list
	Pages      ui.PaginationProps
	Data       string   // address of the indicators listed, as data too; blank for none
	Same       *ui.Link // the way to the indicators that did not change
}

// headline is the whole plan at both moments.
type headline struct {
	Summary    string
	Was, Is    string // the moments
	Rows       []headlineRow
	WasStatus  string
	Status     string
	StatusNote string
	Said       string // the note of the follow-up of the later moment; may be blank
	SaidOf     string
}

type headlineRow struct{ Term, Was, Is, Change string }

// list is a group of indicators.
type list struct {
	ID, Heading string
	Rows        []row
}

func build(s shown, ask asked) props {
	b := s.To
	b.Plan = s.To.Now
	p := props{
		Page: ui.PageProps{
			Title: "Comparar", Section: "/planes",
			Description: "Qué ha cambiado en el plan «" + b.Plan.Title + "» entre dos momentos.",
			Crumbs: board.CrumbsOf(b.Plan, ui.Crumb{Text: "Seguimientos cerrados", Href: "/planes/" + ask.slug + "/seguimientos"},
				ui.Crumb{Text: "Comparar"}),
			Plan: board.NavOf(b.Plan, ui.PlanSnapshots, false),
		},
		Head: ui.PageHeadProps{
			Eyebrow: b.Plan.Body, Title: "Comparar dos momentos", Actions: ui.PrintButton(),
			Lead: "Qué ha subido, qué ha bajado y qué se ha cambiado en el plan entre dos seguimientos cerrados, o entre uno y hoy.",
		},
		Action: path(ask.slug), Swap: ask.swapped().href(),
		From: momentField(paramFrom, "Desde", ask.From, b.Snapshots), To: momentField(paramTo, "Hasta", ask.To, b.Snapshots),
	}
	if len(b.Snapshots) == 0 {
		p.Empty = &ui.EmptyProps{
			Icon: "calendar", Title: "Todavía no hay nada con lo que comparar",
			Text: "Cuando se cierre un seguimiento se podrá comparar con los demás y con la situación de cada día.",
			Link: &ui.Link{Text: "Ir al cuadro de mando", Href: "/planes/" + ask.slug + "/cuadro-de-mando"},
		}
		return p
	}
	p.Notices, p.Headline = notices(s, ask), buildHeadline(s)
	p.Groups = groupChoices(s, ask)
	p.Objectives, p.Rest = objectiveRows(s)
	p.Lists, p.Result = lists(s), result(s, ask)
	p.Pages = ui.Pages("Páginas de indicadores", ask.page, s.pages, func(page int) string { return ask.atPage(page).href() + "#indicadores" })
	if s.found > 0 {
		p.Data = ask.atPage(1).href()
	}
	if same := s.Counts()[dashboard.Same]; same > 0 && ask.group == "" {
		p.Same = &ui.Link{
			Text: "Ver " + ui.Count(same, "indicador", "indicadores") + " sin cambios",
			Href: ask.inGroup(dashboard.Same).href() + "#indicadores",
		}
	}
	return p
}

func momentField(name, label string, chosen int64, refs []dashboard.SnapshotRef) ui.SelectFieldProps {
	options := []ui.Option{{Value: board.MomentWord(dashboard.Today), Text: "Hoy", Selected: chosen == dashboard.Today}}
	for _, s := range refs {
		text := s.Title + " (" + ui.ShortDate(s.TakenOn) + ")"
		if s.ReplacedBy != 0 {
			text += ", sustituido"
		}
		options = append(options, ui.Option{Value: board.MomentWord(s.ID), Text: text, Selected: chosen == s.ID})
	}
	return ui.SelectFieldProps{Select: ui.Select{Name: name, Label: label, Options: options}}
}

// called names the moment of a board: "Seguimiento de julio (a 31/7/2026)" or "Hoy (a 21/11/2026)".
func called(b dashboard.Board) string {
	if b.Frozen != nil {
		return b.Frozen.Title
	}
	return "Hoy"
}

func notices(s shown, ask asked) []ui.NoticeProps {
	var list []ui.NoticeProps
	info := func(text string) { list = append(list, ui.NoticeProps{Kind: ui.NoticeInfo, Text: text}) }
	switch {
	case ask.From == ask.To:
		info("Los dos momentos son el mismo: elija otro para ver qué ha cambiado.")
	case s.From.On > s.To.On:
		info("El segundo momento es anterior al primero: los cambios se cuentan hacia atrás.")
	}
	for _, b := range []dashboard.Board{s.From, s.To} {
		if b.Frozen != nil && b.Frozen.ReplacedBy != 0 {
			info("«" + b.Frozen.Title + "» se corrigió después con otro seguimiento.")
		}
	}
	if s.NewLimits() {
		was, is := s.From.Plan, s.To.Plan
		info(fmt.Sprintf("Cambiaron los límites con los que se juzga el plan: en plazo desde el %s (antes %s) y con retraso desde el %s (antes %s) de lo previsto.",
			board.Exactly(is.OnTrackFrom), board.Exactly(was.OnTrackFrom), board.Exactly(is.DelayedFrom), board.Exactly(was.DelayedFrom)))
	}
	if s.NewDates() {
		info("Cambió la duración del plan: ahora va " + ui.DateRange(s.To.Plan.StartsOn, s.To.Plan.EndsOn) +
			"; antes, " + ui.DateRange(s.From.Plan.StartsOn, s.From.Plan.EndsOn) + ".")
	}
	return list
}

func buildHeadline(s shown) headline {
	was, is := s.From, s.To
	h := headline{
		Summary: summary(s), Was: called(was), Is: called(is), WasStatus: string(was.Status), Status: string(is.Status),
		Rows: []headlineRow{
			{"Fecha de los datos", ui.LongDate(was.On), ui.LongDate(is.On), apart(int(is.On - was.On))},
			{"Progreso", ui.PercentOrDash(was.Progress, board.HeadlinePlaces), ui.PercentOrDash(is.Progress, board.HeadlinePlaces), board.Change(was.Progress, is.Progress)},
			{"Previsto", ui.PercentOrDash(was.Expected, board.HeadlinePlaces), ui.PercentOrDash(is.Expected, board.HeadlinePlaces), board.Change(was.Expected, is.Expected)},
			{
				"Indicadores con dato", fmt.Sprintf("%d de %d", was.Coverage.WithData, was.Coverage.Total),
				fmt.Sprintf("%d de %d", is.Coverage.WithData, is.Coverage.Total), signed(is.Coverage.WithData - was.Coverage.WithData),
			},
		},
	}
	if was.Status == is.Status {
		h.StatusNote = "sin cambios"
	}
	if f := s.Later().Frozen; f != nil && f.Note != "" {
		h.Said, h.SaidOf = f.Note, "Nota de «"+f.Title+"»"
	}
	return h
}

func apart(days int) string {
	if days < 0 {
		days = -days
	}
	if days == 0 {
		return "el mismo día"
	}
	return ui.Count(days, "día", "días")
}

func signed(n int) string {
	switch {
	case n > 0:
		return fmt.Sprintf("+%d", n)
	case n < 0:
		return fmt.Sprintf("−%d", -n)
	default:
		return "sin cambios"
	}
}

// summary says the whole in a sentence: "El plan pasó de 40,1 % a 52,3 % (+12,2 p. p.). De 21 indicadores, 9 suben, 2
// bajan y 10 siguen igual."
func summary(s shown) string {
	text := ""
	if was, is := s.From.Progress, s.To.Progress; was.Valid && is.Valid {
		text = fmt.Sprintf("El plan pasó de %s a %s (%s). ", ui.Percent(was.Decimal, board.HeadlinePlaces),
			ui.Percent(is.Decimal, board.HeadlinePlaces), board.Change(was, is))
	}
	var parts []string
	counts := s.Counts()
	for _, g := range dashboard.Groups {
		switch n := counts[g]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+groupWords[g].one)
		default:
			parts = append(parts, ui.Number(wholeNumber(n), 0)+" "+groupWords[g].several)
		}
	}
	if len(parts) == 0 {
		return text + "No hay indicadores en ninguno de los dos momentos."
	}
	return text + "De " + ui.Count(len(s.Indicators), "indicador", "indicadores") + ", " + sentence(parts) + "."
}

// sentence joins parts as Spanish does: "a, b y c".
func sentence(parts []string) string {
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " y " + parts[last]
}

func groupChoices(s shown, ask asked) []ui.Choice {
	counts := s.Counts()
	changed := len(s.Indicators) - counts[dashboard.Same]
	choices := []ui.Choice{{
		Text: fmt.Sprintf("Todos los cambios: %s", ui.Number(wholeNumber(changed), 0)), Href: ask.inGroup("").href() + "#indicadores", Current: ask.group == "",
	}}
	for _, g := range dashboard.Groups {
		if counts[g] > 0 || ask.group == g {
			choices = append(choices, ui.Choice{
				Text: groupWords[g].heading + ": " + ui.Number(wholeNumber(counts[g]), 0),
				Href: ask.inGroup(g).href() + "#indicadores", Current: ask.group == g,
			})
		}
	}
	return choices
}

func result(s shown, ask asked) string {
	switch {
	case s.found == 0 && ask.group == "":
		return "Ningún indicador ha cambiado."
	case s.found == 0:
		return "Ningún indicador está en este caso."
	case s.pages == 1:
		return ui.Count(s.found, "indicador", "indicadores")
	}
	from := (ask.page-1)*pageSize + 1
	return fmt.Sprintf("Se muestran del %s al %s de %s", ui.Number(wholeNumber(from), 0),
		ui.Number(wholeNumber(from+len(s.page)-1), 0), ui.Count(s.found, "indicador", "indicadores"))
}

package publications

import (
	"cmp"
	"html"
	"net/url"
	"strconv"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/opendata"
	"hito/internal/plan"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// resultsAtOnce is how many results are in sight before the rest is opened.
const resultsAtOnce = 5

// showProps is everything the public page of a plan shows, decided and formatted.
type showProps struct {
	Page       ui.PageProps
	Head       ui.PageHeadProps
	Share      shareProps
	Parts      []ui.Link // of the page
	Notice     string
	Headline   ui.HeadlineProps
	Bullet     *chart.BulletProps // nil where there is no progress to draw
	Summary    string
	Purpose    string
	Objectives []objective
	Counted    string
	Indicators *ui.Link // where the indicators are, where there are too many for this page
	TooMany    string
	Results    []result
	ResultText string
	AllResults *ui.Link // nil where all are here

	MoreResults  []result // those in a fold, so that what follows is not far away
	OpensResults string   // what that fold is called
	FollowUps    []followUp
	Documents    []document
	Data         []dataLink
	Licence      ui.Link
	Embed        string
	Details      *ui.Link // to the ordinary pages; nil where they are not for everybody
}

type shareProps struct{ URL, Mail string }

type objective struct {
	ID, Code, Title, Href string // Href is blank where it has no page for everybody
	Status                string
	Meter                 ui.MeterProps
	Progress              string
	Standing              string
	Indicators            []indicator
	Opens                 string // what its list of indicators is called
}

type indicator struct {
	Code, Title, Href       string
	Baseline, Value, Target string
	On                      date.Date
	Progress, Status        string
	Comment                 string
}

type result struct {
	Title, Description, Href string
	On                       date.Date
	URL, Site                string
	Serves                   []string
	Files                    []file
}

type file struct{ Name, Href, Kind, Size string }

type followUp struct {
	Title, Href, Note  string
	On                 date.Date
	Progress, Expected string
	Status             string
	Data               string // address of its data
	Corrected          bool   // another one replaces it
}

type document struct {
	Title, Href string
	On, Issued  date.Date
}

type dataLink struct {
	Title string
	Links []ui.Link
}

func (p Pages) build(o opendata.Overview) showProps {
	address := p.PublicURL + path(o.Slug)
	s := showProps{
		Page: ui.PageProps{
			Title: o.Title, Description: ui.Shorten(headline(o, p.Data.Today()), 160), Section: "/planes", Updated: p.updated(o),
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Planes", Href: "/planes"}, {Text: ui.Shorten(o.Title, 60)}},
			Feed:   &ui.Link{Text: "Seguimientos de " + o.Title, Href: path(o.Slug) + "/seguimientos.atom"}, Script: "share.js",
		},
		Head:   ui.PageHeadProps{Eyebrow: o.Body, Title: o.Title, Lead: "Vigente " + ui.DateRange(o.StartsOn, o.EndsOn) + "."},
		Share:  shareOf(o, address),
		Notice: o.Notice, Summary: o.Summary, Purpose: o.GeneralObjective,
		Headline: p.headlineOf(o), Counted: counted(o.Objectives), Licence: ui.LicenceLink(o.Licence),
		Embed: `<iframe src="` + address + `/panel" title="` + html.EscapeString(o.Title) + `" width="100%" height="420" loading="lazy"></iframe>`,
	}
	if o.Figures.Progress.Valid {
		bullet := board.Bullet(o.Figures)
		s.Bullet = &bullet
	}
	if o.Open {
		s.Details = &ui.Link{Text: "Ver el plan con todo detalle", Href: planPath(o.Slug, "/cuadro-de-mando")}
	}
	s.list(p, o)
	return s
}

// updated is the day of the last change of what the page shows.
func (p Pages) updated(o opendata.Overview) date.Date {
	return max(date.Of(o.Changed().In(p.Location)), o.DataOn)
}

// list fills in what is listed.
func (s *showProps) list(p Pages, o opendata.Overview) {
	for n, one := range o.Objectives {
		s.Objectives = append(s.Objectives, objectiveOf(o, one, n))
	}
	if o.Shown(plan.ShowIndicators) && len(o.Objectives) > 0 && !listed(o) && o.Indicators > 0 {
		s.TooMany = "El plan tiene " + ui.Count(o.Indicators, "indicador", "indicadores") + ", demasiados para esta página."
		s.Indicators = &ui.Link{Text: "Descargar sus indicadores", Href: dataPath(o.Slug) + "/indicadores." + string(opendata.SpanishCSV)}
		if o.Open {
			s.Indicators = &ui.Link{Text: "Ver los indicadores", Href: planPath(o.Slug, "/indicadores")}
		}
	}
	for _, r := range o.Results {
		s.Results = append(s.Results, resultOf(o, r))
	}
	if more := len(s.Results) - resultsAtOnce; more > 1 {
		s.Results, s.MoreResults = s.Results[:resultsAtOnce], s.Results[resultsAtOnce:]
		s.OpensResults = "Otros " + ui.Count(more, "resultado", "resultados")
	}
	if more := o.ResultsAll - len(o.Results); more > 0 {
		s.ResultText = strconv.Itoa(len(o.Results)) + " de " + ui.Count(o.ResultsAll, "resultado", "resultados") + ", con los más recientes delante."
		s.AllResults = &ui.Link{Text: "Ver todos los resultados", Href: planPath(o.Slug, "/resultados")}
	}
	for _, f := range o.FollowUps {
		s.FollowUps = append(s.FollowUps, followUpOf(o, f))
	}
	for _, d := range o.Documents {
		s.Documents = append(s.Documents, document{Title: d.Title, Href: "/informes/" + d.Code, On: d.TakenOn, Issued: date.Of(d.IssuedAt.In(p.Location))})
	}
	s.Parts = parts(*s)
	for _, d := range opendata.DatasetsOf(o.Plan) {
		s.Data = append(s.Data, dataLink{Title: d.Title, Links: ui.DataLinks(dataPath(o.Slug)+"/"+d.Name, opendata.Formats)})
	}
}

// parts lead to what is further down on the page.
func parts(s showProps) []ui.Link {
	links := []ui.Link{}
	add := func(some int, id, text string) {
		if some > 0 {
			links = append(links, ui.Link{Text: text, Href: "#" + id})
		}
	}
	add(len(s.Objectives), "objetivos", "Objetivos")
	add(len(s.Results), "resultados", "Resultados")
	add(1, "seguimientos", "Seguimientos")
	add(len(s.Documents), "documentos", "Documentos")
	add(1, "datos", "Datos abiertos")
	return links
}

func listed(o opendata.Overview) bool {
	for _, one := range o.Objectives {
		if len(one.Indicators) > 0 {
			return true
		}
	}
	return false
}

func planPath(slug, rest string) string { return "/planes/" + slug + rest }

func dataPath(slug string) string { return "/datos-abiertos/" + slug }

func shareOf(o opendata.Overview, address string) shareProps {
	mail := url.URL{Scheme: "mailto", RawQuery: "subject=" + url.PathEscape(o.Title) + "&body=" + url.PathEscape(address)}
	return shareProps{URL: address, Mail: mail.String()}
}

func (p Pages) headlineOf(o opendata.Overview) ui.HeadlineProps {
	h := ui.HeadlineProps{
		ID: "como-va", Label: "Cómo va el plan a " + ui.LongDate(o.On), Value: percent(o.Figures), Status: string(o.Figures.Status),
		Summary: headline(o, p.Data.Today()),
		Facts: []ui.Definition{
			{Term: "Se esperaba", Text: expected(o.Figures)},
			{Term: "Medido con", Text: ui.Coverage(o.Figures.Coverage.WithData, o.Figures.Coverage.Total)},
			{Term: "Última actualización", Content: ui.Day(p.updated(o))},
		},
		Explain: explained(),
	}
	if o.FollowUp != "" {
		h.Facts = append(h.Facts, ui.Definition{Term: "Según el seguimiento", Text: o.FollowUp})
	}
	return h
}

func explained() *ui.ExplainProps {
	return &ui.ExplainProps{
		Of:   "el progreso",
		Rule: "Cada indicador recorre un camino de un valor inicial a una meta. El progreso de un objetivo es la media de sus indicadores, y el del plan, la de sus objetivos, según el peso de cada uno.",
		Notes: []string{
			"Lo previsto es lo que tocaría haber recorrido a la misma fecha.",
			"Lo que todavía no tiene dato cuenta como 0 %.",
		},
		Method: board.MethodPage,
	}
}

func objectiveOf(o opendata.Overview, one opendata.Objective, n int) objective {
	p := objective{
		ID: "objetivo-" + strconv.Itoa(n+1), Code: one.Code, Title: one.Title, Status: string(one.Figures.Status), Meter: board.Meter(one.Figures),
		Progress: ui.PercentOrDash(one.Figures.Progress, board.MeanPlaces), Standing: standing(one),
	}
	if o.Open {
		p.Href = planPath(o.Slug, "/objetivos/"+url.PathEscape(one.Code))
	}
	for _, i := range one.Indicators {
		p.Indicators = append(p.Indicators, indicatorOf(o, i))
	}
	p.Opens = "Cómo se mide: " + ui.Count(len(p.Indicators), "indicador", "indicadores")
	return p
}

func indicatorOf(o opendata.Overview, i opendata.Indicator) indicator {
	p := indicator{
		Code: i.Code, Title: i.Title, On: i.MeasuredOn, Status: string(i.Status), Comment: i.Comment,
		Baseline: "sin línea base", Value: ui.QuantityOrDash(i.Value, i.Decimals, i.UnitMeasure),
		Target: ui.Quantity(i.Target, i.Decimals, i.UnitMeasure), Progress: ui.PercentOrDash(i.Progress, board.IndicatorPlaces),
	}
	if i.Baseline.Valid {
		p.Baseline = ui.Quantity(i.Baseline.Decimal, i.Decimals, i.UnitMeasure)
	}
	if i.Status == dashboard.Cancelled {
		p.Comment = "Anulado" + cmp.Or(reason(i.CancelReason), ".")
	}
	if o.Open {
		p.Href = planPath(o.Slug, "/indicadores/"+url.PathEscape(i.Code))
	}
	return p
}

func resultOf(o opendata.Overview, r opendata.Result) result {
	p := result{
		Title: r.Title, Description: r.Description, On: r.AchievedOn, URL: r.URL, Site: ui.HostOf(r.URL), Serves: r.Indicators,
		Href: planPath(o.Slug, "/resultados/"+strconv.FormatInt(r.ID, 10)), // results are shown with the ordinary pages alone
	}
	for _, f := range r.Files {
		p.Files = append(p.Files, file{
			Name: f.Name, Href: p.Href + "/ficheros/" + strconv.FormatInt(f.ID, 10), Kind: ui.FileKind(f.Name), Size: ui.FileSize(f.Size),
		})
	}
	return p
}

func followUpOf(o opendata.Overview, f opendata.FollowUp) followUp {
	id := strconv.FormatInt(f.ID, 10)
	p := followUp{
		Title: f.Title, Note: f.Note, On: f.TakenOn, Progress: percent(f.Figures), Expected: expected(f.Figures), Status: string(f.Figures.Status),
		Data: dataPath(o.Slug) + "/seguimientos/" + id + "." + string(opendata.SpanishCSV), Corrected: f.ReplacedBy != 0,
	}
	if o.Open {
		p.Href = planPath(o.Slug, "/seguimientos/"+id)
	}
	return p
}

package ui

import (
	"strings"
	"time"

	"hito/internal/access"
	"hito/internal/date"
)

// Product is the name of this application.
const Product = "Hito"

// PageProps is the frame of a page; the page's own content are its children.
type PageProps struct {
	Title       string    // of the document and of search results; the visible h1 is PageHead's
	Description string    // one sentence for search engines; may be blank
	Section     string    // Href of the main section this page belongs to; may be blank
	Crumbs      []Crumb   // from the start page to this one; fewer than two are not shown
	Tab         string    // Href of the tab of its section that this page is; blank for none
	Plan        *PlanNav  // the plan whose page this is; nil outside plans
	Updated     date.Date // last change of the data shown; zero leaves the line out
	Charts      bool      // the page has charts: load their module
	Feed        *Link     // the Atom feed of what the page is about; nil for none
	Script      string    // of the page alone, such as "sheet.js"; blank for none
	Refused     bool      // a form of the page was refused: the title begins with it
	Private     bool      // the address holds a secret: it is told to no other page
}

// PrivateReferrer is the policy of pages whose address holds a secret: what they lead to learns the site and no more.
// With no-referrer, browsers would hide from this site too that their forms come from it, and they would be refused.
const PrivateReferrer = "strict-origin"

// Crumb is a step of the way from the start page; the last one is the page itself and has no Href.
type Crumb struct{ Text, Href string }

// PlanTab names a page of a plan's own navigation.
type PlanTab string

// Pages of a plan, in the order of its navigation.
const (
	PlanDashboard  PlanTab = "cuadro-de-mando"
	PlanFollowUp   PlanTab = "seguimiento"
	PlanIndicators PlanTab = "indicadores"
	PlanResults    PlanTab = "resultados"
	PlanSnapshots  PlanTab = "seguimientos"
	PlanAbout      PlanTab = ""

	PlanSheet  PlanTab = "hoja" // those below for whoever keeps the plan
	PlanRounds PlanTab = "rondas"
	PlanKeep   PlanTab = "estructura"
)

// PlanNav is the navigation of one plan.
type PlanNav struct {
	Slug    string
	Title   string
	Dates   string    // such as "del 1 de julio de 2021 al 30 de junio de 2023"
	Current PlanTab   // the tab of the page, or of the list it belongs to
	Exact   bool      // the page is the tab's own page and not one below it
	Changed time.Time // of the plan's newest event; zero for what is frozen
	AsOf    string    // query that keeps the chosen date between tabs, such as "fecha=2022-11-30"; blank for today
}

type planTab struct {
	tab   PlanTab
	text  string
	dated bool // shows the plan as of a date
}

var planTabs = []planTab{
	{PlanDashboard, "Cuadro de mando", true},
	{PlanFollowUp, "Seguimiento", true},
	{PlanIndicators, "Indicadores", true},
	{PlanResults, "Resultados", false},
	{PlanSnapshots, "Seguimientos cerrados", false},
	{PlanAbout, "El plan", false},
}

// keepingTabs are for those who may do the action in some plan; the pages look closer.
var keepingTabs = []struct {
	planTab
	needs access.Action
}{
	{planTab{PlanSheet, "Hoja de valores", false}, access.ReportValues},
	{planTab{PlanRounds, "Rondas", false}, access.ReadHistory},
	{planTab{PlanKeep, "Editar el plan", false}, access.WritePlan},
}

// tabsFor returns the tabs of a plan for an actor.
func tabsFor(a access.Actor) []planTab {
	tabs := planTabs
	for _, t := range keepingTabs {
		if access.Can(a, t.needs, access.Target{}) {
			tabs = append(tabs[:len(tabs):len(tabs)], t.planTab)
		}
	}
	return tabs
}

// Path returns the address of a tab of the plan, keeping the chosen date where it matters.
func (n PlanNav) Path(tab PlanTab) string {
	path := "/planes/" + n.Slug
	if tab != "" {
		path += "/" + string(tab)
	}
	for _, t := range planTabs {
		if t.tab == tab && t.dated && n.AsOf != "" {
			path += "?" + n.AsOf
		}
	}
	return path
}

// updated is the day of the last change of what a page shows, as clocks show it at a place.
func (p PageProps) updated(place *time.Location) date.Date {
	if p.Plan == nil || p.Plan.Changed.IsZero() || place == nil {
		return p.Updated
	}
	return max(p.Updated, date.Of(p.Plan.Changed.In(place)))
}

func (n PlanNav) current(tab PlanTab) string {
	switch {
	case n.Current != tab:
		return ""
	case n.Exact:
		return "page"
	default:
		return "true"
	}
}

// documentTitle puts the most particular first, as screen readers and tabs show it.
func documentTitle(p PageProps, site Site) string {
	parts := []string{p.Title}
	if p.Refused {
		parts[0] = "Error: " + p.Title
	}
	if p.Plan != nil && p.Plan.Title != p.Title {
		parts = append(parts, p.Plan.Title)
	}
	parts = append(parts, Product)
	if site.Body != "" {
		parts = append(parts, site.Body)
	}
	return strings.Join(parts, " · ")
}

// ariaCurrent tells a main section of its own page ("page") from the pages below it ("true").
func ariaCurrent(p PageProps, href string) string {
	switch {
	case p.Section != href:
		return ""
	case len(p.Crumbs) > 1:
		return "true"
	default:
		return "page"
	}
}

// fonts that the first screen needs at once; the third weight may come later.
var preloadedFonts = []string{"public-sans-400.woff2", "public-sans-700.woff2"}

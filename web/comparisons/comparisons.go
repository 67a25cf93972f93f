// Package comparisons shows what became of a plan between two moments: follow-ups, or one of them and today.
package comparisons

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the comparison of each plan.
type Pages struct {
	Pool  *pgxpool.Pool
	Today func() date.Date
}

// Names of the parameters of a comparison in an address.
const (
	paramFrom  = "de"
	paramTo    = "a"
	paramGroup = "cambio"
	paramPage  = "pagina"
)

// asked is the comparison that an address asks for.
type asked struct {
	slug string
	dashboard.Moments
	group dashboard.Group // blank for all that changed
	page  int             // from 1
}

// Show answers /planes/{plan}/comparar?de=&a= with a follow-up or "hoy" on each side.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	ask, err := read(chi.URLParam(r, "plan"), r.URL.Query())
	if err != nil {
		return err
	}
	var shown shown
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		shown.Comparison, ask.Moments, err = dashboard.LoadComparison(r.Context(), tx, ui.Scope(r.Context()), ask.slug, ask.Moments, p.Today())
		if err != nil {
			return err
		}
		shown.choose(&ask)
		if shown.Later().Now.Shown(ui.Scope(r.Context()), plan.ShowComments) {
			shown.reasons, err = dashboard.Reasons(r.Context(), tx, shown.Comparison, shown.page)
		}
		return err
	})
	if err != nil {
		return err
	}
	if f, asked := ui.CSVAsked(r.URL.Query()); asked {
		return ui.ServeCSV(w, r, f, changesCSV(shown.Comparison, ask))
	}
	return ui.Render(w, r, http.StatusOK, page(build(shown, ask)))
}

func read(slug string, query url.Values) (asked, error) {
	a := asked{slug: slug, page: 1}
	var err error
	if a.From, err = moment(query.Get(paramFrom)); err != nil {
		return a, err
	}
	if a.To, err = moment(query.Get(paramTo)); err != nil {
		return a, err
	}
	for _, g := range dashboard.Groups {
		if query.Get(paramGroup) == groupWords[g].param {
			a.group = g
		}
	}
	if page, err := strconv.Atoi(query.Get(paramPage)); err == nil && page > 1 {
		a.page = page
	}
	return a, nil
}

func moment(text string) (int64, error) {
	switch text {
	case "":
		return dashboard.Unasked, nil
	case board.MomentWord(dashboard.Today):
		return dashboard.Today, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("moment %q: %w", text, fault.BadInput)
	}
	return id, nil
}

// href is the address of the comparison, of one group of its changes where there is one, and of a page of them.
func (a asked) href() string {
	query := url.Values{paramFrom: {board.MomentWord(a.From)}, paramTo: {board.MomentWord(a.To)}}
	if a.group != "" {
		query.Set(paramGroup, groupWords[a.group].param)
	}
	if a.page > 1 {
		query.Set(paramPage, strconv.Itoa(a.page))
	}
	return path(a.slug) + "?" + query.Encode()
}

func path(slug string) string { return "/planes/" + slug + "/comparar" }

// groups are those of the changes that are asked for; none for all.
func (a asked) groups() []dashboard.Group {
	if a.group == "" {
		return nil
	}
	return []dashboard.Group{a.group}
}

func (a asked) inGroup(g dashboard.Group) asked {
	a.group, a.page = g, 1
	return a
}

func (a asked) atPage(page int) asked {
	a.page = page
	return a
}

func (a asked) swapped() asked {
	a.From, a.To = a.To, a.From
	return a.inGroup("")
}

// shown is a comparison with the page of its indicators that is asked for.
type shown struct {
	dashboard.Comparison
	found   int // indicators that are asked for, on all pages
	pages   int
	page    []dashboard.IndicatorDifference
	reasons map[int64]dashboard.Reason
}

// pageSize is how many indicators a page lists.
const pageSize = 50

// choose picks the page of indicators; one beyond the last is the last.
func (s *shown) choose(a *asked) {
	all := s.InGroup(a.groups()...)
	s.found, s.pages = len(all), max(1, (len(all)+pageSize-1)/pageSize)
	a.page = min(a.page, s.pages)
	from := (a.page - 1) * pageSize
	s.page = all[from:min(from+pageSize, len(all))]
}

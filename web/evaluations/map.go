package evaluations

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/setting"
	"hito/internal/text"
	"hito/web/ui"
)

// quadrantNames name the quarters of the map.
var quadrantNames = map[challenge.Quadrant]string{
	challenge.DoNow: "Hágase ya", challenge.BigProject: "Proyecto mayor", challenge.FillIn: "Si hay hueco", challenge.BetterNot: "Mejor no",
}

// rated is a reto with what its evaluations come to. Rank is its number on the map and in the table, from 1; 0 for one
// that has no place on it.
type rated struct {
	challenge.Rated
	challenge.Assessment
	Rank int
}

func (r rated) href() string { return ui.ChallengePath(challenge.Grouped(r.Code)) }

// evaluable tells a reto that may still be evaluated.
func (r rated) evaluable() bool { return slices.Contains(challenge.Evaluate.In, r.State) }

// rank assesses retos and numbers those that have a place on the map, the best return first.
func rank(list []challenge.Rated, rules setting.Challenges) []rated {
	all := make([]rated, len(list))
	for n, r := range list {
		all[n] = rated{Rated: r, Assessment: challenge.Assess(rules.Criteria, r.Given)}
	}
	slices.SortStableFunc(all, func(a, b rated) int {
		if a.Placed() != b.Placed() {
			return map[bool]int{true: -1, false: 1}[a.Placed()]
		}
		return cmp.Or(b.Return().Cmp(a.Return()), b.Impact.Value.Decimal.Cmp(a.Impact.Value.Decimal), cmp.Compare(a.ID, b.ID))
	})
	for n := range all {
		if all[n].Placed() {
			all[n].Rank = n + 1
		}
	}
	return all
}

// mapProps is everything that the map of impact and effort shows.
type mapProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Filters  ui.FiltersProps
	Cut      string // that not all retos are shown; blank where they are
	None     *ui.EmptyProps
	Plot     plot
	Sorts    []ui.SortProps
	Rows     []mapRow
	Unplaced []unplaced
}

// mapRow is a reto in the table below the map.
type mapRow struct {
	Number, Title, Href    string
	State                  ui.TagProps
	Unit                   string
	Impact, Effort, Return string
	Quadrant               string
	People                 string
}

// unplaced is a reto that the map cannot show, and why.
type unplaced struct {
	Title, Href string
	State       ui.TagProps
	Why         string
	Evaluate    string // address; blank where it may not be evaluated any more
}

// Map answers GET /retos/mapa.
func (p Pages) Map(w http.ResponseWriter, r *http.Request) error {
	var rules setting.Challenges
	var list []challenge.Rated
	err := db.ReadTx(r.Context(), p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		if rules, _, err = setting.LoadChallenges(r.Context(), tx); err != nil {
			return err
		}
		list, err = challenge.Ratings(r.Context(), tx, ui.Actor(r.Context()), rules.Criteria)
		return err
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, challengeMap(buildMap(rank(list, rules), askedOf(r.URL.Query()))))
}

func buildMap(all []rated, a asked) mapProps {
	found := a.among(all)
	p := mapProps{
		Page: ui.ChallengesView(ui.ChallengeMapPath, "Mapa de impacto y esfuerzo de los retos"),
		Head: ui.PageHeadProps{Title: "Mapa de impacto y esfuerzo",
			Lead: "Los retos por decidir o en marcha, según las medias de quienes los han evaluado. Arriba a la izquierda, lo que más da por menos."},
		Filters: a.filters(all, len(found)),
	}
	if len(all) == challenge.MostRated {
		p.Cut = "Solo se muestran los " + ui.Count(challenge.MostRated, "reto recibido", "retos recibidos") + " más recientemente."
	}
	placed := slices.DeleteFunc(slices.Clone(found), func(r rated) bool { return !r.Placed() })
	for _, r := range found {
		if !r.Placed() {
			p.Unplaced = append(p.Unplaced, unplacedOf(r))
		}
	}
	slices.SortStableFunc(p.Unplaced, func(x, y unplaced) int { return cmp.Compare(later(x), later(y)) })
	p.Plot, p.None = plotOf(placed), nothing(len(all), len(found), len(placed))
	a.sort(placed)
	for _, r := range placed {
		p.Rows = append(p.Rows, rowOnMap(r))
	}
	p.Sorts = a.sorts()
	return p
}

// nothing says why there is no map; nil where there is one.
func nothing(all, found, placed int) *ui.EmptyProps {
	link := &ui.Link{Text: "Ver los retos", Href: ui.ChallengesPath}
	switch {
	case placed > 0:
		return nil
	case all == 0:
		return &ui.EmptyProps{Title: "No hay retos por decidir ni en marcha", Text: "Cuando se reciba alguno y se evalúe, tendrá aquí su sitio.", Link: link}
	case found == 0:
		return &ui.EmptyProps{Icon: "search", Title: "Ningún reto cumple estos filtros", Text: "Quite alguno para ver los demás.",
			Link: &ui.Link{Text: "Quitar filtros", Href: ui.ChallengeMapPath}}
	default:
		return &ui.EmptyProps{Title: "Ninguno de estos retos está evaluado", Text: "Evalúe alguno de la lista de abajo: hace falta al menos un criterio de impacto y otro de viabilidad."}
	}
}

func rowOnMap(r rated) mapRow {
	unit := r.Unit
	if unit == "" {
		unit = none
	}
	return mapRow{
		Number: strconv.Itoa(r.Rank), Title: r.Title, Href: r.href(), State: ui.ChallengeTag(r.State), Unit: unit,
		Impact: figureOf(r.Impact.Value, shortPlaces), Effort: figureOf(r.Effort(), shortPlaces), Return: ui.Number(r.Return(), meanPlaces),
		Quadrant: quadrantNames[r.Quadrant()], People: strconv.Itoa(r.Evaluators),
	}
}

func unplacedOf(r rated) unplaced {
	u := unplaced{Title: r.Title, Href: r.href(), State: ui.ChallengeTag(r.State), Why: "Sin evaluar"}
	switch {
	case r.Impact.Value.Valid:
		u.Why = "Nadie ha puntuado su viabilidad"
	case r.Feasibility.Value.Valid:
		u.Why = "Nadie ha puntuado su impacto"
	}
	if r.evaluable() {
		u.Evaluate = pathOf(challenge.Grouped(r.Code))
	}
	return u
}

// later puts what may still be evaluated before what may not.
func later(u unplaced) int {
	if u.Evaluate == "" {
		return 1
	}
	return 0
}

// folded compares texts as people look them up.
func folded(a, b string) int { return cmp.Compare(text.Fold(a), text.Fold(b)) }

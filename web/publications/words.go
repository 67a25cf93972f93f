package publications

import (
	"cmp"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/opendata"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// verdicts say how something goes, of a plan under way and of one that is over.
var verdicts = map[progress.Status]struct{ now, then string }{
	progress.StatusMet:      {"El plan ha alcanzado todas sus metas", "alcanzó todas sus metas"},
	progress.StatusOnTrack:  {"El plan va según lo previsto", "iba según lo previsto"},
	progress.StatusDelayed:  {"El plan va con retraso", "iba con retraso"},
	progress.StatusCritical: {"El plan va muy por debajo de lo previsto", "iba muy por debajo de lo previsto"},
}

// headline says in plain words how a plan stands: "El plan va según lo previsto: a 14 de marzo de 2026 lleva el 45,3 %…".
func headline(o opendata.Overview, today date.Date) string {
	verdict, judged := verdicts[o.Figures.Status]
	over := today > o.EndsOn
	switch {
	case o.Figures.Status == progress.StatusNotStarted && today < o.StartsOn:
		return "El plan todavía no ha empezado: empieza el " + ui.LongDate(o.StartsOn) + "."
	case !o.Figures.Progress.Valid:
		return "El plan todavía no tiene objetivos que contar."
	case !judged:
		return "Todavía no hay datos con los que decir cómo va el plan."
	case over:
		return "El plan terminó el " + ui.LongDate(o.EndsOn) + ". A " + ui.LongDate(o.On) + " " + verdict.then + ": llevaba el " +
			percent(o.Figures) + " del camino, cuando se esperaba el " + expected(o.Figures) + "."
	default:
		return verdict.now + ": a " + ui.LongDate(o.On) + " lleva el " + percent(o.Figures) + " del camino, cuando se esperaba el " + expected(o.Figures) + "."
	}
}

func percent(f dashboard.Figures) string { return ui.PercentOrDash(f.Progress, board.HeadlinePlaces) }

func expected(f dashboard.Figures) string { return ui.PercentOrDash(f.Expected, board.HeadlinePlaces) }

// groups are the statuses of objectives in words, for one and for several, in the order in which they are told.
var groups = []struct {
	status       progress.Status
	one, several string
}{
	{progress.StatusMet, "está cumplido", "están cumplidos"},
	{progress.StatusOnTrack, "va en plazo", "van en plazo"},
	{progress.StatusDelayed, "va con retraso", "van con retraso"},
	{progress.StatusCritical, "está en situación crítica", "están en situación crítica"},
	{progress.StatusNoData, "no tiene datos", "no tienen datos"},
	{progress.StatusNotStarted, "no ha empezado", "no han empezado"},
	{dashboard.Cancelled, "se ha anulado", "se han anulado"},
}

// counted says how many objectives stand in which way: "De sus 12 objetivos, 3 están cumplidos y 9 van en plazo."
func counted(list []opendata.Objective) string {
	if len(list) == 0 {
		return ""
	}
	counts := map[progress.Status]int{}
	for _, o := range list {
		counts[o.Figures.Status]++
	}
	var parts []string
	for _, g := range groups {
		if n := counts[g.status]; n > 0 {
			parts = append(parts, ui.Count(n, g.one, g.several))
		}
	}
	if len(list) == 1 {
		return "Su único objetivo " + groupOf(list[0].Figures.Status) + "."
	}
	return "De sus " + ui.Count(len(list), "objetivo", "objetivos") + ", " + joined(parts) + "."
}

func groupOf(status progress.Status) string {
	for _, g := range groups {
		if g.status == status {
			return g.one
		}
	}
	return "no tiene datos"
}

// joined lists words: "uno, dos y tres".
func joined(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " y " + words[last]
}

// standing says how an objective stands, beside its bar.
func standing(o opendata.Objective) string {
	switch {
	case !o.CancelledOn.IsZero() && o.Figures.Status == dashboard.Cancelled:
		return "Anulado el " + ui.LongDate(o.CancelledOn) + cmp.Or(reason(o.CancelReason), ".")
	case o.Figures.Coverage.Total == 0:
		return "Todavía no tiene indicadores con los que medirlo."
	case o.Figures.Status == progress.StatusNoData:
		return "Ninguno de sus indicadores tiene datos todavía."
	case o.Figures.Status == progress.StatusNotStarted:
		return "A esta fecha todavía no se espera ningún avance."
	default:
		return "Ha recorrido el " + ui.PercentOrDash(o.Figures.Progress, board.MeanPlaces) + " del camino; a esta fecha se esperaba el " +
			ui.PercentOrDash(o.Figures.Expected, board.MeanPlaces) + "."
	}
}

func reason(text string) string {
	if text == "" {
		return ""
	}
	return ": " + strings.TrimSuffix(text, ".") + "."
}

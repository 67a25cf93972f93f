package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Of long lists the summary names the first.
const (
	mostBehind  = 3
	mostMet     = 6
	mostBesides = 3
)

// summaryText says where a plan is against where it should be, and what matters of it.
func summaryText(s source) string {
	b := s.board
	paragraphs := []string{
		standingWords(b) + " " + timeWords(b),
		coverageWords(b), behindWords(b), metWords(b), changesText(s), besidesWords(s.beside()),
	}
	return strings.Join(slices.DeleteFunc(paragraphs, func(p string) bool { return p == "" }), "\n\n")
}

// standingWords says how far the plan is, and how far it should be.
func standingWords(b dashboard.Board) string {
	day := ui.LongDate(b.On)
	expected := ui.PercentOrDash(b.Expected, board.HeadlinePlaces)
	switch {
	case !b.Progress.Valid || !b.Expected.Valid:
		return "El plan todavía no tiene objetivos que cuenten: no hay progreso que medir."
	case b.Status == progress.StatusNotStarted:
		return "A " + day + " todavía no se espera progreso del plan."
	case b.Status == progress.StatusNoData:
		return "A " + day + " ningún indicador tiene dato, y se esperaba un progreso del " + expected + "."
	}
	text := fmt.Sprintf("A %s el progreso del plan es del %s y el previsto, del %s: ", day, ui.PercentOrDash(b.Progress, board.HeadlinePlaces), expected)
	if gap := b.Progress.Decimal.Sub(b.Expected.Decimal).Round(3); gap.IsZero() {
		text += "justo lo previsto."
	} else {
		side := "por encima"
		if gap.IsNegative() {
			side = "por debajo"
		}
		text += ui.Number(gap.Abs().Shift(2), 1) + " puntos " + side + " de lo previsto."
	}
	return text + " Su estado es «" + strings.ToLower(ui.StatusWord(string(b.Status))) + "»."
}

// timeWords says how much of the plan's time is left.
func timeWords(b dashboard.Board) string {
	end := ui.LongDate(b.Plan.EndsOn)
	switch left := b.Plan.DaysLeft(b.On); {
	case b.Plan.Over(b.On):
		return "El plazo del plan terminó el " + end + "."
	case !b.Plan.Started(b.On):
		return "El plan empieza el " + ui.LongDate(b.Plan.StartsOn) + "."
	case left == 0:
		return "El plazo del plan termina ese mismo día."
	case left == 1:
		return "Queda 1 día de plazo, hasta el " + end + "."
	default:
		return "Quedan " + ui.Count(left, "día", "días") + " de plazo, hasta el " + end + "."
	}
}

// coverageWords says how many indicators have data, and how many there are in each state.
func coverageWords(b dashboard.Board) string {
	all := b.Size()
	if all == 0 {
		return "El plan todavía no tiene indicadores."
	}
	states := joined(inStates(b.Counts(), progress.StatusMet, progress.StatusOnTrack, progress.StatusDelayed,
		progress.StatusCritical, progress.StatusNoData, progress.StatusNotStarted, dashboard.Cancelled))
	return fmt.Sprintf("El plan tiene %s: %s. %s", ui.Count(all, "indicador", "indicadores"), states, dataWords(b.Coverage))
}

func dataWords(c progress.Coverage) string {
	switch {
	case c.Total == 0:
		return "Ninguno cuenta en el progreso del plan."
	case c.WithData == 0:
		return "Ninguno de los que cuentan tiene dato."
	case c.WithData == c.Total && c.Total == 1:
		return "El que cuenta tiene dato."
	case c.WithData == c.Total:
		return "Todos los que cuentan tienen dato."
	case c.WithData == 1:
		return fmt.Sprintf("De los %s que cuentan, 1 tiene dato; los demás valen 0 en las medias.", whole(c.Total))
	default:
		return fmt.Sprintf("De los %s que cuentan, %s tienen dato; el resto vale 0 en las medias.", whole(c.Total), whole(c.WithData))
	}
}

// behindWords names the objectives that lag most.
func behindWords(b dashboard.Board) string {
	late := behind(b)
	names := make([]string, min(len(late), mostBehind))
	for n := range names {
		o := late[n]
		names[n] = fmt.Sprintf("%s (%s, %s frente al %s previsto)", named(o.Code, o.Title), statusAdjectives[o.Status][0],
			ui.PercentOrDash(o.Progress, board.MeanPlaces), ui.PercentOrDash(o.Expected, board.MeanPlaces))
	}
	switch {
	case len(b.Objectives) == 0:
		return ""
	case len(late) == 0:
		return "Ningún objetivo está con retraso, en estado crítico ni sin dato."
	case len(late) == 1:
		return "Un objetivo necesita atención: " + names[0] + "."
	}
	counts := map[progress.Status]int{}
	for _, o := range late {
		counts[o.Status]++
	}
	text := whole(len(late)) + " objetivos necesitan atención: " + joined(inStates(counts, deviations...)) + ". "
	if len(late) > mostBehind {
		return text + "Los más alejados de lo previsto son:\n" + bulleted(names)
	}
	return text + "Son:\n" + bulleted(names)
}

func bulleted(items []string) string { return "- " + strings.Join(items, "\n- ") }

// behind returns the objectives that count and are late, critical or without data, the furthest from what was expected
// first.
func behind(b dashboard.Board) []dashboard.Objective {
	var late []dashboard.Objective
	for _, o := range b.Objectives {
		if o.Weight.IsPositive() && (o.Status == progress.StatusCritical || o.Status == progress.StatusDelayed || o.Status == progress.StatusNoData) {
			late = append(late, o)
		}
	}
	slices.SortStableFunc(late, func(x, y dashboard.Objective) int { return gap(y).Cmp(gap(x)) })
	return late
}

// metWords names the objectives that are met.
func metWords(b dashboard.Board) string {
	var codes []string
	for _, o := range b.Objectives {
		if o.Status == progress.StatusMet {
			codes = append(codes, o.Code)
		}
	}
	switch {
	case len(codes) == 0:
		return ""
	case len(codes) == 1:
		return "Un objetivo está cumplido: " + codes[0] + "."
	case len(codes) > mostMet:
		return whole(len(codes)) + " objetivos están cumplidos, entre ellos " + joined(codes[:mostMet]) + "."
	default:
		return whole(len(codes)) + " objetivos están cumplidos: " + joined(codes) + "."
	}
}

// besidesWords tells of figures that were published elsewhere and are not as computed.
func besidesWords(list []string) string {
	switch {
	case len(list) == 0:
		return ""
	case len(list) == 1:
		return "Una cifra publicada no coincide con la calculada: " + list[0] + "."
	}
	text := whole(len(list)) + " cifras publicadas no coinciden con las calculadas"
	if len(list) > mostBesides {
		text += ", entre ellas"
	}
	shown := slices.Clone(list[:min(len(list), mostBesides)])
	for n := range shown {
		shown[n] = capital(shown[n])
	}
	return text + ":\n" + bulleted(shown)
}

func summaryBlocks(s source, _ report.Options) []paper.Block {
	b := s.board
	counts := b.Counts()
	well := counts[progress.StatusMet] + counts[progress.StatusOnTrack]
	attention := len(deviating(b))
	blocks := []paper.Block{paper.Figures{Items: []paper.Figure{
		{Value: ui.PercentOrDash(b.Progress, board.HeadlinePlaces), Label: "Progreso del plan", Detail: ui.StatusWord(string(b.Status))},
		{Value: ui.PercentOrDash(b.Expected, board.HeadlinePlaces), Label: "Progreso previsto", Detail: "A " + s.day()},
		{Value: whole(well), Label: "Indicadores cumplidos o en plazo", Detail: "De " + whole(b.Size())},
		{
			Value: whole(attention), Label: "Necesitan atención",
			Detail: cmp.Or(joined(inStates(counts, deviations...)), "Ninguno"),
		},
	}}}
	if b.Plan.Notice != "" {
		blocks = append(blocks, paper.Text{Role: paper.Note, Body: "Sobre estos datos: " + b.Plan.Notice})
	}
	return blocks
}

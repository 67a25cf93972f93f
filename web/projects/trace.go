package projects

import (
	"slices"
	"strconv"

	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// planTrace is what a reto leads to in a plan.
type planTrace struct {
	Title, Href string
	Objectives  []node
	Loose       []node // results that are evidence of no indicator
}

// node is an objective, an indicator or a result on the way, with what follows from it.
type node struct {
	Kind, Text, Href string
	Facts            string // its current value and the like; may be blank
	Status           string // blank for a result
	Tag              *ui.TagProps
	Linked           bool // and not only on the way to something that is
	Next             []node
}

// tracesOf follows ties from objective to indicator to result, plan by plan. Boards are those of the plans.
func tracesOf(ties []challenge.Tie, boards map[int64]dashboard.Board) []planTrace {
	var traces []planTrace
	for n := 0; n < len(ties); {
		same := n
		for same < len(ties) && ties[same].PlanID == ties[n].PlanID {
			same++
		}
		traces = append(traces, traceOf(ties[n:same], boards[ties[n].PlanID]))
		n = same
	}
	return traces
}

func traceOf(ties []challenge.Tie, b dashboard.Board) planTrace {
	t := planTrace{Title: ties[0].PlanTitle, Href: "/planes/" + ties[0].PlanSlug}
	for _, o := range b.Objectives {
		shown := node{
			Kind: "Objetivo", Text: o.Code + ". " + o.Title, Href: t.Href + "/objetivos/" + o.Code, Status: string(o.Status),
			Facts: "Progreso: " + ui.PercentOrDash(o.Progress, board.MeanPlaces), Linked: tied(ties, challenge.ToObjective, o.ID),
		}
		for _, i := range o.Indicators {
			if next := indicatorNode(ties, t.Href, i); next.Linked || len(next.Next) > 0 {
				shown.Next = append(shown.Next, next)
			}
		}
		if shown.Linked || len(shown.Next) > 0 {
			t.Objectives = append(t.Objectives, shown)
		}
	}
	for _, tie := range ties {
		if tie.Kind == challenge.ToResult && len(tie.Serves) == 0 {
			t.Loose = append(t.Loose, resultNode(t.Href, tie))
		}
	}
	return t
}

func indicatorNode(ties []challenge.Tie, plan string, i dashboard.Indicator) node {
	shown := node{
		Kind: "Indicador", Text: i.Code + ". " + i.Title, Href: plan + "/indicadores/" + i.Code, Status: string(i.Status),
		Facts: currentValue(i), Linked: tied(ties, challenge.ToIndicator, i.ID),
	}
	for _, tie := range ties {
		if tie.Kind == challenge.ToResult && slices.Contains(tie.Serves, i.ID) {
			shown.Next = append(shown.Next, resultNode(plan, tie))
		}
	}
	return shown
}

// currentValue tells an indicator's value, its goal and its progress.
func currentValue(i dashboard.Indicator) string {
	if !i.Value.Valid {
		return "Sin dato todavía. Meta: " + ui.Quantity(i.Target, i.Decimals, i.UnitOfMeasure)
	}
	return "Valor actual: " + ui.Quantity(i.Value.Decimal, i.Decimals, i.UnitOfMeasure) + " (meta: " + ui.Number(i.Target, i.Decimals) +
		"). Progreso: " + ui.PercentOrDash(i.Progress, board.IndicatorPlaces)
}

func resultNode(plan string, t challenge.Tie) node {
	shown := node{Kind: "Resultado", Text: t.Title, Href: plan + "/resultados/" + strconv.FormatInt(t.EndID, 10), Linked: true}
	if !t.AchievedOn.IsZero() {
		shown.Facts = "Alcanzado el " + ui.LongDate(t.AchievedOn)
	}
	if t.Withdrawn {
		shown.Tag = &ui.TagProps{Icon: "ban", Text: "Retirado", Tone: "cancelled"}
	}
	return shown
}

func tied(ties []challenge.Tie, kind challenge.EndKind, id int64) bool {
	return slices.ContainsFunc(ties, func(t challenge.Tie) bool { return t.Kind == kind && t.EndID == id })
}

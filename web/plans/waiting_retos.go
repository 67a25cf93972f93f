package plans

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/source"
	"hito/web/ui"
)

// awaitingRetos returns what waits for an actor of the retos: it takes one query, and none for whoever has not signed in.
func awaitingRetos(ctx context.Context, tx pgx.Tx, actor access.Actor, today date.Date, place *time.Location) ([]awaits, error) {
	tasks, err := challenge.FindTasks(ctx, tx, actor, today)
	if err != nil {
		return nil, err
	}
	return retoTasks(tasks, place), nil
}

func retoTasks(t challenge.Tasks, place *time.Location) (list []awaits) {
	reto := func(n int) string { return ui.Count(n, "reto", "retos") }
	if t.Decide > 0 {
		list = append(list, awaits{
			Text: "Decidir sobre " + reto(t.Decide), Href: ui.UndecidedChallengesPath,
			Of:    "El que más espera, desde el " + ui.LongDate(date.Of(t.DecideSince.In(place))),
			State: ui.TagProps{Icon: "question", Text: "esperan su decisión", Tone: "delayed"},
		})
	}
	if t.Unanswered > 0 {
		list = append(list, awaits{
			Text: "Responder " + reto(t.Unanswered) + outOfTime(t.UnansweredLate), Href: ui.ChallengesPath, Of: "Primera respuesta",
			State: answerTag(t.UnansweredLate),
		})
	}
	if t.Assigned > 0 {
		list = append(list, awaits{
			Text: ui.Count(t.Assigned, "reto asignado", "retos asignados") + " a " + holders(t) + outOfTime(t.AssignedLate), Href: ui.AssignedChallengesPath,
			Of: "Retos en los que trabaja", State: answerTag(t.AssignedLate),
		})
	}
	if t.Asked > 0 {
		list = append(list, awaits{
			Text: "Le han pedido información en " + reto(t.Asked), Href: ui.AskedChallengesPath, Of: "Retos que presentó",
			State: ui.TagProps{Icon: "question", Text: "pendiente de información", Tone: "delayed"},
		})
	}
	if len(t.Values) > 0 {
		list = append(list, unconfirmed(t.Values))
	}
	return list
}

func holders(t challenge.Tasks) string {
	switch t.ByUnit {
	case 0:
		return "usted"
	case t.Assigned:
		return "su unidad"
	default:
		return "usted o a su unidad"
	}
}

func outOfTime(late int) string {
	if late == 0 {
		return ""
	}
	return " (" + strconv.Itoa(late) + " fuera de plazo)"
}

func answerTag(late int) ui.TagProps {
	if late > 0 {
		return ui.TagProps{Icon: "warning", Text: "fuera de plazo", Tone: "critical"}
	}
	return ui.TagProps{Icon: "clock", Text: "en plazo", Tone: "not-started"}
}

// unconfirmed leads to the first indicator whose value waits; its page leads to the others.
func unconfirmed(list []source.Pending) awaits {
	first := list[0]
	of := first.Code + " · " + first.PlanTitle
	if len(list) > 1 {
		of += ", y " + strconv.Itoa(len(list)-1) + " más"
	}
	text := "Confirmar el valor de " + ui.Count(len(list), "indicador que cuenta retos", "indicadores que cuentan retos")
	return awaits{
		Text: text, Href: "/planes/" + first.Slug + "/indicadores/" + first.Code + "/retos",
		Of: of, State: ui.TagProps{Icon: "target", Text: "por confirmar", Tone: "delayed"},
	}
}

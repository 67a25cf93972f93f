package plans

import (
	"slices"
	"testing"
	"time"

	"hito/internal/challenge"
	"hito/internal/source"
)

func TestStartPageTellsWhatWaitsOfTheRetos(t *testing.T) {
	value := source.Pending{Slug: "p", PlanTitle: "El plan", Code: "I1", Title: "Retos"}
	for name, c := range map[string]struct {
		tasks challenge.Tasks
		want  []string
	}{
		"nothing": {},
		"director": {challenge.Tasks{Decide: 3, DecideSince: time.Date(2026, time.March, 9, 23, 30, 0, 0, time.UTC)},
			[]string{"Decidir sobre 3\u00a0retos /retos?decision=1 El que más espera, desde el 10 de marzo de 2026 esperan su decisión"}},
		"technician": {challenge.Tasks{Unanswered: 4, UnansweredLate: 1, Values: []source.Pending{value}}, []string{
			"Responder 4\u00a0retos (1 fuera de plazo) /retos Primera respuesta fuera de plazo",
			"Confirmar el valor de 1\u00a0indicador que cuenta retos /planes/p/indicadores/I1/retos I1 · El plan por confirmar",
		}},
		"several values": {challenge.Tasks{Values: []source.Pending{value, value, value}},
			[]string{"Confirmar el valor de 3\u00a0indicadores que cuentan retos /planes/p/indicadores/I1/retos I1 · El plan, y 2 más por confirmar"}},
		"assigned": {challenge.Tasks{Assigned: 1}, []string{"1\u00a0reto asignado a usted /retos?ver=asignados Retos en los que trabaja en plazo"}},
		"by units": {challenge.Tasks{Assigned: 2, ByUnit: 2, AssignedLate: 2},
			[]string{"2\u00a0retos asignados a su unidad (2 fuera de plazo) /retos?ver=asignados Retos en los que trabaja fuera de plazo"}},
		"both ways": {challenge.Tasks{Assigned: 2, ByUnit: 1}, []string{"2\u00a0retos asignados a usted o a su unidad /retos?ver=asignados Retos en los que trabaja en plazo"}},
		"author": {challenge.Tasks{Asked: 1},
			[]string{"Le han pedido información en 1\u00a0reto /retos?estado=pendiente&ver=mios Retos que presentó pendiente de información"}},
	} {
		var got []string
		for _, a := range retoTasks(c.tasks, time.FixedZone("", 3600)) {
			got = append(got, a.Text+" "+a.Href+" "+a.Of+" "+a.State.Text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

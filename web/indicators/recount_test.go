package indicators_test

import (
	"testing"

	"hito/internal/access"
	"hito/web/ui/pagetest"
)

const counting = pagetest.Montilla + "/indicadores/I.11.3"

func TestAnIndicatorTellsThatItCountsRetos(t *testing.T) {
	d := sit(t, access.Technician)
	today := d.get(counting + "?fecha=" + today.String()).is(200)
	today.says("#recuento", "Este indicador cuenta retos", "retos presentados del 1 de julio de 2021", "se actualiza cada hora", "5 retos presentados")
	today.count("#recuento a[href='"+counting+"/retos']", 1)
	today.count("#recuento li a[href^='/retos/']", 5)
	d.get(counting+"?fecha=2021-06-30").is(200).says("#recuento", "0 retos presentados")
	d.get(counting).is(200).count("#recuento", 0) // a closed follow-up

	if _, err := d.pool.Exec(t.Context(), `UPDATE challenges SET published_at = NULL`); err != nil {
		t.Fatal(err)
	}
	if _, err := d.pool.Exec(t.Context(), `UPDATE indicator_sources SET automatic = false, counts = 'implemented'`); err != nil {
		t.Fatal(err)
	}
	d.get(counting+"?fecha=2026-11-21").is(200).says("#recuento", "Según los retos, el valor a 30 de junio de 2023 es", "Ver y confirmar")
	other := d.as(access.Admin).get(counting + "?fecha=2026-11-21").is(200)
	other.says("#recuento", "Este indicador cuenta retos")
	other.count("#recuento a[href$='/retos'], #recuento li a", 0)
	d.get(example+"/I1.1").is(200).count("#ficha a[href$='/I1.1/retos']", 1)
	d.as(access.Director).get(example+"/I1.1").is(200).count("#ficha a[href$='/I1.1/retos']", 0)
}

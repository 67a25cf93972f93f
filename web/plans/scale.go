package plans

import (
	"github.com/shopspring/decimal"

	"hito/internal/plan"
	"hito/web/ui"
)

// scale says what the statuses of a plan mean.
type scale struct {
	Levels  []level
	Example string
}

type level struct{ Status, Text string }

func scaleOf(p plan.Plan) scale {
	high, low := exactly(p.OnTrackFrom), exactly(p.DelayedFrom)
	s := scale{Levels: []level{
		{"met", "Se ha alcanzado la meta: el progreso llega al 100 %."},
		{"on_track", "El progreso llega al " + high + " de lo previsto para esa fecha, o lo supera."},
	}}
	if p.DelayedFrom.LessThan(p.OnTrackFrom) {
		s.Levels = append(s.Levels, level{"delayed", "El progreso llega al " + low + " de lo previsto, pero no al " + high + "."})
	}
	s.Levels = append(s.Levels,
		level{"critical", "El progreso no llega al " + low + " de lo previsto."},
		level{"no_data", "Todavía no hay ningún dato. En las medias cuenta como 0 %."},
		level{"not_started", "Su plazo todavía no ha empezado."},
		level{"cancelled", "Se dejó de perseguir, con fecha y motivo. Desde entonces no cuenta."},
	)
	half := decimal.New(5, -1)
	s.Example = "Por ejemplo, si a una fecha se espera un 50 %, algo está en plazo desde el " + exactly(half.Mul(p.OnTrackFrom))
	if p.DelayedFrom.LessThan(p.OnTrackFrom) {
		s.Example += ", con retraso desde el " + exactly(half.Mul(p.DelayedFrom))
	}
	s.Example += " y crítico por debajo de ese progreso."
	return s
}

// exactly writes a share with as many decimals as it has, four at most.
func exactly(share decimal.Decimal) string {
	places := int32(0)
	for places < 4 && !share.Shift(2).Round(places).Equal(share.Shift(2)) {
		places++
	}
	return ui.Percent(share, places)
}

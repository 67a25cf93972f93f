package plans

import (
	"strconv"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/web/ui"
)

// stage is where a plan stands in its life, in words.
type stage struct {
	Word, Icon string
	class      string // of its mark in the style sheets
}

var (
	inDraft    = stage{"En borrador", "document", "stage-draft"}
	toCome     = stage{"Sin empezar", "clock", "stage-draft"}
	inForce    = stage{"En vigor", "calendar", "stage-current"}
	ended      = stage{"Finalizado", "flag", "stage-past"}
	cutShort   = stage{"Cerrado antes de plazo", "ban", "stage-past"}
	draftEnded = stage{"En borrador, fuera de plazo", "document", "stage-draft"}
)

func stageOf(p plan.Plan, today date.Date) stage {
	switch over := p.Over(today); {
	case p.State == plan.Draft && over:
		return draftEnded
	case p.State == plan.Draft:
		return inDraft
	case over:
		return ended
	case p.State == plan.Closed:
		return cutShort
	case !p.Started(today):
		return toCome
	default:
		return inForce
	}
}

// span is how much of a plan's time has passed.
type span struct {
	Dates string         // "del 1 de julio de 2021 al 30 de junio de 2023"
	Words string         // "Ha pasado el 71 % del plazo: 518 de 730 días"
	Left  string         // "Quedan 212 días"; blank before the start and after the end
	Bar   *ui.MeterProps // the share that has passed; nil before the start and after the end
}

func spanOf(p plan.Plan, today date.Date) span {
	share := progress.LinearShare(p.StartsOn, p.EndsOn, today)
	s := span{Dates: ui.DateRange(p.StartsOn, p.EndsOn)}
	switch total := int(p.EndsOn-p.StartsOn) + 1; {
	case p.State == plan.Closed && !p.Over(today):
		s.Words = "Se cerró antes de que terminara su plazo"
	case !p.Started(today):
		s.Words = "Empieza el " + ui.LongDate(p.StartsOn) + ", " + within(int(p.StartsOn-today))
	case p.Over(today):
		s.Words = "Terminó el " + ui.LongDate(p.EndsOn)
	default:
		passed := int(today-p.StartsOn) + 1
		s.Words = "Ha pasado el " + ui.Percent(share, 0) + " del plazo: " + strconv.Itoa(passed) + " de " + ui.Count(total, "día", "días")
		s.Left = left(p.DaysLeft(today))
		s.Bar = &ui.MeterProps{Progress: decimal.NewNullDecimal(share)}
	}
	return s
}

// within says how far a day to come is.
func within(days int) string {
	if days == 1 {
		return "mañana"
	}
	return "dentro de " + ui.Count(days, "día", "días")
}

func left(days int) string {
	switch days {
	case 0:
		return "Hoy es el último día"
	case 1:
		return "Queda 1 día"
	default:
		return "Quedan " + ui.Count(days, "día", "días")
	}
}

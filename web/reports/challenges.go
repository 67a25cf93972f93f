package reports

import (
	"fmt"

	"hito/internal/challenge"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
)

// challengesText counts the retos that were received, and those that are implemented. It says nothing of any of them.
func challengesText(s source) string {
	f := s.challenges
	if f == nil {
		return ""
	}
	if f.Until < f.From {
		return "El plan todavía no ha empezado: no hay retos recibidos en su plazo."
	}
	when := "Del " + ui.LongDate(f.From) + " al " + ui.LongDate(f.Until)
	switch {
	case f.Received == 0:
		return when + " no se ha recibido ningún reto."
	case f.Received == 1 && f.Implemented == 1:
		return when + " se ha recibido 1 reto, que está implantado."
	case f.Received == 1:
		return when + " se ha recibido 1 reto, que no está implantado."
	}
	implemented := "ninguno está implantado"
	switch f.Implemented {
	case 0:
	case 1:
		implemented = "1 está implantado"
	default:
		implemented = whole(f.Implemented) + " están implantados"
	}
	return fmt.Sprintf("%s se han recibido %s retos; %s.", when, whole(f.Received), implemented)
}

func challengesBlocks(s source, _ report.Options) []paper.Block {
	if s.challenges == nil || s.challenges.Received == 0 {
		return nil
	}
	t := paper.Table{Caption: "Retos recibidos, según su estado a " + ui.LongDate(s.today), Columns: []paper.Column{
		{Heading: "Estado"}, {Heading: "Retos", Numeric: true, Share: 20},
	}}
	for _, in := range s.challenges.States {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{{Text: ui.ChallengeState(in.State)}, count(in.Count)}})
	}
	return append([]paper.Block{t}, decided(*s.challenges)...)
}

// decided says how many of the retos were decided and answered.
func decided(f challenge.Figures) []paper.Block {
	share := f.ShareInTime()
	if !share.Valid {
		return nil
	}
	return []paper.Block{paper.Text{Role: paper.Note, Body: fmt.Sprintf(
		"Con una primera respuesta: %s de %s. Respondidos en plazo: %s de los que ya debían estarlo.",
		whole(f.Answered), whole(f.Received), ui.Percent(share.Decimal, 0))}}
}

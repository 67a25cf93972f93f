package indicators

import (
	"fmt"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// notices tells, before any figure, which moment is shown and what is unusual about the indicator.
func notices(s dashboard.Story, asked board.Asked) []ui.NoticeProps {
	list := asked.Moment(s.Board, path+"/"+s.Indicator.Code)
	if s.Frozen != nil && len(list) > 0 {
		list[0].Text += later(s.Later)
	}
	return append(append(append(list, cancelled(s)...), overdue(s)...), differs(s)...)
}

// later tells of values that the snapshot could not have.
func later(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " Después se registró 1 valor de fechas anteriores, que aquí no aparece."
	default:
		return fmt.Sprintf(" Después se registraron %d valores de fechas anteriores, que aquí no aparecen.", n)
	}
}

func cancelled(s dashboard.Story) []ui.NoticeProps {
	i := s.Indicator
	switch {
	case i.CancelledOn.IsZero():
		return nil
	case i.Status == dashboard.Cancelled:
		return []ui.NoticeProps{{
			Kind: ui.NoticeWarning, Title: "Anulado el " + ui.LongDate(i.CancelledOn),
			Text: sentence(i.CancelReason) + " Desde ese día no cuenta en las medias; se conservan sus datos.",
		}}
	default:
		return []ui.NoticeProps{{
			Kind: ui.NoticeInfo, Title: "Se anuló después de esta fecha, el " + ui.LongDate(i.CancelledOn),
			Text: sentence(i.CancelReason) + " En la fecha que está viendo todavía contaba.",
		}}
	}
}

// sentence ends a text with a full stop unless it has an end already.
func sentence(text string) string {
	letters := []rune(text)
	if len(letters) == 0 {
		return ""
	}
	switch letters[len(letters)-1] {
	case '.', '!', '?', '…':
		return text
	default:
		return text + "."
	}
}

func overdue(s dashboard.Story) []ui.NoticeProps {
	i := s.Indicator
	if !board.Overdue(s.Board, i) {
		return nil
	}
	days := ui.Count(int(s.On-i.DueOn), "día", "días")
	text := "Se esperaba su primer valor el " + ui.LongDate(i.DueOn) + ": lleva " + days + " de retraso."
	if i.Value.Valid {
		text = "Su último valor es del " + ui.LongDate(i.MeasuredOn) + " y el siguiente se esperaba el " +
			ui.LongDate(i.DueOn) + ": lleva " + days + " de retraso."
	}
	return []ui.NoticeProps{{Kind: ui.NoticeWarning, Title: "Pendiente de actualizar", Text: text}}
}

// differs tells that the snapshot shown was published with another percentage than the computed one.
func differs(s dashboard.Story) []ui.NoticeProps {
	if s.Frozen == nil {
		return nil
	}
	for _, c := range s.Closings {
		if beside := besideOf(c); c.ID == s.Frozen.ID && beside != nil && beside.Differs {
			return []ui.NoticeProps{{
				Kind: ui.NoticeWarning, Title: "El porcentaje publicado y el calculado no coinciden",
				Text: "Se publicó " + beside.Published + "; con los valores publicados, la fórmula da " + beside.Computed + "." + source(c),
			}}
		}
	}
	return nil
}

func source(c dashboard.Closing) string {
	if c.Source == "" {
		return ""
	}
	return " Fuente: " + sentence(c.Source)
}

// besideOf compares what was published for a snapshot with what was computed; nil where nothing was.
func besideOf(c dashboard.Closing) *board.Beside {
	if !c.Published.Valid {
		return nil
	}
	published := map[string]decimal.Decimal{c.Code: c.Published.Decimal}
	return board.PublishedBeside(published, c.Code, c.Progress, board.IndicatorPlaces)
}

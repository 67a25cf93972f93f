package board

import (
	"fmt"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/web/ui"
)

// PageSize is how many indicators a page of a list has at most.
const PageSize = 50

// Apply returns the list's page of the indicators of a board, and how many there are on all pages.
// A page beyond the last one is the last one.
func (l List) Apply(b dashboard.Board) (rows []dashboard.Indicator, total int) {
	all := l.Filter(b)
	from := (l.page(len(all)) - 1) * PageSize
	return all[from:min(from+PageSize, len(all))], len(all)
}

// page returns the page shown of a list with so many indicators in all.
func (l List) page(total int) int { return min(max(l.Page, 1), pagesOf(total)) }

func pagesOf(total int) int { return max(1, (total+PageSize-1)/PageSize) }

// Pages returns the way through a list with total indicators on the page with a path.
func (l List) Pages(path string, total int) ui.PaginationProps {
	return ui.Pages("Páginas de indicadores", l.page(total), pagesOf(total), func(page int) string {
		return l.AtPage(page).Href(path)
	})
}

// Result tells how much of a board with so many indicators in all the list shows, of which total
// are asked for: "Se muestran 12 de 21 indicadores".
func (l List) Result(total, all int) string {
	switch {
	case total == 0:
		return "Ningún indicador coincide"
	case total > PageSize:
		from := (l.page(total)-1)*PageSize + 1
		text := fmt.Sprintf("Se muestran del %s al %s de %s", whole(from), whole(min(from+PageSize-1, total)), indicators(total))
		if total < all {
			text += fmt.Sprintf(" que coinciden, de %s en total", whole(all))
		}
		return text
	case total == all:
		return indicators(all)
	case total == 1:
		return "Se muestra 1 de " + indicators(all)
	default:
		return fmt.Sprintf("Se muestran %s de %s", whole(total), indicators(all))
	}
}

func whole(n int) string { return ui.Number(decimal.NewFromInt(int64(n)), 0) }

func indicators(n int) string { return ui.Count(n, "indicador", "indicadores") }

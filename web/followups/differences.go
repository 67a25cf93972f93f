package followups

import (
	"strings"

	"hito/internal/dashboard"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// difference is a published figure that is not what the values published with it give.
type difference struct {
	Code, Title, Href string
	Text              string // "publicado 0,00 %; según sus propios valores, 33,33 %"
}

// differences are what a reader must know of figures published elsewhere.
type differences struct {
	Source string // where they were published; may be blank
	Title  string
	List   []difference
	Same   bool // they were published, and all agree
}

func buildDifferences(b dashboard.Board, published snapshot.Published, v view) *differences {
	if len(published.Objectives)+len(published.Indicators) == 0 {
		return nil
	}
	d := &differences{Source: published.Source}
	for _, o := range b.Objectives {
		if s := board.PublishedBeside(published.Objectives, o.Code, o.Progress, board.MeanPlaces); s != nil && s.Differs {
			d.List = append(d.List, difference{o.Code, strings.TrimSuffix(o.Title, "."), v.ObjectivePath(b, o.Code), s.OfObjective()})
		}
		for _, i := range o.Indicators {
			if s := board.PublishedBeside(published.Indicators, i.Code, i.Progress, board.IndicatorPlaces); s != nil && s.Differs {
				d.List = append(d.List, difference{i.Code, strings.TrimSuffix(i.Title, "."), v.IndicatorPath(b, i.Code), s.OfIndicator()})
			}
		}
	}
	switch len(d.List) {
	case 0:
		d.Same, d.Title = true, "Las cifras publicadas coinciden con las calculadas"
	case 1:
		d.Title = "Una cifra publicada no coincide con la calculada"
	default:
		d.Title = ui.Count(len(d.List), "cifra", "cifras") + " publicadas no coinciden con las calculadas"
	}
	return d
}

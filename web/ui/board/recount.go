package board

import (
	"hito/internal/challenge"
	"hito/internal/source"
	"hito/web/ui"
)

// Recount says which retos an indicator counts, and names them.
type Recount struct {
	What    string // "Cuenta los retos presentados del … al …."
	How     string // who records the value
	Explain ui.ExplainProps
	Named   []RecountItem // those that the reader may know of
	Unnamed string        // how many others; blank for none
}

// RecountItem is a counted reto.
type RecountItem struct{ Title, Href, On string }

// RecountOf puts a proposal into words for a reader who may know of some of its retos.
func RecountOf(p source.Proposal, known map[int64]challenge.Mention) Recount {
	r := Recount{
		What: "Cuenta los " + p.Counts.Noun(0) + " " + ui.DateRange(p.FromOn, p.ToOn) + ".", How: "El valor se propone, y lo registra quien lleva el plan.",
		Explain: ui.ExplainProps{
			Of: "el recuento de retos", Rule: recountRules[p.Counts], Formula: []string{p.Words(p.Number, p.Day)},
			Notes: []string{
				"Cuentan los retos de toda la organización, tengan o no que ver con este plan.",
				"Solo se mira lo ocurrido hasta el día del valor: hoy o, si ya ha pasado, el último del intervalo.",
			},
		},
	}
	if p.Automatic {
		r.How = "El valor se registra solo: se actualiza cada hora, no al momento. Si alguien registra otro ese mismo día, se respeta."
	}
	for n, id := range p.Challenges {
		if m, found := known[id]; found {
			r.Named = append(r.Named, RecountItem{m.Title, ui.ChallengePath(challenge.Grouped(m.Code)), ui.ShortDate(p.Reached[n])})
		}
	}
	if others := p.Number - len(r.Named); others > 0 {
		r.Unnamed = ui.Count(others, "reto que aquí no se nombra", "retos que aquí no se nombran")
		if len(r.Named) > 0 {
			r.Unnamed = "y " + r.Unnamed
		}
	}
	return r
}

const (
	lostNote    = " No cuentan los que para entonces se han descartado, retirado o fusionado, ni los que han vuelto atrás."
	reachedNote = "Cada reto cuenta el día en que llegó por primera vez a este estado, si en la fecha del valor sigue en él o ha llegado más lejos."
)

var recountRules = map[source.Counts]string{
	source.Received: "Cada reto cuenta el día en que se presentó, haya sido de él lo que haya sido: también los descartados y los que retiró quien los presentó. " +
		"Los fusionados en otro no cuentan aparte: cuentan una vez, con aquel.",
	source.Admitted: "Cada reto cuenta el día en que se admitió por primera vez, si en la fecha del valor sigue admitido o ha llegado más lejos " +
		"(en proyecto, piloto o implantado)." + lostNote,
	source.Project: reachedNote + lostNote, source.Pilot: reachedNote + lostNote,
	source.Implemented: "Cada reto cuenta el día en que se implantó por primera vez, si en la fecha del valor sigue implantado." + lostNote,
}

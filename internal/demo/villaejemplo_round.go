package demo

import (
	"time"

	"hito/internal/date"
	"hito/internal/round"
)

// openRound is a round in progress. It records nothing: what is sent waits to be accepted.
type openRound struct {
	round.Round
	plan    string
	entries []roundEntry
}

// roundEntry is what has been sent of an indicator. Those without one are still owed.
type roundEntry struct {
	code, value, comment, result string
	review                       string // why it was returned; blank for what waits
}

// exampleRound returns the round that the fictitious plan has open on a day: some of it was sent by the demo's staff,
// some was returned, and most is owed. The day of its values is one that has none yet.
func exampleRound(today date.Date) openRound {
	on := today - 1
	if on == on.EndOfMonth() {
		on--
	}
	return openRound{
		plan: "plan-de-ejemplo",
		Round: round.Round{
			Title: "Seguimiento de " + monthName(on), MeasuredOn: on, DueOn: today + 9, OpenedAt: on.Time().Add(8 * time.Hour),
			Note: "Envíen el dato más reciente que tengan, aunque sea provisional, y díganlo en el comentario.",
		},
		entries: []roundEntry{
			{code: "I1.1", value: "18.2", comment: "La cita previa de tarde ya funciona en los tres centros."},
			{code: "I2.1", value: "14", comment: "Se añade la renovación de la tarjeta de aparcamiento.", result: "Nuevo trámite en la sede electrónica"},
			{
				code: "I5.2", value: "85", comment: "Dato del gestor de expedientes.",
				review: "El mes pasado eran 58. ¿Puede ser que cuente también los expedientes cerrados este mes?",
			},
		},
	}
}

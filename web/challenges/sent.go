package challenges

import (
	"hito/internal/challenge"
	"hito/web/ui"
)

// sentProps tells an author who has just sent a reto how to come back to it.
type sentProps struct {
	Code string
	Keep string // why the code matters
	When string
	Next string
}

func (p Pages) sentOf(v view) *sentProps {
	c := v.Challenge
	s := &sentProps{
		Code: c.Address(), When: "Recibido el " + ui.EventTime(c.SubmittedAt, p.Location) + ".", Next: p.next(v.found),
		Keep: "También lo encontrará en la lista de retos, entre los suyos.",
	}
	if c.Privacy == challenge.Anonymous {
		s.Keep = "Apunte este código: es la única forma de volver a esta página y leer lo que se le responda. No lo comparta: quien lo tenga leerá lo mismo que usted."
		if c.ContactEmail == "" {
			s.Keep = "Apunte este código: es la única forma de volver, porque no ha dejado contacto. No lo comparta: quien lo tenga leerá lo mismo que usted."
		}
	}
	return s
}

package source

import (
	"hito/internal/draft"
)

// How says who records the value.
type How string

// Ways to record it.
const (
	Automatic How = "automatic"
	Confirmed How = "confirmed"
)

// Typed is the form of a source, as typed.
type Typed struct {
	Counts, FromOn, ToOn, How string
}

// Typed is the source as its form shows it.
func (s Source) Typed() Typed {
	t := Typed{Counts: string(s.Counts), FromOn: s.FromOn.String(), ToOn: s.ToOn.String(), How: string(Confirmed)}
	if s.Automatic {
		t.How = string(Automatic)
	}
	return t
}

// Check returns the source, without whose it is, or a fault.Invalid by the fields "counts", "from_on", "to_on" and
// "how". Of an indicator that is measured in percent retos cannot be the value.
func (t Typed) Check(unitOfMeasure string) (Source, error) {
	var c draft.Check
	s := Source{
		Counts: draft.OneOf(&c, "counts", t.Counts, All...),
		FromOn: c.NeededDate("from_on", t.FromOn), ToOn: c.NeededDate("to_on", t.ToOn),
		Automatic: draft.OneOf(&c, "how", t.How, Automatic, Confirmed) == Automatic,
	}
	c.Between("to_on", s.FromOn, s.ToOn)
	if unitOfMeasure == "%" {
		c.Refuse("counts", "Este indicador se mide en %: un número de retos no puede ser su valor.")
	}
	return s, c.Err()
}

package snapshot

import (
	"hito/internal/date"
	"hito/internal/draft"
)

// longestNote is what the database keeps of a note.
const longestNote = 4000

// Draft is a follow-up to be closed as a form has it.
type Draft struct {
	Title    string
	TakenOn  string
	Note     string
	Replaces int64 // the snapshot that it corrects; 0 for none
}

// Check returns the closing that a draft asks for, or fault.Invalid with what is wrong in it: the fields are "title",
// "taken_on" and "note".
func (d Draft) Check(today date.Date) (Closing, error) {
	var c draft.Check
	closing := Closing{
		Title:    c.NeededLine("title", d.Title, longestTitle, "Escriba un título, como «Seguimiento de "+today.MonthYear()+"»."),
		TakenOn:  d.day(&c, today),
		Note:     c.Lines("note", d.Note, longestNote),
		Replaces: d.Replaces,
	}
	if closing.Replaces != 0 && closing.Note == "" {
		c.Refuse("note", "Explique qué se corrige y por qué.")
	}
	return closing, c.Err()
}

// Day reads the date alone, today where it cannot be.
func (d Draft) Day(today date.Date) date.Date {
	var c draft.Check
	on := d.day(&c, today)
	if c.Err() != nil {
		return today
	}
	return on
}

func (d Draft) day(c *draft.Check, today date.Date) date.Date {
	on := c.NeededDate("taken_on", d.TakenOn)
	if on > today {
		c.Refuse("taken_on", "La fecha no puede ser futura: se congela lo que ya ha pasado.")
	}
	return on
}

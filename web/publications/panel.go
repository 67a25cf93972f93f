package publications

import (
	"hito/internal/opendata"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// schemes are the colours that whoever embeds the panel may ask for; by default it follows the reader's.
var schemes = map[string]string{"claros": "panel-light", "oscuros": "panel-dark"}

// panelProps is everything the panel shows.
type panelProps struct {
	Title, Body string
	Href        string // of the public page
	Class       string
	Label       string
	Value       string
	Status      string
	Bullet      *chart.BulletProps
	Text        string
	Counted     string
}

func (p Pages) panelOf(o opendata.Overview, scheme string) panelProps {
	props := panelProps{
		Title: o.Title, Body: o.Body, Href: p.PublicURL + path(o.Slug), Class: scheme,
		Label: "Progreso a " + ui.LongDate(o.On), Value: percent(o.Figures), Status: string(o.Figures.Status),
		Text: headline(o, p.Data.Today()), Counted: counted(o.Objectives),
	}
	if o.Figures.Progress.Valid {
		bullet := board.Bullet(o.Figures)
		props.Bullet = &bullet
	}
	return props
}

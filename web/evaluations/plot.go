package evaluations

import (
	"fmt"
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"hito/internal/challenge"
	"hito/web/ui"
)

// The drawing shows a little beyond 1 and 5, so that dots at the ends stay inside. Its middle is 3.
const (
	fromScore = 0.7
	toScore   = 5.3
)

// Dots nearer than that cover each other: they are drawn as one. Scores; the drawing is wider than it is high.
const (
	nearEffort = 0.3
	nearImpact = 0.27
)

// Sizes of a dot in pixels.
const (
	dotHeight   = 26
	letterWidth = 8
)

// plot is the drawing of the map. Places are shares of it in per cent, so that dots and texts keep their size.
type plot struct {
	Summary   string
	Ticks     []plotTick
	Quadrants []plotQuadrant
	Spots     []spot
	Groups    []spot // those of several retos, with what they hold
}

// plotTick is a score on an axis: how far from the left, and how far from the top.
type plotTick struct{ Text, Across, Down string }

type plotQuadrant struct{ Name, Class, X, Y, TextX, TextY, Anchor, DX, DY string }

// spot is a dot: a reto, or several that lie too near to each other to be told apart.
type spot struct {
	X, Y          string
	Text          string // its number, or a letter and how many they are
	Width, Left   string // of the dot in pixels, and where it begins
	Name          string // for those who do not see it
	Href          string
	Anchor        string // of the group in the list below the drawing; blank for a single one
	Letter        string
	Members       []member
	impact, exert float64
}

type member struct{ Number, Title, Href string }

func share(score float64) float64 { return (score - fromScore) / (toScore - fromScore) }

// percent writes a share as a length of the drawing.
func percent(share float64) string {
	return strconv.FormatFloat(math.Round(min(max(share, 0), 1)*10_000)/100, 'f', -1, 64) + "%"
}

// plotOf draws retos, each of which has a place, in the order of their ranks.
func plotOf(list []rated) plot {
	p := plot{Quadrants: quadrants(), Summary: "Mapa de impacto y esfuerzo con " + ui.Count(len(list), "reto", "retos") + ". La tabla de abajo tiene los mismos datos."}
	for score := challenge.LowestScore; score <= challenge.HighestScore; score++ {
		at := share(float64(score))
		p.Ticks = append(p.Ticks, plotTick{strconv.Itoa(score), percent(at), percent(1 - at)})
	}
	for _, r := range list {
		p.place(r)
	}
	for n := range p.Spots {
		p.Spots[n].finish(len(p.Groups))
		if len(p.Spots[n].Members) > 1 {
			p.Groups = append(p.Groups, p.Spots[n])
		}
	}
	return p
}

// place puts a reto on the drawing, or into the dot that it would cover.
func (p *plot) place(r rated) {
	impact, exert := coordinate(r.Impact.Value), coordinate(r.Effort())
	m := member{strconv.Itoa(r.Rank), r.Title, r.href()}
	for n := range p.Spots {
		if s := &p.Spots[n]; math.Abs(s.impact-impact) < nearImpact && math.Abs(s.exert-exert) < nearEffort {
			s.Members = append(s.Members, m)
			return
		}
	}
	p.Spots = append(p.Spots, spot{
		X: percent(share(exert)), Y: percent(1 - share(impact)), impact: impact, exert: exert, Members: []member{m}, Href: m.Href,
		Name: fmt.Sprintf("%s. %s: impacto %s, esfuerzo %s. %s",
			m.Number, m.Title, figureOf(r.Impact.Value, shortPlaces), figureOf(r.Effort(), shortPlaces), quadrantNames[r.Quadrant()]),
	})
}

func coordinate(d decimal.NullDecimal) float64 { return d.Decimal.InexactFloat64() }

// finish writes a dot; groups is how many groups come before it.
func (s *spot) finish(groups int) {
	s.Text = s.Members[0].Number
	if more := len(s.Members); more > 1 {
		s.Letter = letters(groups)
		s.Text, s.Anchor = s.Letter+"·"+strconv.Itoa(more), "grupo-"+s.Letter
		s.Name = fmt.Sprintf("%s: grupo %s, %d retos, con impacto de unos %s y esfuerzo de unos %s",
			s.Text, s.Letter, more, ui.Number(decimal.NewFromFloat(s.impact), shortPlaces), ui.Number(decimal.NewFromFloat(s.exert), shortPlaces))
		s.Href = "#" + s.Anchor
	}
	width := max(dotHeight, 10+letterWidth*len([]rune(s.Text)))
	s.Width, s.Left = strconv.Itoa(width), strconv.FormatFloat(-float64(width)/2, 'f', -1, 64)
}

// letters names a group: A to Z, AA and so on.
func letters(n int) string {
	const count = 26
	name := string(rune('A' + n%count))
	if n < count {
		return name
	}
	return letters(n/count-1) + name
}

func quadrants() []plotQuadrant {
	return []plotQuadrant{
		{quadrantNames[challenge.DoNow], "map-do-now", "0", "0", "0%", "0%", "start", "10", "20"},
		{quadrantNames[challenge.BigProject], "map-big", "50%", "0", "100%", "0%", "end", "-10", "20"},
		{quadrantNames[challenge.FillIn], "map-fill-in", "0", "50%", "0%", "100%", "start", "10", "-10"},
		{quadrantNames[challenge.BetterNot], "map-better-not", "50%", "50%", "100%", "100%", "end", "-10", "-10"},
	}
}

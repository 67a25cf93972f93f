package plan

import (
	"slices"

	"hito/internal/access"
	"hito/internal/draft"
)

// Part is something of a plan that whoever publishes it shows to everybody, or not.
type Part string

// Parts of a plan. Each is shown only with those that it says something of: see needs.
const (
	ShowObjectives Part = "objectives"
	ShowIndicators Part = "indicators" // with their values
	ShowResults    Part = "results"
	ShowComments   Part = "comments" // of values, and why something was corrected or cancelled
	ShowFiles      Part = "files"    // of results
)

// Parts lists the parts in the order in which they are offered.
var Parts = []Part{ShowObjectives, ShowIndicators, ShowResults, ShowComments, ShowFiles}

// needs are the parts without which a part would say something of what nobody sees.
var needs = map[Part]struct {
	part    Part
	message string
}{
	ShowIndicators: {ShowObjectives, "Los indicadores no se entienden sin sus objetivos: marque también los objetivos."},
	ShowResults:    {ShowIndicators, "Los resultados se muestran con los indicadores a los que sirven: marque también los indicadores."},
	ShowComments:   {ShowIndicators, "Los comentarios son de los valores: marque también los indicadores."},
	ShowFiles:      {ShowResults, "Los ficheros son de los resultados: marque también los resultados."},
}

// ordinary are the parts that the ordinary pages of a plan show: without one of them, they are for nobody else.
var ordinary = []Part{ShowObjectives, ShowIndicators, ShowResults}

// Licence is under which terms the public data of a plan may be used again.
type Licence string

// Licences, by their identifiers in SPDX.
const (
	CCBY Licence = "CC-BY-4.0"
	CC0  Licence = "CC0-1.0"
)

// Licences lists the licences in the order in which they are offered.
var Licences = []Licence{CCBY, CC0}

// Publication is the decision about who reads a plan. Shows and Licence stay as they are where it is not open.
type Publication struct {
	Open    bool
	Shows   []Part
	Licence Licence
}

// TypedPublication is that decision as a form brings it.
type TypedPublication struct {
	Open    bool
	Shows   []string
	Licence string
}

// Check returns the decision, its parts in their order, or a fault.Invalid by the fields "shows" and "licence".
func (t TypedPublication) Check() (Publication, error) {
	if !t.Open {
		return Publication{}, nil
	}
	var c draft.Check
	p := Publication{Open: true, Licence: draft.OneOf(&c, "licence", t.Licence, Licences...)}
	for _, typed := range t.Shows {
		draft.OneOf(&c, "shows", typed, Parts...)
	}
	for _, part := range Parts {
		if !slices.Contains(t.Shows, string(part)) {
			continue
		}
		p.Shows = append(p.Shows, part)
		if need, ok := needs[part]; ok && !slices.Contains(p.Shows, need.part) {
			c.Refuse("shows", need.message)
		}
	}
	return p, c.Err()
}

// Published tells a plan of which everybody may see at least a summary; its Shows say what more.
func (p Plan) Published() bool { return !p.PublishedAt.IsZero() }

// Open tells a plan whose ordinary pages everybody may read.
func (p Plan) Open() bool {
	return p.Published() && !slices.ContainsFunc(ordinary, func(part Part) bool { return !slices.Contains(p.Shows, part) })
}

// Shown tells whether whoever reads plans of a scope sees a part of this one: those who may read it though it were not
// published see all of it.
func (p Plan) Shown(scope access.Scope, part Part) bool {
	return scope.All || scope.Active && p.State == Active || p.Published() && slices.Contains(p.Shows, part)
}

// Target returns the plan as access decides about it.
func (p Plan) Target() access.Target {
	return access.Target{Published: p.Open(), Active: p.State == Active, Closed: p.State == Closed}
}

package api

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/web/ui"
)

// Parameters come as they were written; the methods of refused read them, so that all that is wrong
// is told at once. A blank one is one that was not given.
type (
	dayText    string // a date
	idText     string // a snapshot's number
	limitText  string // how many
	offsetText string // after how many
	searchText string // words
)

const (
	defaultLimit = 20
	maxLimit     = 100
	maxOffset    = 1_000_000
)

func (dayText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date"}
}

func (idText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Minimum: bound(1)}
}

func (limitText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeInteger, Minimum: bound(1), Maximum: bound(maxLimit), Default: defaultLimit}
}

func (offsetText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeInteger, Minimum: bound(0), Maximum: bound(maxOffset), Default: 0}
}

func (searchText) Schema(huma.Registry) *huma.Schema {
	longest := ui.LongestSearch
	return &huma.Schema{Type: huma.TypeString, MaxLength: &longest}
}

func bound(n float64) *float64 { return &n }

// AsOf are the parameters that say which situation of a plan is asked for.
type AsOf struct {
	On       dayText `query:"on" doc:"Fecha de la situación, AAAA-MM-DD, entre los años 1900 y 2200; si no se indica, hoy." example:"2022-11-30"`
	Snapshot idText  `query:"snapshot" doc:"Número de un seguimiento del plan, en lugar de una fecha: su situación tal como se cerró." example:"1"`
}

// view returns the situation asked for: today's unless something else is said.
func (q AsOf) view(today date.Date) (dashboard.View, error) {
	var no refused
	v := dashboard.View{On: no.day("query.on", q.On), Snapshot: no.id("query.snapshot", q.Snapshot), Today: today}
	switch {
	case q.On != "" && q.Snapshot != "":
		no.add("query.snapshot", "Indique una fecha o un seguimiento, no las dos cosas.")
	case q.On == "" && q.Snapshot == "":
		v.On = today
	}
	return v, no.err()
}

func (no *refused) add(location, message string) {
	*no = append(*no, Refusal{Location: location, Message: message})
}

// err returns what was refused, nil when nothing was.
func (no refused) err() error {
	if len(no) == 0 {
		return nil
	}
	return no
}

func (no *refused) day(location string, text dayText) date.Date {
	if text == "" {
		return 0
	}
	d, err := date.Parse(string(text))
	if err != nil {
		no.add(location, "La fecha se escribe AAAA-MM-DD, entre los años 1900 y 2200.")
	}
	return d
}

func (no *refused) id(location string, text idText) int64 {
	if text == "" {
		return 0
	}
	id, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || id < 1 {
		no.add(location, "Se espera el número de un seguimiento, un entero mayor que cero.")
	}
	return id
}

// count reads a whole number from least to most.
func (no *refused) count(location, text string, least, most, otherwise int) int {
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		no.add(location, fmt.Sprintf("Se espera un número entero de %d a %d.", least, most))
	}
	return n
}

func (no *refused) search(location string, text searchText) string {
	switch {
	case utf8.RuneCountInString(string(text)) > ui.LongestSearch:
		no.add(location, fmt.Sprintf("Como máximo, %d caracteres.", ui.LongestSearch))
	case !utf8.ValidString(string(text)), strings.ContainsFunc(string(text), unicode.IsControl):
		no.add(location, "El texto se escribe en UTF-8, sin caracteres de control.")
	}
	return ui.SearchText(string(text))
}

// checkQuery refuses parameters that an operation does not have, or that come twice: whoever
// misspells "on" must not take today's figures for those of a date.
func checkQuery(op *huma.Operation, rawQuery string) error {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return refused{{Location: "query", Message: "La dirección está mal escrita."}}
	}
	known := map[string]bool{}
	for _, p := range op.Parameters {
		known[p.Name] = p.In == "query"
	}
	var no refused
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case !known[name]:
			no.add("query."+name, "Esta dirección no tiene este parámetro; compruebe su nombre.")
		case len(values[name]) > 1:
			no.add("query."+name, "Indique este parámetro una sola vez.")
		}
	}
	return no.err()
}

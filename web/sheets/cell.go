package sheets

import (
	"strconv"

	"github.com/a-h/templ"
)

func idOf(r row) string { return strconv.FormatInt(r.ID, 10) }

// clashID is the element that says what stands on the day of a row.
func clashID(r row) string { return "aviso-" + idOf(r) }

func cellLabel(r row, f field) string {
	label := f.label + " de " + r.Code
	if f == valueField && r.Unit != "" {
		label += ", en " + r.Unit
	}
	return label
}

// cellAttributes are those of an input. Its length is not bounded: whatever is too long is told, and not cut when
// it is pasted.
func cellAttributes(r row, f field) templ.Attributes {
	a := templ.Attributes{"id": f.of(r.ID), "name": f.of(r.ID), "value": r.value(f), "data-cell": f.name}
	switch f {
	case valueField:
		a["inputmode"] = "decimal"
	case resultField:
		a["list"] = "resultados"
	}
	described := ""
	if r.Errors[f.name] != "" {
		described, a["aria-invalid"] = f.of(r.ID)+"-error", "true"
	}
	if r.Clash != "" && f == clashField(r) {
		described += " " + clashID(r)
	}
	if described != "" {
		a["aria-describedby"] = described
	}
	return a
}

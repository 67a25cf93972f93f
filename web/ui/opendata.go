package ui

import (
	"hito/internal/opendata"
	"hito/internal/plan"
)

// licences name the terms under which public data may be used again.
var licences = map[plan.Licence]Link{
	plan.CCBY: {Text: "Creative Commons Reconocimiento 4.0 (CC BY 4.0)", Href: "https://creativecommons.org/licenses/by/4.0/deed.es"},
	plan.CC0:  {Text: "Creative Commons CC0 1.0 (dominio público)", Href: "https://creativecommons.org/publicdomain/zero/1.0/deed.es"},
}

// LicenceLink names a licence and leads to its text.
func LicenceLink(l plan.Licence) Link { return licences[l] }

// formatNames say what each format of the open data is for.
var formatNames = map[opendata.Format]string{
	opendata.SpanishCSV: "CSV", opendata.CSV: "CSV (coma y punto)", opendata.JSON: "JSON", opendata.XLSX: "Excel (XLSX)",
}

// DataLinks are the addresses of a dataset in its formats.
func DataLinks(address string, formats []opendata.Format) []Link {
	links := make([]Link, len(formats))
	for n, f := range formats {
		links[n] = Link{Text: formatNames[f], Href: address + "." + string(f)}
	}
	return links
}

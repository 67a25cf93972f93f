package unit_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/unit"
)

// The units of the published plan, with the aliases that its technician would give them.
var (
	innovation = unit.Unit{ID: 1, Name: "Unidad de Innovación"}
	direction  = unit.Unit{ID: 2, Name: "Dirección"}
	field      = unit.Unit{ID: 3, Name: "Unidad de Trabajo Social", Aliases: []string{"UTS", "U.T.S."}}
	programmes = unit.Unit{ID: 4, Name: "Programas", Aliases: []string{"Unidad de Programas"}}
	team       = unit.Unit{ID: 5, Name: "Equipo Ödos"}

	published = []unit.Unit{innovation, direction, field, programmes}
)

func names(units []unit.Unit) string {
	var all []string
	for _, u := range units {
		all = append(all, u.Name)
	}
	return strings.Join(all, "|")
}

// TestPublishedCells reads every responsable cell of the follow-up of November 2022 as published.
func TestPublishedCells(t *testing.T) {
	doubt := []unit.Doubt{{Text: "Unidad progamas", Candidates: []unit.Unit{programmes}}}
	odos := []string{"Equipo Ödos"}
	for cell, want := range map[string]unit.Found{
		"Dirección":       {Units: []unit.Unit{direction}},
		"Dirección / UTS": {Units: []unit.Unit{direction, field}},
		"Dirección / Unidad Programas/ Equipo Ödos": {Units: []unit.Unit{direction, programmes}, Unknown: odos},
		"Innovación": {Units: []unit.Unit{innovation}},
		"Innovación / Dirección/ UTS /Unidad Programas": {Units: []unit.Unit{innovation, direction, field, programmes}},
		"Innovación /UTS":             {Units: []unit.Unit{innovation, field}},
		"Innovación/ UTS":             {Units: []unit.Unit{innovation, field}},
		"Unidad Innovación":           {Units: []unit.Unit{innovation}},
		"Unidad progamas/Equipo Ödos": {Doubtful: doubt, Unknown: odos},
		"Unidad programas":            {Units: []unit.Unit{programmes}},
	} {
		if got := unit.Find(cell, published); !reflect.DeepEqual(got, want) {
			t.Errorf("Find(%q) = %+v, want %+v", cell, got, want)
		}
		all := unit.Find(cell, append([]unit.Unit{team}, published...))
		if len(all.Unknown) > 0 || strings.Contains(cell, "Ödos") != slices.ContainsFunc(all.Units, func(u unit.Unit) bool { return u.ID == team.ID }) {
			t.Errorf("with the team, Find(%q) = %+v", cell, all)
		}
	}
}

func TestFind(t *testing.T) {
	family := unit.Unit{ID: 6, Name: "Área de Infancia, Familia y Mayores"}
	childhood := unit.Unit{ID: 7, Name: "Infancia"}
	youth := unit.Unit{ID: 8, Name: "Servicio de Juventud", Aliases: []string{"", " "}}
	youthArea := unit.Unit{ID: 9, Name: "Área de Juventud"}
	joint := unit.Unit{ID: 10, Name: "Programas Infancia"}
	women := unit.Unit{ID: 11, Name: "Mujer"}
	six, twelve := unit.Unit{ID: 12, Name: "Prensa"}, unit.Unit{ID: 13, Name: "Contratación"}
	units := append(slices.Clone(published), family, childhood, youth, youthArea, joint, women, six, twelve)

	for _, c := range []struct{ free, units, doubtful, unknown string }{
		{"", "", "", ""},
		{" / ; \n - ", "", "", ""},
		{"dirección y UTS", "Dirección|Unidad de Trabajo Social", "", ""},
		{"Dirección e Innovación", "Dirección|Unidad de Innovación", "", ""},
		{"UTS;Direccion\r\nINNOVACION, u.t.s.", "Unidad de Trabajo Social|Dirección|Unidad de Innovación", "", ""},
		{"Infancia, familia y mayores / Infancia", "Área de Infancia, Familia y Mayores|Infancia", "", ""},
		{"Infancia, Famila y Mayores", "Infancia", "", "Famila|Mayores"},
		{"Dirección y Trabajo  Socail", "Dirección", "Trabajo Socail>Unidad de Trabajo Social", ""},
		{"Servicio de Juventud", "Servicio de Juventud", "", ""},
		{"Juventud", "", "Juventud>Servicio de Juventud|Área de Juventud", ""},
		{"Juventut", "", "", "Juventut"},
		{"Programas / Infancia", "Programas|Infancia", "", ""},
		{"Programas Infancia", "Programas Infancia", "", ""},
		{"Unidad de la Mujer", "Mujer", "", ""},
		{"ATS / Mujre", "", "", "ATS|Mujre"},
		{"Unidad / unidad de / Otra / otra", "", "", "Unidad|unidad de|Otra"},
		{"Progrmas / progrmas", "", "Progrmas>Programas", ""},
		{"Porgramas", "", "Porgramas>Programas", ""},
		{"Presna y Comtratacoin", "", "Presna>Prensa;Comtratacoin>Contratación", ""},
		{"Prgramsa", "", "", "Prgramsa"},
	} {
		got := unit.Find(c.free, units)
		var doubtful []string
		for _, d := range got.Doubtful {
			doubtful = append(doubtful, d.Text+">"+names(d.Candidates))
		}
		if names(got.Units) != c.units || strings.Join(doubtful, ";") != c.doubtful || strings.Join(got.Unknown, "|") != c.unknown {
			t.Errorf("Find(%q) = %s; doubtful %s; unknown %s", c.free, names(got.Units), doubtful, got.Unknown)
		}
	}
}

func TestAnEndlessTextIsCutShort(t *testing.T) {
	got := unit.Find("UTS/"+strings.Repeat("Nadie 1/", 98)+"Dirección/Innovación/Programas / Mujer", published)
	if names(got.Units) != "Unidad de Trabajo Social|Dirección" || !slices.Equal(got.Unknown, []string{"Nadie 1", "Innovación/Programas / Mujer"}) {
		t.Errorf("read as %+v", got)
	}
}

// TestNothingIsLostOrInvented joins names, misspelt names and strange words at random.
func TestNothingIsLostOrInvented(t *testing.T) {
	all := append([]unit.Unit{team}, published...)
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfDistinct(rapid.SampledFrom(all), func(u unit.Unit) int64 { return u.ID }).Draw(t, "units")
		strange := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Alcaldía", "Policía Local", "XYZ"}), 0, 3, rapid.ID).Draw(t, "strange")
		var parts []string
		for _, u := range chosen {
			parts = append(parts, rapid.SampledFrom(append([]string{u.Name, strings.ToUpper(u.Name), " " + u.Name + " "}, u.Aliases...)).Draw(t, "name"))
		}
		separator := rapid.SampledFrom([]string{"/", " / ", ";", ", ", " y ", "\n", "\r\n"}).Draw(t, "separator")
		got := unit.Find(strings.Join(append(parts, strange...), separator), all)
		if names(got.Units) != names(chosen) || !slices.Equal(got.Unknown, strange) && len(strange) > 0 || len(got.Doubtful) > 0 {
			t.Fatalf("%v and %v were read as %+v", parts, strange, got)
		}
	})
}

func TestOneErrorIsDoubtfulNeverTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := []rune(rapid.SampledFrom([]string{"Programas", "Innovación", "Equipo Ödos", "Dirección"}).Draw(t, "name"))
		at := rapid.IntRange(1, len(name)-2).Draw(t, "at")
		typed := string(name[:at]) + rapid.SampledFrom([]string{"", "x", string(name[at]) + "x"}).Draw(t, "slip") + string(name[at+1:])
		got := unit.Find(typed, append([]unit.Unit{team}, published...))
		if len(got.Units) != 0 || len(got.Unknown) != 0 || len(got.Doubtful) != 1 || len(got.Doubtful[0].Candidates) != 1 {
			t.Fatalf("%q of %q was read as %+v", typed, string(name), got)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"Innovación / Dirección/ UTS /Unidad Programas", "Unidad progamas/Equipo Ödos", " y  y ", "/;,\n", "\xff", "unidad de "} {
		f.Add(s, "Programas")
	}
	f.Fuzz(func(t *testing.T, free, alias string) {
		units := []unit.Unit{innovation, direction, {ID: 4, Name: "Programas", Aliases: []string{alias}}}
		got := unit.Find(free, units)
		seen := map[int64]bool{}
		for _, u := range got.Units {
			if seen[u.ID] {
				t.Fatalf("%q names %s twice", free, u.Name)
			}
			seen[u.ID] = true
		}
		for _, d := range got.Doubtful {
			if len(d.Candidates) == 0 || strings.TrimSpace(d.Text) == "" {
				t.Fatalf("%q leaves an empty doubt: %+v", free, d)
			}
		}
		for _, u := range units {
			if own := unit.Find(u.Name, units); len(own.Units)+len(own.Doubtful) == 0 {
				t.Fatalf("%s is not found by its name: %+v", u.Name, own)
			}
		}
	})
}

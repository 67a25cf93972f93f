package paper_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/web/reports/paper"
	"hito/web/ui"
)

// sample is a report with every kind of block, as the published plan gives it.
func sample() paper.Document {
	madrid := time.FixedZone("Europe/Madrid", 3600)
	return paper.Document{
		Title: "Informe de seguimiento del I Plan de Innovación en Servicios Sociales", Subtitle: "Datos a 30 de noviembre de 2022",
		Body: "Ayuntamiento de Montilla", To: "A la atención de la Alcaldía", Number: "Informe 3/2026", Code: "H7QK-2MXD-9RTF",
		Verify: "https://hito.montilla.example/informes/H7QK-2MXD-9RTF", Issued: time.Date(2026, 11, 27, 9, 30, 0, 0, madrid), Location: madrid,
		Sections: []paper.Section{
			{ID: "resumen", Heading: "En una página", Blocks: summary()},
			{ID: "evolucion", Heading: "Evolución del plan", Blocks: []paper.Block{
				course(),
				paper.Text{Role: paper.Note, Body: "Cada punto es un seguimiento cerrado. El progreso previsto es lineal entre el inicio y el fin del plan."},
			}},
			{ID: "objetivos", Heading: "Resultados por objetivo", Break: true, Blocks: []paper.Block{results()}},
			{ID: "indicadores", Heading: "Indicadores con sus cifras", Wide: true, Blocks: []paper.Block{indicators()}},
			{ID: "calculo", Heading: "Cómo se calcula", Blocks: rules()},
		},
	}
}

func number(n float64) *float64 { return &n }

func pct(fraction float64) paper.Cell {
	return paper.Cell{Text: ui.Percent(decimal.NewFromFloat(fraction), 2), Number: &fraction, Percent: true, Places: 2}
}

func whole(n int) paper.Cell {
	return paper.Cell{Text: strconv.Itoa(n), Number: number(float64(n))}
}

func summary() []paper.Block {
	items := []struct {
		label, status  string
		share, planned float64
	}{
		{"O.E.1 Desarrollar proyectos de innovación en las áreas especificadas en las líneas estratégicas del Plan", "on_track", .8, .7096},
		{"O.E.2 Implementar un modelo de gestión de la innovación", "on_track", .67, .7096},
		{"O.E.3 Crear redes de investigación, innovación y conocimiento con universidades", "met", 1, .7096},
		{"O.E.4 Definir canales y espacios de comunicación y participación", "on_track", .7, .7096},
		{"O.E.5 Guiar e impulsar el funcionamiento de la Unidad de Innovación", "met", 1, 1},
		{"O.E.6 Facilitar la relación telemática con la ciudadanía", "delayed", .5, .7096},
		{"O.E.7 Simplificar la gestión administrativa y reducir la burocracia", "on_track", .72, .7096},
		{"O.E.10 Prestación de servicios de manera proactiva y automática", "no_data", 0, .7096},
		{"O.E.12 Diseñar un sistema de información, seguimiento y evaluación", "critical", .17, .7096},
	}
	bars := paper.Bars{Caption: "Progreso por objetivo", Heading: "Objetivo"}
	for _, i := range items {
		bars.Items = append(bars.Items, paper.Bar{
			Label: i.label, Status: i.status, Share: i.share, Expected: i.planned, Text: ui.Percent(decimal.NewFromFloat(i.share), 0),
			Beside: "Previsto: " + ui.Percent(decimal.NewFromFloat(i.planned), 2),
		})
	}
	return []paper.Block{
		paper.Text{Role: paper.Lead, Body: "El plan ha avanzado un 64,9\u00a0%, por debajo de lo previsto (73,4\u00a0%). Siete de los doce objetivos van en plazo o están cumplidos.\n\nEl objetivo O.E.12 necesita una decisión este trimestre."},
		paper.Figures{Items: []paper.Figure{
			{Value: "64,9\u00a0%", Label: "Progreso del plan", Detail: "Previsto: 73,4\u00a0%"},
			{Value: "7 de 12", Label: "Objetivos en plazo o cumplidos", Detail: "20 de 21 indicadores con dato"},
			{Value: "2", Label: "Con retraso", Detail: "O.E.6 y O.E.8"},
			{Value: "1", Label: "Crítico", Detail: "O.E.12"},
		}},
		bars,
		paper.Subheading{Text: "Desviaciones"},
		paper.List{Items: []string{
			"O.E.12: la comunicación del plan a la ciudadanía figura publicada con un 0,00\u00a0%; sus propios valores dan un 33,33\u00a0%.",
			"O.E.10 no tiene indicadores: cuenta como cero en la media del plan.",
		}},
	}
}

func course() paper.Course {
	days := []date.Date{date.New(2021, 7, 1), date.New(2021, 12, 31), date.New(2022, 3, 31), date.New(2022, 6, 30), date.New(2022, 9, 30), date.New(2022, 11, 30)}
	c := paper.Course{Caption: "Progreso del plan en cada seguimiento", Dates: days,
		Actual: []*float64{number(0), number(.152), nil, number(.431), number(.55), number(.649)}, Planned: []float64{.001, .252, .375, .5, .626, .734}}
	for _, day := range days {
		c.Days = append(c.Days, ui.ShortDate(day))
	}
	return c
}

func results() paper.Table {
	day := date.New(2022, 11, 15)
	return paper.Table{
		Caption: "Resultados alcanzados por objetivo e indicador",
		Columns: []paper.Column{{Heading: "Indicador", Share: 28}, {Heading: "Resultados alcanzados", Share: 34}, {Heading: "Fecha", Share: 12}, {Heading: "Progreso", Numeric: true, Share: 11}, {Heading: "Estado", Share: 15}},
		Rows: []paper.Row{
			{Group: "O.E.1 Desarrollar proyectos de innovación en las áreas especificadas en las líneas estratégicas del Plan"},
			{Cells: []paper.Cell{{Text: "Se han desarrollado proyectos innovadores"}, {Text: "Proyecto Mi Familia S.A.\nProyecto Chance Innova UCO\nProyecto de implementación de la determinación del interés superior del menor (ACNUR)\nProyecto INNOVA APRESS"}, {Text: ui.ShortDate(day), Date: day}, pct(.8), {Text: "En plazo", Status: "on_track"}}},
			{Group: "O.E.12 Diseñar un sistema de información, seguimiento y evaluación del impacto del plan"},
			{Cells: []paper.Cell{{Text: "El plan de innovación es comunicado a la ciudadanía"}, {Text: "Publicación en la web municipal"}, {Text: ui.LongDate(day), Date: day}, pct(1.0 / 3), {Text: "", Status: "critical"}}},
			{Cells: []paper.Cell{{Text: "Se mide la percepción ciudadana"}, {Text: "—"}, {Text: "sin fecha"}, {Text: "sin dato"}, {Text: "Desde 2021", Status: "no_data"}}},
		},
	}
}

func indicators() paper.Table {
	t := paper.Table{Caption: "Valor inicial, actual y meta de cada indicador", Compact: true, Columns: []paper.Column{
		{Heading: "Indicador"}, {Heading: "Responsable"}, {Heading: "Valor inicial", Numeric: true}, {Heading: "Valor actual", Numeric: true},
		{Heading: "Meta", Numeric: true}, {Heading: "Progreso", Numeric: true}, {Heading: "Previsto", Numeric: true}, {Heading: "Desviación", Numeric: true}, {Heading: "Estado"}}}
	units := []string{"Innovación / Dirección / UTS / Unidad de Programas", "Dirección", "Unidad de Innovación"}
	statuses := []string{"met", "on_track", "delayed", "critical", "no_data", "not_started", "cancelled"}
	for n := range 42 {
		points := float64(n) - 20.5
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{
			{Text: "I." + strconv.Itoa(n/3+1) + "." + strconv.Itoa(n%3+1) + " Se han implementado trámites y servicios que las personas usuarias pueden realizar telemáticamente"},
			{Text: units[n%3]}, whole(n), {Text: ui.Quantity(decimal.NewFromFloat(float64(n)*613.25), 2, "horas"), Number: number(float64(n) * 613.25), Places: 2},
			whole(2 * n), pct(float64(n) / 42), pct(.7096),
			{Text: ui.Points(decimal.NewFromFloat(points / 100)), Number: number(points), Places: 1}, {Text: ui.StatusWord(statuses[n%7]), Status: statuses[n%7]},
		}})
	}
	return t
}

func rules() []paper.Block {
	return []paper.Block{
		paper.Text{Body: "Cada cifra de este informe es la misma que muestra el cuadro de mando en la fecha de los datos.\nEl redondeo se hace solo al mostrarla."},
		paper.List{Ordered: true, Items: []string{"Progreso de un indicador: (valor − valor inicial) / (meta − valor inicial).", "Progreso de un objetivo: media ponderada de sus indicadores, cada uno entre 0 y 100\u00a0%.", "Sin dato no es cero, pero cuenta como cero en las medias, que dicen su cobertura."}},
		paper.Subheading{Text: "Orden de lectura"},
		paper.List{Ordered: true, Items: []string{"Primero, el resumen.", "Después, las desviaciones."}},
	}
}

// hostile is a report whose every text tries to be more than a text.
func hostile() paper.Document {
	long := string(bytes.Repeat([]byte("larguísimo"), 1000))
	texts := []string{"</script><script>alert(1)</script>", "</style><b>x</b>", "=1+1", "+34 957", "-cmd|' /C calc'!A0", "@SUM(A1)", long, "مرحبا بالعالم", "👩‍🚀 emoji", "&amp; <ya> \"escapado\" 'todo'", "\u202etxt.exe", "tab\ty\nlínea", "a\x00b\x0bc\ufffe"}
	d := paper.Document{Title: texts[0], Subtitle: texts[1], Body: texts[2], To: texts[9], Number: texts[9], Code: texts[0], Verify: "javascript:alert(1)", Emblem: []byte("<svg onload=alert(1)>")}
	section := paper.Section{ID: "a", Heading: texts[0]}
	for _, text := range texts {
		d.Sections = append(d.Sections, paper.Section{ID: "s" + strconv.Itoa(len(d.Sections)), Heading: text, Blocks: []paper.Block{paper.Text{Body: text}}})
		section.Blocks = append(section.Blocks,
			paper.Subheading{Text: text}, paper.List{Items: []string{text}},
			paper.Figures{Items: []paper.Figure{{Value: text, Label: text, Detail: text}}},
			paper.Table{Caption: text, Columns: []paper.Column{{Heading: text}, {Heading: text, Numeric: true}}, Rows: []paper.Row{{Group: text}, {Cells: []paper.Cell{{Text: text}, {Text: text, Number: number(5)}}}}},
			paper.Bars{Caption: text, Heading: text, Items: []paper.Bar{{Label: text, Text: text, Beside: text, Status: text, Share: 9, Expected: -1}}},
			paper.Course{Caption: text, Days: []string{text}, Actual: []*float64{number(2)}, Planned: []float64{.5}},
		)
	}
	d.Sections = append(d.Sections, section, paper.Section{ID: "vacia", Heading: "Sin nada", Blocks: []paper.Block{paper.Table{Caption: "Sin filas"}, paper.Course{}, paper.Bars{}, paper.Figures{}, paper.List{}, paper.Text{}}})
	return d
}

// coat is a small emblem.
func coat(t *testing.T) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 60, 80))
	for x := range 60 {
		for y := range 80 {
			picture.Set(x, y, color.RGBA{R: 150, G: uint8(y), B: uint8(x), A: 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

package reports

import (
	"cmp"
	"slices"
	"strings"

	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui/board"
)

// part is how a section of the report is made.
type part struct {
	id, heading string
	about       string // what is in it, for whoever chooses
	breaks      bool   // it begins a page
	text        func(source) string
	blocks      func(source, report.Options) []paper.Block
}

var parts = map[report.Section]part{
	report.Summary: {
		"en-una-pagina", "En una página", "Dónde está el plan y dónde debería estar, en palabras y en cifras.", false,
		summaryText, summaryBlocks,
	},
	report.Panels: {
		"cuadro-de-mando", "Cuadro de mando", "Los gráficos: progreso por objetivos, actual y previsto, mayor y menor progreso.", true,
		panelsText, panelsBlocks,
	},
	report.Objectives: {
		"seguimiento-por-objetivo", "Seguimiento por objetivo", "La tabla de cada objetivo con sus indicadores, resultados, responsables y valores.", true,
		objectivesText, objectivesBlocks,
	},
	report.Deviations: {
		"desviaciones", "Desviaciones", "Lo crítico, lo retrasado y lo que no tiene dato, con lo que falta y su comentario.", true,
		deviationsText, deviationsBlocks,
	},
	report.Changes: {
		"que-ha-cambiado", "Qué ha cambiado desde el último seguimiento", "Qué sube, qué baja y qué se ha cambiado en el plan.", false,
		changesText, changesBlocks,
	},
	report.Challenges: {
		"retos", "Retos", "Cuántos se han recibido y cómo están. Solo cifras: nada de quién los presentó ni de lo que cuentan.", false,
		challengesText, challengesBlocks,
	},
	report.Evidence: {
		"evidencias", "Anexo: evidencias", "Cada resultado con su fecha, sus indicadores, sus enlaces y la huella de sus ficheros.", true,
		evidenceText, evidenceBlocks,
	},
	report.Rules: {
		"como-se-calcula", "Anexo: cómo se calcula", "Las reglas, y el cálculo de cada cifra con sus propios números.", true,
		rulesText, rulesBlocks,
	},
}

// offered are the sections that a report can have, in the usual order.
func (s source) offered() []report.Section {
	if s.challenges != nil {
		return report.Sections
	}
	return slices.DeleteFunc(slices.Clone(report.Sections), func(of report.Section) bool { return of == report.Challenges })
}

// usualTitle is the title of a report unless somebody gives it another.
func (s source) usualTitle() string {
	return "Informe de seguimiento de «" + s.board.Plan.Title + "»"
}

// document makes a report, without number and code.
func document(s source, o report.Options) paper.Document {
	d := paper.Document{
		Title: cmp.Or(o.Title, s.usualTitle()), Subtitle: board.Situation(s.board),
		Body: s.board.Plan.Body, Emblem: s.emblem.Image, To: o.To, Location: s.place,
	}
	if !strings.Contains(d.Title, s.board.Plan.Title) {
		d.Subtitle = s.board.Plan.Title + ". " + d.Subtitle
	}
	offered := s.offered()
	for _, of := range o.Sections {
		if slices.Contains(offered, of) {
			d.Sections = append(d.Sections, s.section(of, o))
		}
	}
	return d
}

func (s source) section(of report.Section, o report.Options) paper.Section {
	p, text := parts[of], s.text(of)
	if own, edited := o.Texts[of]; edited {
		text = own.Body
	}
	blocks := prose(text)
	if of == report.Summary && len(blocks) > 0 {
		if first, ok := blocks[0].(paper.Text); ok {
			blocks[0] = paper.Text{Body: first.Body, Role: paper.Lead}
		}
	}
	return paper.Section{ID: p.id, Heading: p.heading, Break: p.breaks, Blocks: append(blocks, p.blocks(s, o)...)}
}

// text is the text of a section as it is by itself.
func (s source) text(of report.Section) string { return lines(parts[of].text(s)) }

// outdated are the sections whose texts were written in place of others than those that are made now.
func (s source) outdated(o report.Options) []report.Section {
	var list []report.Section
	for _, of := range o.Sections {
		if own, edited := o.Texts[of]; edited && own.Of != report.Digest(s.text(of)) {
			list = append(list, of)
		}
	}
	return list
}

package imports

import (
	"cmp"
	"strconv"
	"time"

	"hito/internal/transfer"
	"hito/web/ui"
	"hito/web/ui/board"
)

// script is the module of these pages.
const script = "imports.js"

// showProps is everything that the page of an import shows.
type showProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	State    ui.TagProps
	Done     string
	Problems []ui.FieldError
	Warning  *warning          // nil for none
	Conflict *ui.ConflictProps // nil for none
	Facts    []ui.Definition

	Progress *progressProps // while it goes on by itself
	Outcome  *outcome       // of one that is over, or has failed
	Route    []step         // through one that can be applied
	Decision *decisionProps
	Claims   *claimsProps
	Changes  *changesProps
	Apply    *applyProps
	Undo     *ui.ConfirmProps
	Discard  *ui.ConfirmProps
}

// warning is why something was not done, with what to do.
type warning struct {
	Title, Text string
	List        []string
}

// progressProps is how far an import has come.
type progressProps struct {
	Title   string
	Done    int
	Total   int    // 0 while nobody knows
	Text    string // "12.000 de 60.000 filas"
	Refresh string // address of this page
	Next    string // address of it once that is over
}

// outcome is what became of an import.
type outcome struct {
	Kind        ui.NoticeKind
	Title, Text string
	Links       []ui.Link
}

// step is a part of the page, on the way to applying.
type step struct {
	Href, Title, Text string
	Icon, Tone        string // as of a tag
}

func buildShow(s shown, place placeOf) showProps {
	i := s.Import
	p := showProps{
		Page: ui.PageProps{
			Title: "Importación " + idText(i.ID) + ": " + i.Name, Section: plansPath, Script: script,
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Planes", Href: plansPath}, {Text: "Importar", Href: basePath}, {Text: i.Name}},
		},
		Head:  ui.PageHeadProps{Title: i.Name},
		State: stateTags[i.State],
		Facts: facts(i, cmp.Or(place, time.UTC)),
	}
	if i.Plan.ID != 0 {
		p.Page.Plan = board.NavOf(i.Plan, ui.PlanKeep, false)
		p.Page.Crumbs = board.CrumbsOf(i.Plan, ui.Crumb{Text: "Importar", Href: pathFor(i.Plan.Slug)}, ui.Crumb{Text: i.Name})
	}
	switch i.State {
	case transfer.StateReading, transfer.StateApplying:
		p.Progress = newProgress(i)
	case transfer.StateReady:
		p.Decision, p.Route = buildDecision(s), route(s)
		p.Claims, p.Changes = buildClaims(i), buildChanges(s)
		p.Apply = buildApply(s)
		if i.Failure != "" {
			p.Warning = &warning{Title: "No se ha podido aplicar, y no se ha escrito nada", Text: i.Failure}
		}
	default:
		p.Outcome = buildOutcome(i)
		p.Claims, p.Changes = buildClaims(i), buildChanges(s)
	}
	if s.may {
		p.Undo, p.Discard = undoOf(i), discardOf(i)
	}
	return p
}

// facts are what an import is.
func facts(i transfer.Import, place placeOf) []ui.Definition {
	list := []ui.Definition{{Term: "Para qué", Text: modeNames[i.Mode]}}
	if i.Plan.ID == 0 && i.Head.Title != "" {
		list = append(list, ui.Definition{Term: "Plan nuevo", Text: i.Head.Title})
	}
	if i.Plan.ID != 0 {
		list = append(list, ui.Definition{Term: "Plan", Text: i.Plan.Title, Href: planPath(i.Plan.Slug)})
	}
	list = append(list, ui.Definition{Term: "Traída por", Text: i.CreatedBy + ", " + ui.DateTime(i.CreatedAt.In(place))})
	if !i.AppliedAt.IsZero() {
		list = append(list, ui.Definition{Term: "Aplicada por", Text: i.AppliedBy + ", " + ui.DateTime(i.AppliedAt.In(place))})
	}
	if !i.UndoneAt.IsZero() {
		list = append(list, ui.Definition{Term: "Deshecha por", Text: i.UndoneBy + ", " + ui.DateTime(i.UndoneAt.In(place))})
	}
	list = append(list, ui.Definition{Term: "Tamaño", Text: ui.FileSize(i.Size)})
	if i.Reason != "" {
		list = append(list, ui.Definition{Term: "Motivo de las correcciones", Text: i.Reason})
	}
	return list
}

func newProgress(i transfer.Import) *progressProps {
	p := &progressProps{Title: "Leyendo y comparando el fichero", Done: i.Done, Total: max(i.Total, 0), Refresh: pathOf(i.ID), Next: pathOf(i.ID) + "?hecho=leida"}
	one, many := "fila leída", "filas leídas"
	if i.State == transfer.StateApplying {
		p.Title, p.Next = "Escribiendo en el plan", pathOf(i.ID)
		one, many = "fila escrita", "filas escritas"
	}
	p.Done = max(i.Done, 0)
	if p.Total > 0 {
		p.Done = min(p.Done, p.Total)
	}
	switch {
	case p.Done == 0 && p.Total == 0:
		p.Text = "En espera: empieza enseguida."
	case p.Total == 0:
		p.Text = ui.Count(p.Done, one, many)
	default:
		p.Text = plain(p.Done) + " de " + ui.Count(p.Total, one, many)
	}
	return p
}

// buildOutcome tells what became of an import that is over.
func buildOutcome(i transfer.Import) *outcome {
	again := ui.Link{Text: "Importar otro fichero", Href: pathFor(i.Plan.Slug)}
	switch i.State {
	case transfer.StateFailed:
		return &outcome{
			Kind: ui.NoticeError, Title: "No se ha podido leer", Text: i.Failure + " No se ha escrito nada: corrija el fichero y tráigalo de nuevo.",
			Links: []ui.Link{again},
		}
	case transfer.StateApplied:
		o := &outcome{Kind: ui.NoticeSuccess, Title: "Aplicada", Text: whatWasDone(i)}
		if i.Plan.ID != 0 {
			path := planPath(i.Plan.Slug)
			o.Links = []ui.Link{{Text: "Ver el cuadro de mando", Href: path + "/cuadro-de-mando"}, {Text: "Ver objetivos e indicadores", Href: path + "/estructura"}}
		}
		o.Links = append(o.Links, again)
		return o
	case transfer.StateUndone:
		return &outcome{
			Kind: ui.NoticeInfo, Title: "Deshecha", Text: "El plan está como antes de aplicarla. El fichero y lo que decía se conservan aquí.",
			Links: []ui.Link{again},
		}
	case transfer.StateDiscarded:
		return &outcome{Kind: ui.NoticeInfo, Title: "Descartada", Text: "No se escribió nada en el plan.", Links: []ui.Link{again}}
	default:
		return nil
	}
}

// undoOf is how an import is undone; nil for one that is not applied.
func undoOf(i transfer.Import) *ui.ConfirmProps {
	if i.State != transfer.StateApplied {
		return nil
	}
	text := "Se quitará del plan lo que se creó y volverá a estar como antes lo que se cambió. Se puede mientras nadie haya cambiado después nada de lo que escribió."
	if i.Mode == transfer.NewPlan {
		text = "Se borrará el plan que se creó, con todo lo que tiene. Se puede mientras nadie haya cambiado después nada de lo que escribió."
	}
	return &ui.ConfirmProps{
		Form: ui.FormProps{Action: pathOf(i.ID) + "/deshacer", Label: "Deshacer la importación", Hidden: versionOf(i)},
		Open: "Deshacer…", Do: "Deshacer la importación", Danger: true, Text: text,
	}
}

// discardOf is how an import that nobody wants is put aside; nil for one that is over.
func discardOf(i transfer.Import) *ui.ConfirmProps {
	switch i.State {
	case transfer.StateReading, transfer.StateReady, transfer.StateFailed:
	default:
		return nil
	}
	return &ui.ConfirmProps{
		Form: ui.FormProps{Action: pathOf(i.ID) + "/baja", Label: "Descartar la importación", Hidden: versionOf(i)},
		Open: "Descartar…", Do: "Descartar la importación", Danger: true,
		Text: "No se escribirá nada en el plan. Para volver a importarlo habrá que traer otra vez el fichero.",
	}
}

// versionField names the version that a form was made from.
const versionField = "version"

func versionOf(i transfer.Import) []ui.Hidden {
	return []ui.Hidden{{Name: versionField, Value: strconv.Itoa(i.Version)}}
}

package audits

import (
	"encoding/json"

	"hito/internal/audit"
	"hito/internal/fault"
	"hito/web/ui"
)

// listProps is everything that the list of events shows.
type listProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Filters  filterProps
	Export   ui.FormProps
	Rows     []row
	Older    string // address; blank on the last page
	Newest   string // address; blank on the first page
	Empty    *ui.EmptyProps
}

// filterProps is the form that narrows the list.
type filterProps struct {
	Text        string
	Topics      []ui.Option
	From, Until string
	Wrong       fault.Invalid
	Object      string // "user-12"; blank for any
	ObjectName  string // "Persona 12"
	AnyObject   string // address without it
	Clear       string // address of the whole list; blank when nothing is filtered
}

// row is an event of the list.
type row struct {
	ID        int64
	When      string
	Machine   string
	Who       string
	WhoHref   string
	What      string
	Code      string
	Object    string
	Related   string // address of all events of the object; blank where it has no number
	RequestID string
	Changes   []ui.EventChange
	Personal  personal
}

// personal is the part of an event that is forgotten with time.
type personal struct {
	Address   string
	Changes   []ui.EventChange
	Forgotten bool
}

// Shown tells whether there is something of it to show.
func (p personal) Shown() bool { return p.Address != "" || len(p.Changes) > 0 || p.Forgotten }

func (p Pages) buildList(asked query, found []audit.Entry, wrong fault.Invalid) listProps {
	props := listProps{
		Page: ui.AdministrationPage("Auditoría"),
		Head: ui.PageHeadProps{
			Title: "Auditoría", Lead: "Qué se ha hecho, quién y cuándo. Los sucesos solo se añaden: nadie puede cambiarlos ni borrarlos desde la aplicación.",
			Actions: headActions(),
		},
		Problems: ui.Problems(wrong, "desde", "auditoria-desde", "hasta", "auditoria-hasta"),
		Filters:  buildFilters(asked, wrong),
		Export:   ui.FormProps{Action: exportPath, Class: "form-inline", Hidden: asked.filters()},
	}
	props.Page.Refused = len(wrong) > 0
	if len(found) > pageSize {
		found = found[:pageSize]
		props.Older = asked.href(found[pageSize-1].ID)
	}
	if asked.before > 0 {
		props.Newest = asked.href(0)
	}
	for _, e := range found {
		props.Rows = append(props.Rows, p.buildRow(e))
	}
	if len(found) == 0 && len(wrong) == 0 {
		props.Empty = &ui.EmptyProps{Title: "Ningún suceso coincide con lo que busca"}
		if clear := props.Filters.Clear; clear != "" {
			props.Empty.Link = &ui.Link{Text: "Ver todos los sucesos", Href: clear}
		}
	}
	return props
}

func buildFilters(asked query, wrong fault.Invalid) filterProps {
	f := filterProps{
		Text: asked.text, From: typedDay(asked.typedFrom, asked.from.String()), Until: typedDay(asked.typedUntil, asked.until.String()),
		Wrong: wrong, Object: asked.objectText(), Topics: []ui.Option{{Text: "Todos", Selected: asked.topic == ""}},
	}
	for _, t := range topics {
		f.Topics = append(f.Topics, ui.Option{Value: t.name, Text: t.text, Selected: t.name == asked.topic})
	}
	if f.Object != "" {
		f.ObjectName = ui.ObjectName(asked.object.Type, asked.object.ID)
		others := asked
		others.object = audit.Object{}
		f.AnyObject = others.href(0)
	}
	if len(asked.filters()) > 0 || asked.before > 0 || len(wrong) > 0 {
		f.Clear = listPath
	}
	return f
}

// typedDay is what a date field holds: the day as browsers write it, or what was typed where it is none.
func typedDay(typed, day string) string {
	if day != "" {
		return day
	}
	return typed
}

func (p Pages) buildRow(e audit.Entry) row {
	r := row{
		ID: e.ID, When: ui.EventTime(e.At, p.Location), Machine: e.At.UTC().Format("2006-01-02T15:04:05Z"),
		Who: ui.EventActor(e), What: ui.EventText(e.Action), Code: e.Action, Object: ui.ObjectName(e.ObjectType, e.ObjectID),
		RequestID: e.RequestID, Changes: ui.EventChanges(e.Before, e.After), Personal: buildPersonal(e),
	}
	if e.ActorID != 0 {
		r.WhoHref = ui.PersonPath(e.ActorID)
	}
	if e.ObjectID != 0 {
		r.Related = ui.AuditOf(audit.Object{Type: e.ObjectType, ID: e.ObjectID})
	}
	return r
}

func buildPersonal(e audit.Entry) personal {
	var body struct {
		Address       string
		Before, After json.RawMessage
	}
	if len(e.Personal) == 0 {
		return personal{Forgotten: e.Forgotten}
	}
	if err := json.Unmarshal(e.Personal, &body); err != nil {
		return personal{Changes: ui.EventChanges(nil, e.Personal)} // never written so; better shown than hidden
	}
	return personal{Address: body.Address, Changes: ui.EventChanges(body.Before, body.After)}
}

package users

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
)

const (
	// pageSize is how many people a page of the list has.
	pageSize = 25

	// lastPage keeps the pages asked for within what the database can count.
	lastPage = 1_000_000
)

// query is what an address asks of the list; what is blank or 0 narrows nothing.
type query struct {
	text  string
	role  access.Role
	state string // as the address names it
	unit  int64
	page  int // from 1
}

// readQuery reads the address; what it does not understand asks for nothing.
func readQuery(values url.Values) query {
	q := query{text: ui.SearchText(values.Get("texto")), page: 1}
	if role := access.Role(values.Get("papel")); role.Known() {
		q.role = role
	}
	if state := values.Get("estado"); storedState(state) != "" {
		q.state = state
	}
	if id, err := ui.ID(values.Get("unidad")); err == nil {
		q.unit = id
	}
	if page, err := strconv.Atoi(values.Get("pagina")); err == nil && page > 1 {
		q.page = min(page, lastPage)
	}
	return q
}

func storedState(state string) string {
	for _, s := range states {
		if s.value == state {
			return s.stored
		}
	}
	return ""
}

func (q query) narrows() bool { return q.text != "" || q.role != "" || q.state != "" || q.unit != 0 }

func (q query) stored() user.Query {
	return user.Query{
		Text: q.text, Role: q.role, State: storedState(q.state), UnitID: q.unit, Limit: pageSize, Offset: (q.page - 1) * pageSize,
	}
}

// hidden are the filters as fields that a form carries along.
func (q query) hidden() []ui.Hidden {
	var list []ui.Hidden
	put := func(name, value string) {
		if value != "" && value != "0" {
			list = append(list, ui.Hidden{Name: name, Value: value})
		}
	}
	put("texto", q.text)
	put("papel", string(q.role))
	put("estado", q.state)
	put("unidad", strconv.FormatInt(q.unit, 10))
	return list
}

func (q query) href(page int) string {
	values := url.Values{}
	for _, h := range q.hidden() {
		values.Set(h.Name, h.Value)
	}
	if page > 1 {
		values.Set("pagina", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return listPath
	}
	return listPath + "?" + values.Encode()
}

// List answers GET /administracion/personas with a page of the people, or of those that the filters ask for.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked := readQuery(r.URL.Query())
	found, total, err := p.Users.People(r.Context(), ui.Actor(r.Context()), asked.stored())
	if err != nil {
		return err
	}
	if len(found) == 0 && asked.page > 1 {
		return fmt.Errorf("page %d of people: %w", asked.page, fault.NotFound)
	}
	units, err := p.Units.List(r.Context())
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, list(p.buildList(found, total, asked, units)))
}

// listProps is everything that the list of people shows.
type listProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Filters ui.FiltersProps
	Rows    []row
	Export  ui.FormProps
	Pages   ui.PaginationProps
	Empty   *ui.EmptyProps
}

// row is a person in the list.
type row struct {
	Name, Href, Email string
	Role, Units       string
	Factor            string
	Seen              string
	State             string
	StateIcon         string
	Note              string // what the state means; may be blank
}

func (p Pages) buildList(found []user.User, total int, asked query, units []unit.Counted) listProps {
	props := listProps{
		Page: ui.AdministrationPage("Personas"),
		Head: ui.PageHeadProps{
			Title: "Personas", Lead: "Quién puede entrar, con qué papel y en qué unidades.", Actions: inviteButton(),
		},
		Filters: filters(asked, total, units),
		Export:  ui.FormProps{Action: listPath + "/exportar", Class: "form-inline", Hidden: asked.hidden()},
		Pages:   ui.Pages("Páginas de personas", asked.page, (total+pageSize-1)/pageSize, asked.href),
	}
	for _, u := range found {
		props.Rows = append(props.Rows, p.newRow(u))
	}
	switch {
	case total == 0 && asked.narrows():
		props.Empty = &ui.EmptyProps{
			Icon: "search", Title: "Nadie coincide con lo que busca", Text: "Se busca en el nombre y en el correo. Pruebe con menos palabras o quite algún filtro.",
			Link: &ui.Link{Text: "Ver a todas las personas", Href: listPath},
		}
	case total == 0:
		props.Empty = &ui.EmptyProps{Title: "Todavía no hay nadie", Link: &ui.Link{Text: "Invitar a una persona", Href: newPath}}
	}
	return props
}

func (p Pages) newRow(u user.User) row {
	r := row{
		Name: u.Name, Href: pathOf(u.ID), Email: u.Email, Role: ui.RoleName(u.Role), Units: "Ninguna", Factor: factorOf(u), Seen: "Sin sesión abierta",
	}
	if len(u.Units) > 0 {
		r.Units = strings.Join(u.Units, ", ")
	}
	if seen := p.clock(u.SeenAt); seen != "" {
		r.Seen = seen
	}
	r.State, r.Note = stateOf(u)
	r.StateIcon = stateIcons[r.State]
	return r
}

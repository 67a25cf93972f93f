package challenges

import (
	"net/http"
	"net/url"
	"strconv"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// viewsProps are the views that a person has given a name to, and the form that keeps another.
type viewsProps struct {
	List []savedView
	Save *saveProps // nil where there is nothing to save: the whole list, or one that is saved
	Drop *ui.ConfirmProps
}

// savedView leads to a list as it was saved.
type savedView struct {
	Name, Href string
	Current    bool
}

// saveProps is the form that keeps the filters of the page under a name.
type saveProps struct {
	Form ui.FormProps
	Name ui.FieldProps
	Open bool
}

// viewTyped is the name of a view as it was typed and refused.
type viewTyped struct {
	name  string
	wrong fault.Invalid
}

func buildViews(list []challenge.View, q listQuery, typed viewTyped) viewsProps {
	var props viewsProps
	query := q.values().Encode()
	for _, v := range list {
		one := savedView{Name: v.Name, Href: withQuery(ui.ChallengesPath, v.Query), Current: v.Query == query}
		props.List = append(props.List, one)
		if one.Current {
			props.Drop = &ui.ConfirmProps{
				Form: ui.FormProps{Action: viewsPath + "/" + strconv.FormatInt(v.ID, 10) + "/baja", Class: "form-inline", Label: "Quitar la vista " + v.Name},
				Open: "Quitar esta vista…", Text: "Se quitará la vista «" + v.Name + "». Los retos siguen como están.", Do: "Quitar la vista",
			}
		}
	}
	if props.Drop == nil && query != "" {
		props.Save = &saveProps{
			Form: ui.FormProps{Action: viewsPath, Class: "reto-view-form", Hidden: q.hidden()}, Open: typed.wrong != nil,
			Name: ui.FieldProps{
				Name: "name", ID: "vista-name", Label: "Nombre de la vista", Value: typed.name, Error: typed.wrong["name"], MaxLength: challenge.LongestViewName,
				Hint: "Guarda los filtros y el orden de esta lista, solo para usted.", Autocomplete: "off",
			},
		}
	}
	return props
}

// SaveView answers POST /retos/vistas: it keeps the filters of the list under a name.
func (p Lists) SaveView(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q, wrong := readListQuery(r.PostForm)
	if wrong != nil {
		return p.listAll(w, r, q, wrong, viewTyped{})
	}
	q.Scope = challenge.ScopeAll
	d := challenge.ViewDraft{Name: r.PostFormValue("name"), Query: q.values().Encode()}
	_, err := p.Challenges.SaveView(ctx, ui.Actor(ctx), ui.FormKey(r), d)
	if wrong := ui.Invalid(err); wrong != nil {
		return p.listAll(w, r, q, nil, viewTyped{name: d.Name, wrong: wrong})
	}
	if err != nil {
		return err
	}
	v := q.values()
	v.Set("hecho", "vista")
	return ui.See(w, r, withQuery(ui.ChallengesPath, v.Encode()))
}

// DropView answers POST /retos/vistas/{id}/baja; the view of another is as one that does not exist.
func (p Lists) DropView(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	if err := p.Challenges.DropView(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), id); err != nil {
		return err
	}
	return ui.See(w, r, withQuery(ui.ChallengesPath, url.Values{"hecho": {"vista-quitada"}}.Encode()))
}

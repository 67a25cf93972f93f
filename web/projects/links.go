package projects

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
)

var linksDone = map[string]string{
	"vinculado":    "El reto se ha vinculado.",
	"desvinculado": "El vínculo se ha quitado.",
}

// linksProps is everything that the page of a reto's links shows.
type linksProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Links    []linkView
	Choose   ui.FiltersProps
	Add      *addProps // nil where there is no plan to link to
	Back     string
}

// linkView is a link with the way to take it away.
type linkView struct {
	Kind, Text, Href string
	Plan             string
	Remove           ui.ConfirmProps
}

// addProps is the form that adds a link to something of one plan.
type addProps struct {
	Form   ui.FormProps
	Groups []offerGroup
	Error  string
	Empty  string // why there is nothing to choose; blank where there is
	Note   string // may be blank
}

// offerGroup is an objective with its indicators, or the results of the plan.
type offerGroup struct {
	Label   string
	Options []ui.Option
}

// choice is which plan is looked into, and for what.
type choice struct {
	Slug, Text string
	End        string // what was chosen
}

func askedChoice(r *http.Request) choice {
	q := r.URL.Query()
	return choice{Slug: q.Get("plan"), Text: ui.SearchText(q.Get("q"))}
}

func typedChoice(r *http.Request) choice {
	return choice{Slug: r.PostFormValue("plan"), Text: ui.SearchText(r.PostFormValue("q")), End: r.PostFormValue("end")}
}

// shelf is what the page is built from.
type shelf struct {
	found
	Ties   []challenge.Tie
	Plans  []challenge.OpenPlan
	Plan   plan.Plan
	Offers []challenge.Offer
	More   bool
}

// stock reads the links of a reto and what of a plan it may be linked to besides.
func (p Pages) stock(r *http.Request, c *choice) (s shelf, err error) {
	err = p.read(r, func(ctx context.Context, tx pgx.Tx, f found) (err error) {
		s.found = f
		if err := f.require(challenge.Link); err != nil {
			return err
		}
		if s.Ties, err = challenge.Ties(ctx, tx, f.Actor, f.Challenge); err != nil {
			return err
		}
		if s.Plans, err = challenge.OpenPlans(ctx, tx, f.Actor); err != nil || len(s.Plans) == 0 {
			return err
		}
		c.Slug = s.chosen(c.Slug)
		if s.Plan, err = plan.Find(ctx, tx, ui.Scope(ctx), c.Slug); err != nil {
			return err
		}
		s.Offers, s.More, err = challenge.Offers(ctx, tx, s.Plan.ID, f.Challenge.ID, c.Text)
		return err
	})
	return s, err
}

// chosen is the plan that was asked for, else that which the reto is about, else the first one.
func (s shelf) chosen(slug string) string {
	if slug != "" {
		return slug
	}
	if at := s.Challenge.Touches; at != nil && slices.ContainsFunc(s.Plans, func(o challenge.OpenPlan) bool { return o.Slug == at.PlanSlug }) {
		return at.PlanSlug
	}
	return s.Plans[0].Slug
}

// Links answers GET /retos/{code}/vinculos.
func (p Pages) Links(w http.ResponseWriter, r *http.Request) error {
	c := askedChoice(r)
	s, err := p.stock(r, &c)
	if err != nil {
		return err
	}
	props := newLinks(s, c)
	props.Done = ui.Done(r, linksDone)
	return ui.Render(w, r, http.StatusOK, links(props))
}

func newLinks(s shelf, c choice) linksProps {
	p := linksProps{
		Page: s.frame("Vincular el reto", ui.Crumb{Text: "Vínculos"}),
		Head: ui.PageHeadProps{
			Eyebrow: "Reto " + s.Challenge.Address(), Title: "Vincular con los planes",
			Lead: "Así se ve a qué lleva «" + ui.Shorten(s.Challenge.Title, 100) + "», y de dónde viene lo que se hace en cada plan.",
		},
		Back: s.path(),
	}
	for _, t := range s.Ties {
		p.Links = append(p.Links, linkOf(s.found, t))
	}
	if s.Plan.ID != 0 {
		p.Choose, p.Add = chooseOf(s, c), addOf(s, c)
	}
	return p
}

var kinds = map[challenge.EndKind]struct{ name, path string }{
	challenge.ToObjective: {"Objetivo", "objetivos"}, challenge.ToIndicator: {"Indicador", "indicadores"}, challenge.ToResult: {"Resultado", "resultados"},
}

func linkOf(f found, t challenge.Tie) linkView {
	kind, text, last := kinds[t.Kind], t.Title, strconv.FormatInt(t.EndID, 10)
	if t.Code != "" {
		text, last = t.Code+". "+t.Title, t.Code
	}
	return linkView{
		Kind: kind.name, Text: text, Href: "/planes/" + t.PlanSlug + "/" + kind.path + "/" + last, Plan: t.PlanTitle,
		Remove: ui.ConfirmProps{
			Form: ui.FormProps{Action: f.linksPath() + "/" + strconv.FormatInt(t.ID, 10) + "/baja", Label: "Quitar el vínculo con " + ui.Shorten(text, 60)},
			Open: "Quitar…", Do: "Quitar el vínculo", Danger: true, Text: "El reto dejará de verse en la página de lo vinculado. Se puede volver a vincular.",
		},
	}
}

func chooseOf(s shelf, c choice) ui.FiltersProps {
	plans := ui.Select{Name: "plan", Label: "Plan"}
	for _, o := range s.Plans {
		plans.Options = append(plans.Options, ui.Option{Value: o.Slug, Text: o.Title, Selected: o.Slug == c.Slug})
	}
	p := ui.FiltersProps{
		ID: "vinculos", Action: s.linksPath(), Selects: []ui.Select{plans},
		Search: &ui.Search{Name: "q", Label: "Buscar en el plan", Value: c.Text, Hint: "Código o título"},
	}
	if c.Text != "" {
		p.Clear = s.linksPath() + "?plan=" + c.Slug
	}
	return p
}

func addOf(s shelf, c choice) *addProps {
	a := &addProps{Form: ui.FormProps{
		Action: s.linksPath(), Label: "Vincular el reto", Hidden: []ui.Hidden{{Name: "plan", Value: c.Slug}, {Name: "q", Value: c.Text}},
	}}
	var label string
	for n, o := range s.Offers {
		if group := groupLabel(o); n == 0 || group != label {
			label = group
			a.Groups = append(a.Groups, offerGroup{Label: label})
		}
		last := &a.Groups[len(a.Groups)-1]
		last.Options = append(last.Options, ui.Option{Value: o.End().String(), Text: offerText(o), Selected: o.End().String() == c.End})
	}
	switch {
	case len(s.Offers) == 0 && c.Text != "":
		a.Empty = "Nada de este plan coincide con «" + c.Text + "», o ya está vinculado."
	case len(s.Offers) == 0:
		a.Empty = "Este plan no tiene nada más con lo que vincular el reto."
	case s.More:
		a.Note = "Hay más de lo que cabe en la lista: busque por código o título."
	}
	return a
}

// longestOption is how many letters of a title a list shows: it does not wrap.
const longestOption = 90

func groupLabel(o challenge.Offer) string {
	if o.Kind == challenge.ToResult {
		return "Resultados"
	}
	return o.GroupCode + ". " + ui.Shorten(o.GroupTitle, longestOption)
}

func offerText(o challenge.Offer) string {
	text := kinds[o.Kind].name + " "
	if o.Kind == challenge.ToResult {
		text = ""
	}
	if o.Code != "" {
		text += o.Code + ". "
	}
	return text + ui.Shorten(o.Title, longestOption)
}

// AddLink answers POST /retos/{code}/vinculos.
func (p Pages) AddLink(w http.ResponseWriter, r *http.Request) error {
	f, err := p.find(r)
	if err != nil {
		return err
	}
	c := typedChoice(r)
	err = p.Challenges.AddLink(r.Context(), f.change(r), c.Slug, c.End)
	switch wrong := ui.Invalid(err); {
	case wrong != nil:
		return p.refuseLink(w, r, c, wrong)
	case err != nil:
		return f.told(err)
	}
	return ui.See(w, r, f.linksPath()+"?hecho=vinculado&plan="+c.Slug)
}

// refuseLink shows the page again with why nothing was linked; without the plan that was sent where it is none of those
// that may be chosen.
func (p Pages) refuseLink(w http.ResponseWriter, r *http.Request, c choice, wrong fault.Invalid) error {
	if wrong["plan"] != "" {
		c.Slug = ""
	}
	s, err := p.stock(r, &c)
	if err != nil {
		return err
	}
	props := newLinks(s, c)
	props.Page.Refused = true
	props.Problems = ui.Problems(wrong, "plan", "vinculos-plan", "end", "end")
	if props.Add != nil {
		props.Add.Error = wrong["end"]
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, links(props))
}

// RemoveLink answers POST /retos/{code}/vinculos/{id}/baja.
func (p Pages) RemoveLink(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	f, err := p.find(r)
	if err != nil {
		return err
	}
	err = p.Challenges.RemoveLink(r.Context(), f.change(r), id)
	if errors.Is(err, fault.Conflict) {
		return f.told(err)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, f.linksPath()+"?hecho=desvinculado")
}

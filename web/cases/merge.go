package cases

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// mergeProps is the page that merges a reto into another: first it is looked for, then it is confirmed.
type mergeProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Stale    *staleProps
	Nothing  *ui.NoticeProps // nil while it can be merged
	Confirm  *confirmProps   // nil until another is chosen
	Filters  ui.FiltersProps
	Title    string // of the list
	Text     string
	List     []candidate
	Empty    *ui.EmptyProps
}

// candidate is a reto that another may be merged into.
type candidate struct {
	Title, Href string // of its page
	Choose      string // address that chooses it
	Excerpt     string
	State       ui.TagProps
	Facts       string // code, unit, day and supporters
}

// confirmProps says what merging will do.
type confirmProps struct {
	Target candidate
	Moves  []string
	Stays  []string
	Form   ui.FormProps
	Other  string // address that chooses another
}

// union is a reto with those that it may be merged into, and the one that was chosen.
type union struct {
	Challenge challenge.Challenge
	List      []challenge.Listed
	Target    *challenge.Challenge // nil for none
	Moving    challenge.Moving
	Wrong     fault.Invalid // why the chosen one is none
}

// loadUnion reads a reto with those that have a text or, where it is blank, are like it.
func (p Pages) loadUnion(r *http.Request, typed, into string) (u union, err error) {
	u.Challenge, err = p.read(r, access.HandleChallenge, func(ctx context.Context, tx pgx.Tx, c challenge.Challenge) error {
		if into != "" {
			target, err := challenge.FindMergeTarget(ctx, tx, ui.Actor(ctx), c, into)
			if u.Wrong = ui.Invalid(err); err != nil && u.Wrong == nil {
				return err
			}
			if u.Wrong == nil {
				u.Target = &target
				u.Moving, err = challenge.CountMoving(ctx, tx, c, target)
				return err
			}
		}
		u.List, err = challenge.Alike(ctx, tx, ui.Actor(ctx), p.Challenges.Today(), c, typed)
		return err
	})
	return u, err
}

// Merging answers GET /retos/{code}/fusion: ?q= looks for retos, ?con= chooses one.
func (p Pages) Merging(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	typed := ui.SearchText(query.Get("q"))
	u, err := p.loadUnion(r, typed, query.Get("con"))
	if err != nil {
		return err
	}
	props := newMerge(u, typed)
	status := http.StatusOK
	if u.Wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, merge(props))
}

func newMerge(u union, typed string) mergeProps {
	c := u.Challenge
	path := pathOf(c) + "/fusion"
	props := mergeProps{
		Page: frame(c, "Fusionar con otro reto"),
		Head: headOf(c, "Fusionar con otro reto", "Si este reto dice lo mismo que otro, se une a él y se tramita el otro."),
		Filters: ui.FiltersProps{
			ID: "buscar", Action: path, Search: &ui.Search{Name: "q", Label: "Buscar el otro reto", Value: typed, Hint: "Palabras o código"},
		},
		Title: "Retos parecidos", Text: "Los que más se parecen por el título y el problema. Si no está, búsquelo.", Problems: ui.Problems(u.Wrong),
	}
	if typed != "" {
		props.Filters.Clear, props.Title, props.Text = path, "Retos encontrados", ""
	}
	for _, one := range u.List {
		props.List = append(props.List, candidateOf(path, one))
	}
	if len(u.List) == 0 {
		props.Empty = &ui.EmptyProps{Icon: "search", Title: "No hay retos parecidos", Text: "Busque el otro reto por sus palabras o por su código."}
	}
	if u.Target != nil {
		props.Confirm = confirmOf(u, path)
	}
	if props.Page.Refused = u.Wrong != nil; !slices.Contains(challenge.Merge.In, c.State) {
		props.Nothing = idle(c, "ya no se fusiona con otro.")
	}
	return props
}

func candidateOf(path string, one challenge.Listed) candidate {
	code := challenge.Grouped(one.Code)
	facts := code
	for _, fact := range []string{one.Unit, "presentado el " + ui.ShortDate(one.SubmittedOn), supportersText(one.Supporters)} {
		if fact != "" {
			facts += " · " + fact
		}
	}
	return candidate{
		Title: one.Title, Href: ui.ChallengePath(code), Choose: path + "?" + url.Values{"con": {code}}.Encode(), Excerpt: one.Excerpt,
		State: ui.ChallengeTag(one.State), Facts: facts,
	}
}

func supportersText(n int) string {
	if n == 0 {
		return ""
	}
	return "afecta también a " + ui.Count(n, "persona", "personas")
}

func confirmOf(u union, path string) *confirmProps {
	t, m := u.Target, u.Moving
	confirm := &confirmProps{
		Target: candidateOf(path, challenge.Listed{
			Code: t.Code, Title: t.Title, Excerpt: t.Problem, State: t.State, Unit: t.Unit, SubmittedOn: t.SubmittedOn, Supporters: t.Supporters,
		}),
		Form: ui.FormProps{Action: path, Label: "Fusionar", Hidden: []ui.Hidden{
			{Name: "con", Value: challenge.Grouped(t.Code)}, {Name: "version", Value: strconv.Itoa(u.Challenge.Version)},
		}},
		Other: path,
		Stays: []string{"La conversación con quien presentó este reto, y sus ficheros.", "Este reto se podrá leer como hasta ahora, con el estado «Fusionado». No se puede deshacer."},
	}
	if m.Supporters+m.Followers > 0 {
		confirm.Moves = append(confirm.Moves, "Las personas a quienes afecta o que lo siguen, con quien lo presentó si tiene cuenta: "+
			ui.Count(max(m.Supporters, m.Followers), "persona", "personas")+". Recibirán un aviso.")
	}
	if m.Notes > 0 {
		confirm.Moves = append(confirm.Moves, ui.Count(m.Notes, "comentario interno", "comentarios internos")+".")
	}
	if m.Links > 0 {
		confirm.Moves = append(confirm.Moves, ui.Count(m.Links, "vínculo con los planes", "vínculos con los planes")+".")
	}
	if m.Merged > 0 {
		confirm.Moves = append(confirm.Moves, ui.Count(m.Merged, "reto que se había fusionado con este", "retos que se habían fusionado con este")+".")
	}
	return confirm
}

// Merge answers POST /retos/{code}/fusion.
func (p Pages) Merge(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	into := r.PostFormValue("con")
	err = p.Challenges.Merge(r.Context(), change(r, version), into)
	status, wrong, mine := refused(err)
	switch {
	case err == nil:
		return see(w, r, "fusionado")
	case !mine:
		return err
	case wrong != nil:
		into = ""
	}
	u, err := p.loadUnion(r, "", into)
	if err != nil {
		return err
	}
	if wrong != nil {
		u.Wrong = wrong
	}
	props := newMerge(u, "")
	props.Page.Refused = true
	if wrong == nil {
		props.Stale, err = p.staleOf(r.Context(), u.Challenge, "No se ha fusionado: el reto ha cambiado", "Compruebe que sigue haciendo falta y confírmelo de nuevo.")
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, merge(props))
}

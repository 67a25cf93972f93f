package intakes

import (
	"net/http"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/web/ui"
)

// similarProps are retos like one that is being written.
type similarProps struct {
	Rows  []similarRow
	Count string // "2 retos parecidos"
	Apart bool   // they are opened beside the form, which stays
}

type similarRow struct {
	Title, Href string
	State       ui.TagProps
	Note        string        // "Afecta también a 3 personas"; blank for none
	Support     *ui.FormProps // for whoever is affected too and has not said so
}

func similarOf(a access.Actor, found []challenge.Similar, apart bool) *similarProps {
	p := &similarProps{Apart: apart, Count: ui.Count(len(found), "reto parecido", "retos parecidos")}
	for _, s := range found {
		href := ui.ChallengePath(challenge.Grouped(s.Code))
		row := similarRow{Title: s.Title, Href: href, State: ui.ChallengeTag(s.State), Note: noteOf(s)}
		if s.Offers(a) {
			row.Support = &ui.FormProps{Action: href + "/apoyo", Class: "form-inline", Hidden: []ui.Hidden{{Name: "apoyo", Value: "si"}}}
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

func noteOf(s challenge.Similar) string {
	switch {
	case s.Own:
		return "Lo presentó usted"
	case s.Supports && s.Supporters > 1:
		return "Le afecta también a usted y a " + ui.Count(s.Supporters-1, "persona más", "personas más")
	case s.Supports:
		return "Le afecta también a usted"
	case s.Supporters > 0:
		return "Afecta también a " + ui.Count(s.Supporters, "persona", "personas")
	default:
		return ""
	}
}

// searchProps is the page that looks for retos like a title.
type searchProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Title   string
	Similar similarProps
	Empty   *ui.EmptyProps // nil where some are found, or nothing was asked for
}

// Similar answers GET /retos/similares?titulo= with the retos like a title that whoever asks may read: a whole page or,
// for the form's module, the list alone.
func (p Pages) Similar(w http.ResponseWriter, r *http.Request) error {
	actor, title := ui.Actor(r.Context()), ui.SearchText(r.URL.Query().Get("titulo"))
	var found []challenge.Similar
	err := db.ReadTx(r.Context(), p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		found, err = challenge.SimilarTo(r.Context(), tx, actor, title)
		return err
	})
	if err != nil {
		return err
	}
	if r.URL.Query().Get("parte") == "lista" {
		w.Header().Set("Cache-Control", "no-store")
		return ui.Render(w, r, http.StatusOK, similarPart(*similarOf(actor, found, true)))
	}
	s := searchProps{
		Page: frame("Retos parecidos"), Title: title, Similar: *similarOf(actor, found, false),
		Head: ui.PageHeadProps{Title: "Retos parecidos", Lead: "Antes de presentar un reto, mire si ya está. Si es así, diga que le afecta también: pesa más que otro igual."},
	}
	if title != "" && len(found) == 0 {
		s.Empty = &ui.EmptyProps{
			Icon: "search", Title: "No hay ningún reto parecido", Text: "Pruebe con otras palabras, o presente el suyo.", Link: &ui.Link{Text: "Presentar un reto", Href: newPath},
		}
	}
	return ui.Render(w, r, http.StatusOK, search(s))
}

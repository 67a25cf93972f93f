package cases

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// publicationProps is the page that says what anybody may read of a reto.
type publicationProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Stale    *staleProps
	Conflict *ui.ConflictProps
	Nothing  *ui.NoticeProps // nil while it can be published
	Now      ui.NoticeProps
	Form     ui.FormProps
	Title    ui.FieldProps
	Text     ui.FieldProps
	Submit   string
	Cancel   string
	Preview  *previewProps    // nil until it is asked for
	Withdraw *ui.ConfirmProps // nil while it is not public
	Own      []ui.Definition  // what the reto itself says
}

// previewProps is what anybody will see.
type previewProps struct {
	Title, Text string
	State       ui.TagProps
}

// What the buttons of the form do.
const (
	actionField = "accion"
	doPublish   = "publicar"
	doCheck     = "comprobar"
	doWithdraw  = "retirar"
)

// Publication answers GET /retos/{code}/publicacion.
func (p Pages) Publication(w http.ResponseWriter, r *http.Request) error {
	c, err := p.read(r, access.HandleChallenge, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, publication(p.newPublication(c, publicOf(c), c.Version)))
}

// publicOf proposes the reto's own title. The text must be written: what its author wrote may tell who that is.
func publicOf(c challenge.Challenge) challenge.PublicDraft {
	d := challenge.PublicDraft{Title: c.PublicTitle, Text: c.PublicText}
	if d.Title == "" {
		d.Title = c.Title
	}
	return d
}

func (p Pages) newPublication(c challenge.Challenge, d challenge.PublicDraft, version int) publicationProps {
	hidden := []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}}
	path := pathOf(c) + "/publicacion"
	props := publicationProps{
		Page: frame(c, "Publicar el reto"),
		Head: headOf(c, "Publicar el reto", "Cualquiera podrá leer este título y este texto, el estado y las notas públicas. Nada más."),
		Form: ui.FormProps{Action: path, Label: "Publicar el reto", Hidden: hidden},
		Title: ui.FieldProps{
			Name: "public_title", Label: "Título público", Value: d.Title, MaxLength: 200, Autocomplete: "off", Hint: "Sin nombres ni datos personales.",
		},
		Text: ui.FieldProps{
			Name: "public_text", Label: "Texto público", Value: d.Text, Rows: 8,
			Hint: "Un resumen sin datos personales, ni nada que permita saber quién lo presentó o de qué persona usuaria se habla.",
		},
		Now:    ui.NoticeProps{Kind: ui.NoticeInfo, Text: "El reto no es público."},
		Submit: "Publicar", Cancel: pathOf(c), Own: ownTexts(c),
	}
	if c.Public() {
		props.Submit = "Guardar lo que se publica"
		props.Now = ui.NoticeProps{
			Kind: ui.NoticeSuccess, Text: "El reto es público desde el " + ui.EventTime(c.PublishedAt, p.Location) + ".",
			Link: &ui.Link{Text: "Ver la lista pública", Href: ui.ChallengesPath + "?ver=publicos"},
		}
		props.Withdraw = &ui.ConfirmProps{
			Form: ui.FormProps{Action: path, Label: "Retirar de lo público", Hidden: append(hidden, ui.Hidden{Name: actionField, Value: doWithdraw})},
			Open: "Retirar de lo público…", Text: "Dejará de verse fuera. El título y el texto se guardan por si se publica otra vez.", Do: "Retirar de lo público", Danger: true,
		}
	}
	if !slices.Contains(challenge.Publish.In, c.State) {
		props.Nothing = idle(c, "ya no se cambia lo que se publica de él.")
	}
	return props
}

func ownTexts(c challenge.Challenge) []ui.Definition {
	return []ui.Definition{{Term: "Título", Text: c.Title}, {Term: "El problema", Text: c.Problem}}
}

// Publish answers POST /retos/{code}/publicacion: it publishes, shows how that would look, or withdraws from what is public.
func (p Pages) Publish(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	d := challenge.PublicDraft{Title: r.PostFormValue("public_title"), Text: r.PostFormValue("public_text")}
	done := "publicado"
	switch r.PostFormValue(actionField) {
	case doPublish:
		err = p.Challenges.Publish(r.Context(), change(r, version), d)
	case doWithdraw:
		done, err = "no-publicado", p.Challenges.Unpublish(r.Context(), change(r, version))
	case doCheck:
		return p.preview(w, r, d, version)
	default:
		return fmt.Errorf("publish a reto: %w", fault.BadInput)
	}
	status, wrong, mine := refused(err)
	switch {
	case err == nil:
		return see(w, r, done)
	case !mine:
		return err
	}
	return p.refusePublication(w, r, status, d, version, wrong)
}

func (p Pages) preview(w http.ResponseWriter, r *http.Request, d challenge.PublicDraft, version int) error {
	kept, err := d.Check()
	if wrong := ui.Invalid(err); wrong != nil {
		return p.refusePublication(w, r, http.StatusUnprocessableEntity, d, version, wrong)
	}
	c, err := p.read(r, access.HandleChallenge, nil)
	if err != nil {
		return err
	}
	props := p.newPublication(c, d, version)
	props.Preview = &previewProps{Title: kept.Title, Text: kept.Text, State: ui.ChallengeTag(c.State)}
	return ui.Render(w, r, http.StatusOK, publication(props))
}

func (p Pages) refusePublication(w http.ResponseWriter, r *http.Request, status int, d challenge.PublicDraft, version int, wrong fault.Invalid) error {
	c, err := p.read(r, access.HandleChallenge, nil)
	if err != nil {
		return err
	}
	withdraws := r.PostFormValue(actionField) == doWithdraw
	if withdraws {
		d = publicOf(c)
	}
	if wrong == nil {
		version = c.Version
	}
	props := p.newPublication(c, d, version)
	props.Page.Refused = true
	props.Title.Error, props.Text.Error = wrong["public_title"], wrong["public_text"]
	props.Problems = ui.Problems(wrong, "public_title", "public_title", "public_text", "public_text")
	switch {
	case wrong == nil && withdraws:
		props.Stale, err = p.staleOf(r.Context(), c, "No se ha retirado: el reto ha cambiado", "Abajo está como es ahora.")
	case wrong == nil:
		props.Conflict, err = p.publicConflict(r, c, d)
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, publication(props))
}

func (p Pages) publicConflict(r *http.Request, c challenge.Challenge, d challenge.PublicDraft) (*ui.ConflictProps, error) {
	conflict, err := ui.ConflictOf(r.Context(), p.Challenges.Pool, audit.Object{Type: "challenge", ID: c.ID}, p.Location, pathOf(c)+"/publicacion", []ui.ConflictRow{
		{Field: "public_title", Label: "Título público", Mine: d.Title, Theirs: c.PublicTitle},
		{Field: "public_text", Label: "Texto público", Mine: d.Text, Theirs: c.PublicText},
	})
	return &conflict, err
}

package imports

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Ways of bringing a table.
const (
	byFile = "fichero"
	byText = "texto"
)

// typed is what was typed into the form that brings a file; the file itself aside.
type typed struct {
	mode transfer.Mode
	slug string // of the plan
	head plan.Creation
	on   string
	by   string
	text string
}

// bringing is what the form needs to be shown.
type bringing struct {
	typed
	plans    []plan.Plan // that may be written
	chosen   *plan.Plan  // the one that the address names; nil for none
	today    date.Date
	earlier  []transfer.Import
	total    int
	page     int // of the earlier ones
	mappings []transfer.SavedMapping
}

// New answers GET /planes/importar, with ?plan= for a plan that is chosen already.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	asked := r.URL.Query().Get("plan")
	t := typed{mode: transfer.NewPlan, slug: asked, by: byFile, on: p.Today().String(), head: plan.Creation{Body: ui.SiteOf(r.Context()).Body}}
	if asked != "" {
		t.mode = transfer.Update
	}
	b, err := p.loadBringing(r, t, asked)
	if err != nil {
		return err
	}
	props := buildBring(b, p.Location)
	props.Done = ui.Done(r, map[string]string{"descartada": "Se ha descartado la importación.", "formato": "Se ha quitado el formato guardado."})
	return ui.Render(w, r, http.StatusOK, bringPage(props))
}

// loadBringing reads what the form shows; asked is the slug of the plan that the address names, which must be one that
// may be written.
func (p Pages) loadBringing(r *http.Request, t typed, asked string) (bringing, error) {
	ctx, actor := r.Context(), ui.Actor(r.Context())
	b := bringing{typed: t, today: p.Today(), page: pageOf(r, "pagina")}
	err := db.ReadTx(ctx, p.Imports.Pool, func(tx pgx.Tx) (err error) {
		if asked != "" {
			var named plan.Plan
			if named, err = plan.Find(ctx, tx, ui.Scope(ctx), asked); err != nil {
				return err
			}
			if err = board.Keeper(actor, named); err != nil {
				return err
			}
			b.chosen = &named
		}
		b.plans, err = plan.Unclosed(ctx, tx, ui.Scope(ctx))
		return err
	})
	if err != nil {
		return b, err
	}
	if b.mappings, err = p.Imports.Mappings(ctx); err != nil {
		return b, err
	}
	b.earlier, b.total, err = p.Imports.List(ctx, actor, asked, earlierAtOnce, (b.page-1)*earlierAtOnce)
	if err == nil && len(b.earlier) == 0 && b.page > 1 {
		err = fmt.Errorf("page %d of imports: %w", b.page, fault.NotFound)
	}
	return b, err
}

// Create answers POST /planes/importar: it keeps what was brought and leads to what it would change.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	if ui.TooLarge(r.Context()) {
		return p.refuseBring(w, r, http.StatusRequestEntityTooLarge, typed{mode: transfer.NewPlan, by: byFile}, fault.Invalid{"file": tooLarge})
	}
	t, wrong := readTyped(r, p.Today())
	u := transfer.Upload{Settings: transfer.Settings{Mode: t.mode}, Slug: t.slug, Head: t.head}
	u.Settings.On = readDay(t.on, p.Today(), wrong)
	if err := readBrought(r, &t, &u, wrong); err != nil {
		return err
	}
	if len(wrong) > 0 {
		status := http.StatusUnprocessableEntity
		if wrong["file"] == tooLarge {
			status = http.StatusRequestEntityTooLarge
		}
		return p.refuseBring(w, r, status, t, wrong)
	}
	sum := sha256.Sum256(u.Content)
	id, err := p.Imports.Begin(r.Context(), ui.Actor(r.Context()), ui.FormKey(r, u.Name, hex.EncodeToString(sum[:])), u)
	if wrong := refusal(err, t.by); wrong != nil {
		return p.refuseBring(w, r, http.StatusUnprocessableEntity, t, wrong)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, pathOf(id))
}

// refusal returns what is wrong with what was brought, at the fields of the form; nil for any other error.
func refusal(err error, by string) fault.Invalid {
	wrong := ui.Invalid(err)
	if problem := wrong["file"]; problem != "" && by == byText {
		return fault.Invalid{"text": problem}
	}
	return wrong
}

// refuseBring shows the form again with what was typed.
func (p Pages) refuseBring(w http.ResponseWriter, r *http.Request, status int, t typed, wrong fault.Invalid) error {
	b, err := p.loadBringing(r, t, "")
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, bringPage(buildBring(b, p.Location).refused(wrong)))
}

// readTyped reads the form, and notes what is wrong with its choices. The head of a new plan may be blank or wrong so far:
// the file may tell it, and it is asked for beside what the file says; a form that is refused loses the file.
func readTyped(r *http.Request, today date.Date) (typed, fault.Invalid) {
	t := typed{
		mode: transfer.Mode(r.PostFormValue("mode")), slug: r.PostFormValue("plan"), on: r.PostFormValue("on"),
		by: r.PostFormValue("by"), text: r.PostFormValue("text"),
		head: plan.Creation{
			Title: r.PostFormValue("title"), Body: r.PostFormValue("body"), Slug: r.PostFormValue("slug"),
			StartsOn: r.PostFormValue("starts_on"), EndsOn: r.PostFormValue("ends_on"),
		},
	}
	wrong := fault.Invalid{}
	switch {
	case !slices.Contains(modes, t.mode):
		wrong["mode"] = "Elija para qué es lo que trae."
	case t.mode == transfer.NewPlan:
		t.slug = ""
	case t.slug == "":
		wrong["plan"] = "Elija el plan al que van los datos."
	}
	if t.on == "" {
		t.on = today.String()
	}
	return t, wrong
}

// readDay reads the day of values that have none of their own.
func readDay(typed string, today date.Date, wrong fault.Invalid) date.Date {
	d, err := date.ParseSpanish(typed)
	switch {
	case err != nil:
		wrong["on"] = err.Error()
	case d > today:
		wrong["on"] = "La fecha no puede ser posterior a hoy."
	}
	return d
}

const (
	tooLarge    = "El fichero pasa de 25 MB, y no se ha guardado nada. Divídalo, o quítele las hojas y las imágenes que no hagan falta."
	nothingSent = "Elija un fichero, o pegue una tabla."
)

// readBrought takes the file or the text that was brought: whichever of both is there where the chosen one is not.
func readBrought(r *http.Request, t *typed, u *transfer.Upload, wrong fault.Invalid) error {
	file := fileOf(r)
	if file == nil && strings.TrimSpace(t.text) != "" {
		t.by = byText
	}
	if t.by == byText && (file == nil || strings.TrimSpace(t.text) != "") {
		u.Content = []byte(t.text)
		if strings.TrimSpace(t.text) == "" {
			wrong["text"] = "Pegue aquí la tabla, con sus encabezados, o elija un fichero."
		}
		return nil
	}
	t.by = byFile
	if file == nil {
		wrong["file"] = nothingSent
		return nil
	}
	if file.Size > transfer.LargestFile {
		wrong["file"] = tooLarge
		return nil
	}
	u.Name = file.Filename
	opened, err := file.Open()
	if err != nil {
		return fmt.Errorf("open a file that was sent: %w", err)
	}
	defer opened.Close()
	if u.Content, err = io.ReadAll(io.LimitReader(opened, transfer.LargestFile+1)); err != nil {
		return fmt.Errorf("read a file that was sent: %w", err)
	}
	if len(u.Content) == 0 {
		wrong["file"] = "El fichero está vacío. Compruebe que es el que quería y que está guardado."
	}
	return nil
}

// fileOf returns the file that was sent; the browser's empty one of an empty field is none.
func fileOf(r *http.Request) *multipart.FileHeader {
	if r.MultipartForm == nil {
		return nil
	}
	for _, sent := range r.MultipartForm.File["file"] {
		if sent.Filename != "" || sent.Size > 0 {
			return sent
		}
	}
	return nil
}

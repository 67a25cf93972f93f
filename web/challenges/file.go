package challenges

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"hito/internal/attachment"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// file is a file as the page shows it.
type file struct {
	Name, Href string
	Kind, Size string           // "PDF"; "1,2 MB"
	By         string           // who added it, and when
	Withdraw   *ui.ConfirmProps // nil for those who may not
}

// filesOf lists the files that the author reads too, or, internal, those of whoever handles the reto.
func (p Pages) filesOf(v view, internal bool) []file {
	var list []file
	for _, f := range v.Files {
		if f.Internal != internal {
			continue
		}
		by := v.who(f.Adder)
		if f.ByAuthor {
			by = author(v.Challenge)
		}
		shown := file{
			Name: f.Name, Href: v.path() + "/ficheros/" + strconv.FormatInt(f.ID, 10), Kind: ui.FileKind(f.Name), Size: ui.FileSize(f.Size),
			By: by + ", " + ui.EventTime(f.AddedAt, p.Location),
		}
		if v.Challenge.MayWithdraw(v.Actor, f) {
			shown.Withdraw = withdrawFile(shown)
		}
		list = append(list, shown)
	}
	return list
}

func withdrawFile(f file) *ui.ConfirmProps {
	return &ui.ConfirmProps{
		Form: ui.FormProps{Action: f.Href + "/retirada", Label: "Retirar " + f.Name},
		Open: "Retirar…", Do: "Retirar el fichero", Danger: true,
		Text: "Nadie podrá descargar «" + f.Name + "». Para volver a mostrarlo habrá que añadirlo de nuevo.",
	}
}

type uploadProps struct {
	ID, Label    string // of the field
	Form         ui.FormProps
	Hint, Accept string
	Error        string
}

// internalField marks files that are for those alone who handle the reto.
const internalField = "interno"

func uploadOf(v view, internal bool) *uploadProps {
	if !v.Challenge.MayAddFiles(v.Actor, internal) {
		return nil
	}
	u := &uploadProps{
		ID: "files", Label: "Añadir ficheros", Accept: strings.Join(attachment.Endings(), ","),
		Form: ui.FormProps{Action: v.path() + "/ficheros", Class: "no-print", Label: "Añadir ficheros", Files: true},
		Hint: fmt.Sprintf("PDF, imágenes (PNG, JPEG, WebP), documentos de oficina (ODT, ODS, ODP, DOCX, XLSX, PPTX), texto o CSV. "+
			"Hasta 10 MB cada uno, 25 MB a la vez y %d por reto. No incluya datos de personas usuarias.", challenge.MostFiles),
	}
	switch {
	case internal:
		u.ID, u.Label, u.Form.Label = "files-interno", "Añadir ficheros internos", "Añadir ficheros internos"
		u.Form.Hidden = []ui.Hidden{{Name: internalField, Value: "si"}}
	case !v.Challenge.Own:
		u.Hint += " Quien presentó el reto los verá."
	case v.Challenge.State == challenge.Waiting:
		u.Hint += " Al añadirlos, el reto vuelve a estar en análisis."
	}
	return u
}

const tooLarge = "No se ha añadido nada: los ficheros suman más de 25 MB. Envíelos en varias veces."

// AddFiles answers POST /retos/{code}/ficheros with the files of the form added, or none of them.
func (p Pages) AddFiles(w http.ResponseWriter, r *http.Request) error {
	f, err := p.admit(r)
	if err != nil {
		return refused(w, r, err)
	}
	if ui.TooLarge(r.Context()) {
		return p.refuseFiles(w, r, http.StatusRequestEntityTooLarge, tooLarge)
	}
	files, err := ui.ReadFiles(r.MultipartForm.File["files"])
	if err == nil {
		sums := make([]string, len(files))
		for n := range files {
			sums[n] = files[n].Name + files[n].Sum()
		}
		err = p.Challenges.AddFiles(r.Context(), f.change(r, sums...), internal(r), files)
	}
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil && slices.ContainsFunc(r.MultipartForm.File["files"], ui.Oversized):
		return p.refuseFiles(w, r, http.StatusRequestEntityTooLarge, wrong["files"])
	case wrong != nil:
		return p.refuseFiles(w, r, http.StatusUnprocessableEntity, wrong["files"])
	case errors.Is(err, fault.Conflict):
		return p.refuseFiles(w, r, http.StatusConflict, "No se ha añadido nada: el reto ha cambiado de estado mientras tanto.")
	case err != nil:
		return refused(w, r, err)
	case internal(r):
		return f.see(w, r, "?hecho=ficheros#interno")
	}
	return f.see(w, r, "?hecho=ficheros#ficheros")
}

func internal(r *http.Request) bool { return r.PostFormValue(internalField) == "si" }

// refuseFiles shows the page as it is now, with what is wrong with the files.
func (p Pages) refuseFiles(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	return p.refusePage(w, r, status, func(s *showProps) {
		upload := s.Upload
		if internal(r) && s.Inside != nil {
			upload = s.Inside.Upload
		}
		s.Problems = []ui.FieldError{{Text: problem}}
		if upload != nil {
			upload.Error, s.Problems[0].ID = problem, upload.ID
		}
	})
}

// Download answers GET /retos/{code}/ficheros/{file} with the file, to be kept and never to be shown in the page: what it
// holds is somebody's.
func (p Pages) Download(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "file")
	if err != nil {
		return err
	}
	var at found
	var kept challenge.File
	err = p.counted(r, func(ctx context.Context, tx pgx.Tx, f found) error {
		files, err := challenge.Files(ctx, tx, f.Actor, f.Challenge)
		if err != nil {
			return err
		}
		one, there := challenge.FileOf(files, id)
		if !there {
			return fmt.Errorf("file %d of reto %d: %w", id, f.Challenge.ID, fault.NotFound)
		}
		at, kept = f, one
		return nil
	})
	if err != nil {
		return err
	}
	at.guard(w)
	return ui.ServeFile(w, r, ui.ServedFile{
		File: kept.File, Content: challenge.OpenFile(r.Context(), p.Challenges.Pool, at.Challenge.ID, kept.File), Tag: "reto-" + strconv.FormatInt(at.Challenge.ID, 10),
	})
}

// WithdrawFile answers POST /retos/{code}/ficheros/{file}/retirada.
func (p Pages) WithdrawFile(w http.ResponseWriter, r *http.Request) error {
	f, err := p.admit(r)
	if err != nil {
		return refused(w, r, err)
	}
	id, err := ui.PathID(r, "file")
	if err != nil {
		return err
	}
	if err := p.Challenges.WithdrawFile(r.Context(), f.change(r), id); err != nil {
		return refused(w, r, err)
	}
	return f.see(w, r, "?hecho=sin-fichero#ficheros")
}

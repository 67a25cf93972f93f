package results

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hito/internal/attachment"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
)

// file is a file as pages show it.
type file struct {
	Name, Href string
	Kind, Size string           // "PDF"; "1,2 MB"
	Withdraw   *ui.ConfirmProps // nil for those who may not
}

func filesOf(of plan.Plan, r indicator.KeptResult) []file {
	var list []file
	for _, f := range r.Files {
		list = append(list, file{
			Name: f.Name, Href: pathOf(of.Slug, r.ID) + "/ficheros/" + strconv.FormatInt(f.ID, 10),
			Kind: ui.FileKind(f.Name), Size: ui.FileSize(f.Size),
		})
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
	Form         ui.FormProps
	Hint, Accept string
	Error        string
}

func uploadOf(f found) *uploadProps {
	visible := "Será público si el plan lo es: no incluya datos personales."
	if f.Plan.Published() && slices.Contains(f.Plan.Shows, plan.ShowFiles) {
		visible = "El plan es público, y lo que añada también: no incluya datos personales."
	}
	return &uploadProps{
		Form:   ui.FormProps{Action: f.path() + "/ficheros", Label: "Añadir ficheros", Files: true},
		Accept: strings.Join(attachment.Endings(), ","),
		Hint: fmt.Sprintf("PDF, imágenes (PNG, JPEG, WebP), documentos de oficina (ODT, ODS, ODP, DOCX, XLSX, PPTX), texto o CSV. "+
			"Hasta 10 MB cada uno, 25 MB a la vez y %d por resultado. %s", indicator.MostFiles, visible),
	}
}

const tooLarge = "No se ha añadido nada: los ficheros suman más de 25 MB. Envíelos en varias veces."

// AddFiles answers POST /planes/{plan}/resultados/{id}/ficheros with the files of the form added, or none of them.
func (p Pages) AddFiles(w http.ResponseWriter, r *http.Request) error {
	f, err := p.find(r)
	if err != nil {
		return err
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
		err = p.Results.AddFiles(r.Context(), change(r, f, 0, sums...), files)
	}
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil && slices.ContainsFunc(r.MultipartForm.File["files"], ui.Oversized):
		return p.refuseFiles(w, r, http.StatusRequestEntityTooLarge, wrong["files"])
	case wrong != nil:
		return p.refuseFiles(w, r, http.StatusUnprocessableEntity, wrong["files"])
	case errors.Is(err, fault.Conflict):
		return p.refuseFiles(w, r, http.StatusConflict, "No se ha añadido nada: el resultado se ha retirado mientras tanto.")
	case err != nil:
		return refused(f.Plan, err)
	}
	return ui.See(w, r, f.path()+"?hecho=ficheros#ficheros")
}

// refuseFiles shows the page as it is now, with what is wrong with the files.
func (p Pages) refuseFiles(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	f, err := p.find(r)
	if err != nil {
		return err
	}
	props := p.build(f)
	props.Page.Refused = true
	props.Problems = []ui.FieldError{{Text: problem}}
	if props.Upload != nil {
		props.Upload.Error, props.Problems[0].ID = problem, "files"
	}
	return ui.Render(w, r, status, show(props))
}

// Download answers /planes/{plan}/resultados/{id}/ficheros/{file} with the file, to be kept and never to be shown in
// the page: what it holds is somebody's.
func (p Pages) Download(w http.ResponseWriter, r *http.Request) error {
	f, kept, err := p.findFile(r)
	if err != nil {
		return err
	}
	return ui.ServeFile(w, r, ui.ServedFile{
		File: kept, Content: indicator.OpenFile(r.Context(), p.Results.Pool, f.Plan.ID, kept),
		Tag: strconv.FormatInt(f.Plan.ID, 10), Public: f.Plan.Published() && !f.Actor.SignedIn(),
	})
}

// findFile reads which file of a result an address names; one that was withdrawn is there for nobody.
func (p Pages) findFile(r *http.Request) (found, attachment.File, error) {
	f, err := p.find(r)
	if err != nil {
		return found{}, attachment.File{}, err
	}
	id, err := ui.PathID(r, "file")
	if err != nil {
		return found{}, attachment.File{}, err
	}
	for _, kept := range f.Result.Files {
		if kept.ID == id {
			return f, kept, nil
		}
	}
	return found{}, attachment.File{}, fmt.Errorf("file %d of result %d: %w", id, f.Result.ID, fault.NotFound)
}

// WithdrawFile answers POST /planes/{plan}/resultados/{id}/ficheros/{file}/retirada.
func (p Pages) WithdrawFile(w http.ResponseWriter, r *http.Request) error {
	f, err := p.find(r)
	if err != nil {
		return err
	}
	id, err := ui.PathID(r, "file")
	if err != nil {
		return err
	}
	if err := p.Results.WithdrawFile(r.Context(), change(r, f, 0), id); err != nil {
		return refused(f.Plan, err)
	}
	return ui.See(w, r, f.path()+"?hecho=sin#ficheros")
}

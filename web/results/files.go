package results

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

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
			Kind: strings.ToUpper(strings.TrimPrefix(path.Ext(f.Name), ".")), Size: sizeOf(f.Size),
		})
	}
	return list
}

// sizeOf writes a number of bytes as people read it: "340 kB", "1,2 MB".
func sizeOf(bytes int) string {
	const kilo, mega = 1 << 10, 1 << 20
	switch {
	case bytes < kilo:
		return ui.Count(bytes, "byte", "bytes")
	case bytes < mega:
		return ui.Quantity(decimal.NewFromInt(int64(bytes)/kilo), 0, "kB")
	default:
		return ui.Quantity(decimal.NewFromInt(int64(bytes)).Div(decimal.NewFromInt(mega)), 1, "MB")
	}
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
	if f.Plan.Published() {
		visible = "El plan es público, y lo que añada también: no incluya datos personales."
	}
	return &uploadProps{
		Form:   ui.FormProps{Action: f.path() + "/ficheros", Label: "Añadir ficheros", Files: true},
		Accept: strings.Join(indicator.FileEndings(), ","),
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
	files, err := readFiles(r.MultipartForm.File["files"])
	if err == nil {
		sums := make([]string, len(files))
		for n := range files {
			sums[n] = files[n].Name + files[n].Sum()
		}
		err = p.Results.AddFiles(r.Context(), change(r, f, 0, sums...), files)
	}
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil && slices.ContainsFunc(r.MultipartForm.File["files"], oversized):
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

func oversized(sent *multipart.FileHeader) bool { return sent.Size > indicator.LargestFile }

// readFiles takes what was sent, the browser's empty file of an empty field aside. It is fault.Invalid where one of
// them is not taken, with what is wrong with each.
func readFiles(sent []*multipart.FileHeader) ([]indicator.NewFile, error) {
	var files []indicator.NewFile
	var wrong []string
	for _, header := range sent {
		if header.Filename == "" && header.Size == 0 {
			continue
		}
		content, err := readFile(header)
		if err != nil {
			return nil, err
		}
		f, err := indicator.ReadFile(header.Filename, content)
		switch invalid := ui.Invalid(err); {
		case invalid != nil:
			wrong = append(wrong, invalid["files"])
		case err != nil:
			return nil, err
		default:
			files = append(files, f)
		}
	}
	if len(wrong) > 0 {
		return nil, fault.Invalid{"files": "No se ha añadido nada. " + strings.Join(wrong, " ")}
	}
	return files, nil
}

// readFile reads a file up to the first byte that is too many.
func readFile(header *multipart.FileHeader) ([]byte, error) {
	sent, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("open a file that was sent: %w", err)
	}
	defer sent.Close()
	content, err := io.ReadAll(io.LimitReader(sent, indicator.LargestFile+1))
	if err != nil {
		return nil, fmt.Errorf("read a file that was sent: %w", err)
	}
	return content, nil
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

// downloadWithin is how long a file may take on a slow line, beyond what the server gives to pages.
const downloadWithin = 5 * time.Minute

// Download answers /planes/{plan}/resultados/{id}/ficheros/{file} with the file, to be kept and never to be shown in
// the page: what it holds is somebody's.
func (p Pages) Download(w http.ResponseWriter, r *http.Request) error {
	f, kept, err := p.findFile(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", kept.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": kept.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if f.Plan.Published() && !f.Actor.SignedIn() {
		h.Set("Cache-Control", "no-cache") // kept, and asked for each time whether it still is there
	}
	h.Set("ETag", `"`+strconv.FormatInt(f.Plan.ID, 10)+"-"+strconv.FormatInt(kept.ID, 10)+`"`)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadWithin)) // where the connection has deadlines
	content := indicator.OpenFile(r.Context(), p.Results.Pool, f.Plan.ID, kept)
	http.ServeContent(w, r, "", kept.AddedAt, content)
	if err := content.Err(); err != nil {
		// Half a file must not pass for a whole one: the connection is cut.
		ui.Cause(r.Context(), err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// findFile reads which file of a result an address names; one that was withdrawn is there for nobody.
func (p Pages) findFile(r *http.Request) (found, indicator.File, error) {
	f, err := p.find(r)
	if err != nil {
		return found{}, indicator.File{}, err
	}
	id, err := ui.PathID(r, "file")
	if err != nil {
		return found{}, indicator.File{}, err
	}
	for _, kept := range f.Result.Files {
		if kept.ID == id {
			return f, kept, nil
		}
	}
	return found{}, indicator.File{}, fmt.Errorf("file %d of result %d: %w", id, f.Result.ID, fault.NotFound)
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

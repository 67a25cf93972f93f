package settings

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"hito/internal/fault"
	"hito/internal/setting"
	"hito/web/ui"
)

const emblemPath = indexPath + "/emblema"

// emblemProps is the emblem that there is, and the form for another one.
type emblemProps struct {
	Page     ui.PageProps
	Done     string
	Problems []ui.FieldError
	Image    string // address with the picture itself; blank for none
	Form     ui.FormProps
	Error    string
	Drop     *ui.ConfirmProps // nil where there is none
	History  ui.HistoryProps
}

// Emblem answers GET /administracion/emblema.
func (p Pages) Emblem(w http.ResponseWriter, r *http.Request) error {
	return p.showEmblem(w, r, http.StatusOK, "")
}

func (p Pages) showEmblem(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	var e setting.Emblem
	version, err := p.load(r, setting.EmblemName, &e)
	if err != nil {
		return err
	}
	props := emblemProps{
		Page: ui.AdministrationPage("Emblema"), Done: ui.Done(r, savedDone), Error: problem,
		Form: formFor(emblemPath, "Emblema", strconv.Itoa(version)),
	}
	props.Form.Files = true
	if problem != "" {
		props.Problems, props.Page.Refused = []ui.FieldError{{ID: "file", Text: problem}}, true
	}
	if len(e.Image) > 0 {
		props.Image = "data:" + http.DetectContentType(e.Image) + ";base64," + base64.StdEncoding.EncodeToString(e.Image)
		props.Drop = &ui.ConfirmProps{
			Form: formFor(emblemPath+"/baja", "Quitar el emblema", strconv.Itoa(version)), Open: "Quitar…", Do: "Quitar el emblema",
			Text: "Los informes llevarán el signo de Hito. Los que ya se han emitido no cambian.", Danger: true,
		}
	}
	if props.History, err = p.history(r, setting.EmblemName); err != nil {
		return err
	}
	return ui.Render(w, r, status, emblem(props))
}

const anotherEmblem = "Alguien ha cambiado el emblema mientras tanto: este es el de ahora. Si quiere otro, elíjalo de nuevo."

// SaveEmblem answers POST /administracion/emblema.
func (p Pages) SaveEmblem(w http.ResponseWriter, r *http.Request) error {
	if ui.TooLarge(r.Context()) {
		return p.showEmblem(w, r, http.StatusRequestEntityTooLarge, "La imagen pasa de 200 kB: redúzcala y vuelva a elegirla.")
	}
	content, err := sentPicture(r)
	if err != nil {
		return err
	}
	e, err := setting.ReadEmblem(content)
	if wrong := ui.Invalid(err); wrong != nil {
		return p.showEmblem(w, r, http.StatusUnprocessableEntity, wrong["file"])
	}
	return p.keepEmblem(w, r, e)
}

// DropEmblem answers POST /administracion/emblema/baja.
func (p Pages) DropEmblem(w http.ResponseWriter, r *http.Request) error {
	return p.keepEmblem(w, r, setting.Emblem{})
}

func (p Pages) keepEmblem(w http.ResponseWriter, r *http.Request, e setting.Emblem) error {
	version, err := ui.FormVersion(r, 0)
	if err != nil {
		return err
	}
	c := setting.Change{Name: setting.EmblemName, Version: version, Value: e}
	err = p.Store.Save(r.Context(), ui.Actor(r.Context()), ui.FormKey(r, string(e.Image)), c)
	if errors.Is(err, fault.Conflict) {
		ui.Cause(r.Context(), err)
		return p.showEmblem(w, r, http.StatusConflict, anotherEmblem)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, emblemPath+"?hecho=guardado")
}

// sentPicture reads the file of the form up to the first byte that is too many; it is blank without one.
func sentPicture(r *http.Request) ([]byte, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return nil, nil
	}
	sent, err := r.MultipartForm.File["file"][0].Open()
	if err != nil {
		return nil, fmt.Errorf("open an emblem: %w", err)
	}
	defer sent.Close()
	content, err := io.ReadAll(io.LimitReader(sent, setting.LargestEmblem+1))
	if err != nil {
		return nil, fmt.Errorf("read an emblem: %w", err)
	}
	return content, nil
}

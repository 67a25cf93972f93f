package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/code"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/report"
	"hito/web/ui"
)

// verifyProps is what anybody with the code of an issued report may know of it.
type verifyProps struct {
	Page  ui.PageProps
	Head  ui.PageHeadProps
	Facts []ui.Definition
	Files []hashRow
	Form  ui.FormProps
	Error string
	Found *ui.NoticeProps // of the file that was sent; nil where none was
}

// hashRow is a file of a report with its hash.
type hashRow struct{ Text, Name, Size, SHA256 string }

// Verify answers GET /informes/{code}, for anybody.
func (p Pages) Verify(w http.ResponseWriter, r *http.Request) error {
	i, err := p.byCode(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, verify(p.verifyOf(i)))
}

// Check answers POST /informes/{code}: it tells whether a file is one of the report's. The file is read and not kept.
func (p Pages) Check(w http.ResponseWriter, r *http.Request) error {
	i, err := p.byCode(r)
	if err != nil {
		return err
	}
	props, status := p.verifyOf(i), http.StatusOK
	sent := sentFile(r)
	switch {
	case ui.TooLarge(r.Context()):
		props.Error, status = "El fichero pasa de 25 MB: ninguno de este informe es tan grande.", http.StatusRequestEntityTooLarge
	case sent == nil:
		props.Error, status = "Elija el fichero que quiere comprobar.", http.StatusUnprocessableEntity
	default:
		sum, err := hashOf(sent)
		if err != nil {
			return err
		}
		props.Found = verdict(i, sum)
	}
	props.Page.Refused = props.Error != ""
	return ui.Render(w, r, status, verify(props))
}

// byCode finds the report with the code of the address. Whoever mistyped it is told what to look at.
func (p Pages) byCode(r *http.Request) (i report.Issued, err error) {
	err = db.ReadTx(r.Context(), p.Reports.Pool, func(tx pgx.Tx) (err error) {
		i, err = report.Verify(r.Context(), tx, chi.URLParam(r, "code"))
		return err
	})
	if errors.Is(err, fault.NotFound) {
		return i, ui.Told{Cause: err, ErrorProps: ui.ErrorProps{
			Status: http.StatusNotFound, Title: "No hay ningún informe con ese código",
			Text: "Compruebe que lo ha escrito como está en la portada. Si está bien escrito, el documento no se emitió aquí.",
		}}
	}
	return i, err
}

func (p Pages) verifyOf(i report.Issued) verifyProps {
	of := "Datos a " + ui.LongDate(i.TakenOn)
	if i.Snapshot != "" {
		of = i.Snapshot + ", datos a " + ui.LongDate(i.TakenOn)
	}
	props := verifyProps{
		Page: ui.PageProps{
			Title: "Verificación del informe " + i.Reference(), Private: true,
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Verificación del informe " + i.Reference()}},
		},
		Head: ui.PageHeadProps{
			Eyebrow: i.Body, Title: "Informe " + i.Reference(), Lead: "Este informe se emitió aquí. Compruebe que el fichero que tiene es el que se emitió.",
		},
		Facts: []ui.Definition{
			{Term: "Título", Text: i.Title},
			{Term: "Número", Text: i.Reference()},
			{Term: "Emitido", Text: ui.DateTime(i.IssuedAt.In(p.place()))},
			{Term: "Situación", Text: of},
			{Term: "Código", Text: code.Grouped(i.Code)},
		},
		Form: ui.FormProps{Action: verifyOf(i), Label: "Comprobar un fichero", Files: true},
	}
	for _, f := range i.Files {
		props.Files = append(props.Files, hashRow{Text: formatNames[f.Format], Name: f.Name, Size: ui.FileSize(f.Size), SHA256: f.SHA256})
	}
	return props
}

// sentFile is the file of the form; nil without one.
func sentFile(r *http.Request) *multipart.FileHeader {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return nil
	}
	sent := r.MultipartForm.File["file"][0]
	if sent.Filename == "" && sent.Size == 0 { // the browser's, of an empty field
		return nil
	}
	return sent
}

func hashOf(sent *multipart.FileHeader) (string, error) {
	file, err := sent.Open()
	if err != nil {
		return "", fmt.Errorf("open a file to verify it: %w", err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", fmt.Errorf("read a file to verify it: %w", err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func verdict(i report.Issued, sum string) *ui.NoticeProps {
	if f, same := i.Match(sum); same {
		return &ui.NoticeProps{
			Kind: ui.NoticeSuccess, Title: "El fichero es auténtico",
			Text: "Es exactamente el " + formatNames[f.Format] + " que se emitió con el informe " + i.Reference() + ". Su huella es " + sum + ".",
		}
	}
	return &ui.NoticeProps{
		Kind: ui.NoticeWarning, Title: "El fichero no es ninguno de los que se emitieron",
		Text: "Puede estar modificado, ser de otro informe o haberse guardado de nuevo con otro programa: basta abrirlo y guardarlo para que cambie. Su huella es " + sum + ".",
	}
}

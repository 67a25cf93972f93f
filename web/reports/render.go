package reports

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"time"

	"hito/internal/fault"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
)

const (
	// mostRenderings is how many files are made at once: each takes memory and a processor, and pages go first.
	mostRenderings = 2
	// renderWithin is how long all the files of a report may take, the wait for a turn included. The server gives up on
	// an answer after a minute.
	renderWithin = 50 * time.Second
)

var renderings = make(chan struct{}, mostRenderings)

// busy is what a person is told whose file did not get its turn, or did not come in time.
func busy(cause error) error {
	return ui.Told{Cause: cause, ErrorProps: ui.ErrorProps{
		Status: http.StatusServiceUnavailable, Title: "El fichero no está listo",
		Text: "Ahora mismo se están generando otros informes, o este es muy largo. Vuelva a intentarlo en un minuto.",
	}}
}

// render makes the file of a document in a format.
func (p Pages) render(ctx context.Context, d paper.Document, f report.Format) ([]byte, error) {
	select {
	case renderings <- struct{}{}:
		defer func() { <-renderings }()
	case <-ctx.Done():
		return nil, busy(fmt.Errorf("wait to make the %s of a report: %w", f, ctx.Err()))
	}
	var file bytes.Buffer
	var err error
	switch f {
	case report.PDF:
		var pdf []byte
		pdf, err = p.Printer.PDF(ctx, d)
		file.Write(pdf)
	case report.DOCX:
		err = paper.DOCX(&file, d)
	case report.XLSX:
		err = paper.XLSX(&file, d)
	case report.HTML:
		err = paper.HTML(ctx, &file, d)
	}
	if err == nil {
		return file.Bytes(), nil
	}
	err = fmt.Errorf("make the %s of a report: %w", f, err)
	if ctx.Err() != nil {
		return nil, busy(err)
	}
	return nil, err
}

// withinTime is a context in which the files of a report are made.
func withinTime(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, renderWithin)
}

// noPrinter is told where a PDF is asked for and nothing can make one.
func noPrinter() error {
	return ui.Told{Cause: fmt.Errorf("make the PDF of a report: no Chromium: %w", fault.NotFound), ErrorProps: ui.ErrorProps{
		Status: http.StatusNotFound, Title: "Aquí no se generan PDF",
		Text: "Este servidor no tiene con qué hacerlos. Abra el informe y use «Imprimir»: el navegador lo guarda como PDF.",
	}}
}

// sendWithin is how long a file may take on a slow line, beyond what the server gives to pages.
const sendWithin = 5 * time.Minute

// send answers with a file that is kept nowhere, to be downloaded and never to be shown in a page.
func send(w http.ResponseWriter, name, mediaType string, content []byte) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(sendWithin)) // where the connection has deadlines
	if _, err := w.Write(content); err != nil {
		panic(http.ErrAbortHandler) // half a file must not pass for a whole one: the connection is cut
	}
	return nil
}

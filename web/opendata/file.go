package opendata

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"hito/internal/fault"
	"hito/internal/opendata"
	"hito/internal/plan"
	"hito/web/ui"
)

const (
	// downloadWithin is how long data may take on a slow line.
	downloadWithin = 5 * time.Minute
	// waitForPlace is how long somebody waits until another spreadsheet may be made.
	waitForPlace = 20 * time.Second
)

// File answers /datos-abiertos/{plan}/{dataset} with a dataset of a plan in the format that its ending names.
func (p Pages) File(w http.ResponseWriter, r *http.Request) error {
	of, err := p.cfg.Data.Find(r.Context(), chi.URLParam(r, "plan"))
	if err != nil {
		return err
	}
	name, format, known := opendata.SplitName(chi.URLParam(r, "dataset"))
	d, there := opendata.DatasetNamed(of, name)
	if !known || !there {
		return fmt.Errorf("dataset %q of %q: %w", chi.URLParam(r, "dataset"), of.Slug, fault.NotFound)
	}
	ui.Share(w.Header())
	today := p.cfg.Data.Today()
	if p.fresh(w, r, []opendata.Plan{of}, today.String()) {
		return nil
	}
	return p.send(w, r, of.Slug+"-"+name, format, opendata.HeadingOf(of, d), func(t opendata.Table) error {
		return p.cfg.Slow.Write(r.Context(), of, d, t)
	})
}

// Frozen answers /datos-abiertos/{plan}/seguimientos/{snapshot} with the data of a closed follow-up, which never change.
func (p Pages) Frozen(w http.ResponseWriter, r *http.Request) error {
	of, err := p.cfg.Data.Find(r.Context(), chi.URLParam(r, "plan"))
	if err != nil {
		return err
	}
	name, format, known := opendata.SplitName(chi.URLParam(r, "snapshot"))
	id, err := strconv.ParseInt(name, 10, 64)
	if !known || err != nil || strconv.FormatInt(id, 10) != name {
		return fmt.Errorf("follow-up %q of %q: %w", chi.URLParam(r, "snapshot"), of.Slug, fault.NotFound)
	}
	f, err := p.cfg.Slow.Frozen(r.Context(), of, id)
	if err != nil {
		return err
	}
	ui.Share(w.Header())
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	shown := strconv.FormatBool(of.Shown(plan.ShowObjectives)) + strconv.FormatBool(of.Shown(plan.ShowIndicators))
	if ui.Fresh(w, r, f.ClosedAt, of.Slug, name, string(format), shown, of.Title, of.Body, string(of.Licence)) {
		return nil
	}
	h := opendata.Heading{
		Title: f.Title + ". " + of.Title, Publisher: of.Body, Licence: string(of.Licence), Fields: opendata.FollowUpDataset.AllFields(),
	}
	return p.send(w, r, of.Slug+"-seguimiento-"+name, format, h, f.Write)
}

// send answers with a table that fill writes. An error before anything is sent comes back; after that the connection is
// cut, as half a file must not pass for a whole one.
func (p Pages) send(w http.ResponseWriter, r *http.Request, name string, f opendata.Format, heading opendata.Heading, fill func(opendata.Table) error) error {
	h := w.Header()
	h.Set("Content-Type", f.MediaType()+charset(f))
	h.Set("Content-Disposition", disposition(f)+`; filename="`+name+"."+string(f)+`"`)
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK) // nothing of it is made
		return nil
	}
	if f == opendata.XLSX {
		leave, err := p.place(r)
		if err != nil {
			return err
		}
		defer leave()
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadWithin)) // where the connection has deadlines
	out := &begun{Writer: w}
	t, err := opendata.NewTable(out, f, heading)
	if err == nil {
		err = fill(t)
	}
	if err == nil {
		err = r.Context().Err()
	}
	if err != nil && out.sent {
		ui.Cause(r.Context(), err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// place waits for a place among the spreadsheets that are made, and returns what leaves it.
func (p Pages) place(r *http.Request) (leave func(), err error) {
	patience := time.NewTimer(waitForPlace)
	defer patience.Stop()
	select {
	case p.workbooks <- struct{}{}:
		return func() { <-p.workbooks }, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-patience.C:
		return nil, ui.Told{Cause: fault.TooMany, ErrorProps: ui.ErrorProps{
			Status: http.StatusServiceUnavailable, Title: "Ahora se están preparando otras hojas de cálculo",
			Text: "Vuelva a intentarlo dentro de un minuto, o descargue los datos en CSV.",
		}}
	}
}

func charset(f opendata.Format) string {
	if f == opendata.XLSX {
		return ""
	}
	return "; charset=utf-8"
}

// disposition lets browsers show JSON; tables are for other programs.
func disposition(f opendata.Format) string {
	if f == opendata.JSON {
		return "inline"
	}
	return "attachment"
}

// begun remembers whether anything of a file has gone out.
type begun struct {
	io.Writer
	sent bool
}

// Write writes b.
func (f *begun) Write(b []byte) (int, error) {
	f.sent = true
	return f.Writer.Write(b)
}

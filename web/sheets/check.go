package sheets

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/web/ui"
)

// liveRow is what a row would come to, for the script of the sheet. Errors are by the names of the cells.
type liveRow struct {
	Progress string            `json:"progress"` // blank where the value cannot be read
	Expected string            `json:"expected"`
	Status   string            `json:"status"` // as style sheets name it: "on-track"
	Word     string            `json:"word"`
	Errors   map[string]string `json:"errors"`
	Clash    string            `json:"clash"`
	Basis    string            `json:"basis"`
}

// Row answers GET /planes/{plan}/hoja/fila?indicador=12&valor=…&fecha=… by the rules with which the sheet is saved.
// The indicator is named by its number, which stays the same when codes are given anew.
func (p Pages) Row(w http.ResponseWriter, r *http.Request) error {
	typed := r.URL.Query()
	id, err := ui.ID(typed.Get("indicador"))
	if err != nil {
		return err
	}
	sent := indicator.TypedRow{IndicatorID: id, Typed: indicator.Typed{Value: typed.Get(valueField.name), MeasuredOn: typed.Get(dateField.name)}}
	actor := ui.Actor(r.Context())
	result, err := p.Values.CheckSheet(r.Context(), actor, chi.URLParam(r, "plan"), []indicator.TypedRow{sent}, p.Today())
	if err != nil {
		return err
	}
	if len(result.Gone) > 0 {
		return fmt.Errorf("row %d of the sheet: %w", id, fault.NotFound)
	}
	return sendRow(w, result.Rows[0], teller{names: access.Can(actor, access.ReadHistory, result.Plan.Target()), location: p.Location})
}

func sendRow(w http.ResponseWriter, checked indicator.CheckedRow, tell teller) error {
	live := liveRow{Errors: errorsOf(checked)}
	if checked.Readable {
		o := judged("", checked.Judged)
		live.Progress, live.Expected, live.Status, live.Word = o.New, o.Expected, ui.StatusClass(o.Status), ui.StatusWord(o.Status)
	}
	live.Clash, live.Basis = tell.clash(checked)
	body, err := json.Marshal(live)
	if err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
	return nil
}

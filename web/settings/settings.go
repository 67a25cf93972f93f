// Package settings holds the pages with which administrators decide for the whole installation: the way into all of
// the administration, the settings, and the legal texts.
package settings

import (
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/setting"
	"hito/web/ui"
)

// Pages serves the administration's own pages. Contact is what the accessibility statement says until somebody
// writes it down; Location is where days begin and end.
type Pages struct {
	Pool     *pgxpool.Pool
	Store    setting.Store
	Location *time.Location
	Contact  setting.Contact
}

func (p Pages) today() date.Date { return date.Of(p.Store.Now().In(p.Location)) }

const (
	indexPath    = "/administracion"
	securityPath = indexPath + "/ajustes"
	textsPath    = indexPath + "/textos"
)

var savedDone = map[string]string{"guardado": "Se ha guardado."}

// load reads a setting into value, which holds the default, and returns its version.
func (p Pages) load(r *http.Request, name setting.Name, value any) (version int, err error) {
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		version, err = setting.Load(r.Context(), tx, name, value)
		return err
	})
	return version, err
}

// save writes a setting as the form of a request has it. In a conflict somebody else has saved it in the meantime.
func (p Pages) save(r *http.Request, name setting.Name, value any) (conflict bool, err error) {
	version, err := ui.FormVersion(r, 0)
	if err != nil {
		return false, err
	}
	c := setting.Change{Name: name, Version: version, Value: value}
	err = p.Store.Save(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), c)
	if errors.Is(err, fault.Conflict) {
		return true, nil
	}
	return false, err
}

// history is what happened to a setting.
func (p Pages) history(r *http.Request, name setting.Name) (ui.HistoryProps, error) {
	events, err := audit.Find(r.Context(), p.Pool, audit.Query{Action: "setting.change", Key: string(name), Limit: ui.NewestEvents})
	if err != nil {
		return ui.HistoryProps{}, err
	}
	return ui.HistoryProps{Entries: ui.HistoryOf(events, p.Location, true), All: indexPath + "/auditoria?tema=ajustes"}, nil
}

// formFor is a form that is sent to where it is shown, made from a version.
func formFor(path, label, version string) ui.FormProps {
	return ui.FormProps{Action: path, Label: label, Hidden: []ui.Hidden{{Name: "version", Value: version}}}
}

// dayField is a field for a date. What is typed and no date stands in a plain field: date fields hold nothing else.
func dayField(name, label, hint, value, problem string) ui.FieldProps {
	f := ui.FieldProps{Name: name, Label: label, Hint: hint, Value: value, Error: problem, Type: "date"}
	if _, err := date.Parse(value); err != nil && value != "" {
		f.Type = "text"
	}
	return f
}

// readDay reads a date as it was typed. What is no date is told at its field.
func readDay(typed, field string, wrong fault.Invalid) date.Date {
	d, err := date.ParseSpanish(typed)
	if err != nil {
		wrong[field] = err.Error()
	}
	return d
}

// together joins what reading found wrong with what checking did; reading knows better.
func together(read fault.Invalid, err error) (fault.Invalid, error) {
	checked := ui.Invalid(err)
	if err != nil && checked == nil {
		return nil, err
	}
	for field, message := range checked {
		if read[field] == "" {
			read[field] = message
		}
	}
	return read, nil
}

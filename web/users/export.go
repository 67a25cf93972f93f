package users

import (
	"net/http"
	"strings"

	"hito/internal/date"
	"hito/internal/user"
	"hito/web/ui"
)

// exportBatch is how many people are read at a time.
const exportBatch = 500

var exportColumns = []string{"Persona", "Correo", "Papel", "Unidades", "Segundo paso", "Última actividad", "Estado"}

// Export answers POST /administracion/personas/exportar with the people whom the filters find, as data. That somebody
// takes them away is recorded before the first of them goes out.
func (p Pages) Export(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, asked := r.Context(), ui.Actor(r.Context()), readQuery(r.PostForm).stored()
	if err := p.Users.RecordExport(ctx, actor, asked); err != nil {
		return err
	}
	list := ui.CSV{Name: "personas-" + date.Of(p.Users.Now().In(p.Location)).String(), Columns: exportColumns}
	list.Fill = func(line func(...any) error) error {
		for asked.Limit, asked.Offset = exportBatch, 0; ; asked.Offset += exportBatch {
			found, _, err := p.Users.People(ctx, actor, asked)
			if err != nil {
				return err
			}
			for _, u := range found {
				if err := line(p.cells(u)...); err != nil {
					return err
				}
			}
			if len(found) < exportBatch {
				return nil
			}
		}
	}
	return ui.ServeCSV(w, r, ui.CSVOf(r.PostForm), list)
}

func (p Pages) cells(u user.User) []any {
	seen := ""
	if !u.SeenAt.IsZero() {
		seen = u.SeenAt.In(p.Location).Format("2006-01-02 15:04:05")
	}
	state, _ := stateOf(u)
	return []any{u.Name, u.Email, ui.RoleName(u.Role), strings.Join(u.Units, "; "), factorOf(u), seen, state}
}

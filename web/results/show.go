package results

import (
	"net/http"
	"strconv"

	"hito/internal/access"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

var showDone = map[string]string{
	"creado":     "El resultado se ha guardado. Puede añadirle ficheros aquí mismo.",
	"guardado":   "Los cambios se han guardado.",
	"retirado":   "El resultado se ha retirado. Los seguimientos ya cerrados lo conservan.",
	"recuperado": "El resultado vuelve a contar.",
	"ficheros":   "Los ficheros se han añadido.",
	"sin":        "El fichero se ha retirado.",
}

// showProps is everything the page of a result shows, decided and formatted.
type showProps struct {
	Page        ui.PageProps
	Head        ui.PageHeadProps
	Done        string
	Problems    []ui.FieldError
	Withdrawn   *withdrawn // nil while it holds
	Description string
	Facts       []ui.Definition
	Serves      []ui.Link
	Files       []file
	Upload      *uploadProps   // nil for those who may add none
	Withdraw    *withdrawProps // nil for those who may not
	Challenges  ui.TracedChallenges
	History     []ui.HistoryEntry
	Remembers   bool
}

type withdrawn struct {
	When, Reason string
	Restore      *ui.FormProps // nil for those who may not
}

type withdrawProps struct {
	Confirm ui.ConfirmProps
	Reason  ui.FieldProps
}

// Show answers /planes/{plan}/resultados/{id}.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	f, err := p.find(r)
	if err != nil {
		return err
	}
	props := p.build(f)
	props.Done = ui.Done(r, showDone)
	return ui.Render(w, r, http.StatusOK, show(props))
}

func (p Pages) build(f found) showProps {
	r := f.Result
	s := showProps{
		Page: ui.PageProps{
			Title: ui.Shorten(r.Title, 120), Description: "Resultado del plan: " + ui.Shorten(r.Title, 120) + ".", Section: "/planes",
			Crumbs: board.CrumbsOf(f.Plan, ui.Crumb{Text: "Resultados", Href: listPath(f.Plan.Slug)}, ui.Crumb{Text: ui.Shorten(r.Title, 60)}),
			Plan:   board.NavOf(f.Plan, ui.PlanResults, false),
		},
		Head:        ui.PageHeadProps{Eyebrow: "Resultado alcanzado", Title: r.Title},
		Description: r.Description, Facts: facts(r), Files: filesOf(f.Plan, r),
		Challenges: ui.TracedOf(f.Challenges), Remembers: f.remembers(),
	}
	if s.Remembers {
		s.History = ui.HistoryOf(f.Events, p.Location, access.Can(f.Actor, access.ManageUsers, access.Target{}))
	}
	for _, i := range r.Serves {
		s.Serves = append(s.Serves, ui.Link{Text: i.Code + ". " + i.Title, Href: indicatorPath(f.Plan.Slug, i.Code)})
	}
	if r.Withdrawn() {
		s.Withdrawn = &withdrawn{When: ui.DateTime(r.WithdrawnAt.In(p.Location)), Reason: r.WithdrawReason}
	}
	s.offer(f)
	return s
}

// offer adds what whoever looks may do.
func (s *showProps) offer(f found) {
	if !f.Result.Withdrawn() && indicator.MayRecord(f.Actor, f.Plan, f.Result.Serves) {
		s.Upload = uploadOf(f)
	}
	if !f.keeps() {
		return
	}
	s.Head.Actions = editButton(f.path() + "/editar")
	for n := range s.Files {
		s.Files[n].Withdraw = withdrawFile(s.Files[n])
	}
	if f.Result.Withdrawn() {
		s.Withdrawn.Restore = restoreForm(f.Plan, f.Result)
	} else {
		s.Withdraw = withdrawOf(f)
	}
}

func facts(r indicator.KeptResult) []ui.Definition {
	list := []ui.Definition{{Term: "Día", Content: ui.Day(r.AchievedOn)}}
	if r.URL != "" {
		list = append(list, ui.Definition{Term: "Enlace", Content: outside(r.URL, ui.HostOf(r.URL))})
	}
	return list
}

func version(r indicator.KeptResult) []ui.Hidden {
	return []ui.Hidden{{Name: "version", Value: strconv.Itoa(r.Version)}}
}

func restoreForm(of plan.Plan, r indicator.KeptResult) *ui.FormProps {
	return &ui.FormProps{
		Action: pathOf(of.Slug, r.ID) + "/restauracion", Class: "form-inline", Label: "Recuperar el resultado " + ui.Shorten(r.Title, 60), Hidden: version(r),
	}
}

func withdrawOf(f found) *withdrawProps {
	return &withdrawProps{
		Confirm: ui.ConfirmProps{
			Form: ui.FormProps{Action: f.path() + "/retirada", Label: "Retirar el resultado", Hidden: version(f.Result)},
			Open: "Retirar el resultado…", Danger: true, Do: "Retirar el resultado",
			Text: "Dejará de verse y de contar como evidencia, con sus ficheros. Se puede recuperar, y los seguimientos ya cerrados lo conservan.",
		},
		Reason: ui.FieldProps{Name: "reason", Label: "Motivo", Rows: 3, Autocomplete: "off", MaxLength: 1000},
	}
}

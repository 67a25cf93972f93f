package settings

import (
	"net/http"
	"strconv"

	"hito/internal/fault"
	"hito/internal/setting"
	"hito/web/ui"
)

const challengesPath = indexPath + "/retos"

var challengesDone = map[string]string{
	"guardado": "Se ha guardado.",
	"retirado": "Se ha guardado. Lo que se puntuó con los criterios retirados se conserva, pero ya no cuenta.",
}

// challengesProps is everything that the page of the settings of retos shows.
type challengesProps struct {
	Page     ui.PageProps
	Done     string
	Problems []ui.FieldError
	Conflict *ui.ConflictProps // nil without one
	Form     ui.FormProps
	Open     ui.ChoicesProps
	Days     ui.FieldProps
	Holidays ui.FieldProps
	National []nationalYear
	Criteria criteriaProps
	History  ui.HistoryProps
}

// Challenges answers GET /administracion/retos.
func (p Pages) Challenges(w http.ResponseWriter, r *http.Request) error {
	s, version, err := p.loadChallenges(r)
	if err != nil {
		return err
	}
	props := p.buildChallenges(challengesAsTyped(s), s, version, nil)
	props.Done = ui.Done(r, challengesDone)
	return p.renderChallenges(w, r, http.StatusOK, props)
}

func (p Pages) loadChallenges(r *http.Request) (setting.Challenges, int, error) {
	s := setting.DefaultChallenges()
	version, err := p.load(r, setting.ChallengesName, &s)
	return s, version, err
}

// SaveChallenges answers POST /administracion/retos.
func (p Pages) SaveChallenges(w http.ResponseWriter, r *http.Request) error {
	before, version, err := p.loadChallenges(r)
	if err != nil {
		return err
	}
	typed := readChallenges(r)
	s, err := typed.Read(before)
	if wrong := ui.Invalid(err); wrong != nil {
		shown, _ := strconv.Atoi(r.PostFormValue("version")) // what is no number is refused once the rest is right
		return p.renderChallenges(w, r, http.StatusUnprocessableEntity, p.buildChallenges(typed, before, shown, wrong))
	}
	if err != nil {
		return err
	}
	conflict, err := p.save(r, setting.ChallengesName, s)
	switch {
	case err != nil:
		return err
	case conflict:
		return p.challengesConflict(w, r, typed, before, version)
	case len(s.Retired) > len(before.Retired):
		return ui.See(w, r, challengesPath+"?hecho=retirado")
	default:
		return ui.See(w, r, challengesPath+"?hecho=guardado")
	}
}

func (p Pages) renderChallenges(w http.ResponseWriter, r *http.Request, status int, props challengesProps) (err error) {
	if props.History, err = p.history(r, setting.ChallengesName); err != nil {
		return err
	}
	return ui.Render(w, r, status, challenges(props))
}

// challengesConflict shows what was typed above what somebody else has saved meanwhile.
func (p Pages) challengesConflict(w http.ResponseWriter, r *http.Request, typed setting.ChallengesDraft, now setting.Challenges, version int) error {
	props := p.buildChallenges(typed, now, version, nil)
	props.Page.Refused = true
	c := &ui.ConflictProps{Discard: challengesPath}
	last, err := p.history(r, setting.ChallengesName)
	if err != nil {
		return err
	}
	if len(last.Entries) > 0 {
		c.Who, c.When = last.Entries[0].Who, last.Entries[0].When
	}
	theirs := challengesAsTyped(now)
	for _, row := range []ui.ConflictRow{
		{Field: "open", Label: "Abiertos a quien tenga el enlace", Mine: yesOrNo(typed.Open), Theirs: yesOrNo(now.Open)},
		{Field: "answer_days", Label: "Días hábiles para la primera respuesta", Mine: typed.AnswerDays, Theirs: theirs.AnswerDays},
		{Field: "holidays", Label: "Festivos locales", Mine: plainLines(typed.Holidays), Theirs: plainLines(theirs.Holidays)},
		{Field: "criteria", Label: "Criterios", Mine: criteriaLines(typed.Criteria), Theirs: criteriaLines(theirs.Criteria)},
	} {
		if row.Mine != row.Theirs {
			c.Rows = append(c.Rows, row)
		}
	}
	props.Conflict = c
	return p.renderChallenges(w, r, http.StatusConflict, props)
}

// buildChallenges is the page of what was typed; now is what is kept.
func (p Pages) buildChallenges(typed setting.ChallengesDraft, now setting.Challenges, version int, wrong fault.Invalid) challengesProps {
	props := challengesProps{
		Page: ui.AdministrationPage("Ajustes de los retos"), Form: formFor(challengesPath, "Retos", strconv.Itoa(version)),
		Open: ui.ChoicesProps{Name: "open", Legend: "Quién puede presentar retos", Options: []ui.ChoiceOption{{
			Value: "1", Text: "También quien tenga el enlace, sin cuenta", Checked: typed.Open,
			Hint: "Podrá presentarlos sin identificarse. El personal con cuenta puede presentarlos siempre.",
		}}},
		Days: ui.FieldProps{
			Name: "answer_days", Label: "Días hábiles para la primera respuesta", Value: typed.AnswerDays, Error: wrong["answer_days"],
			InputMode: "numeric", Autocomplete: "off",
			Hint: "Entre 1 y " + strconv.Itoa(setting.LongestAnswer) + ". Vale para los retos que lleguen desde ahora: los plazos ya dados no cambian.",
		},
		Holidays: ui.FieldProps{
			Name: "holidays", Label: "Festivos locales", Value: typed.Holidays, Error: wrong["holidays"], Rows: 8, Optional: true,
			Hint: "Los de la comunidad y el municipio, uno por línea: la fecha y, si quiere, su nombre, como «28/2/2027 Día de Andalucía». Tampoco cambian los plazos ya dados.",
		},
		National: nationalHolidays(p.today()), Criteria: buildCriteria(typed.Criteria, now.Retired, wrong),
	}
	props.Form.Class = "form-wide"
	props.Page.Refused = len(wrong) > 0
	props.Problems = ui.Problems(wrong, append([]string{"answer_days", "answer_days", "holidays", "holidays", "criteria", "criteria"}, props.Criteria.names()...)...)
	return props
}

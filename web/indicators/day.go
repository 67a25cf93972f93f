package indicators

import (
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/number"
	"hito/web/ui"
	"hito/web/ui/board"
)

// attempt is what was tried on the page of a date and did not succeed; both are nil where nothing was.
type attempt struct{ Corrected, Withdrawn *entered }

// dayProps is everything the page of a date shows, decided and formatted.
type dayProps struct {
	Page       ui.PageProps
	Head       ui.PageHeadProps
	Problems   []ui.FieldError
	Conflict   *ui.ConflictProps // nil where nobody was faster
	Away       *ui.NoticeProps   // why nothing can be changed; nil where it can
	FormTitle  string
	Form       *recording
	Withdraw   *ui.ConfirmProps
	WithdrawBy ui.FieldProps // the reason
	Revisions  []revision
	Back       string // address of the indicator
}

// revision is what was recorded for a date at a time.
type revision struct {
	Number  int
	Value   string // "retirado" where it was withdrawn
	Comment string
	Reason  string
	When    string
	Who     string // blank for those who may not know, and where it was the program
	Current bool
}

// revisionsOf picks the revisions of a date out of a history, newest first.
func revisionsOf(history []indicator.Measurement, on date.Date) []indicator.Measurement {
	var list []indicator.Measurement
	for _, m := range history {
		if m.MeasuredOn == on {
			list = append(list, m)
		}
	}
	return list
}

func buildDay(s dashboard.Story, asked board.Asked, v visit, revisions []indicator.Measurement, tried attempt) dayProps {
	i, m := s.Indicator, revisions[0]
	back := todayPath(s.Board, asked, path+"/"+i.Code)
	title := "Valor del " + ui.LongDate(m.MeasuredOn)
	p := dayProps{
		Page: ui.PageProps{
			Title: title + " · " + i.Code, Section: "/planes", Plan: board.NavOf(s.Now, ui.PlanIndicators, false),
			Crumbs: board.CrumbsOf(s.Now, ui.Crumb{Text: "Indicadores", Href: todayPath(s.Board, asked, path)},
				ui.Crumb{Text: i.Code, Href: back}, ui.Crumb{Text: "Valor del " + ui.ShortDate(m.MeasuredOn)}),
			Refused: tried != attempt{},
		},
		Head: ui.PageHeadProps{Eyebrow: "Indicador " + i.Code, Title: title, Lead: i.Title},
		Back: back,
	}
	for _, m := range revisions {
		p.Revisions = append(p.Revisions, revision{
			Number: m.Revision, Value: valueOrWithdrawn(i, m), Comment: m.Comment, Reason: m.Reason,
			When: ui.EventTime(m.RecordedAt, v.Location), Who: v.whose(m), Current: m.Revision == revisions[0].Revision,
		})
	}
	if !v.Records {
		p.Away = closedNotice(s.Now.Slug)
		return p
	}
	return p.editable(s, asked, v, m, tried)
}

// editable adds to the page of a date the forms that change it.
func (p dayProps) editable(s dashboard.Story, asked board.Asked, v visit, m indicator.Measurement, tried attempt) dayProps {
	e := entered{
		Typed:   indicator.Typed{Comment: m.Comment, Basis: m.Revision, MeasuredOn: m.MeasuredOn.String()},
		BasisOn: m.MeasuredOn.String(), AtToday: s.Now.Over(asked.Today),
	}
	if m.Value.Valid {
		e.Value = number.Format(m.Value.Decimal)
	}
	kept := e
	for _, again := range []*entered{tried.Corrected, tried.Withdrawn} {
		if again != nil {
			p.Problems = again.problems()
			p.Conflict = conflictOf(s.Indicator, m, *again, v, valuesPath(s.Board, s.Indicator.Code)+"/"+m.MeasuredOn.String(), again == tried.Withdrawn)
		}
	}
	if tried.Corrected != nil {
		e = *tried.Corrected
	}
	if until := cancelledOn(s); until.IsZero() || m.MeasuredOn < until {
		form := recordingOf(s.Board, s.Indicator, e, 0)
		form.Form.Action += "/" + m.MeasuredOn.String()
		form.Form.Label, form.On, form.Value.Hint, form.Cancel = "Corregir el valor", nil, "", p.Back
		p.Form, p.FormTitle = &form, "Corregir el valor"
		if !m.Value.Valid {
			p.FormTitle, form.Form.Label, form.Submit = "Registrar de nuevo", "Registrar de nuevo", "Registrar"
			form.Reason.Label = "Motivo"
		}
	}
	if m.Value.Valid {
		p.withdrawal(s, kept, m, tried.Withdrawn)
	}
	return p
}

// withdrawal adds the way to take the value back.
func (p *dayProps) withdrawal(s dashboard.Story, e entered, m indicator.Measurement, tried *entered) {
	if tried != nil {
		e = *tried
	}
	p.Withdraw = &ui.ConfirmProps{
		Form: ui.FormProps{
			Action: valuesPath(s.Board, s.Indicator.Code) + "/" + m.MeasuredOn.String() + "/retirada",
			Label:  "Retirar el valor", Hidden: e.hidden(s.Indicator.ID),
		},
		Open: "Retirar el valor…", Do: "Retirar el valor", Danger: true, Opened: tried != nil,
		Text: "La fecha se queda sin valor y vuelve a contar el anterior. Lo retirado sigue en el historial, y los seguimientos cerrados no cambian.",
	}
	p.WithdrawBy = *reasonField("", "")
	p.WithdrawBy.ID, p.WithdrawBy.Label = "retirada-reason", "Motivo de la retirada"
	if tried != nil {
		p.WithdrawBy.Value, p.WithdrawBy.Error = tried.Reason, tried.Wrong["reason"]
		for n := range p.Problems {
			p.Problems[n].ID = p.WithdrawBy.ID
		}
	}
}

// conflictOf tells that somebody changed the value meanwhile; nil where nobody did.
func conflictOf(i dashboard.Indicator, now indicator.Measurement, e entered, v visit, discard string, withdrawing bool) *ui.ConflictProps {
	if e.Clash == nil {
		return nil
	}
	c := &ui.ConflictProps{Discard: discard}
	if v.Names() && now.Recorder != "" {
		c.Who, c.When = now.Recorder, ui.EventTime(now.RecordedAt, v.Location)
	}
	mine := ui.ConflictRow{Label: "Valor", Field: "value", Mine: e.Value, Theirs: valueOrWithdrawn(i, now)}
	if withdrawing {
		mine.Mine, mine.Field = "retirarlo", ""
	}
	c.Rows = []ui.ConflictRow{mine}
	if !withdrawing && e.Comment != now.Comment {
		c.Rows = append(c.Rows, ui.ConflictRow{Label: "Comentario", Field: "comment", Mine: e.Comment, Theirs: now.Comment})
	}
	return c
}

func valueOrWithdrawn(i dashboard.Indicator, m indicator.Measurement) string {
	if !m.Value.Valid {
		return "retirado"
	}
	return quantity(i, m.Value.Decimal)
}

package rounds

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/round"
	"hito/web/ui"
	"hito/web/ui/board"
)

// entryProps is what a round asks of an indicator, and what has come of it.
type entryProps struct {
	ID          string // anchor
	Code, Title string
	Href        string // of the indicator
	Units       string
	State       ui.TagProps
	Last        string // the value that counts now: "12 días, a 30/9/2026"
	Sent        string // what was sent; blank for nothing
	SentOn      string // its day, where it is not the round's
	Progress    change // with what is sent and without
	Comment     string
	Result      *resultProps
	Who         string // "Lo envió Ana Ruiz el 5/11/2026, 9:05"
	Late        string // "con 2 días de retraso"; blank where it was not
	Review      string // what was said when it was returned or corrected
	Reviewer    string // "Ana Ruiz, 5/11/2026, 9:05"
	Taken       string // what stands at its day; blank for nothing
	Actions     *entryActions
}

// resultProps is the evidence that was sent with a value.
type resultProps struct{ Title, Day, URL string }

// entryActions is what can be done with what was sent.
type entryActions struct {
	Accept  *ui.FormProps // nil where the day has a value, which only a correction replaces
	Correct string        // address of the entry's own page
	Return  ui.FormProps
	Comment ui.FieldProps
}

// buildEntries sorts the entries into the lists of the page.
func (p Pages) buildEntries(props *showProps, v view, then dashboard.Board, keeps bool) {
	now, later := byID(v.Board), byID(then)
	var plain []round.Entry
	for _, e := range v.Entries {
		one := p.newEntry(v, e, now[e.IndicatorID], later[e.IndicatorID])
		if keeps && e.Standing == round.StandsSent {
			one.Actions = actionsOf(v, e, one)
			if e.Basis == 0 {
				plain = append(plain, e)
			}
		}
		switch e.Standing {
		case round.StandsSent:
			props.Review = append(props.Review, one)
		case round.StandsOwed, round.StandsReturned:
			props.Missing = append(props.Missing, one)
		case round.StandsDropped:
			props.Dropped = append(props.Dropped, one)
		default:
			props.In = append(props.In, one)
		}
	}
	if len(plain) > 1 {
		props.AcceptAll = newAcceptAll(v, plain)
	}
}

func newAcceptAll(v view, plain []round.Entry) *acceptAllProps {
	a := &acceptAllProps{Form: acceptForm(v, "Aceptar lo enviado", plain...), Text: fmt.Sprintf("Aceptar todo lo enviado (%d)", len(plain))}
	if rest := v.Round.Sent - len(plain); rest > 0 {
		a.Text = fmt.Sprintf("Aceptar %d de los %d enviados", len(plain), v.Round.Sent)
		a.Rest = "El resto se revisa uno a uno, porque su fecha ya tiene un valor registrado."
	}
	return a
}

func byID(b dashboard.Board) map[int64]dashboard.Indicator {
	all := make(map[int64]dashboard.Indicator, b.Size())
	for _, i := range b.Indicators() {
		all[i.ID] = i
	}
	return all
}

func (p Pages) newEntry(v view, e round.Entry, now, then dashboard.Indicator) entryProps {
	one := entryProps{
		ID: "i-" + now.Code, Code: now.Code, Title: now.Title, Href: "/planes/" + v.Plan.Slug + "/indicadores/" + now.Code,
		Units: cmp.Or(strings.Join(now.Units, " · "), noUnit), State: standing(e.Standing),
		Last: lastOf(now), Comment: e.Comment, Review: e.Review,
	}
	if e.Value.Valid {
		one.Sent = ui.Quantity(e.Value.Decimal, now.Decimals, now.UnitOfMeasure)
		one.Who, one.Late = p.sender(v.Round, e)
		if e.MeasuredOn != v.Round.MeasuredOn {
			one.SentOn = ui.ShortDate(e.MeasuredOn)
		}
	}
	if e.Standing == round.StandsSent {
		one.Progress = changeOf("", "", figures(now), figures(then), board.IndicatorPlaces)
		if e.Basis > 0 {
			one.Taken = takenText(e, now.Indicator)
		}
	}
	if e.ResultTitle != "" {
		one.Result = &resultProps{Title: e.ResultTitle, URL: e.ResultURL}
		if !e.ResultOn.IsZero() {
			one.Result.Day = ui.ShortDate(e.ResultOn)
		}
	}
	if e.Review != "" && e.Reviewer != "" {
		one.Reviewer = e.Reviewer + ", " + ui.EventTime(e.ReviewedAt, p.Location)
	}
	return one
}

// figures are an indicator's as those of a mean, to compare them.
func figures(i dashboard.Indicator) dashboard.Figures {
	f := dashboard.Figures{Progress: i.Progress, Status: i.Status}
	f.Expected.Decimal, f.Expected.Valid = i.Expected, true
	return f
}

func lastOf(i dashboard.Indicator) string {
	if !i.Value.Valid {
		return "sin dato"
	}
	return ui.Quantity(i.Value.Decimal, i.Decimals, i.UnitOfMeasure) + ", a " + ui.ShortDate(i.MeasuredOn)
}

func takenText(e round.Entry, i indicator.Indicator) string {
	if !e.Recorded.Valid {
		return "El " + ui.ShortDate(e.MeasuredOn) + " tuvo un valor que se retiró."
	}
	return "El " + ui.ShortDate(e.MeasuredOn) + " ya tiene registrado " + ui.Quantity(e.Recorded.Decimal, i.Decimals, i.UnitOfMeasure) + "."
}

func (p Pages) sender(r round.Round, e round.Entry) (who, late string) {
	who = "Lo envió " + cmp.Or(e.Sender, "alguien") + " el " + ui.EventTime(e.SentAt, p.Location)
	if days := int(date.Of(e.SentAt.In(p.Location)) - r.DueOn); days > 0 {
		late = "con " + ui.Count(days, "día", "días") + " de retraso"
	}
	return who, late
}

func standing(s round.Standing) ui.TagProps {
	switch s {
	case round.StandsSent:
		return ui.TagProps{Icon: "clock", Text: "Por revisar", Tone: "not-started"}
	case round.StandsReturned:
		return ui.TagProps{Icon: "arrow-left", Text: "Devuelto", Tone: "delayed"}
	case round.StandsAccepted:
		return ui.TagProps{Icon: "check", Text: "Aceptado", Tone: "met"}
	case round.StandsDirect:
		return ui.TagProps{Icon: "check", Text: "Registrado directamente", Tone: "on-track"}
	case round.StandsDropped:
		return ui.TagProps{Icon: "ban", Text: "Indicador anulado", Tone: "cancelled"}
	default:
		return ui.TagProps{Icon: "question", Text: "Sin enviar", Tone: "no-data"}
	}
}

func pickValue(e round.Entry) string {
	return strconv.FormatInt(e.IndicatorID, 10) + ":" + strconv.Itoa(e.Version)
}

func acceptForm(v view, label string, entries ...round.Entry) ui.FormProps {
	f := ui.FormProps{Action: pathOf(v.Plan.Slug, v.Round.ID) + "/aceptaciones", Class: "form-inline", Label: label}
	for _, e := range entries {
		f.Hidden = append(f.Hidden, ui.Hidden{Name: "entry", Value: pickValue(e)})
	}
	return f
}

func actionsOf(v view, e round.Entry, one entryProps) *entryActions {
	at := entryPath(v.Plan.Slug, v.Round.ID, one.Code)
	a := &entryActions{
		Correct: at, Return: ui.FormProps{Action: at + "/devolucion", Label: "Devolver " + one.Code, Hidden: versionOf(e)},
		Comment: reviewField("review-"+one.Code, ""),
	}
	if e.Basis == 0 {
		f := acceptForm(v, "Aceptar "+one.Code, e)
		a.Accept = &f
	}
	return a
}

// fieldOf names the indicator that a form was made for, as its code may have gone to another one meanwhile.
const fieldOf = "indicator"

func versionOf(e round.Entry) []ui.Hidden {
	return []ui.Hidden{{Name: fieldOf, Value: strconv.FormatInt(e.IndicatorID, 10)}, {Name: "version", Value: strconv.Itoa(e.Version)}}
}

func reviewField(id, typed string) ui.FieldProps {
	return ui.FieldProps{Name: "review", ID: id, Label: "Qué hay que revisar", Value: typed, Rows: 3, Hint: "La unidad lo leerá en su bandeja."}
}

// unitRow is what a unit owes and has sent.
type unitRow struct {
	Unit  string
	State ui.TagProps
	round.Tally
}

// unitRows counts the entries of each unit, those that owe most first.
func unitRows(v view, today date.Date) []unitRow {
	now := byID(v.Board)
	rows := map[string]*unitRow{}
	for _, e := range v.Entries {
		for _, name := range unitsOf(now[e.IndicatorID]) {
			if rows[name] == nil {
				rows[name] = &unitRow{Unit: name}
			}
			rows[name].Add(e.Standing)
		}
	}
	var list []unitRow
	for _, row := range rows {
		row.State = unitState(v.Round, row.Tally, today)
		list = append(list, *row)
	}
	slices.SortFunc(list, func(a, b unitRow) int {
		return cmp.Or(cmp.Compare(b.Missing(), a.Missing()), strings.Compare(a.Unit, b.Unit))
	})
	return list
}

func unitState(r round.Round, t round.Tally, today date.Date) ui.TagProps {
	text, late := ui.Deadline(r.DaysLeft(today))
	switch {
	case t.Missing() == 0:
		return ui.TagProps{Icon: "check", Text: "Todo recibido", Tone: "met"}
	case !r.Open():
		return ui.TagProps{Icon: "question", Text: "Sin enviar", Tone: "no-data"}
	case late:
		return ui.TagProps{Icon: "warning", Text: text, Tone: "delayed"}
	default:
		return ui.TagProps{Icon: "clock", Text: text, Tone: "not-started"}
	}
}

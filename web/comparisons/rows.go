package comparisons

import (
	"github.com/shopspring/decimal"
	"strings"

	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

func wholeNumber(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

// row is an indicator at both moments.
type row struct {
	Code, Title, Href string
	Objective         string
	WasValue, Value   string
	WasProgress       string
	Progress, Change  string
	Rising, Falling   bool
	WasStatus, Status string // WasStatus is blank where it is the same or there was none
	Notes             []string
	Said              string // by whoever recorded the value or cancelled the indicator; may be blank
	SaidOf            string // what it was said of
}

// objectiveRow is an objective at both moments.
type objectiveRow struct {
	Code, Title, Href     string
	Group                 string
	WasProgress, Progress string
	Change                string
	Rising, Falling       bool
	WasStatus, Status     string
	Notes                 []string
	Said                  string
}

// lists parts the page of indicators into its groups.
func lists(s shown) []list {
	var parted []list
	for n, d := range s.page {
		if n == 0 || s.page[n-1].Group != d.Group {
			w := groupWords[d.Group]
			parted = append(parted, list{ID: "grupo-" + w.param, Heading: w.heading})
		}
		last := &parted[len(parted)-1]
		last.Rows = append(last.Rows, rowOf(s, d))
	}
	return parted
}

const absent = "no estaba"

func rowOf(s shown, d dashboard.IndicatorDifference) row {
	shownIn, i := s.To, d.To
	if i == nil {
		shownIn, i = s.From, d.From
	}
	r := row{
		Code: i.Code, Title: i.Title, Href: board.ViewOf(shownIn).IndicatorPath(shownIn, i.Code), Objective: i.Objective,
		WasValue: absent, WasProgress: absent, Value: "ya no está", Progress: "ya no está", Change: "—",
		Rising: d.Group == dashboard.Rose, Falling: d.Group == dashboard.Fell, Status: string(i.Status),
	}
	if d.From != nil {
		r.WasValue = ui.QuantityOrDash(d.From.Value, d.From.Decimals, d.From.UnitOfMeasure)
		r.WasProgress = ui.PercentOrDash(d.From.Progress, board.IndicatorPlaces)
	}
	if d.To != nil {
		r.Value = ui.QuantityOrDash(d.To.Value, d.To.Decimals, d.To.UnitOfMeasure)
		r.Progress = ui.PercentOrDash(d.To.Progress, board.IndicatorPlaces)
	}
	if d.Points.Valid {
		r.Change = board.Change(d.From.Progress, d.To.Progress)
	}
	if d.From != nil && d.To != nil {
		if d.From.Status != d.To.Status {
			r.WasStatus = string(d.From.Status)
		}
		for _, f := range d.Edited {
			r.Notes = append(r.Notes, indicatorEdit(f, d.From, d.To))
		}
	}
	r.Said, r.SaidOf = said(s, d)
	return r
}

// said returns what explains a change: why an indicator was cancelled, or what was said of its newest value.
func said(s shown, d dashboard.IndicatorDifference) (text, of string) {
	if d.Group == dashboard.Dropped && d.To.CancelReason != "" {
		return d.To.CancelReason, "Motivo, del " + ui.ShortDate(d.To.CancelledOn)
	}
	if d.Group == dashboard.Restored && d.From.CancelReason != "" {
		return d.From.CancelReason, "Se había anulado el " + ui.ShortDate(d.From.CancelledOn)
	}
	r, ok := s.reasons[d.ID()]
	switch {
	case !ok:
		return "", ""
	case r.Withdrawn:
		return r.Reason, "Se retiró el valor del " + ui.ShortDate(r.MeasuredOn)
	case r.Comment == "":
		return r.Reason, "Se corrigió el valor del " + ui.ShortDate(r.MeasuredOn)
	case r.Reason != "":
		return strings.TrimSuffix(r.Comment, ".") + ". Motivo de la corrección: " + r.Reason, "Sobre el valor del " + ui.ShortDate(r.MeasuredOn)
	default:
		return r.Comment, "Sobre el valor del " + ui.ShortDate(r.MeasuredOn)
	}
}

// objectiveRows returns the objectives that changed, and counts the others.
func objectiveRows(s shown) (rows []objectiveRow, rest int) {
	for _, d := range s.Objectives {
		if d.Group == dashboard.Same {
			rest++
			continue
		}
		rows = append(rows, objectiveRowOf(s, d))
	}
	return rows, rest
}

func objectiveRowOf(s shown, d dashboard.ObjectiveDifference) objectiveRow {
	shownIn, o := s.To, d.To
	if o == nil {
		shownIn, o = s.From, d.From
	}
	r := objectiveRow{
		Code: o.Code, Title: o.Title, Href: board.ViewOf(shownIn).ObjectivePath(shownIn, o.Code),
		WasProgress: absent, Progress: "ya no está", Change: "—", Status: string(o.Status),
		Rising: d.Group == dashboard.Rose, Falling: d.Group == dashboard.Fell,
	}
	if d.From != nil {
		r.WasProgress = ui.PercentOrDash(d.From.Progress, board.MeanPlaces)
	}
	if d.To != nil {
		r.Progress = ui.PercentOrDash(d.To.Progress, board.MeanPlaces)
	}
	if d.Points.Valid {
		r.Change = board.Change(d.From.Progress, d.To.Progress)
	}
	if d.From == nil || d.To == nil {
		return r
	}
	if d.From.Status != d.To.Status {
		r.WasStatus = string(d.From.Status)
	}
	for _, f := range d.Edited {
		r.Notes = append(r.Notes, objectiveEdit(f, d.From, d.To))
	}
	if d.Group == dashboard.Dropped {
		r.Said = d.To.CancelReason
	}
	return r
}

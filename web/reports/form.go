package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/fault"
	"hito/internal/report"
	"hito/internal/text"
)

// mostComments is how many comments can be written on one page: those on the worst indicators.
const mostComments = 100

// typed is what the form of a report holds. Texts and comments stand by the names of their fields, as they were typed.
type typed struct {
	title, to string
	order     []report.Section // of all that are offered
	chosen    map[report.Section]bool
	fields    map[string]string
	reviewed  map[string]bool // fields whose text somebody says to hold for the data of now
	options   report.Options  // that the form asks for
}

// Names of the fields of the form.
const (
	fieldOrder    = "orden"
	fieldChosen   = "apartado"
	fieldMove     = "mover"
	fieldReviewed = "vale"
	fieldUsual    = "volver"
	madeOf        = "de-" // before the name of a field: the digest of the text that it showed, as it is by itself
)

// stored is the form before anything is typed.
func stored(s source) typed {
	o := s.draft.Options
	t := typed{title: o.Title, to: o.To, chosen: map[report.Section]bool{}, fields: map[string]string{}, options: o}
	offered := s.offered()
	for _, of := range append(slices.Clone(o.Sections), offered...) {
		if slices.Contains(offered, of) && !slices.Contains(t.order, of) {
			t.order = append(t.order, of)
			t.chosen[of] = slices.Contains(o.Sections, of)
		}
	}
	for _, of := range offered {
		t.fields[report.TextField(of)] = s.text(of)
		if own, edited := o.Texts[of]; edited {
			t.fields[report.TextField(of)] = own.Body
		}
	}
	for _, i := range commented(s.board) {
		t.fields[report.CommentField(i.ID)] = s.comment(o, i)
	}
	return t
}

// commented are the indicators on which a comment can be written.
func commented(b dashboard.Board) []dashboard.Indicator {
	list := deviating(b)
	return list[:min(len(list), mostComments)]
}

// readTyped reads the form of a report. What no form of ours holds is fault.BadInput.
func readTyped(r *http.Request, s source) (typed, error) {
	t := typed{
		title: r.PostFormValue("title"), to: r.PostFormValue("to"),
		chosen: map[report.Section]bool{}, fields: map[string]string{}, reviewed: map[string]bool{},
	}
	offered := s.offered()
	for _, name := range r.PostForm[fieldOrder] {
		of := report.Section(name)
		if !slices.Contains(offered, of) || slices.Contains(t.order, of) {
			return t, fmt.Errorf("section %q of a report: %w", name, fault.BadInput)
		}
		t.order = append(t.order, of)
	}
	for _, of := range offered {
		if !slices.Contains(t.order, of) {
			return t, fmt.Errorf("section %q of a report is missing: %w", of, fault.BadInput)
		}
		t.chosen[of] = slices.Contains(r.PostForm[fieldChosen], string(of))
	}
	return t, t.readOptions(r, s)
}

// readOptions makes options of what was typed. Sections that are not offered stay as they were, and so do comments on
// indicators that the form does not show.
func (t *typed) readOptions(r *http.Request, s source) error {
	t.options = report.Options{
		Title: t.title, To: t.to, Texts: map[report.Section]report.Text{}, Comments: map[int64]report.Text{}, Base: baseOf(s.board),
	}
	if t.title == s.usualTitle() {
		t.options.Title = ""
	}
	for _, of := range t.order {
		if t.chosen[of] {
			t.options.Sections = append(t.options.Sections, of)
		}
		before, edited := s.draft.Texts[of]
		own, err := t.readText(r, report.TextField(of), s.text(of), before, edited)
		if err != nil {
			return err
		}
		if own != nil {
			t.options.Texts[of] = *own
		}
	}
	for id, before := range s.draft.Comments {
		t.options.Comments[id] = before
	}
	for _, i := range commented(s.board) {
		before, edited := s.draft.Comments[i.ID]
		own, err := t.readText(r, report.CommentField(i.ID), s.comments[i.ID], before, edited)
		if err != nil {
			return err
		}
		delete(t.options.Comments, i.ID)
		if own != nil {
			t.options.Comments[i.ID] = *own
		}
	}
	return nil
}

// readText reads a text of the form in place of made, the one that it would be by itself. It is nil where that is to
// stand: because it was left so, or because somebody asks for it. A text that was written before and left alone stays
// what it was, written in place of the same text, unless somebody says that it holds for the data of now.
func (t *typed) readText(r *http.Request, field, made string, before report.Text, edited bool) (*report.Text, error) {
	if !r.PostForm.Has(field) {
		return nil, fmt.Errorf("%s of a report is missing: %w", field, fault.BadInput)
	}
	of := r.PostFormValue(madeOf + field)
	if sum, err := hex.DecodeString(of); err != nil || len(sum) != sha256.Size {
		return nil, fmt.Errorf("%s of a report was made of %q: %w", field, of, fault.BadInput)
	}
	t.fields[field], t.reviewed[field] = r.PostFormValue(field), slices.Contains(r.PostForm[fieldReviewed], field)
	body := lines(t.fields[field])
	switch {
	case slices.Contains(r.PostForm[fieldUsual], field):
		t.fields[field] = made
		return nil, nil
	case report.Digest(body) == of:
		return nil, nil
	case edited && body == before.Body && !t.reviewed[field]:
		return &before, nil
	default:
		return &report.Text{Body: body, Of: of}, nil
	}
}

// lines is a text as it is kept; what cannot be kept stays as it was typed, and is refused when it is checked.
func lines(typed string) string {
	kept, err := text.Lines(typed)
	if err != nil {
		return typed
	}
	return kept
}

func baseOf(b dashboard.Board) report.Base {
	if b.Frozen != nil {
		return report.Base{Snapshot: b.Frozen.ID}
	}
	return report.Base{On: b.On}
}

// move exchanges a section with the one before or after it, as a button asks: "sube-panels". It returns the section that
// was moved, and whether anything was asked.
func (t *typed) move(asked string) (report.Section, bool) {
	way, name, _ := strings.Cut(asked, "-")
	at := slices.Index(t.order, report.Section(name))
	to := at + map[string]int{"sube": -1, "baja": 1}[way]
	if at < 0 || to < 0 || to >= len(t.order) {
		return "", false
	}
	t.order[at], t.order[to] = t.order[to], t.order[at]
	return t.order[to], true
}

package inboxes

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/number"
	"hito/internal/round"
	"hito/web/ui"
)

// row is a row of the form as it came.
type row struct {
	round.Sending
	shown string // how it was shown, see mark
}

// filled tells a row in which somebody has written something.
func (r row) filled() bool { return mark(r.Typed) != r.shown }

// readRows reads the rows of a form, by their entries.
func readRows(r *http.Request) (map[round.Key]row, error) {
	rows := map[round.Key]row{}
	for _, name := range r.PostForm["row"] {
		one, err := readRow(r, name)
		if err != nil {
			return nil, err
		}
		rows[one.Key] = one
	}
	return rows, nil
}

// readRow reads the row with a name such as "plan-de-ejemplo/12/345".
func readRow(r *http.Request, name string) (one row, err error) {
	slug, rest, _ := strings.Cut(name, "/")
	first, second, _ := strings.Cut(rest, "/")
	one.Slug = slug
	one.RoundID, err = ui.ID(first)
	if err == nil {
		one.IndicatorID, err = ui.ID(second)
	}
	if err != nil {
		return one, fmt.Errorf("row %q: %w", name, fault.BadInput)
	}
	field := func(name string) string { return r.PostFormValue(name + "-" + suffix(one.Key)) }
	if one.Version, err = strconv.Atoi(field("version")); err != nil {
		return one, fmt.Errorf("version of row %q: %w", name, fault.BadInput)
	}
	one.shown = field("shown")
	one.Typed = indicator.Typed{
		Value: field("value"), MeasuredOn: field("measured_on"), Comment: field("comment"),
		ResultTitle: field("result_title"), ResultOn: field("result_on"), ResultURL: field("result_url"),
	}
	return one, nil
}

func sendings(rows map[round.Key]row) []round.Sending {
	var filled []round.Sending
	for _, one := range rows {
		if one.filled() {
			filled = append(filled, one.Sending)
		}
	}
	return filled
}

// mark tells what a row holds from anything else that may be written in it.
func mark(t indicator.Typed) string {
	digest := fnv.New64a()
	for _, text := range []string{t.Value, t.MeasuredOn, t.Comment, t.ResultTitle, t.ResultOn, t.ResultURL} {
		_, _ = digest.Write([]byte(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) + "\x00")) // never fails
	}
	return strconv.FormatUint(digest.Sum64(), 16)
}

// typedOf is what an entry holds, as its fields show it before anybody writes in them.
func typedOf(l round.Line) indicator.Typed {
	t := indicator.Typed{
		MeasuredOn: cmp.Or(l.MeasuredOn, l.RoundOn).String(), Comment: l.Comment,
		ResultTitle: l.ResultTitle, ResultOn: l.ResultOn.String(), ResultURL: l.ResultURL,
	}
	if l.Value.Valid {
		t.Value = number.Format(l.Value.Decimal)
	}
	return t
}

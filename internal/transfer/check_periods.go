package transfer

import (
	"strings"

	"hito/internal/plan"
)

// checkPeriods reads all periods together, as the form of the plan does: two may not begin on one day. It returns those
// of the file with what is wrong with them.
func (c *comparing) checkPeriods(said []Record) []Record {
	d := plan.Edition{Title: "1", Body: "1", StartsOn: "2000-01-01", EndsOn: "2000-01-01", OnTrackFrom: "90", DelayedFrom: "70", CadenceMonths: "0"}
	mentioned := map[int64]bool{}
	for _, r := range said {
		mentioned[r.ID] = true
	}
	for _, r := range c.own.list[Period] {
		if !mentioned[r.ID] {
			d.Periods = append(d.Periods, periodTyped(r.Cells))
		}
	}
	others := len(d.Periods)
	for _, r := range said {
		d.Periods = append(d.Periods, periodTyped(c.periodAfter(r)))
	}
	_, _, err := d.Check()
	checked := make([]Record, len(said))
	for n, r := range said {
		checked[n] = r
		if d.Periods[others+n].Blank() {
			checked[n].wrong = append(checked[n].wrong, r.problemAt("title", "Escriba el título del periodo."))
		}
		prefix := plan.PeriodField(others+n, "")
		for f, message := range problemsByField(err) {
			if field, own := strings.CutPrefix(string(f), prefix); own {
				checked[n].wrong = append(checked[n].wrong, r.problemAt(Field(field), message))
			}
		}
	}
	return checked
}

// periodAfter is what a period of the file is after the import.
func (c *comparing) periodAfter(r Record) map[Field]string {
	cells := map[Field]string{}
	for _, f := range []Field{"title", "starts_on", "ends_on"} {
		said, is := r.Cells[f]
		if before := c.own.byID[Period][r.ID]; !is && before != nil {
			said = before.Cells[f]
		}
		cells[f] = said
	}
	return cells
}

func periodTyped(cells map[Field]string) plan.TypedPeriod {
	return plan.TypedPeriod{Title: cells["title"], StartsOn: cells["starts_on"], EndsOn: cells["ends_on"]}
}

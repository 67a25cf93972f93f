package workbook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/sheet"
	"hito/internal/table"
	"hito/internal/transfer"
	"hito/internal/workbook"
)

// A figure with three decimals looks like one of thousands: in a file of ours it comes back as it went out.
func TestThreeDecimalsOfSeparatedTextComeBack(t *testing.T) {
	on := date.New(2026, time.March, 14)
	has := transfer.Existing{Today: on, Plan: plan.Plan{ID: 7, StartsOn: on - 300, EndsOn: on + 300}, Records: []transfer.Record{
		{Kind: transfer.Objective, ID: 1, Cells: map[transfer.Field]string{"code": "O1", "title": "Uno", "weight": "1", "lines": "", "standards": "", "cancelled_on": "", "cancel_reason": ""}},
		{Kind: transfer.Indicator, ID: 2, Cells: map[transfer.Field]string{
			"code": "I1", "objective": "O1", "title": "Un indicador", "description": "", "method": "", "source": "", "unit_of_measure": "", "decimals": "3", "nature": "",
			"periodicity": "", "units": "", "rule": "reach", "baseline": "1.234", "target": "12.345", "starts_on": "", "ends_on": "", "steps": "", "weight": "0.125",
			"standards": "", "cancelled_on": "", "cancel_reason": "",
		}},
	}}
	for _, flavour := range sheet.Flavours {
		var out strings.Builder
		d := workbook.Data{Records: has.Records, Values: func(give func(transfer.Value) error) error {
			return give(transfer.Value{Code: "I1", On: on - 1, Value: decimal.New(2345, -3)})
		}}
		if err := workbook.WriteCSV(&out, flavour, d, on); err != nil {
			t.Fatal(err)
		}
		f, err := table.Open("indicadores.csv", []byte(out.String()))
		if err != nil {
			t.Fatal(err)
		}
		var values []transfer.Value
		u, err := transfer.Interpret(f, transfer.Settings{Mode: transfer.Update}, has, func(v transfer.Value) error {
			values = append(values, v)
			return nil
		})
		if err != nil || len(u.Problems) > 0 || len(values) != 1 || values[0].Value.String() != "2.345" || values[0].On != on-1 {
			t.Errorf("%s: %v, %+v, %+v", flavour, err, u.Problems, values)
		}
		for _, c := range transfer.Compare(has, u, transfer.Update) {
			if c.Kind == transfer.Indicator && c.Outcome != transfer.Same {
				t.Errorf("%s: %s %+v %+v", flavour, c.Outcome, c.Edits, c.Problems)
			}
		}
	}
}

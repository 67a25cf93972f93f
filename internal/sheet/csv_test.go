package sheet_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/sheet"
)

func written(t interface{ Fatal(...any) }, f sheet.Flavour, columns []string, lines ...[]any) string {
	var out strings.Builder
	w, err := sheet.NewWriter(&out, f, columns)
	for _, line := range lines {
		if err == nil {
			err = w.Line(line...)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFlavours(t *testing.T) {
	line := []any{
		"a;b,c", decimal.New(-15, -1), decimal.NullDecimal{}, decimal.NewNullDecimal(decimal.New(1234567, -3)), date.New(2022, time.November, 5),
		date.Date(0), 3, int64(-4), true, "=1+1",
	}
	columns := []string{"Á", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
	for flavour, want := range map[sheet.Flavour]string{
		sheet.Spanish: "\ufeffÁ;b;c;d;e;f;g;h;i;j\r\n\"a;b,c\";-1,5;;1234,567;5/11/2022;;3;-4;Sí;'=1+1\r\n",
		sheet.Plain:   "Á,b,c,d,e,f,g,h,i,j\n\"a;b,c\",-1.5,,1234.567,2022-11-05,,3,-4,Sí,'=1+1\n",
	} {
		if got := written(t, flavour, columns, line); got != want {
			t.Errorf("%s: %q, want %q", flavour, got, want)
		}
	}
}

func TestACellOfAnotherKindIsRefused(t *testing.T) {
	w, err := sheet.NewWriter(&strings.Builder{}, sheet.Plain, []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Line(1.5); err == nil {
		t.Error("a binary fraction is no figure of a plan")
	}
}

// Whatever a cell holds, in either flavour it comes back as it went out, and figures with each of their digits.
func TestWhatGoesOutComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zA-ZñÁ ,;"'.0-9\n=+@-]{0,30}`).Draw(t, "text")
		figure := decimal.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "digits"), -rapid.Int32Range(0, 6).Draw(t, "places"))
		for _, flavour := range sheet.Flavours {
			in := csv.NewReader(strings.NewReader(strings.TrimPrefix(written(t, flavour, []string{"a", "b"}, []any{text, figure}), "\ufeff")))
			if flavour == sheet.Spanish {
				in.Comma = ';'
			}
			rows, err := in.ReadAll()
			if err != nil || len(rows) != 2 {
				t.Fatalf("%v, %v", rows, err)
			}
			if got := rows[1][0]; got != sheet.Cell(text) {
				t.Fatalf("%q comes back as %q", text, got)
			}
			back, err := decimal.NewFromString(strings.Replace(rows[1][1], ",", ".", 1))
			if err != nil || !back.Equal(figure) {
				t.Fatalf("%s comes back as %q: %s, %v", figure, rows[1][1], back, err)
			}
		}
	})
}

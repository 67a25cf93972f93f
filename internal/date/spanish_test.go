package date_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/text"
)

func TestParseSpanish(t *testing.T) {
	for typed, want := range map[string]string{
		"5/11/2022": "2022-11-05", "05/11/2022": "2022-11-05", "05-11-2022": "2022-11-05", "5.11.2022": "2022-11-05", "2022-11-05": "2022-11-05",
		"5 de noviembre de 2022": "2022-11-05", " 5\u00a0DE  Noviembre de\t2022 ": "2022-11-05", "1 de ENERO del 2023": "2023-01-01", "5 de novie\u0301mbre de 2022": "2022-11-05",
		"3 de setiembre de 2022": "2022-09-03", "29/2/2024": "2024-02-29", "29/02/2000": "2000-02-29", "31/12/2200": "2200-12-31", "1/1/1900": "1900-01-01",
	} {
		if got, err := date.ParseSpanish(typed); err != nil || got.String() != want {
			t.Errorf("ParseSpanish(%q) = %s, %v; want %s", typed, got, err, want)
		}
	}
}

func TestSecurity15DaysThatDoNotExistAreRefused(t *testing.T) {
	for typed, want := range map[string]text.Refused{
		"": date.Missing, "  ": date.Missing,
		"5/11/22": date.ShortYear, "5 de noviembre de 22": date.ShortYear, "5.11.022": date.ShortYear, "5-11-20222": date.ShortYear,
		"31/2/2022": "Ese día no existe: febrero de 2022 tiene 28 días.", "29/2/2023": "Ese día no existe: febrero de 2023 tiene 28 días.", "29 de febrero de 2100": "Ese día no existe: febrero de 2100 tiene 28 días.",
		"2024-02-30": "Ese día no existe: febrero de 2024 tiene 29 días.", "31 de abril de 2022": "Ese día no existe: abril de 2022 tiene 30 días.", "0/1/2022": "Ese día no existe: enero de 2022 tiene 31 días.", "99/1/2022": "Ese día no existe: enero de 2022 tiene 31 días.",
		"31/12/1899": date.FarYear, "1/1/2201": date.FarYear, "0001-01-01": date.FarYear, "31/02/9999": date.FarYear,
		"2022-11-05T00:00:00Z": date.WithTime, "2022-11-05T10": date.WithTime, "2022-11-05 10:00": date.WithTime, "05/11/2022 0:00": date.WithTime,
		"11/25/2022": date.Malformed, "5/0/2022": date.Malformed, "5/11": date.Malformed, "5/11-2022": date.Malformed, "2022/11/05": date.Malformed, "22-11-05": date.ShortYear, "2022-1-5": date.Malformed, "20221105": date.Malformed, "44870": date.Malformed,
		"5 de brumario de 2022": date.Malformed, "5 noviembre 2022": date.Malformed, "hoy": date.Malformed, "５/11/2022": date.Malformed, "٥/11/2022": date.Malformed, "-5/11/2022": date.Malformed, "5/11/2022\x00": date.Malformed, "5/11/2022 \xff": date.Malformed,
	} {
		if got, err := date.ParseSpanish(typed); !errors.Is(err, want) || !got.IsZero() {
			t.Errorf("ParseSpanish(%q) = %s, %v; want %v", typed, got, err, want)
		}
	}
}

var monthNames = strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")

func TestEveryDayIsReadInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := date.Date(rapid.Int32Range(int32(date.New(1900, time.January, 1)), int32(date.New(2200, time.December, 31))).Draw(t, "days"))
		y, m, day := d.Time().Date()
		for _, typed := range []string{
			d.String(), fmt.Sprintf("%d/%d/%d", day, m, y), fmt.Sprintf("%02d-%02d-%d", day, m, y), fmt.Sprintf("%d.%d.%d", day, m, y),
			fmt.Sprintf("%d de %s de %d", day, monthNames[m-1], y), strings.ToUpper(fmt.Sprintf("%d de %s de %d", day, monthNames[m-1], y)),
		} {
			if got, err := date.ParseSpanish(typed); err != nil || got != d {
				t.Fatalf("ParseSpanish(%q) = %s, %v; want %s", typed, got, err, d)
			}
		}
	})
}

func FuzzParseSpanish(f *testing.F) {
	for _, s := range []string{"5/11/2022", "31/2/2022", "5 de noviembre de 2022", "2022-11-05T00:00", "5/11/22", "99.99.9999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := date.ParseSpanish(s)
		if err != nil {
			if !errors.As(err, new(text.Refused)) || !got.IsZero() {
				t.Fatalf("%q: %s, %v", s, got, err)
			}
			return
		}
		if again, err := date.Parse(got.String()); err != nil || again != got {
			t.Fatalf("%q reads %s, which the database would not hold: %v", s, got, err)
		}
	})
}

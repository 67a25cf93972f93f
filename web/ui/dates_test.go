package ui_test

import (
	"testing"
	"time"

	"hito/internal/date"
	"hito/web/ui"
)

func TestDates(t *testing.T) {
	day, end := date.New(2022, time.November, 5), date.New(2023, time.June, 30)
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	night := time.Date(2026, time.March, 28, 23, 5, 0, 0, time.UTC).In(madrid)
	for _, c := range []struct{ got, want string }{
		{ui.LongDate(day), "5 de noviembre de 2022"},
		{ui.LongDate(date.New(2024, time.February, 29)), "29 de febrero de 2024"},
		{ui.LongDate(0), "sin fecha"},
		{ui.ShortDate(day), "5/11/2022"},
		{ui.ShortDate(0), "sin fecha"},
		{ui.MonthYear(day), "noviembre de 2022"},
		{ui.MonthYear(0), "sin fecha"},
		{ui.DateRange(day, end), "del 5 de noviembre de 2022 al 30 de junio de 2023"},
		{ui.DateRange(day, 0), "desde el 5 de noviembre de 2022"},
		{ui.DateRange(0, end), "hasta el 30 de junio de 2023"},
		{ui.DateRange(0, 0), "sin fecha"},
		{ui.DateTime(night), "29/3/2026, 0:05"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

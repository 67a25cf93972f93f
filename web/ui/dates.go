package ui

import (
	"fmt"
	"time"

	"hito/internal/date"
)

const noDate = "sin fecha"

var months = [...]string{
	"enero", "febrero", "marzo", "abril", "mayo", "junio",
	"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
}

// LongDate writes "5 de noviembre de 2022", or "sin fecha" for no date.
func LongDate(d date.Date) string {
	if d.IsZero() {
		return noDate
	}
	y, m, day := d.Time().Date()
	return fmt.Sprintf("%d de %s de %d", day, months[m-1], y)
}

// ShortDate writes "5/11/2022", or "sin fecha" for no date.
func ShortDate(d date.Date) string {
	if d.IsZero() {
		return noDate
	}
	y, m, day := d.Time().Date()
	return fmt.Sprintf("%d/%d/%d", day, m, y)
}

// MonthYear writes "noviembre de 2022", or "sin fecha" for no date.
func MonthYear(d date.Date) string {
	if d.IsZero() {
		return noDate
	}
	return d.MonthYear()
}

// DateRange writes "del 1 de julio de 2021 al 30 de junio de 2023"; either end may be missing.
func DateRange(from, to date.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return noDate
	case to.IsZero():
		return "desde el " + LongDate(from)
	case from.IsZero():
		return "hasta el " + LongDate(to)
	}
	return "del " + LongDate(from) + " al " + LongDate(to)
}

// DateTime writes the day and the 24-hour clock of t in its own location: "5/11/2022, 9:05".
func DateTime(t time.Time) string {
	return ShortDate(date.Of(t)) + fmt.Sprintf(", %d:%02d", t.Hour(), t.Minute())
}

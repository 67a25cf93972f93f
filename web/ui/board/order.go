package board

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"

	"hito/internal/dashboard"
	"hito/internal/progress"
)

// Order is what a list is sorted by, as it stands in an address.
type Order string

// Orders of a list. Current values are no order: those of different units do not compare.
const (
	ByPlan      Order = "" // as the plan has them
	ByCode      Order = "codigo"
	ByTitle     Order = "titulo"
	ByProgress  Order = "progreso"
	ByExpected  Order = "previsto"
	ByDeviation Order = "desviacion"
	ByStatus    Order = "estado" // worst first
	ByDate      Order = "fecha"  // of the current value
)

func (o Order) known() bool {
	return slices.Contains([]Order{ByCode, ByTitle, ByProgress, ByExpected, ByDeviation, ByStatus, ByDate}, o)
}

// Deviation returns how far an indicator is from what was expected of it, progress less expected, a
// fraction; invalid without data and for a cancelled one.
func Deviation(i dashboard.Indicator) decimal.NullDecimal {
	if !i.Progress.Valid || i.Status == dashboard.Cancelled {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(i.Progress.Decimal.Sub(i.Expected))
}

// sortKey is what an indicator is sorted by, one of three, and its place before that; missing ones
// come last whatever the direction.
type sortKey struct {
	missing bool
	text    string
	number  decimal.Decimal
	rank    int
	at      int
}

// sort orders indicators in place; equal ones keep their order.
func (o Order) sort(list []dashboard.Indicator, descending bool) {
	if o == ByPlan {
		return
	}
	keys := make([]sortKey, len(list))
	for n := range list {
		keys[n] = o.key(&list[n])
		keys[n].at = n
	}
	slices.SortStableFunc(keys, func(x, y sortKey) int {
		if x.missing || y.missing {
			return compareBool(x.missing, y.missing)
		}
		if descending {
			x, y = y, x
		}
		return cmp.Or(compareNatural(x.text, y.text), x.number.Cmp(y.number), cmp.Compare(x.rank, y.rank))
	})
	before := slices.Clone(list)
	for n, k := range keys {
		list[n] = before[k.at]
	}
}

func (o Order) key(i *dashboard.Indicator) sortKey {
	var k sortKey
	switch o {
	case ByPlan: // in its place already
	case ByCode:
		k.text = i.Code
	case ByTitle:
		k.text = alphabetical(i.Title)
	case ByProgress:
		k.missing, k.number = !i.Progress.Valid, i.Progress.Decimal
	case ByExpected:
		k.missing, k.number = i.Status == dashboard.Cancelled, i.Expected
	case ByDeviation:
		deviation := Deviation(*i)
		k.missing, k.number = !deviation.Valid, deviation.Decimal
	case ByStatus:
		k.rank = statusRank(i.Status)
	case ByDate:
		k.missing, k.rank = i.MeasuredOn.IsZero(), int(i.MeasuredOn)
	}
	return k
}

func statusRank(s progress.Status) int { return slices.Index(dashboard.Statuses, s) }

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	default:
		return 1
	}
}

// alphabetical returns s as the Spanish alphabet sorts it: accents and letter case aside, ñ after
// every other n.
func alphabetical(s string) string {
	const tilde = '\u0303'
	var b strings.Builder
	last := rune(0)
	for _, r := range norm.NFKD.String(s) {
		switch {
		case r == tilde && last == 'n':
			b.WriteRune(unicode.MaxRune)
		case !accent(r):
			last = unicode.ToLower(r)
			b.WriteRune(last)
		}
	}
	return b.String()
}

// compareNatural compares texts with their numbers as numbers: "I.2" comes before "I.10".
func compareNatural(x, y string) int {
	for x != "" && y != "" {
		dx, dy := digits(x), digits(y)
		if dx == 0 || dy == 0 {
			if x[0] != y[0] {
				return cmp.Compare(x[0], y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		if c := compareDigits(x[:dx], y[:dy]); c != 0 {
			return c
		}
		x, y = x[dx:], y[dy:]
	}
	return cmp.Compare(len(x), len(y))
}

// digits counts the decimal digits at the beginning of s.
func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// compareDigits compares whole numbers of any length.
func compareDigits(x, y string) int {
	x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y))
}

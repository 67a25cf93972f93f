package progress

import (
	"cmp"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Digits is how many fractional digits a division keeps.
const Digits = 24

// one carries Digits fractional digits, like every quotient, so that comparing and adding them
// needs no rescaling.
var (
	unit = decimal.New(1, 0)
	one  = unit.Add(decimal.New(0, -Digits))
)

// compare is Cmp without an allocation for numbers of ordinary size.
func compare(a, b decimal.Decimal) int {
	var n [2]int64
	if aligned(n[:], a, b) {
		return cmp.Compare(n[0], n[1])
	}
	return a.Cmp(b)
}

// distance returns (v-from)/(to-from) to Digits fractional digits, half away from zero; to must
// differ from from.
func distance(v, from, to decimal.Decimal) decimal.Decimal {
	var n [3]int64
	if aligned(n[:], v, from, to) {
		switch n[0] {
		case n[1]:
			return decimal.Zero
		case n[2]:
			return one
		}
		if q, ok := quotient(n[0]-n[1], n[2]-n[1]); ok {
			return q
		}
	}
	return v.Sub(from).DivRound(to.Sub(from), Digits)
}

// maxDigits is how many decimal digits an int64 surely holds, with room for one subtraction.
const maxDigits = 18

var powersOfTen = func() (powers [maxDigits + 1]int64) {
	powers[0] = 1
	for i := 1; i < len(powers); i++ {
		powers[i] = powers[i-1] * 10
	}
	return powers
}()

// aligned sets counts to the figures as multiples of one power of ten; it fails when one of them
// takes more than maxDigits digits.
func aligned(counts []int64, figures ...decimal.Decimal) bool {
	exp := figures[0].Exponent()
	for _, d := range figures {
		exp = min(exp, d.Exponent())
	}
	for i, d := range figures {
		shift := int64(d.Exponent()) - int64(exp)
		if int64(d.NumDigits())+shift > maxDigits {
			return false
		}
		counts[i] = d.CoefficientInt64() * powersOfTen[shift]
	}
	return true
}

// quotient returns n/d to Digits fractional digits, half away from zero: the same figure as
// decimal.DivRound in a third of its time. It is not ok when the whole part is ten million or more. d
// must not be 0.
func quotient(n, d int64) (decimal.Decimal, bool) {
	const maxWhole = 10_000_000
	divisor := magnitude(d)
	whole, rest := magnitude(n)/divisor, magnitude(n)%divisor
	if whole >= maxWhole {
		return decimal.Decimal{}, false
	}
	q := fixed{low: whole}.times(halfDigits).times(halfDigits).plus(fractionOf(rest, divisor))
	return q.decimal((n < 0) != (d < 0)), true
}

const halfDigits = 1_000_000_000_000 // 10^(Digits/2)

// fractionOf returns n/d for n below d, half away from zero, by long division in machine words.
func fractionOf(n, d uint64) fixed {
	high, low := bits.Mul64(n, halfDigits)
	first, rest := bits.Div64(high, low, d)
	high, low = bits.Mul64(rest, halfDigits)
	second, rest := bits.Div64(high, low, d)
	if rest >= d-rest {
		second++
	}
	return fixed{low: first}.times(halfDigits).plus(fixed{low: second})
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n) //nolint:gosec // wraps on purpose, to the magnitude of every negative number
	}
	return uint64(n)
}

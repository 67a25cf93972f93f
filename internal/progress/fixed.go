package progress

import (
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// fixed is a number of 0 or more as a count of 10^-Digits, in 128 bits: what means add up without
// allocating. Callers keep below 2^128, see maxItems.
type fixed struct{ high, low uint64 }

// whole is 1.
var whole = fixed{low: powerOfTen(12)}.times(powerOfTen(12))

func powerOfTen(n int) uint64 { return uint64(powersOfTen[n]) } //nolint:gosec // they are positive

func (f fixed) plus(g fixed) fixed {
	low, carry := bits.Add64(f.low, g.low, 0)
	return fixed{f.high + g.high + carry, low}
}

func (f fixed) times(n uint64) fixed {
	high, low := bits.Mul64(f.low, n)
	return fixed{f.high*n + high, low}
}

// over returns f/n, half away from zero.
func (f fixed) over(n uint64) fixed {
	low, rest := bits.Div64(f.high%n, f.low, n)
	q := fixed{f.high / n, low}
	if rest >= n-rest {
		q = q.plus(fixed{low: 1})
	}
	return q
}

func (f fixed) less(g fixed) bool {
	return f.high < g.high || f.high == g.high && f.low < g.low
}

// decimal returns the number, exactly, below zero if negative.
func (f fixed) decimal(negative bool) decimal.Decimal {
	var words [128 / bits.UintSize]big.Word
	for n := range words {
		if at := n * bits.UintSize; at < 64 {
			words[n] = big.Word(f.low >> at)
		} else {
			words[n] = big.Word(f.high >> (at - 64))
		}
	}
	var count big.Int
	count.SetBits(words[:])
	if negative {
		count.Neg(&count)
	}
	return decimal.NewFromBigInt(&count, -Digits)
}

// shareOf returns p within 0..1, as Clamp does. It is not ok for a number that is finer than Digits,
// nor for some that this package never makes.
func shareOf(p decimal.Decimal) (share fixed, ok bool) {
	const fine = 18 // digits after the point of a number that somebody wrote down
	switch exp := int(p.Exponent()); {
	case p.Sign() <= 0:
		return fixed{}, true
	case exp == -Digits:
		return quotientShare(p), true
	case exp >= 0:
		return whole, true
	case exp < -fine:
		return fixed{}, false
	case p.NumDigits() > -exp: // 1 or more
		return whole, true
	default:
		written := fixed{low: uint64(p.CoefficientInt64())} //nolint:gosec // it is positive, of 18 digits at most
		return written.times(powerOfTen(fine + exp)).times(powerOfTen(Digits - fine)), true
	}
}

// quotientShare is shareOf for a positive number with Digits digits after the point.
func quotientShare(p decimal.Decimal) fixed {
	var share fixed
	count := p.Coefficient()
	if count.BitLen() > 128 {
		return whole
	}
	for n, word := range count.Bits() {
		if at := n * bits.UintSize; at < 64 {
			share.low |= uint64(word) << at
		} else {
			share.high |= uint64(word) << (at - 64)
		}
	}
	if whole.less(share) {
		return whole
	}
	return share
}

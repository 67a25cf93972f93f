package table

import "bytes"

// vote is what a number tells of the sign of decimals.
type vote int

const (
	silent     vote = iota
	comma           // 80,5
	point           // 33.33: it may be a code, too
	sureComma       // 1.234,5 and 80,00 %
	surePoint       // 1,234.5 and 33.33 %
	countVotes = iota
)

// decimalSign finds out from all numbers of a text whether they have a decimal comma or point; 0 where nothing tells,
// or where they contradict each other.
func (s separated) decimalSign() (rune, error) {
	var votes [countVotes]int
	err := s.each(func(_ int, fields [][]byte) error {
		for i, field := range fields {
			v := judge(field)
			if v == point && i == 0 {
				continue // rows begin with codes: 1.1, 1.2
			}
			votes[v]++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return elected(votes), nil
}

func elected(votes [countVotes]int) rune {
	commas, points := votes[sureComma]+votes[comma], votes[surePoint]
	switch {
	case commas > 0 && points == 0:
		return ','
	case commas == 0 && points+votes[point] > 0:
		return '.'
	}
	return 0
}

// longestNumber is how many bytes a field has at most that is looked at as a number.
const longestNumber = 40

// judge looks at one field.
func judge(field []byte) vote {
	if len(field) < 3 || len(field) > longestNumber { // "1,5" is the shortest that tells
		return silent
	}
	digits, signed := figure(bytes.TrimSpace(field))
	lastComma, lastPoint := bytes.LastIndexByte(digits, ','), bytes.LastIndexByte(digits, '.')
	switch {
	case lastComma < 0 && lastPoint < 0:
		return silent
	case lastComma < 0:
		return alone(digits, '.', sureComma, pointOr(signed))
	case lastPoint < 0:
		return alone(digits, ',', surePoint, comma)
	case lastComma > lastPoint && grouped(digits[:lastComma], '.') && allDigits(digits[lastComma+1:]):
		return sureComma
	case lastPoint > lastComma && grouped(digits[:lastPoint], ',') && allDigits(digits[lastPoint+1:]):
		return surePoint
	}
	return silent
}

func pointOr(signed bool) vote {
	if signed {
		return surePoint
	}
	return point
}

// alone judges a number with one kind of sign in it: several of them set thousands apart; one does so or begins the
// decimals, and three digits behind it leave that open unless no thousands can stand before it.
func alone(digits []byte, sign byte, groups, decimals vote) vote {
	i := bytes.LastIndexByte(digits, sign)
	whole, fraction := digits[:i], digits[i+1:]
	if bytes.IndexByte(whole, sign) >= 0 {
		if grouped(digits, sign) {
			return groups
		}
		return silent
	}
	if !allDigits(whole) || !allDigits(fraction) {
		return silent
	}
	if len(fraction) == 3 && len(whole) <= 3 && whole[0] != '0' {
		return silent
	}
	return decimals
}

// figure returns the digits and signs of a number without its minus, blanks and unit; signed tells one with a % or €.
func figure(field []byte) (digits []byte, signed bool) {
	s := bytes.TrimLeft(field, "+-")
	s = bytes.TrimPrefix(s, []byte("−"))
	for _, unit := range []string{"%", "€"} {
		if rest, found := bytes.CutSuffix(s, []byte(unit)); found {
			s, signed = bytes.TrimSpace(rest), true
			break
		}
	}
	if len(s) == 0 || !digit(s[0]) {
		return nil, false
	}
	for _, blank := range []string{" ", "\u00a0", "\u202f", "\u2009"} {
		if bytes.Contains(s, []byte(blank)) {
			s = bytes.ReplaceAll(s, []byte(blank), nil)
		}
	}
	return s, signed
}

// grouped tells whether digits stand in groups of three, the first one of one to three.
func grouped(s []byte, sign byte) bool {
	for i, group := range bytes.Split(s, []byte{sign}) {
		if !allDigits(group) || len(group) > 3 || i > 0 && len(group) < 3 {
			return false
		}
	}
	return true
}

func allDigits(s []byte) bool {
	for _, c := range s {
		if !digit(c) {
			return false
		}
	}
	return len(s) > 0
}

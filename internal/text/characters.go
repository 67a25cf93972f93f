package text

import "unicode"

const (
	// No living script puts more than four marks on a letter; a flood of them covers its neighbours.
	mostMarks = 4

	joiner        = '\u200d'
	textStyle     = '\ufe0e'
	emojiStyle    = '\ufe0f'
	blankBraille  = '\u2800'
	nextLine      = '\u0085'
	information   = '\u2139' // an emoji that Unicode calls a letter
	arrowSideways = '\u2194' // an emoji that Unicode calls a mathematical symbol
	firstPicture  = '\u2190'
)

// check refuses the first character that does not belong in a text. Marks are counted before
// anything else: composing puts an invisible joiner of its own into a long flood of them.
func check(runes []rune) error {
	marks := 0
	for i, r := range runes {
		if r >= ' ' && r < unicode.MaxASCII { // DEL is the last of ASCII
			marks = 0
			continue
		}
		if !unicode.Is(unicode.M, r) {
			marks = 0
		} else if marks++; marks > mostMarks || i == 0 || unicode.IsSpace(runes[i-1]) {
			return Stacked
		}
		if err := checkOne(runes, i); err != nil {
			return err
		}
	}
	return nil
}

func checkOne(runes []rune, i int) error {
	switch r := runes[i]; {
	case r == joiner && joinsEmoji(runes, i), styled(runes, i):
		return nil
	case r == unicode.ReplacementChar:
		return Broken
	case hidden(r):
		return Hidden
	case unicode.In(r, unicode.Co, unicode.Cn):
		return Unknown
	}
	return nil
}

// hidden tells what takes no ink: controls, formats, fillers. White space is not hidden, except
// U+0085: it is an ellipsis of Windows-1252 read as Latin-1, so that text has been lost.
func hidden(r rune) bool {
	if unicode.IsSpace(r) {
		return r == nextLine
	}
	return unicode.IsControl(r) || r == blankBraille ||
		unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// joinsEmoji tells whether the joiner at i makes one emoji of two.
func joinsEmoji(runes []rune, i int) bool {
	if i == 0 || i+1 == len(runes) || !picture(runes[i+1]) {
		return false
	}
	before := runes[i-1]
	return picture(before) || before == emojiStyle || skinTone(before)
}

// styled tells whether the selector at i chooses between the plain and the coloured form of a sign.
func styled(runes []rune, i int) bool {
	if r := runes[i]; i == 0 || r != textStyle && r != emojiStyle {
		return false
	}
	before := runes[i-1]
	return before == information || unicode.In(before, unicode.S, unicode.N, unicode.P)
}

func picture(r rune) bool {
	return r >= firstPicture && unicode.Is(unicode.So, r) && r != unicode.ReplacementChar || r == arrowSideways
}

func skinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

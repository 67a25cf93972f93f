package table

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Names of encodings, as people are shown them.
const (
	plainUTF8  = "UTF-8"
	markedUTF8 = "UTF-8 con BOM"
	wideUTF16  = "UTF-16"
	windows    = "Windows-1252"
)

// decode returns a text in UTF-8, and the encoding that it was found to be in.
func decode(content []byte) (decoded []byte, encoding string, err error) {
	if rest, found := bytes.CutPrefix(content, []byte("\xef\xbb\xbf")); found {
		return rest, markedUTF8, nil
	}
	if order := wideOrder(content); order != "" {
		endian := unicode.LittleEndian
		if order == bigFirst {
			endian = unicode.BigEndian
		}
		decoded, err = unicode.UTF16(endian, unicode.UseBOM).NewDecoder().Bytes(content)
		return decoded, wideUTF16, err
	}
	if mostlyUTF8(content) {
		return content, plainUTF8, nil
	}
	// Latin-1 is the same but for controls that no text has.
	decoded, err = charmap.Windows1252.NewDecoder().Bytes(content)
	return decoded, windows, err
}

// Orders of the bytes of UTF-16.
const (
	littleFirst = "little"
	bigFirst    = "big"
)

// wideOrder tells UTF-16 by its mark or, as texts are mostly of letters below U+0100, by where its zeros stand; "" for
// what is something else.
func wideOrder(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte{0xff, 0xfe}):
		return littleFirst
	case bytes.HasPrefix(content, []byte{0xfe, 0xff}):
		return bigFirst
	}
	var zeros [2]int
	head := content[:min(len(content), headSize)]
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	const share = 4 // of ten bytes
	switch {
	case zeros[1]*10 > len(head)*share && zeros[0] == 0:
		return littleFirst
	case zeros[0]*10 > len(head)*share && zeros[1] == 0:
		return bigFirst
	}
	return ""
}

// mostlyUTF8 tells UTF-8, though some letters in it were cut or came from elsewhere: letters of Windows-1252 hardly ever
// form one of UTF-8.
func mostlyUTF8(content []byte) bool {
	if utf8.Valid(content) {
		return true
	}
	good, bad := 0, 0
	for rest := content; len(rest) > 0; {
		if rest[0] < utf8.RuneSelf {
			rest = rest[1:]
			continue
		}
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		rest = rest[size:]
	}
	const sure = 10
	return good > sure*bad
}

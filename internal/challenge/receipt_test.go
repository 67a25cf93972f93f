package challenge

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"hito/internal/fault"
)

func TestTheSameReceiptGivesTheSameCode(t *testing.T) {
	seen := map[string]bool{}
	letters := map[rune]int{}
	for range 2000 {
		receipt := rand.Text()
		code, err := secretOf(receipt)
		again, _ := secretOf(receipt)
		if err != nil || code != again || ReadCode(code) != code || seen[code] {
			t.Fatalf("%q, then %q, error %v, seen before: %v", code, again, err, seen[code])
		}
		seen[code] = true
		for _, letter := range code {
			letters[letter]++
		}
	}
	for _, letter := range alphabet { // 30 000 letters of 22 kinds
		if n := letters[letter]; n < 1100 || n > 1640 {
			t.Errorf("%c comes %d times", letter, n)
		}
	}
}

func TestMalformedReceiptsAreRefused(t *testing.T) {
	for _, receipt := range []string{"", "corto", strings.Repeat("A", 19), strings.Repeat("A", 65), strings.Repeat("A", 25) + "\x00", strings.Repeat("A", 25) + "ñ", strings.Repeat("A", 25) + "\n"} {
		if code, err := secretOf(receipt); !errors.Is(err, fault.BadInput) || code != "" {
			t.Errorf("%q gives %q, %v", receipt, code, err)
		}
	}
}

package code_test

import (
	"strings"
	"testing"

	"hito/internal/code"
)

func TestCodesAreOfTheAlphabetAndNeverTheSame(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		c := code.New()
		if len(c) != code.Letters || strings.Trim(c, code.Alphabet) != "" || seen[c] || code.Read(code.Grouped(c)) != c {
			t.Fatalf("code %q", c)
		}
		seen[c] = true
	}
}

func TestReadTakesCodesAsPeopleTypeThem(t *testing.T) {
	const want = "K7MD29PX4TRA3CE"
	for _, typed := range []string{want, "k7md2-9px4t-ra3ce", " K7MD2 9PX4T.RA3CE "} {
		if got := code.Read(typed); got != want {
			t.Errorf("Read(%q) = %q, want %q", typed, got, want)
		}
	}
	for _, typed := range []string{"K7MD29PX4TRA3C", "K7MD29PX4TRA3CEE", "K7MD29PX4TRA3C0", "", "-"} {
		if got := code.Read(typed); got != "" {
			t.Errorf("Read(%q) = %q, want none", typed, got)
		}
	}
	if got := code.Grouped("K7MD29PX4TRA3CE"); got != "K7MD2-9PX4T-RA3CE" {
		t.Errorf("Grouped = %q", got)
	}
}

package ui_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	tokenLine   = regexp.MustCompile(`--(c-[a-z-]+): (?:light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)|(#[0-9a-f]+));`)
	statusNames = []string{"met", "on-track", "delayed", "critical", "no-data", "not-started", "cancelled"}
)

// colours are the tokens of the style sheet in one colour scheme.
type colours map[string]string

func readColours(t *testing.T) map[string]colours {
	t.Helper()
	css, err := os.ReadFile("../static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	schemes := map[string]colours{"light": {}, "dark": {}}
	for _, m := range tokenLine.FindAllStringSubmatch(string(css), -1) {
		schemes["light"][m[1]], schemes["dark"][m[1]] = m[2]+m[4], m[3]+m[4]
	}
	if declared := strings.Count(string(css), "\n    --c-"); declared != len(schemes["light"]) {
		t.Fatalf("%d colour tokens are declared, %d could be read", declared, len(schemes["light"]))
	}
	return schemes
}

// pair is a foreground, the ground it stands on and the least contrast between them.
type pair struct {
	fore, ground string
	least        float64
}

const (
	text    = 4.5 // WCAG 1.4.3
	graphic = 3   // WCAG 1.4.11
)

func pairs() []pair {
	list := []pair{
		{"c-brand-ink", "c-brand", text}, {"c-header-ink", "c-header", text}, {"c-header-muted", "c-header", text},
		{"c-accent", "c-header", graphic}, {"c-expected", "c-surface", graphic}, {"c-text", "c-brand-soft", text},
		{"c-muted", "c-brand-soft", text}, {"c-link", "c-brand-soft", text},
	}
	for _, ground := range []string{"c-bg", "c-surface", "c-sunken"} {
		for _, fore := range []string{"c-text", "c-muted", "c-link", "c-brand"} {
			list = append(list, pair{fore, ground, text})
		}
		for _, fore := range []string{"c-line-strong", "c-focus", "c-progress"} {
			list = append(list, pair{fore, ground, graphic})
		}
		for _, s := range statusNames {
			list = append(list, pair{"c-" + s, ground, graphic})
		}
	}
	for _, s := range statusNames {
		list = append(list,
			pair{"c-" + s + "-ink", "c-" + s + "-soft", text}, pair{"c-" + s + "-ink", "c-surface", text},
			pair{"c-" + s + "-ink", "c-bg", text}, pair{"c-" + s, "c-" + s + "-soft", graphic})
	}
	return list
}

func TestColoursContrastInBothSchemes(t *testing.T) {
	for scheme, tokens := range readColours(t) {
		for _, p := range pairs() {
			got, err := contrast(tokens[p.fore], tokens[p.ground])
			if err != nil {
				t.Errorf("%s: %s on %s: %v", scheme, p.fore, p.ground, err)
			} else if got < p.least {
				t.Errorf("%s: %s on %s is %.2f:1, want %.1f:1", scheme, p.fore, p.ground, got, p.least)
			}
		}
	}
}

func contrast(a, b string) (float64, error) {
	la, err := luminance(a)
	if err != nil {
		return 0, err
	}
	lb, err := luminance(b)
	if err != nil {
		return 0, err
	}
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05), nil
}

// luminance is WCAG's relative luminance of "#rgb" or "#rrggbb".
func luminance(hex string) (float64, error) {
	digits := strings.TrimPrefix(hex, "#")
	if len(digits) == 3 {
		digits = fmt.Sprintf("%[1]c%[1]c%[2]c%[2]c%[3]c%[3]c", digits[0], digits[1], digits[2])
	}
	if len(digits) != 6 {
		return 0, fmt.Errorf("colour %q: want #rrggbb", hex)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(digits[2*i:2*i+2], 16, 8)
		if err != nil {
			return 0, fmt.Errorf("colour %q: %w", hex, err)
		}
		sum += weight * linear(float64(v)/255)
	}
	return sum, nil
}

func linear(channel float64) float64 {
	if channel <= 0.04045 {
		return channel / 12.92
	}
	return math.Pow((channel+0.055)/1.055, 2.4)
}

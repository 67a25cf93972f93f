package progress_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/progress"
)

func TestDefaultRuleAndDirection(t *testing.T) {
	for _, c := range []struct {
		baseline, target string
		rule             progress.Rule
		direction        progress.Direction
	}{
		{"0", "3", progress.Reach, progress.Increase},
		{"14", "4", progress.Reach, progress.Decrease},
		{"", "97", progress.Reach, progress.Increase},
		{"", "-3", progress.Reach, progress.Decrease},
		{"-5", "-2", progress.Reach, progress.Increase},
		{"1", "1", progress.MaintainAtLeast, progress.Maintain},
		{"1.50", "1.5", progress.MaintainAtLeast, progress.Maintain},
		{"100", "1e2", progress.MaintainAtLeast, progress.Maintain},
		{"", "0", progress.MaintainAtLeast, progress.Maintain},
		{"", "0.00", progress.MaintainAtLeast, progress.Maintain},
		{"123456789012345678901", "123456789012345678902", progress.Reach, progress.Increase},
		{"123456789012345678901.0", "123456789012345678901", progress.MaintainAtLeast, progress.Maintain},
	} {
		rule := progress.DefaultRule(null(c.baseline), dec(c.target))
		if rule != c.rule {
			t.Errorf("DefaultRule(%q, %s) = %s, want %s", c.baseline, c.target, rule, c.rule)
		}
		if got := goal(rule, c.baseline, c.target).Direction(); got != c.direction {
			t.Errorf("direction of %q → %s = %s, want %s", c.baseline, c.target, got, c.direction)
		}
	}
	if got := goal(progress.MaintainAtMost, "30", "5").Direction(); got != progress.Maintain {
		t.Errorf("direction of maintain_at_most = %s", got)
	}
}

func TestProgress(t *testing.T) {
	const third, sixth = "0.333333333333333333333333", "0.166666666666666666666667"
	for _, c := range []struct {
		name                    string
		rule                    progress.Rule
		baseline, target, value string
		want                    string // "": no figure
	}{
		{"reach: no value, no figure", "reach", "0", "3", "", ""},
		{"reach: zero is a value", "reach", "0", "3", "0", "0"},
		{"reach: at the baseline", "reach", "4", "14", "4", "0"},
		{"reach: at the target", "reach", "4", "14", "14", "1"},
		{"reach: part of the way", "reach", "4", "14", "10", "0.6"},
		{"reach: a blank baseline is 0", "reach", "", "5", "2", "0.4"},
		{"reach: a third is rounded down at digit 24", "reach", "0", "3", "1", third},
		{"reach: a sixth is rounded up at digit 24", "reach", "0", "6", "1", sixth},
		{"reach: minus a sixth away from zero", "reach", "0", "6", "-1", "-" + sixth},
		{"reach: a half at digit 25 away from zero", "reach", "0", "2e24", "1", "0.000000000000000000000001"},
		{"reach: minus a half at digit 25", "reach", "0", "2e24", "-1", "-0.000000000000000000000001"},
		{"reach: a half at digit 25 of a power of two", "reach", "0", "33554432", "1", "0.000000029802322387695313"},
		{"reach: minus a half of a power of two", "reach", "0", "33554432", "-1", "-0.000000029802322387695313"},
		{"reach: a carry between machine words", "reach", "0", "345166", "327993", "0.950247127469101823470446"},
		{"reach: beyond the target", "reach", "0", "5", "6", "1.2"},
		{"reach: behind the baseline", "reach", "10", "20", "9", "-0.1"},
		{"reach: far beyond the target", "reach", "0", "0.000001", "999999999999", "999999999999000000"},
		{"reach: decreasing", "reach", "40", "15", "30", "0.4"},
		{"reach: decreasing, got worse", "reach", "40", "15", "45", "-0.2"},
		{"reach: decreasing, beyond", "reach", "40", "15", "10", "1.2"},
		{"reach: decreasing to zero", "reach", "8", "0", "2", "0.75"},
		{"reach: negative values", "reach", "-10", "-2", "-4", "0.75"},
		{"reach: through zero", "reach", "-5", "5", "0", "0.5"},
		{"reach: unlike scales", "reach", "1e1", "20.00", "12.5", "0.25"},
		{"reach: numbers beyond 64 bits", "reach", "100000000000000000000", "300000000000000000000", "200000000000000000000", "0.5"},
		{"reach: target on the baseline, met", "reach", "7", "7", "7", "1"},
		{"reach: target on the baseline, as at least", "reach", "8", "8", "6", "0.75"},
		{"reach: target and baseline 0, missed", "reach", "", "0", "-1", "0"},
		{"no rule is reach", "", "0", "4", "1", "0.25"},

		{"at least: no value", "maintain_at_least", "1", "1", "", ""},
		{"at least: kept", "maintain_at_least", "1", "1", "1", "1"},
		{"at least: above counts no more", "maintain_at_least", "90", "90", "97", "1"},
		{"at least: below is a share", "maintain_at_least", "80", "80", "60", "0.75"},
		{"at least: zero", "maintain_at_least", "80", "80", "0", "0"},
		{"at least: a negative value is not below zero", "maintain_at_least", "80", "80", "-20", "0"},
		{"at least: target 0, kept", "maintain_at_least", "0", "0", "0", "1"},
		{"at least: target 0, missed", "maintain_at_least", "0", "0", "-1", "0"},
		{"at least: negative target, kept", "maintain_at_least", "-5", "-5", "-4", "1"},
		{"at least: negative target, missed", "maintain_at_least", "-5", "-5", "-10", "0"},
		{"at least: the baseline does not matter", "maintain_at_least", "10", "40", "30", "0.75"},

		{"at most: no value", "maintain_at_most", "30", "30", "", ""},
		{"at most: kept", "maintain_at_most", "30", "30", "30", "1"},
		{"at most: below counts no more", "maintain_at_most", "30", "30", "12", "1"},
		{"at most: negative value", "maintain_at_most", "30", "30", "-12", "1"},
		{"at most: above is a share", "maintain_at_most", "30", "30", "40", "0.75"},
		{"at most: target 0, kept", "maintain_at_most", "0", "0", "0", "1"},
		{"at most: target 0, missed", "maintain_at_most", "0", "0", "3", "0"},
		{"at most: negative target, missed", "maintain_at_most", "-5", "-5", "-4", "0"},
		{"at most: negative target, value above zero", "maintain_at_most", "-5", "-5", "4", "0"},
		{"at most: negative target, kept", "maintain_at_most", "-5", "-5", "-6", "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := goal(c.rule, c.baseline, c.target).Progress(null(c.value))
			equalText(t, "progress", got, c.want)
		})
	}
}

// A value without a figure must not leak into the answer: pgx leaves what it likes in there.
func TestProgressIgnoresTheNumberOfAMissingValue(t *testing.T) {
	missing := decimal.NullDecimal{Decimal: dec("3")}
	if got := goal("reach", "0", "3").Progress(missing); got.Valid || !got.Decimal.IsZero() {
		t.Errorf("progress of a missing value = %+v", got)
	}
	blank := goal("reach", "", "3")
	blank.Baseline.Decimal = dec("1")
	equalText(t, "progress from a blank baseline", blank.Progress(null("1.5")), "0.5")
	if got := progress.DefaultRule(decimal.NullDecimal{Decimal: dec("3")}, dec("3")); got != progress.Reach {
		t.Errorf("rule of a blank baseline and the target 3 = %s, want %s", got, progress.Reach)
	}
}

func TestZeroHasNoSign(t *testing.T) {
	for _, c := range [][3]string{{"5", "-5", "5"}, {"0", "-3", "0"}, {"0", "1e30", "-1"}, {"-0", "3", "-0.00"}} {
		got := goal("reach", c[0], c[1]).Progress(null(c[2]))
		if text(got) != "0" {
			t.Errorf("progress of %v = %q, want 0", c, text(got))
		}
	}
}

package progress_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/progress"
)

func TestStatus(t *testing.T) {
	own := progress.Thresholds{OnTrack: dec("0.8"), Delayed: dec("0.25")}
	for _, c := range []struct {
		name        string
		thresholds  progress.Thresholds
		p, expected string
		started     bool
		want        progress.Status
	}{
		{"met", usual, "1", "0.7", true, progress.StatusMet},
		{"met, beyond", usual, "1.2", "1", true, progress.StatusMet},
		{"met before the start", usual, "1", "0", false, progress.StatusMet},
		{"met to twelve digits", usual, "0.9999999999995", "1", true, progress.StatusMet},
		{"not met at the twelfth digit", usual, "0.99999999999949", "1", true, progress.StatusOnTrack},
		{"no data", usual, "", "0.7", true, progress.StatusNoData},
		{"no data before the start", usual, "", "0", false, progress.StatusNoData},
		{"no data and nothing expected", usual, "", "0", true, progress.StatusNoData},
		{"not started", usual, "0", "0", false, progress.StatusNotStarted},
		{"not started, with progress", usual, "0.4", "0", false, progress.StatusNotStarted},
		{"nothing expected yet", usual, "0", "0", true, progress.StatusOnTrack},
		{"nothing expected, fallen back", usual, "-0.5", "0", true, progress.StatusOnTrack},
		{"hardly anything expected", usual, "0", "0.0000000000005", true, progress.StatusOnTrack},
		{"hardly anything expected, fallen back", usual, "-0.5", "0.0000000000005", true, progress.StatusOnTrack},
		{"something expected", usual, "0", "0.0000000001", true, progress.StatusCritical},
		{"as expected", usual, "0.5", "0.5", true, progress.StatusOnTrack},
		{"at 0.90", usual, "0.45", "0.5", true, progress.StatusOnTrack},
		{"at 0.90 of a third", usual, "0.299999999999999999999999", "0.333333333333333333333333", true, progress.StatusOnTrack},
		{"at 0.90 to twelve digits", usual, "0.4499999999995", "0.5", true, progress.StatusOnTrack},
		{"below 0.90", usual, "0.449999999999", "0.5", true, progress.StatusDelayed},
		{"at 0.70", usual, "0.35", "0.5", true, progress.StatusDelayed},
		{"at 0.70 but for roundings", usual, "0.349999999999999999999990", "0.5", true, progress.StatusDelayed},
		{"below 0.70", usual, "0.349999999999", "0.5", true, progress.StatusCritical},
		{"none", usual, "0", "0.5", true, progress.StatusCritical},
		{"fallen back", usual, "-0.5", "0.5", true, progress.StatusCritical},
		{"own thresholds, on track", own, "0.4", "0.5", true, progress.StatusOnTrack},
		{"own thresholds, delayed", own, "0.399", "0.5", true, progress.StatusDelayed},
		{"own thresholds, just delayed", own, "0.125", "0.5", true, progress.StatusDelayed},
		{"own thresholds, critical", own, "0.124", "0.5", true, progress.StatusCritical},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.thresholds.Status(null(c.p), dec(c.expected), c.started); got != c.want {
				t.Errorf("status of %q against %s = %s, want %s", c.p, c.expected, got, c.want)
			}
		})
	}
}

func TestStatusIgnoresTheNumberOfAMissingValue(t *testing.T) {
	missing := decimal.NullDecimal{Decimal: dec("3")}
	if got := usual.Status(missing, dec("0.5"), true); got != progress.StatusNoData {
		t.Errorf("status of a missing progress = %s", got)
	}
}

func TestMeanStatus(t *testing.T) {
	share := dec("0.5")
	for _, c := range []struct {
		name    string
		mean    progress.Mean
		started bool
		want    progress.Status
	}{
		{"judged by its figures", progress.MeanOf([]progress.Item{indicator("1", "0.4", "0.5")}), true, progress.StatusDelayed},
		{"some data", progress.MeanOf([]progress.Item{indicator("1", "1", "0.5"), indicator("1", "", "0.5")}), true, progress.StatusOnTrack},
		{"no data at all", progress.MeanOf([]progress.Item{indicator("1", "", "0.5"), indicator("1", "", "0.5")}), true, progress.StatusNoData},
		{"zeros are data", progress.MeanOf([]progress.Item{indicator("1", "0", "0.5")}), true, progress.StatusCritical},
		{"nothing counts", progress.MeanOf(nil), true, progress.StatusNoData},
		{"objective without indicators", progress.ObjectiveMean(nil, share), true, progress.StatusCritical},
		{"objective without indicators, not started", progress.ObjectiveMean(nil, decimal.Zero), false, progress.StatusNotStarted},
		{"met", progress.MeanOf([]progress.Item{indicator("1", "3", "0.5")}), true, progress.StatusMet},
	} {
		if got := usual.MeanStatus(c.mean, c.started); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRatio(t *testing.T) {
	for _, c := range []struct{ p, expected, want string }{
		{"0.45", "0.5", "0.9"}, {"1", "0.3", "3.333333333333333333333333"}, {"-0.1", "0.2", "-0.5"},
		{"", "0.5", ""}, {"0.5", "0", ""}, {"0.5", "0.0000000000005", ""},
	} {
		equalText(t, c.p+"/"+c.expected, progress.Ratio(null(c.p), dec(c.expected)), c.want)
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"0.3", "0.30", true}, {"0", "0", true}, {"0.4999999999995", "0.499999999999499999999999", true},
		{"0.7", "0.7000000000005", true}, {"0.7000000000005", "0.7", true}, {"0.7", "0.7000000000006", false},
		{"0.7000000000006", "0.7", false}, {"0.5", "-0.5", false}, {"1", "0.999999999999", false},
	} {
		if got := progress.Same(dec(c.a), dec(c.b)); got != c.want {
			t.Errorf("Same(%s, %s) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

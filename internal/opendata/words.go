package opendata

import (
	"slices"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/internal/progress"
)

// word is a code of the program with what the public data call it.
type word struct{ code, text string }

var statusWords = []word{
	{string(progress.StatusMet), "cumplido"}, {string(progress.StatusOnTrack), "en plazo"}, {string(progress.StatusDelayed), "con retraso"},
	{string(progress.StatusCritical), "crítico"}, {string(progress.StatusNoData), "sin dato"}, {string(progress.StatusNotStarted), "no iniciado"},
	{string(dashboard.Cancelled), "anulado"},
}

var ruleWords = []word{
	{string(progress.Reach), "alcanzar"}, {string(progress.MaintainAtLeast), "mantener como mínimo"}, {string(progress.MaintainAtMost), "mantener como máximo"},
}

var natureWords = []word{
	{string(indicator.Output), "realización"}, {string(indicator.Outcome), "resultado"}, {string(indicator.Impact), "impacto"},
}

// called is what a code is called in public; blank for a blank one.
func called[T ~string](words []word, code T) string {
	if at := slices.IndexFunc(words, func(w word) bool { return w.code == string(code) }); at >= 0 {
		return words[at].text
	}
	return ""
}

// oneOf lists words as a meaning ends: "«uno», «dos» o «tres»".
func oneOf(words []word) string {
	quoted := make([]string, len(words))
	for n, w := range words {
		quoted[n] = "«" + w.text + "»"
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " o " + quoted[last]
}

package plans

import (
	"slices"
	"testing"

	"hito/internal/date"
	"hito/internal/round"
)

func TestStartPageCountsWhatIsOwedByRound(t *testing.T) {
	today := date.New(2026, 11, 27)
	line := func(id int64, s round.Standing) round.Line {
		return round.Line{RoundID: id, RoundTitle: "Otoño", PlanTitle: "Plan", DueOn: today + 3, Entry: round.Entry{Standing: s}}
	}
	var got []string
	for _, a := range owedBy([]round.Line{
		line(1, round.StandsAccepted), line(1, round.StandsSent),
		line(2, round.StandsOwed), line(2, round.StandsReturned), line(2, round.StandsSent),
		line(3, round.StandsOwed),
	}, today) {
		got = append(got, a.Text+" "+a.Href+" "+a.State.Text)
	}
	want := []string{"Enviar 2\u00a0valores (1\u00a0devuelto) /bandeja#ronda-2 quedan 3\u00a0días", "Enviar 1\u00a0valor /bandeja#ronda-3 quedan 3\u00a0días"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

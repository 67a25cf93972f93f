package ui

import (
	"github.com/shopspring/decimal"

	"hito/internal/challenge"
)

// TracedChallenge is a reto that leads to what a page shows.
type TracedChallenge struct {
	Title, Href string
	State       TagProps
}

// TracedChallenges are the retos that lead to what a page shows.
type TracedChallenges struct {
	List []TracedChallenge
	Cut  string // that not all of them are listed; blank where they are
}

// TracedOf puts retos as the page of what they are linked to lists them.
func TracedOf(list []challenge.Trace) TracedChallenges {
	t := TracedChallenges{List: make([]TracedChallenge, len(list))}
	for n, one := range list {
		t.List[n] = TracedChallenge{Title: one.Title, Href: ChallengePath(challenge.Grouped(one.Code)), State: ChallengeTag(one.State)}
		if one.Total > len(list) {
			t.Cut = "Los últimos " + Count(len(list), "reto", "retos") + " de " + Number(decimal.NewFromInt(int64(one.Total)), 0) + "."
		}
	}
	return t
}

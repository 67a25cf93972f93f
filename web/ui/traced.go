package ui

import "hito/internal/challenge"

// TracedChallenge is a reto that leads to what a page shows.
type TracedChallenge struct {
	Title, Href string
	State       TagProps
}

// TracedOf puts retos as the page of what they are linked to lists them.
func TracedOf(list []challenge.Trace) []TracedChallenge {
	shown := make([]TracedChallenge, len(list))
	for n, t := range list {
		shown[n] = TracedChallenge{Title: t.Title, Href: ChallengePath(challenge.Grouped(t.Code)), State: ChallengeTag(t.State)}
	}
	return shown
}

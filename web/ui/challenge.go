package ui

import "hito/internal/challenge"

// ChallengesPath is the address of the retos.
const ChallengesPath = "/retos"

// ChallengePath returns the address of a reto by its code, as challenge.Challenge.Address writes it.
func ChallengePath(address string) string { return ChallengesPath + "/" + address }

// titleInCrumbs is how many letters of a reto's title stand in the way to a page.
const titleInCrumbs = 60

// ChallengesPage is a page about retos; below is the way to it from their list.
func ChallengesPage(title string, below ...Crumb) PageProps {
	way := []Crumb{{Text: "Inicio", Href: "/"}, {Text: "Retos", Href: ChallengesPath}}
	if len(below) == 0 {
		way[1].Href = ""
	}
	return PageProps{Title: title, Section: ChallengesPath, Crumbs: append(way, below...)}
}

// ChallengesView is one of the ways to see all retos, by its address.
func ChallengesView(path, title string) PageProps {
	page := ChallengesPage(title)
	for _, t := range challengeTabs {
		if t.Href == path && path != ChallengesPath {
			page = ChallengesPage(title, Crumb{Text: t.Text})
		}
	}
	page.Tab = path
	return page
}

// ChallengePage is the page of a reto, or one below it: below is the way from there.
func ChallengePage(c challenge.Challenge, title string, below ...Crumb) PageProps {
	own := Crumb{Text: Shorten(c.Title, titleInCrumbs)}
	if len(below) > 0 {
		own.Href = ChallengePath(c.Address())
	}
	page := ChallengesPage(title, append([]Crumb{own}, below...)...)
	page.Private = c.Secret()
	return page
}

// challengeStates says how each state of a reto is shown.
var challengeStates = map[challenge.State]TagProps{
	challenge.Received:    {"empty", "Recibido", "not-started"},
	challenge.Analysis:    {"search", "En análisis", "on-track"},
	challenge.Waiting:     {"question", "Pendiente de información", "delayed"},
	challenge.Admitted:    {"check", "Admitido", "on-track"},
	challenge.Project:     {"flag", "En proyecto", "on-track"},
	challenge.Pilot:       {"target", "Piloto", "on-track"},
	challenge.Implemented: {"check", "Implantado", "met"},
	challenge.Discarded:   {"ban", "Descartado", "no-data"},
	challenge.Merged:      {"arrow-right", "Fusionado", "no-data"},
	challenge.Withdrawn:   {"arrow-left", "Retirado", "no-data"},
}

// ChallengeTag shows a state of a reto as a badge.
func ChallengeTag(s challenge.State) TagProps { return challengeStates[s] }

// ChallengeState names a state of a reto.
func ChallengeState(s challenge.State) string { return challengeStates[s].Text }

// ChallengeUrgency names how urgent a reto is to its author.
func ChallengeUrgency(u challenge.Urgency) string {
	return map[challenge.Urgency]string{challenge.Low: "Baja", challenge.Normal: "Normal", challenge.High: "Alta"}[u]
}

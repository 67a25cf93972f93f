package ui

import "hito/internal/challenge"

// ChallengesPath is the address of the retos.
const ChallengesPath = "/retos"

// ChallengePath returns the address of a reto by its code, as challenge.Challenge.Address writes it.
func ChallengePath(address string) string { return ChallengesPath + "/" + address }

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

package ui

// Lists of retos to which other pages lead, by the words that their filters have in addresses.
const (
	UndecidedChallengesPath = ChallengesPath + "?decision=1"
	LateChallengesPath      = ChallengesPath + "?tarde=1"
	AssignedChallengesPath  = ChallengesPath + "?ver=asignados"
	AskedChallengesPath     = ChallengesPath + "?estado=pendiente&ver=mios"
)

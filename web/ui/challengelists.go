package ui

// Ways to see all retos.
const (
	ChallengeBoardPath   = ChallengesPath + "/tablero"
	ChallengeMapPath     = ChallengesPath + "/mapa"
	ChallengeFiguresPath = ChallengesPath + "/cifras"
)

// challengeTabs leads from each way to see all retos to the others.
var challengeTabs = []Link{
	{Text: "Lista", Href: ChallengesPath},
	{Text: "Tablero", Href: ChallengeBoardPath},
	{Text: "Mapa", Href: ChallengeMapPath},
	{Text: "Cifras", Href: ChallengeFiguresPath},
}

// Lists of retos to which other pages lead, by the words that their filters have in addresses.
const (
	UndecidedChallengesPath = ChallengesPath + "?decision=1"
	LateChallengesPath      = ChallengesPath + "?tarde=1"
	AssignedChallengesPath  = ChallengesPath + "?ver=asignados"
	AskedChallengesPath     = ChallengesPath + "?estado=pendiente&ver=mios"
)

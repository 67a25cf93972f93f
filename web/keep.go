package web

import (
	"hito/internal/dashboard"
	"hito/internal/opendata"
)

// boards is a place for what the pages of plans show, so that it is not worked out again for each reader; nil keeps nothing.
func (s *shell) boards() *dashboard.Boards {
	if s.cfg.Unkept {
		return nil
	}
	return dashboard.NewBoards(dashboard.MostKept)
}

// overviews is the same for what everybody sees of published plans.
func (s *shell) overviews() *opendata.Overviews {
	if s.cfg.Unkept {
		return nil
	}
	return opendata.NewOverviews()
}

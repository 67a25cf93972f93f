package snapshots

import (
	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// listCSV is the list of follow-ups as data.
func listCSV(of plan.Plan, refs []dashboard.SnapshotRef, read *reader) ui.CSV {
	columns := []string{
		"Seguimiento", "Fecha", "Progreso (%)", "Previsto (%)", "Estado", "Indicadores con dato", "Indicadores", "Cierre", "Nota", "Sustituido por",
	}
	titles := make(map[int64]string, len(refs))
	for _, s := range refs {
		titles[s.ID] = s.Title
	}
	return ui.CSV{Name: of.Slug + "-seguimientos", Columns: columns, Fill: func(line func(...any) error) error {
		for _, s := range refs {
			err := line(s.Title, s.TakenOn, board.Hundredths(s.Progress), board.Hundredths(s.Expected), ui.StatusWord(string(s.Status)),
				s.WithData, s.Total, read.how(s), s.Note, titles[s.ReplacedBy])
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

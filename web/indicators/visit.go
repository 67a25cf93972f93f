package indicators

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/web/ui"
)

// visit is who looks at an indicator, and what may be done and read there.
type visit struct {
	Actor      access.Actor
	Location   *time.Location
	Records    bool              // values of the indicator
	Entered    *entered          // what was sent and not taken; nil where nothing was
	Events     []audit.Entry     // the newest of the indicator, for those who may read them
	Challenges []challenge.Trace // that have led to the indicator; none of what is frozen
	Tally      tally
	Done       string
}

// Names tells whether the visitor may know who did what.
func (v visit) Names() bool { return namesTold(v.Actor) }

// whose names who recorded a value; it is blank for those who may not know, and where it was the program.
func (v visit) whose(m indicator.Measurement) string {
	if !v.Names() {
		return ""
	}
	return m.Recorder
}

// load reads what is for this visitor alone: five queries at most, and three for those who only read.
func (v *visit) load(ctx context.Context, tx pgx.Tx, s dashboard.Story) (err error) {
	if s.Frozen == nil {
		end := challenge.End{Kind: challenge.ToIndicator, ID: s.Indicator.ID}
		if v.Challenges, err = challenge.Traced(ctx, tx, v.Actor, s.Now.ID, end); err != nil {
			return err
		}
	}
	if v.Tally, err = tallyOf(ctx, tx, v.Actor, s); err != nil {
		return err
	}
	may, err := indicator.Recordable(ctx, tx, s.Now, v.Actor)
	if err != nil {
		return err
	}
	v.Records = may[s.Indicator.ID]
	if v.Names() {
		v.Events, err = audit.List(ctx, tx, audit.Query{
			PlanID: s.Now.ID, Object: audit.Object{Type: "indicator", ID: s.Indicator.ID}, Limit: ui.NewestEvents,
		})
	}
	return err
}

// changes is what was done to an indicator, for those who may know.
type changes struct {
	Entries []ui.HistoryEntry
	All     string // address of all that was done in the plan
}

func changesOf(s dashboard.Story, v visit) *changes {
	if !v.Names() {
		return nil
	}
	people := access.Can(v.Actor, access.ManageUsers, access.Target{})
	return &changes{Entries: ui.HistoryOf(v.Events, v.Location, people), All: "/planes/" + s.Now.Slug + "/historia"}
}

// namesTold tells whether somebody may know who did what.
func namesTold(a access.Actor) bool { return access.Can(a, access.ReadHistory, access.Target{}) }

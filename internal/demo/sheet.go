package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/snapshot"
)

// sheet is a whole plan as it is to be written. Its first framework is the one that the indicators'
// standards belong to; its follow-ups are closed last, each on the values up to its date.
type sheet struct {
	plan.Document
	Indicators []entry
	Results    []indicator.Result
	FollowUps  []snapshot.Closing
}

// noon is when a plan of the demo was published, and a follow-up closed, on its day.
const noon = 12 * time.Hour

// entry is an indicator with the codes of its objective and standards, and its measurements.
type entry struct {
	indicator.Indicator
	Objective string
	Standards []string
	Values    []indicator.Measurement
}

func write(ctx context.Context, tx pgx.Tx, s sheet) error {
	s.PublishedAt = s.StartsOn.Time().Add(noon) // a demo is for everybody
	doc, err := plan.Create(ctx, tx, s.Document)
	if err != nil {
		return err
	}
	objectives := make(map[string]int64, len(doc.Objectives))
	for _, o := range doc.Objectives {
		objectives[o.Code] = o.ID
	}
	for _, e := range s.Indicators {
		e.ObjectiveID = objectives[e.Objective]
		if err := writeIndicator(ctx, tx, doc, e); err != nil {
			return fmt.Errorf("write %q: %w", doc.Slug, err)
		}
	}
	for _, r := range s.Results {
		if _, err := indicator.AddResult(ctx, tx, doc.ID, r); err != nil {
			return fmt.Errorf("write %q: %w", doc.Slug, err)
		}
	}
	for _, f := range s.FollowUps {
		f.ClosedAt = f.TakenOn.Time().Add(noon)
		if _, err := snapshot.Close(ctx, tx, doc.Slug, f); err != nil {
			return fmt.Errorf("write %q: %w", doc.Slug, err)
		}
	}
	return nil
}

func writeIndicator(ctx context.Context, tx pgx.Tx, doc plan.Document, e entry) error {
	id, err := indicator.Create(ctx, tx, doc.ID, e.Indicator)
	if err != nil {
		return err
	}
	if len(e.Standards) > 0 {
		if err := indicator.LinkStandards(ctx, tx, doc.ID, id, doc.Frameworks[0].Code, e.Standards); err != nil {
			return err
		}
	}
	if len(e.Values) == 0 {
		return nil
	}
	return indicator.Record(ctx, tx, doc.ID, id, e.Values)
}

// number reads a literal of this package.
func number(literal string) decimal.Decimal { return decimal.RequireFromString(literal) }

// blankable reads a literal that may be blank: the empty string.
func blankable(literal string) decimal.NullDecimal {
	if literal == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(number(literal))
}

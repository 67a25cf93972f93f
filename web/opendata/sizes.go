package opendata

import (
	"context"
	"sync"

	"hito/internal/opendata"
)

// sizes remembers how large the datasets of plans are, as telling it takes reading them. They are few: only those of
// plans that are published are kept.
type sizes struct {
	mu    sync.Mutex
	plans map[string]planSizes // by their slugs
}

// planSizes are bytes by dataset and format, of a plan as its stamp says.
type planSizes struct {
	stamp string
	bytes map[string]map[opendata.Format]int64
}

func newSizes() *sizes { return &sizes{plans: map[string]planSizes{}} }

// of returns the sizes of all datasets of plans, by their slugs. Only plans that have changed since they were asked for
// are read; others who ask at the same time wait for that.
func (s *sizes) of(ctx context.Context, data opendata.Store, plans []opendata.Plan) (map[string]planSizes, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := make(map[string]planSizes, len(plans))
	for _, p := range plans {
		known, ok := s.plans[p.Slug]
		if !ok || known.stamp != p.Stamp {
			var err error
			if known, err = measure(ctx, data, p); err != nil {
				return nil, err
			}
		}
		now[p.Slug] = known
	}
	s.plans = now
	return now, nil
}

func measure(ctx context.Context, data opendata.Store, p opendata.Plan) (planSizes, error) {
	m := planSizes{stamp: p.Stamp, bytes: map[string]map[opendata.Format]int64{}}
	for _, d := range opendata.DatasetsOf(p) {
		bytes, err := data.Sizes(ctx, p, d)
		if err != nil {
			return m, err
		}
		m.bytes[d.Name] = bytes
	}
	return m, nil
}

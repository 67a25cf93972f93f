package demo_test

import (
	"context"
	"errors"
	"testing"

	"hito/internal/db/dbtest"
	"hito/internal/demo"
)

func TestDemoAndRealInstallationsKeepApart(t *testing.T) {
	ctx := context.Background()
	t.Run("a real one is never filled", func(t *testing.T) {
		pool := dbtest.New(t)
		for range 2 { // every start says it again
			if err := demo.Exclude(ctx, pool); err != nil {
				t.Fatal(err)
			}
		}
		if err := demo.Load(ctx, pool, today); !errors.Is(err, demo.ErrForeign) {
			t.Errorf("demo on a real installation: %v, want ErrForeign", err)
		}
	})
	t.Run("a demo is never served as real", func(t *testing.T) {
		if err := demo.Exclude(ctx, loaded(t, today)); !errors.Is(err, demo.ErrDemo) {
			t.Errorf("real installation on a demo: %v, want ErrDemo", err)
		}
	})
}

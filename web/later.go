package web

import (
	"context"
	"log/slog"
	"time"
)

const (
	laterWithin = 30 * time.Second
	mostLater   = 64 // at a time; what comes beyond is left, as nobody was promised it
)

// later does something that nobody waits for, such as sending an e-mail, and logs why it failed.
func (s *shell) later(what string, do func(context.Context) error) {
	select {
	case s.laters <- struct{}{}:
	default:
		s.cfg.Logger.Warn("too much to do at once", slog.String("left", what))
		return
	}
	s.cfg.Background.Go(func() {
		defer func() { <-s.laters }()
		ctx, cancel := context.WithTimeout(context.Background(), laterWithin)
		defer cancel()
		if err := do(ctx); err != nil {
			s.cfg.Logger.Error("failed in the background", slog.String("what", what), slog.String("error", err.Error()))
		}
	})
}

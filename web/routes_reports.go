package web

import "github.com/go-chi/chi/v5"

// reportRoutes are the follow-up report, its issued documents and their verification.
func (s *shell) reportRoutes(chi.Router) {}

package web

import "github.com/go-chi/chi/v5"

// tokenRoutes are the keys of other applications.
func (s *shell) tokenRoutes(chi.Router) {}

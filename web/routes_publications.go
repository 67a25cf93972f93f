package web

import "github.com/go-chi/chi/v5"

// publicationRoutes are what everybody reads of published plans, and the open data.
func (s *shell) publicationRoutes(chi.Router) {}

package web

import "github.com/go-chi/chi/v5"

// exportRoutes are those by which plans and lists go out as spreadsheets.
func (s *shell) exportRoutes(chi.Router) {}

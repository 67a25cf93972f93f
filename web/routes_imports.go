package web

import "github.com/go-chi/chi/v5"

// importRoutes are those by which plans come in from spreadsheets.
func (s *shell) importRoutes(chi.Router) {}

package ui

import "net/http"

// See answers a form with the page to look at next. It is not kept: the way depends on who asks, and when.
func See(w http.ResponseWriter, r *http.Request, path string) error {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

package ui

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"hito/internal/fault"
)

// ID reads the number of something as we write it; anything else is fault.NotFound.
func ID(typed string) (int64, error) {
	id, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != typed {
		return 0, fmt.Errorf("number %q: %w", typed, fault.NotFound)
	}
	return id, nil
}

// PathID is ID of a part of the address.
func PathID(r *http.Request, name string) (int64, error) { return ID(chi.URLParam(r, name)) }

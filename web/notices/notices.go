// Package notices holds the pages of what people are told, and of the e-mails that wait to be sent.
package notices

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"hito/internal/notice"
	"hito/web/ui"
)

// Pages serves what people are told. Mail tells whether a server for e-mails is configured.
type Pages struct {
	Notices  notice.Store
	Mail     bool
	Location *time.Location // in which times are shown
}

const (
	// pageSize is how many notices, or e-mails, a page has.
	pageSize = 25

	// lastPage keeps the pages asked for within what the database can count.
	lastPage = 1_000_000
)

// readPage reads which page of a list is meant, from 1; what it does not understand is the first.
func readPage(typed string) int {
	page, err := strconv.Atoi(typed)
	if err != nil || page < 1 {
		return 1
	}
	return min(page, lastPage)
}

// pageOf is readPage of an address.
func pageOf(r *http.Request) int { return readPage(r.URL.Query().Get("pagina")) }

// pagePath returns the address of a page of a list, with the sentence of what was done there, blank for nothing.
func pagePath(path string, page int, done string) string {
	query := url.Values{}
	if page > 1 {
		query.Set("pagina", strconv.Itoa(page))
	}
	if done != "" {
		query.Set("hecho", done)
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

func pagesOf(label, path string, page, total int) ui.PaginationProps {
	return ui.Pages(label, page, (total+pageSize-1)/pageSize, func(n int) string { return pagePath(path, n, "") })
}

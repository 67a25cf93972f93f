package ui

// PaginationProps is the way through a list that is too long for one page.
type PaginationProps struct {
	Label    string // what is paged, such as "Páginas de indicadores"
	Previous string // address; blank on the first page
	Next     string // address; blank on the last page
	Pages    []PageLink
}

// PageLink is a numbered page, or a gap between numbers when Number is 0.
type PageLink struct {
	Number  int
	Href    string
	Current bool
}

// Pages builds the way through total pages seen from the current one (both
// from 1): the first, the last, and one to each side of the current page.
func Pages(label string, current, total int, href func(page int) string) PaginationProps {
	p := PaginationProps{Label: label}
	if current > 1 {
		p.Previous = href(current - 1)
	}
	if current < total {
		p.Next = href(current + 1)
	}
	last := 0
	for n := 1; n <= total; n++ {
		if n != 1 && n != total && (n < current-1 || n > current+1) {
			continue
		}
		switch n - last {
		case 1:
		case 2: // a gap of one page takes no less room than the page
			p.Pages = append(p.Pages, PageLink{Number: n - 1, Href: href(n - 1)})
		default:
			p.Pages = append(p.Pages, PageLink{})
		}
		p.Pages = append(p.Pages, PageLink{Number: n, Href: href(n), Current: n == current})
		last = n
	}
	return p
}

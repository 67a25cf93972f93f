package markdown

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// policy lists what may leave this package. The engine makes nothing else; should it ever, this is
// the second door.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote",
		"strong", "em", "del", "code", "pre", "div", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(exactly("noopener")).OnElements("a")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowAttrs("class").Matching(exactly("table-region")).OnElements("div")
	p.AllowAttrs("role").Matching(exactly("group")).OnElements("div")
	p.AllowAttrs("aria-label").Matching(exactly("Tabla")).OnElements("div")
	p.AllowAttrs("tabindex").Matching(exactly("0")).OnElements("div")
	p.AllowAttrs("class").Matching(exactly("table")).OnElements("table")
	return p
}

func exactly(value string) *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.QuoteMeta(value) + "$")
}

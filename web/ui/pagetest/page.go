package pagetest

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Page is the document at an address, with checks that fail its test.
type Page struct {
	*goquery.Document
	Address string
	t       testing.TB
}

// Says checks that what a selector finds says each of some words. Elements side by side may be read
// with or without a space between them: HTML alone does not tell which a browser shows.
func (p Page) Says(selector string, words ...string) {
	p.t.Helper()
	found := p.Find(selector)
	text, parted := Text(found), Parted(found)
	for _, word := range words {
		if !strings.Contains(text, word) && !strings.Contains(parted, word) {
			p.t.Errorf("%s: %q is not in %s: %q", p.Address, word, selector, parted)
		}
	}
}

// Count checks how many elements a selector finds.
func (p Page) Count(selector string, want int) {
	p.t.Helper()
	if got := p.Find(selector).Length(); got != want {
		p.t.Errorf("%s: %d of %s, want %d: %q", p.Address, got, selector, want, Text(p.Find(selector)))
	}
}

// Lacks checks that a selector finds nothing.
func (p Page) Lacks(selector string) {
	p.t.Helper()
	p.Count(selector, 0)
}

// Texts are what each element that a selector finds says.
func (p Page) Texts(selector string) []string { return Texts(p.Find(selector)) }

// Hrefs are the addresses to which the links that a selector finds lead.
func (p Page) Hrefs(selector string) []string {
	return p.Find(selector).Map(func(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") })
}

// Text is what a selection says, its spaces made one.
func Text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// Texts are what each element of a selection says.
func Texts(s *goquery.Selection) []string {
	return s.Map(func(_ int, one *goquery.Selection) string { return Text(one) })
}

// Parted is what a selection says with a space wherever an element begins or ends.
func Parted(s *goquery.Selection) string {
	var words []string
	for _, n := range s.Nodes {
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				words = append(words, strings.Fields(d.Data)...)
			}
		}
	}
	return strings.Join(words, " ")
}

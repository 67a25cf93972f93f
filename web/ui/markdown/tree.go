package markdown

import (
	"net/url"
	"slices"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// lowest is the deepest heading that HTML has.
const lowest = 6

// shiftHeadings gives the outline of a text, however its author numbered it, levels from top on
// without gaps.
func shiftHeadings(doc ast.Node, top int) {
	var open []int // the author's levels of the headings that the current one lies below
	for _, n := range collect(doc, ast.KindHeading) {
		h := n.(*ast.Heading)
		for len(open) > 0 && open[len(open)-1] >= h.Level {
			open = open[:len(open)-1]
		}
		open = append(open, h.Level)
		h.Level = min(lowest, top+len(open)-1)
	}
}

// schemes are where a link may lead, besides other pages of this site.
var schemes = []string{"", "http", "https", "mailto", "tel"}

// tameLinks leaves links that lead somewhere safe and turns the others into their text. Images
// become links: none from elsewhere is ever loaded by a page.
func tameLinks(doc ast.Node, source []byte) {
	for _, n := range collect(doc, ast.KindImage) {
		link := ast.NewLink()
		link.Destination = n.(*ast.Image).Destination
		replace(n, link)
		if within(link, ast.KindLink) {
			unwrap(link)
		}
	}
	for _, n := range collect(doc, ast.KindLink) {
		if !safe(n.(*ast.Link).Destination) {
			unwrap(n)
			continue
		}
		n.SetAttributeString("rel", []byte("noopener"))
	}
	for _, n := range collect(doc, ast.KindAutoLink) {
		link := n.(*ast.AutoLink)
		if !safe(link.URL(source)) {
			n.Parent().ReplaceChild(n.Parent(), n, ast.NewString(link.Label(source)))
			continue
		}
		n.SetAttributeString("rel", []byte("noopener"))
	}
}

func safe(destination []byte) bool {
	u, err := url.Parse(string(destination))
	return err == nil && slices.Contains(schemes, u.Scheme)
}

// collect returns the nodes of a kind in the text's order, so that they can be changed afterwards.
func collect(doc ast.Node, kind ast.NodeKind) []ast.Node {
	var found []ast.Node
	// The visitor returns no error, so neither does the walk.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Kind() == kind {
			found = append(found, n)
		}
		return ast.WalkContinue, nil
	})
	return found
}

func within(n ast.Node, kind ast.NodeKind) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == kind {
			return true
		}
	}
	return false
}

// replace puts a node where another stands, with its children.
func replace(old, by ast.Node) {
	move(old, func(child ast.Node) { by.AppendChild(by, child) })
	old.Parent().ReplaceChild(old.Parent(), old, by)
}

// unwrap leaves the children of a node in its place.
func unwrap(n ast.Node) {
	parent := n.Parent()
	move(n, func(child ast.Node) { parent.InsertBefore(parent, n, child) })
	parent.RemoveChild(parent, n)
}

func move(from ast.Node, to func(ast.Node)) {
	for child := from.FirstChild(); child != nil; {
		next := child.NextSibling()
		to(child)
		child = next
	}
}

// scrollingTable lets a wide table scroll inside itself, for the mouse and for the keyboard.
type scrollingTable struct{}

// RegisterFuncs takes over the frame of tables; their rows are rendered as usual.
func (scrollingTable) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(extast.KindTable, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString(`<div class="table-region" role="group" aria-label="Tabla" tabindex="0"><table class="table">` + "\n")
		} else {
			_, _ = w.WriteString("</table></div>\n")
		}
		return ast.WalkContinue, nil
	})
}

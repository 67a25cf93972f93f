// Package markdown turns the texts that people write for a plan into HTML that can stand in a page:
// headings below the page's own, links that cannot do harm, and none of the HTML that was typed.
package markdown

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Text is a component that renders Markdown. The highest of its headings gets a level of 2 to 6,
// and those below it follow without gaps.
func Text(source string, level int) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		html, err := HTML(source, level)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, html)
		return err
	})
}

// HTML returns what Text renders.
func HTML(source string, level int) (string, error) {
	src := []byte(source)
	doc := engine.Parser().Parse(text.NewReader(src))
	shiftHeadings(doc, level)
	tameLinks(doc, src)
	var buf bytes.Buffer
	if err := engine.Renderer().Render(&buf, src, doc); err != nil {
		return "", fmt.Errorf("render Markdown: %w", err)
	}
	return policy.Sanitize(buf.String()), nil
}

// engine knows Markdown without HTML: the parsers that would recognise tags are left out, so that
// what looks like a tag is text like any other, and nothing that was typed is lost.
var engine = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)),
	goldmark.WithExtensions(
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
		extension.Strikethrough,
		extension.Linkify,
	),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(scrollingTable{}, 100))),
)

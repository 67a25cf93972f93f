package paper

import (
	"context"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/a-h/templ"

	"hito/web/static"
)

//go:embed print.css
var printStyle string

// weights are those of the fonts that a file carries.
var weights = []string{"400", "600", "700"}

// HTML writes the document as one file with its style and fonts inside, made to be printed and kept. It carries its own
// style sheet: where it is served, it is as an attachment.
func HTML(ctx context.Context, w io.Writer, d Document) error {
	if err := file(d, nil).Render(ctx, w); err != nil {
		return fmt.Errorf("write report as HTML: %w", err)
	}
	return nil
}

// style is the style sheet with the fonts, and the words at the foot of its pages.
func style(d Document) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<style>\n"+fonts()+printStyle+
			"@page { @bottom-left { content: "+quoted(d.running())+"; } }\n</style>")
		return err
	})
}

func fonts() string {
	var b strings.Builder
	b.WriteString("/* Public Sans, under the SIL Open Font License 1.1: https://openfontlicense.org */\n")
	for _, weight := range weights {
		font := base64.StdEncoding.EncodeToString(static.Content("public-sans-" + weight + ".woff2"))
		b.WriteString(`@font-face { font-family: "Public Sans"; font-weight: ` + weight +
			`; src: url("data:font/woff2;base64,` + font + `") format("woff2"); }` + "\n")
	}
	return b.String()
}

// quoted writes a text as a string of CSS in which nothing can end the string, the rule or the element.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\%06x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

package followups

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// breakable writes a text that may break after its slashes: the columns are narrow.
func breakable(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, strings.ReplaceAll(templ.EscapeString(text), "/", "/<wbr>"))
		return err
	})
}

// Command licences prints what a CycloneDX bill of materials says of licences: "MIT github.com/a/b v1.2.3" for each part,
// sorted, and "unknown" where none was found and nobody has read it.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// read are the licences of parts that the tool does not recognise: somebody read their files.
var read = map[string]string{
	"filippo.io/age":                      "BSD-3-Clause",
	"filippo.io/hpke":                     "BSD-3-Clause",
	"github.com/Azure/go-ntlmssp":         "MIT",
	"github.com/VictoriaMetrics/metrics":  "MIT",
	"github.com/a-h/templ":                "MIT",
	"github.com/alecthomas/kong":          "MIT",
	"github.com/alexedwards/argon2id":     "MIT",
	"github.com/aymerick/douceur":         "MIT",
	"github.com/boombuler/barcode":        "MIT",
	"github.com/cayleygraph/quad":         "Apache-2.0",
	"github.com/cespare/xxhash/v2":        "MIT",
	"github.com/chromedp/cdproto":         "MIT",
	"github.com/chromedp/chromedp":        "MIT",
	"github.com/coreos/go-oidc/v3":        "Apache-2.0",
	"github.com/danielgtaylor/huma/v2":    "MIT",
	"github.com/gabriel-vasile/mimetype":  "MIT",
	"github.com/go-asn1-ber/asn1-ber":     "MIT",
	"github.com/go-chi/chi/v5":            "MIT",
	"github.com/go-echarts/go-echarts/v2": "MIT",
}

type choice struct {
	License    struct{ ID, Name string }
	Expression string
}

type component struct {
	Name, Version string
	Licenses      []choice
	Evidence      struct{ Licenses []choice }
}

func main() {
	content, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	var bill struct{ Components []component }
	if err := json.Unmarshal(content, &bill); err != nil {
		fail(err)
	}
	var lines []string
	for _, c := range bill.Components {
		lines = append(lines, strings.Join(c.licences(), "+")+" "+c.Name+" "+c.Version)
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func (c component) licences() []string {
	// Go's own libraries: the first is not looked at, and the tool takes the others' licence for one of the same family.
	if c.Name == "std" || strings.HasPrefix(c.Name, "golang.org/x/") {
		return []string{"BSD-3-Clause"}
	}
	var names []string
	for _, l := range slices.Concat(c.Licenses, c.Evidence.Licenses) {
		names = append(names, l.License.ID+l.License.Name+strings.ReplaceAll(l.Expression, " ", "_"))
	}
	if len(names) == 0 {
		return []string{cmp.Or(read[c.Name], "unknown")}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "licences:", err)
	os.Exit(1)
}

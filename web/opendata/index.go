package opendata

import (
	"net/http"
	"strings"

	"hito/internal/date"
	"hito/internal/opendata"
	"hito/web/ui"
)

// indexProps is everything that the page of the open data shows.
type indexProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Plans    []planProps
	Forms    []ui.Link
	Machines schemaCatalogue // the same for search engines
}

type planProps struct {
	ID, Title, Body, Href string
	Dates                 string
	Updated               date.Date
	Licence               ui.Link
	Datasets              []datasetProps
}

type datasetProps struct {
	ID, Title, Text string
	Links           []ui.Link
	Dictionary      string
}

// Index answers /datos-abiertos with the datasets of the published plans.
func (p Pages) Index(w http.ResponseWriter, r *http.Request) error {
	plans, err := p.cfg.Data.List(r.Context())
	if err != nil {
		return err
	}
	if !ui.Actor(r.Context()).SignedIn() && p.fresh(w, r, plans) {
		return nil
	}
	props := indexProps{
		Page: ui.PageProps{
			Title: "Datos abiertos", Description: catalogueText, Section: Root,
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Datos abiertos"}},
		},
		Head:     ui.PageHeadProps{Title: "Datos abiertos", Lead: "Los planes publicados y su seguimiento, para usarlos en otros programas: con direcciones que no cambian, sin registro y con su licencia."},
		Machines: p.schemaOf(plans, p.publisher(r, plans)),
	}
	if len(plans) > 0 {
		props.Page.Updated = p.day(changed(plans))
	}
	for _, f := range forms {
		props.Forms = append(props.Forms, ui.Link{Text: f.name, Href: CataloguePath + f.ending})
	}
	for _, one := range plans {
		props.Plans = append(props.Plans, p.planOf(one))
	}
	return ui.Render(w, r, http.StatusOK, index(props))
}

func (p Pages) planOf(of opendata.Plan) planProps {
	props := planProps{
		ID: of.Slug, Title: of.Title, Body: of.Body, Href: "/publico/" + of.Slug, Dates: ui.DateRange(of.StartsOn, of.EndsOn),
		Updated: p.day(of.Changed()), Licence: ui.LicenceLink(of.Licence),
	}
	for _, d := range opendata.DatasetsOf(of) {
		props.Datasets = append(props.Datasets, datasetProps{
			ID: datasetID(of.Slug, d.Name), Title: d.Title, Text: d.Description, Links: ui.DataLinks(dataPath(of.Slug, d.Name), opendata.Formats),
			Dictionary: DictionaryPath + "#" + d.Name,
		})
	}
	return props
}

// schemaCatalogue is the catalogue in the words of schema.org, which search engines read in the page.
type schemaCatalogue struct {
	Context  string          `json:"@context"`
	Type     string          `json:"@type"`
	Name     string          `json:"name"`
	Text     string          `json:"description"`
	URL      string          `json:"url"`
	Datasets []schemaDataset `json:"dataset"`
}

type schemaDataset struct {
	Type      string           `json:"@type"`
	ID        string           `json:"@id"`
	Name      string           `json:"name"`
	Text      string           `json:"description"`
	URL       string           `json:"url"`
	Licence   string           `json:"license"`
	Language  string           `json:"inLanguage"`
	Free      bool             `json:"isAccessibleForFree"`
	Published string           `json:"datePublished"`
	Modified  string           `json:"dateModified"`
	Covers    string           `json:"temporalCoverage"`
	Keywords  []string         `json:"keywords"`
	Creator   schemaBody       `json:"creator"`
	Downloads []schemaDownload `json:"distribution"`
}

type schemaBody struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type schemaDownload struct {
	Type   string `json:"@type"`
	Format string `json:"encodingFormat"`
	URL    string `json:"contentUrl"`
}

func (p Pages) schemaOf(plans []opendata.Plan, publisher string) schemaCatalogue {
	c := schemaCatalogue{
		Context: "https://schema.org", Type: "DataCatalog", Name: catalogueName, Text: catalogueText, URL: p.absolute(Root), Datasets: []schemaDataset{},
	}
	for _, of := range plans {
		for _, d := range opendata.DatasetsOf(of) {
			id := p.absolute(Root + "#" + datasetID(of.Slug, d.Name))
			one := schemaDataset{
				Type: "Dataset", ID: id, Name: d.Title + ". " + of.Title, Text: d.Description + " " + of.Title + ".", URL: id,
				Licence: strings.TrimSuffix(ui.LicenceLink(of.Licence).Href, "deed.es"), Language: "es", Free: true,
				Published: p.day(of.PublishedAt).String(), Modified: p.day(of.Changed()).String(), Covers: of.StartsOn.String() + "/" + of.EndsOn.String(),
				Keywords: d.Keywords, Creator: schemaBody{"Organization", publisher},
			}
			for _, f := range opendata.Formats {
				one.Downloads = append(one.Downloads, schemaDownload{"DataDownload", f.MediaType(), p.absolute(dataPath(of.Slug, d.Name) + "." + string(f))})
			}
			c.Datasets = append(c.Datasets, one)
		}
	}
	return c
}

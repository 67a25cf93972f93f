package opendata

import (
	"encoding/json"
	"strings"
	"time"

	"hito/internal/date"
	"hito/internal/opendata"
	"hito/internal/plan"
	"hito/internal/setting"
)

// Vocabularies that DCAT-AP-ES names.
const (
	euAuthority   = "http://publications.europa.eu/resource/authority/"
	sectors       = "http://datos.gob.es/kos/sector-publico/sector"
	publicSector  = sectors + "/sector-publico"
	government    = euAuthority + "data-theme/GOVE"
	spanish       = euAuthority + "language/SPA"
	spain         = euAuthority + "country/ESP"
	anybody       = euAuthority + "access-right/PUBLIC"
	stable        = euAuthority + "planned-availability/STABLE"
	openDataLaw   = "http://data.europa.eu/eli/dir/2019/1024/oj"
	mediaTypes    = "https://www.iana.org/assignments/media-types/"
	publicBodies  = "http://datos.gob.es/recurso/sector-publico/org/Organismo/"
	catalogueName = "Datos abiertos de los planes y su seguimiento"
	catalogueText = "Objetivos, indicadores, mediciones, resultados y seguimientos de los planes publicados, con su grado de cumplimiento."
)

var licenceIRIs = map[plan.Licence]string{plan.CCBY: euAuthority + "licence/CC_BY_4_0", plan.CC0: euAuthority + "licence/CC0"}

var frequencies = map[int]string{1: "MONTHLY", 3: "QUARTERLY", 6: "ANNUAL_2", 12: "ANNUAL"}

// fileTypes are the formats as the European vocabulary names them.
var fileTypes = map[opendata.Format]string{
	opendata.CSV: "CSV", opendata.SpanishCSV: "CSV", opendata.JSON: "JSON", opendata.XLSX: "XLSX",
}

// vocabulary says what the words of the catalogue mean, so that nothing has to be fetched to read it.
const vocabulary = `{
	"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
	"vcard": "http://www.w3.org/2006/vcard/ns#", "xsd": "http://www.w3.org/2001/XMLSchema#", "dcatap": "http://data.europa.eu/r5r/",
	"title": {"@id": "dct:title", "@language": "es"}, "description": {"@id": "dct:description", "@language": "es"},
	"keyword": {"@id": "dcat:keyword", "@language": "es"}, "publisher": {"@id": "dct:publisher", "@type": "@id"},
	"identifier": "dct:identifier", "name": {"@id": "foaf:name", "@language": "es"}, "homepage": {"@id": "foaf:homepage", "@type": "@id"},
	"issued": {"@id": "dct:issued", "@type": "xsd:date"}, "modified": {"@id": "dct:modified", "@type": "xsd:dateTime"},
	"language": {"@id": "dct:language", "@type": "@id"}, "license": {"@id": "dct:license", "@type": "@id"},
	"spatial": {"@id": "dct:spatial", "@type": "@id"}, "temporal": {"@id": "dct:temporal", "@type": "@id"},
	"startDate": {"@id": "dcat:startDate", "@type": "xsd:date"}, "endDate": {"@id": "dcat:endDate", "@type": "xsd:date"},
	"themeTaxonomy": {"@id": "dcat:themeTaxonomy", "@type": "@id"}, "theme": {"@id": "dcat:theme", "@type": "@id"},
	"dataset": {"@id": "dcat:dataset", "@type": "@id"}, "distribution": {"@id": "dcat:distribution", "@type": "@id"},
	"accessRights": {"@id": "dct:accessRights", "@type": "@id"}, "accrualPeriodicity": {"@id": "dct:accrualPeriodicity", "@type": "@id"},
	"landingPage": {"@id": "dcat:landingPage", "@type": "@id"}, "conformsTo": {"@id": "dct:conformsTo", "@type": "@id"},
	"contactPoint": {"@id": "dcat:contactPoint", "@type": "@id"}, "fn": {"@id": "vcard:fn", "@language": "es"},
	"hasEmail": {"@id": "vcard:hasEmail", "@type": "@id"}, "hasURL": {"@id": "vcard:hasURL", "@type": "@id"},
	"hasTelephone": {"@id": "vcard:hasTelephone", "@type": "@id"},
	"accessURL": {"@id": "dcat:accessURL", "@type": "@id"}, "downloadURL": {"@id": "dcat:downloadURL", "@type": "@id"},
	"format": {"@id": "dct:format", "@type": "@id"}, "mediaType": {"@id": "dcat:mediaType", "@type": "@id"},
	"byteSize": {"@id": "dcat:byteSize", "@type": "xsd:decimal"}, "availability": {"@id": "dcatap:availability", "@type": "@id"},
	"applicableLegislation": {"@id": "dcatap:applicableLegislation", "@type": "@id"}
}`

// catalogue is the catalogue of DCAT-AP-ES as JSON-LD.
type catalogue struct {
	Context       json.RawMessage  `json:"@context"`
	ID            string           `json:"@id"`
	Type          string           `json:"@type"`
	Title         string           `json:"title"`
	Description   string           `json:"description"`
	Publisher     agent            `json:"publisher"`
	Homepage      string           `json:"homepage"`
	Issued        date.Date        `json:"issued"`
	Modified      string           `json:"modified"`
	Language      string           `json:"language"`
	Licence       string           `json:"license"`
	Spatial       string           `json:"spatial"`
	ThemeTaxonomy string           `json:"themeTaxonomy"`
	ContactPoint  contactPoint     `json:"contactPoint"`
	Datasets      []datasetDetails `json:"dataset"`
}

// agent is a body, by its identifier in the directory of public bodies where it is known.
type agent struct {
	ID         string `json:"@id"`
	Type       string `json:"@type"`
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

type contactPoint struct {
	ID    string `json:"@id"`
	Type  string `json:"@type"`
	Name  string `json:"fn"`
	Email string `json:"hasEmail,omitempty"`
	URL   string `json:"hasURL,omitempty"`
	Phone string `json:"hasTelephone,omitempty"`
}

type datasetDetails struct {
	ID            string         `json:"@id"`
	Type          string         `json:"@type"`
	Identifier    string         `json:"identifier"`
	Title         string         `json:"title"`
	Description   string         `json:"description"`
	Keywords      []string       `json:"keyword"`
	Publisher     string         `json:"publisher"`
	Themes        []string       `json:"theme"`
	Issued        date.Date      `json:"issued"`
	Modified      string         `json:"modified"`
	Language      string         `json:"language"`
	Spatial       string         `json:"spatial"`
	Temporal      period         `json:"temporal"`
	AccessRights  string         `json:"accessRights"`
	Frequency     string         `json:"accrualPeriodicity"`
	LandingPage   string         `json:"landingPage"`
	ContactPoint  string         `json:"contactPoint"`
	Distributions []distribution `json:"distribution"`
}

type period struct {
	ID       string    `json:"@id"`
	Type     string    `json:"@type"`
	StartsOn date.Date `json:"startDate"`
	EndsOn   date.Date `json:"endDate"`
}

type distribution struct {
	ID           string `json:"@id"`
	Type         string `json:"@type"`
	Title        string `json:"title"`
	Description  string `json:"description"`
	AccessURL    string `json:"accessURL"`
	DownloadURL  string `json:"downloadURL"`
	Format       string `json:"format"`
	MediaType    string `json:"mediaType"`
	ByteSize     int64  `json:"byteSize"`
	Licence      string `json:"license"`
	Modified     string `json:"modified"`
	Language     string `json:"language"`
	ConformsTo   string `json:"conformsTo"`
	Availability string `json:"availability"`
	Legislation  string `json:"applicableLegislation"`
}

// known is what the catalogue says beside the plans.
type known struct {
	publisher string
	contact   setting.Contact
	sizes     map[string]planSizes
	today     date.Date
}

// catalogueOf makes the catalogue of plans.
func (p Pages) catalogueOf(plans []opendata.Plan, k known) catalogue {
	c := catalogue{
		Context: json.RawMessage(vocabulary), ID: p.absolute(Root + "#catalogo"), Type: "dcat:Catalog", Title: catalogueName, Description: catalogueText,
		Publisher: p.agent(k.publisher), Homepage: p.absolute(Root), Issued: k.today, Modified: stamp(k.today.Time()), Language: spanish, Licence: licenceIRIs[plan.CCBY],
		Spatial: spain, ThemeTaxonomy: sectors, ContactPoint: p.contactPoint(k.publisher, k.contact), Datasets: []datasetDetails{},
	}
	for n, one := range plans {
		if day := p.day(one.PublishedAt); n == 0 || day < c.Issued {
			c.Issued = day
		}
		for _, d := range opendata.DatasetsOf(one) {
			c.Datasets = append(c.Datasets, p.details(one, d, c, k.sizes[one.Slug].bytes[d.Name]))
		}
	}
	if len(plans) > 0 {
		c.Modified = stamp(changed(plans))
	}
	return c
}

func (p Pages) agent(name string) agent {
	a := agent{ID: p.absolute(Root + "#organismo"), Type: "foaf:Agent", Name: name, Identifier: p.absolute("/")}
	if p.cfg.DIR3 != "" {
		a.ID, a.Identifier = publicBodies+p.cfg.DIR3, p.cfg.DIR3
	}
	return a
}

func (p Pages) contactPoint(name string, c setting.Contact) contactPoint {
	point := contactPoint{ID: p.absolute(Root + "#contacto"), Type: "vcard:Organization", Name: name, URL: c.Form}
	if c.Email != "" {
		point.Email = "mailto:" + c.Email
	}
	if c.Phone != "" {
		point.Phone = "tel:" + strings.Map(dialled, c.Phone)
	}
	if point.URL == "" {
		point.URL = p.absolute("/accesibilidad") // which says how to reach them
	}
	return point
}

// dialled keeps of a telephone number what is dialled.
func dialled(r rune) rune {
	if r >= '0' && r <= '9' || r == '+' {
		return r
	}
	return -1
}

func (p Pages) details(of opendata.Plan, d opendata.Dataset, c catalogue, bytes map[opendata.Format]int64) datasetDetails {
	id := p.absolute(Root + "#" + datasetID(of.Slug, d.Name))
	details := datasetDetails{
		ID: id, Type: "dcat:Dataset", Identifier: id, Title: d.Title + ". " + of.Title, Description: d.Description + " " + of.Title + ", de " + of.Body + ".",
		Keywords: append([]string{"planificación", "transparencia", "servicios públicos"}, d.Keywords...), Publisher: c.Publisher.ID,
		Themes: []string{publicSector, government}, Issued: p.day(of.PublishedAt), Modified: stamp(of.Changed()), Language: spanish, Spatial: spain,
		Temporal:     period{ID: p.absolute(Root + "#" + of.Slug + "-vigencia"), Type: "dct:PeriodOfTime", StartsOn: of.StartsOn, EndsOn: of.EndsOn},
		AccessRights: anybody, Frequency: frequencyOf(of), LandingPage: p.absolute(Root + "#" + of.Slug), ContactPoint: c.ContactPoint.ID,
	}
	for _, f := range opendata.Formats {
		url := p.absolute(dataPath(of.Slug, d.Name) + "." + string(f))
		details.Distributions = append(details.Distributions, distribution{
			ID: id + "-" + string(f), Type: "dcat:Distribution", Title: d.Title + " en " + formatOf(f), Description: d.Description,
			AccessURL: url, DownloadURL: url, Format: euAuthority + "file-type/" + fileTypes[f], MediaType: mediaTypes + f.MediaType(), ByteSize: bytes[f],
			Licence: licenceIRIs[of.Licence], Modified: details.Modified, Language: spanish, ConformsTo: p.absolute(DictionaryPath + "#" + d.Name),
			Availability: stable, Legislation: openDataLaw,
		})
	}
	return details
}

// frequencyOf is how often the data of a plan change: as it is followed up, while it is in force.
func frequencyOf(of opendata.Plan) string {
	word, regular := frequencies[of.CadenceMonths]
	switch {
	case of.State == plan.Closed:
		word = "NEVER"
	case !regular:
		word = "IRREG"
	}
	return euAuthority + "frequency/" + word
}

func formatOf(f opendata.Format) string {
	switch f {
	case opendata.SpanishCSV:
		return "CSV separado por punto y coma"
	case opendata.CSV:
		return "CSV separado por comas"
	default:
		return strings.ToUpper(string(f))
	}
}

// stamp writes a moment as the catalogue does, in UTC.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

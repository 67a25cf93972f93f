package opendata

import (
	"encoding/json"
	"fmt"
	"net/http"

	"hito/internal/opendata"
	"hito/internal/plan"
	"hito/web/ui"
)

// DictionaryPath is the address of what the fields mean; with ".json" it is for programs.
const DictionaryPath = Root + "/diccionario"

// described lists the datasets that the dictionary tells of.
func described() []opendata.Dataset {
	return append(opendata.Datasets[:len(opendata.Datasets):len(opendata.Datasets)], opendata.FollowUpDataset)
}

// conditions say when a dataset or a field is there.
var conditions = map[plan.Part]string{
	plan.ShowObjectives: "Si el plan muestra sus objetivos.", plan.ShowIndicators: "Si el plan muestra sus indicadores.",
	plan.ShowResults: "Si el plan muestra sus resultados.", plan.ShowComments: "Si el plan muestra los comentarios.", plan.ShowFiles: "Si el plan muestra los ficheros.",
}

type dictionaryProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Datasets []describedProps
}

type describedProps struct {
	Name, Title, Text string
	Condition         string
	Fields            []fieldProps
}

type fieldProps struct{ Name, Meaning, Type, Unit, Condition string }

// Dictionary answers /datos-abiertos/diccionario with what each field of the data means.
func (p Pages) Dictionary(w http.ResponseWriter, r *http.Request) error {
	props := dictionaryProps{
		Page: ui.PageProps{
			Title: "Diccionario de datos", Description: "Qué significa cada campo de los datos abiertos, de qué tipo es y en qué unidad está.", Section: Root,
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Datos abiertos", Href: Root}, {Text: "Diccionario de datos"}},
		},
		Head: ui.PageHeadProps{Title: "Diccionario de datos", Lead: "Qué significa cada campo, de qué tipo es y en qué unidad está."},
	}
	for _, d := range described() {
		one := describedProps{Name: d.Name, Title: d.Title, Text: d.Description, Condition: conditions[d.Needs]}
		for _, f := range d.AllFields() {
			one.Fields = append(one.Fields, fieldProps{f.Name, f.Meaning, string(f.Type), f.Unit, conditions[f.Needs]})
		}
		props.Datasets = append(props.Datasets, one)
	}
	if !ui.Actor(r.Context()).SignedIn() && p.fresh(w, r, nil) {
		return nil
	}
	return ui.Render(w, r, http.StatusOK, dictionary(props))
}

// dictionaryJSON is the dictionary for programs.
type dictionaryJSON struct {
	Datasets []datasetJSON `json:"conjuntos"`
}

type datasetJSON struct {
	Name      string      `json:"nombre"`
	Title     string      `json:"titulo"`
	Text      string      `json:"descripcion"`
	Address   string      `json:"direccion"` // with a part to be filled in
	Condition string      `json:"condicion,omitempty"`
	Fields    []fieldJSON `json:"campos"`
}

type fieldJSON struct {
	Name      string `json:"nombre"`
	Meaning   string `json:"significado"`
	Type      string `json:"tipo"`
	Unit      string `json:"unidad,omitempty"`
	Condition string `json:"condicion,omitempty"`
}

// DictionaryJSON answers /datos-abiertos/diccionario.json.
func (p Pages) DictionaryJSON(w http.ResponseWriter, r *http.Request) error {
	ui.Share(w.Header())
	if p.fresh(w, r, nil) {
		return nil
	}
	var answer dictionaryJSON
	for _, d := range described() {
		one := datasetJSON{
			Name: d.Name, Title: d.Title, Text: d.Description, Address: p.absolute(dataPath("{plan}", d.Name) + ".{formato}"), Condition: conditions[d.Needs],
		}
		if d.Name == opendata.FollowUpDataset.Name {
			one.Address = p.absolute(dataPath("{plan}", "seguimientos/{numero}.{formato}"))
		}
		for _, f := range d.AllFields() {
			one.Fields = append(one.Fields, fieldJSON{f.Name, f.Meaning, string(f.Type), f.Unit, conditions[f.Needs]})
		}
		answer.Datasets = append(answer.Datasets, one)
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("write the dictionary: %w", err)
	}
	sendBody(w, "application/json", body)
	return nil
}

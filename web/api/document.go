package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
)

// securityBearer names how other applications of the body show who they are.
const securityBearer = "clave"

const introduction = `API con los planes de innovación que se han publicado, su seguimiento y sus resultados, y con los retos públicos. Con una
clave, otras aplicaciones del organismo registran en ella los valores de los indicadores.

- El progreso, el progreso previsto y los umbrales son **fracciones de 1**, no porcentajes: 0,6493 (64,93 %) es
  ` + "`0.649338…`" + `. Son números con entre seis y veinticuatro decimales; léalos como decimales exactos si va a operar con
  ellos.
- Los valores de los indicadores son números exactos, tal como se registraron, en su unidad de medida.
- Lo que falta es ` + "`null`" + `. Un indicador sin dato cuenta como 0 en las medias, y ` + "`coverage`" + ` dice cuántos tienen dato.
- En las medias, el progreso de cada indicador se toma entre 0 y 1; el del propio indicador puede ser negativo o pasar de 1.
- Las fechas son AAAA-MM-DD. Los textos vacíos son cadenas vacías.
- En una misma versión de la API no se quitan campos ni cambia su significado; se pueden añadir otros: no falle si aparecen.
- Se puede leer desde cualquier página web (CORS), sin credenciales. Para registrar valores hace falta una clave de aplicación, que
  cada persona crea en su cuenta y que va en la cabecera ` + "`Authorization: Bearer hito_…`" + `.
- Los errores siguen RFC 9457 (` + "`application/problem+json`" + `).`

// description is the part of the OpenAPI document that does not come from the operations.
func description(version string) *huma.OpenAPI {
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Hito: planes de innovación y su progreso", Description: introduction, Version: version},
		Servers: []*huma.Server{{URL: Root}},
		Components: &huma.Components{
			SecuritySchemes: map[string]*huma.SecurityScheme{securityBearer: {
				Type: "http", Scheme: "bearer", Description: "Clave de aplicación, creada en /cuenta/claves.",
			}},
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
		},
		Tags: []*huma.Tag{
			{Name: tagPlans, Description: "Los planes y su marco."},
			{Name: tagBoards, Description: "Progreso en una fecha o en un seguimiento."},
			{Name: tagSnapshots, Description: "Situaciones cerradas, que ya no cambian."},
			{Name: tagValues, Description: "Para otras aplicaciones del organismo, con una clave."},
			{Name: tagChallenges, Description: "Problemas y necesidades que se han hecho públicos, y qué ha sido de ellos."},
		},
	}
}

// documents serves the OpenAPI document, made when somebody first asks for it.
func (s *service) documents(r chi.Router) {
	asJSON := sync.OnceValues(func() ([]byte, error) { return json.Marshal(s.huma.OpenAPI()) })
	asYAML := sync.OnceValues(s.huma.OpenAPI().YAML)
	r.Get("/openapi.json", s.document(mediaJSON, asJSON))
	r.Get("/openapi.yaml", s.document("application/yaml", asYAML))
}

func (s *service) document(mediaType string, text func() ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := text()
		if err != nil {
			s.fail(w, r, fmt.Errorf("write the OpenAPI document: %w", err))
			return
		}
		write(w, r, mediaType, body)
	}
}

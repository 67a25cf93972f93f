package sessions

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// strict reads one JSON value that holds nothing but what is expected; the error tells the operator what it holds.
func strict(r io.Reader, into any) error {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return mistake(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("sobra algo detrás del JSON")
	}
	return nil
}

// mistake says in Spanish what the decoder found. It quotes no value, which may be a secret.
func mistake(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); {
	case unknown:
		return fmt.Errorf("no se conoce la clave %s", name)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("no es un objeto, como {\"name\": …} (%s)", kind.Value)
	case errors.As(err, &kind):
		field := strings.TrimPrefix(strings.TrimPrefix(kind.Field, "Config."), "admits.") // of the structs within
		return fmt.Errorf("la clave %q no lleva un valor de esa clase (%s)", field, kind.Value)
	case errors.As(err, &syntax):
		return fmt.Errorf("no es JSON: hay una errata en el byte %d", syntax.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("no es JSON: está vacío o incompleto")
	}
	return fmt.Errorf("no se puede leer: %w", err)
}

// nameIn returns the name of a provider in whose settings there may be mistakes.
func nameIn(raw []byte) string {
	var c struct {
		Name any `json:"name"`
	}
	if json.Unmarshal(raw, &c) != nil {
		return ""
	}
	name, _ := c.Name.(string)
	return name
}

package setting

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	_ "image/jpeg" // emblems are one of these two
	_ "image/png"

	"hito/internal/fault"
)

// Emblem is the picture of the organisation on the cover of its reports: a PNG or a JPEG; the zero Emblem is none.
type Emblem struct {
	Image []byte `json:"image,omitempty"`
}

// Bounds of an emblem: whoever reads a report downloads it with each.
const (
	LargestEmblem = 200 << 10 // bytes
	widestEmblem  = 2000      // points, and as many high
	leastEmblem   = 16
)

// ReadEmblem takes a picture that is sent, told by its content alone, or returns fault.Invalid by the field "file".
func ReadEmblem(content []byte) (Emblem, error) {
	refused := func(message string) (Emblem, error) { return Emblem{}, fault.Invalid{"file": message} }
	if len(content) == 0 {
		return refused("Elija la imagen del emblema.")
	}
	if len(content) > LargestEmblem {
		return refused("La imagen pasa de 200 kB: redúzcala y vuelva a elegirla.")
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil || format != "png" && format != "jpeg": // others in the program may read more kinds
		return refused("El fichero no es una imagen PNG ni JPEG.")
	case size.Width > widestEmblem || size.Height > widestEmblem:
		return refused("La imagen es demasiado grande: como mucho, 2000 píxeles de ancho y de alto.")
	case size.Width < leastEmblem || size.Height < leastEmblem:
		return refused("La imagen es demasiado pequeña: al menos, 16 píxeles de ancho y de alto.")
	}
	if _, _, err := image.Decode(bytes.NewReader(content)); err != nil {
		return refused("La imagen está dañada: ábrala, guárdela de nuevo y vuelva a elegirla.")
	}
	return Emblem{Image: content}, nil
}

// toldEmblem is an emblem as events tell it: enough to know it again.
type toldEmblem struct {
	Size int    `json:"size"`
	Sum  string `json:"sha256"`
}

// told is nil for none.
func (e Emblem) told() any {
	if len(e.Image) == 0 {
		return nil
	}
	sum := sha256.Sum256(e.Image)
	return toldEmblem{Size: len(e.Image), Sum: "sha256:" + hex.EncodeToString(sum[:])}
}

// toldEmblemOf tells one as it was kept, nil for none.
func toldEmblemOf(kept json.RawMessage) (any, error) {
	var e Emblem
	if len(kept) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(kept, &e); err != nil {
		return nil, err
	}
	return e.told(), nil
}

package setting_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"hito/internal/fault"
	"hito/internal/setting"
)

// picture draws one of so many points.
func picture(t *testing.T, width, height int, encode func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(b *bytes.Buffer, i image.Image) error { return png.Encode(b, i) }

func TestEmblemsAreToldByTheirContent(t *testing.T) {
	asJPEG := func(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) }
	asGIF := func(b *bytes.Buffer, i image.Image) error { return gif.Encode(b, i, nil) }
	whole := picture(t, 100, 40, asPNG)
	noise := make([]byte, setting.LargestEmblem+1)
	_, _ = rand.Read(noise)
	for name, c := range map[string]struct {
		content []byte
		want    string // in the message; blank where it is taken
	}{
		"PNG": {whole, ""}, "JPEG": {picture(t, 16, 16, asJPEG), ""}, "widest": {picture(t, 2000, 2000, asPNG), ""},
		"none": {nil, "Elija la imagen"}, "GIF": {picture(t, 50, 50, asGIF), "no es una imagen PNG ni JPEG"},
		"SVG": {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "no es una imagen PNG ni JPEG"}, "large": {noise, "pasa de 200 kB"},
		"wide": {picture(t, 2001, 20, asPNG), "demasiado grande"}, "high": {picture(t, 20, 2001, asPNG), "demasiado grande"},
		"tiny": {picture(t, 15, 100, asPNG), "demasiado pequeña"}, "cut": {whole[:len(whole)-20], "dañada"},
	} {
		_, err := setting.ReadEmblem(c.content)
		var invalid fault.Invalid
		if errors.As(err, &invalid) != (c.want != "") || !strings.Contains(invalid["file"], c.want) {
			t.Errorf("%s: %v %q, want %q", name, err, invalid["file"], c.want)
		}
	}
}

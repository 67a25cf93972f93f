package stories

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"hito/internal/access"
)

// keptLooks are the pages whose pictures are kept, each on a wide screen in light and on a phone in dark.
var keptLooks = []look{
	{name: "inicio", path: "/"},
	{name: "plan", path: montilla},
	{name: "cuadro-de-mando", path: montilla + "/cuadro-de-mando"},
	{name: "indicador", path: example + "/indicadores/I3.1"},
	{name: "seguimiento", path: montilla + "/seguimiento"},
	{name: "publico", path: "/publico" + montilla[len("/planes"):]},
	{name: "retos", path: "/retos", role: access.Technician},
	{name: "hoja", path: example + "/hoja", role: access.Technician},
	{name: "entrar", path: "/entrar"},
}

const (
	pixelsOfOne = 8  // pixels of the screen, across and down, that are one of a kept picture: smaller differences are no change
	tile        = 4  // pixels of a kept picture, across and down, that are compared by their mean
	most        = 14 // of 255, by which the mean of a tile may differ: browsers smooth letters each in their own way
)

// Pages look as they did. After a change that is meant, `HITO_UPDATE=1 go test ./web/stories -run TestPagesLookAsTheyDid`
// keeps the new pictures: look at them before they are committed.
func TestPagesLookAsTheyDid(t *testing.T) {
	t.Parallel()
	site := serve(t)
	for _, screen := range []struct {
		name, colours string
		width, height int64
	}{{"ancho", "light", 1280, 900}, {"movil", "dark", 360, 740}} {
		visitor, technician := open(t, site), open(t, site)
		technician.signIn(access.Technician)
		for _, p := range keptLooks {
			b := visitor
			if p.role != access.Nobody {
				b = technician
			}
			b.do(chromedp.EmulateViewport(screen.width, screen.height))
			b.colours(screen.colours, "")
			b.visit(p.path)
			eval[bool](b, settle)
			picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
			b.must(err)
			looksAsKept(t, p.name+"-"+screen.name, picture)
		}
	}
}

func looksAsKept(t *testing.T, name string, picture []byte) {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	now, file := small(full), filepath.Join("testdata", "looks", name+".png")
	if os.Getenv("HITO_UPDATE") != "" {
		write(t, file, now)
		return
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%s: no picture is kept: %v", name, err)
		return
	}
	before, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if wrong := differs(before, now); wrong != "" {
		seen := filepath.Join(os.TempDir(), "hito-looks", name+".png")
		write(t, seen, now)
		t.Errorf("%s: %s: compare %s with %s", name, wrong, file, seen)
	}
}

func write(t *testing.T, file string, picture image.Image) {
	t.Helper()
	var content bytes.Buffer
	if err := png.Encode(&content, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// small makes one pixel of the mean of several.
func small(full image.Image) image.Image {
	size := full.Bounds().Size().Div(pixelsOfOne)
	made := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			made.Set(x, y, mean(full, image.Rect(x, y, x+1, y+1), pixelsOfOne))
		}
	}
	return made
}

// mean is the colour of a part of a picture, whose coordinates are in units of so many pixels.
func mean(m image.Image, part image.Rectangle, unit int) color.RGBA {
	var sum [3]uint32
	count := uint32(0)
	area := image.Rectangle{Min: part.Min.Mul(unit), Max: part.Max.Mul(unit)}.Intersect(m.Bounds())
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			r, g, b, _ := m.At(x, y).RGBA()
			sum[0], sum[1], sum[2], count = sum[0]+r>>8, sum[1]+g>>8, sum[2]+b>>8, count+1
		}
	}
	return color.RGBA{R: uint8(sum[0] / count), G: uint8(sum[1] / count), B: uint8(sum[2] / count), A: 255}
}

// differs tells where two pictures are not alike; blank if they are.
func differs(before, now image.Image) string {
	was, is := before.Bounds().Size(), now.Bounds().Size()
	if was.X != is.X || was.Y-is.Y > tile || is.Y-was.Y > tile {
		return fmt.Sprintf("%v pixels instead of %v, of which each is %d on the screen", is, was, pixelsOfOne)
	}
	for y := range min(was.Y, is.Y) / tile {
		for x := range was.X / tile {
			part := image.Rect(x, y, x+1, y+1)
			a, b := mean(before, part, tile), mean(now, part, tile)
			if d := max(apart(a.R, b.R), apart(a.G, b.G), apart(a.B, b.B)); d > most {
				return fmt.Sprintf("differs by %d of 255 at %d, %d", d, x*tile*pixelsOfOne, y*tile*pixelsOfOne)
			}
		}
	}
	return ""
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

// What is compared tells a change from none.
func TestALookThatChangedIsTold(t *testing.T) {
	page := image.NewRGBA(image.Rect(0, 0, 320, 240))
	other := image.NewRGBA(page.Bounds())
	if wrong := differs(page, other); wrong != "" {
		t.Error(wrong)
	}
	for y := 96; y < 112; y++ {
		for x := 160; x < 176; x++ {
			other.Set(x, y, color.RGBA{R: 40, A: 255})
		}
	}
	if differs(page, other) == "" || differs(page, image.NewRGBA(image.Rect(0, 0, 320, 260))) == "" {
		t.Error("a change is not told")
	}
}

package cases

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/web/ui/pagetest"
)

func TestTheBoard(t *testing.T) {
	d := open(t)
	d.reto("Holgado", challenge.Received, 9)
	d.reto("Tarde", challenge.Received, -5)
	d.reto("MuyTarde", challenge.Received, -12)
	d.reto("Implantado ya", challenge.Implemented, -12)
	admitted := d.reto("Admitido", challenge.Admitted, 1)
	d.exec(`UPDATE challenges SET urgency = 'high', urgency_reason = 'x', decision_asked_at = NULL, assignee_id = $1, answered_at = now() WHERE title = 'Admitido'`, d.people[access.Staff].ID)
	b := d.get("/retos/tablero").is(200)
	if got := strings.Join(pagetest.Texts(b.Find(".kanban-columns:not(.kanban-ended) .kanban-head")), "|"); got !=
		"Recibido 3 en esta columna|En análisis 0 en esta columna|Pendiente de información 0 en esta columna|Admitido 1 en esta columna|En proyecto 0 en esta columna|Piloto 0 en esta columna" {
		t.Errorf("columns: %s", got)
	}
	if got := strings.Join(pagetest.Texts(b.Find(".kanban-ended .kanban-head")), "|"); !strings.HasPrefix(got, "Implantado 1 en esta columna|Descartado 0") {
		t.Errorf("ends: %s", got)
	}
	if got := strings.Join(pagetest.Texts(b.Find("#estado-received .kanban-title")), " "); got != "MuyTarde Tarde Holgado" {
		t.Errorf("received: %s", got)
	}
	first := "#estado-received li:first-child .kanban-card.kanban-late"
	b.says(first, "Primera respuesta:", "12 días de retraso", "Unidad de Programas", "hace 50 días", "Sin asignar")
	b.says("#estado-received", "quedan 9 días").says("#estado-admitted .kanban-card", "Urgencia alta", "Lo tiene:", "Personal").says(".kanban-ended #estado-implemented", "Implantado ya")
	if strings.Contains(pagetest.Text(b.Find("#estado-admitted .kanban-card")), "respuesta") {
		t.Error("what was answered still waits for an answer")
	}
	card := b.Find("#estado-admitted form")
	if card.AttrOr("action", "") != admitted+"/estado" || card.Find("[name=desde]").AttrOr("value", "") != "admitted" || card.Find("[name=regreso]").AttrOr("value", "") != "/retos/tablero" {
		t.Error("the form of a card")
	}
	if got := strings.Join(pagetest.Texts(card.Find("option")), "|"); got != "Elija…|En análisis|En proyecto|Implantado …|Descartado …" {
		t.Errorf("it may go to %s", got)
	}
	if n := card.Find("option[data-note]").Length(); n != 2 {
		t.Errorf("%d need a note", n)
	}
	d.get("/retos/tablero?hecho=movido&reto=<script>").is(200).says("[data-moved]", "ha cambiado").lacks("[data-moved] script")
}

func TestTheBoardIsFiltered(t *testing.T) {
	d := open(t)
	d.reto("Citas", challenge.Received, 9)
	d.reto("Transporte", challenge.Received, 9)
	d.exec(`UPDATE challenges SET assignee_id = $1, assigned_unit_id = $2, unit_id = NULL WHERE title = 'Transporte'`, d.people[access.Staff].ID, d.unit)
	for query, want := range map[string]string{
		"texto=CITA": "Citas", "asignado=nadie": "Citas", fmt.Sprintf("unidad=%d", d.unit): "Citas",
		fmt.Sprintf("asignado=persona-%d", d.people[access.Staff].ID): "Transporte", fmt.Sprintf("asignado=unidad-%d", d.unit): "Transporte",
		"unidad=999": "", "texto=%27": "",
	} {
		b := d.get("/retos/tablero?" + query).is(200)
		if got := strings.Join(pagetest.Texts(b.Find("#estado-received .kanban-title")), " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
		b.says(".filters", "Quitar filtros").says(".filters-result", "Se muestran")
	}
	if got := d.get(fmt.Sprintf("/retos/tablero?asignado=unidad-%d", d.unit)).Find("select[name=asignado] [selected]").Text(); got != "Unidad de Programas (unidad)" {
		t.Errorf("%q is chosen", got)
	}
	for _, query := range []string{"unidad=x", "unidad=-1", "asignado=x", "asignado=persona-", "asignado=persona-x", "asignado=unidad-0"} {
		d.get("/retos/tablero?" + query).is(400)
	}
}

func TestAnEmptyBoard(t *testing.T) {
	d := open(t)
	d.get("/retos/tablero").is(200).says(".empty", "Todavía no hay retos").lacks(".kanban-column")
}

// counted counts what is asked of the database.
type counted struct{ n atomic.Int32 }

func (c *counted) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (*counted) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// Every page takes as many statements for three retos as for three hundred.
func TestStatementsDoNotGrowWithTheRetos(t *testing.T) {
	d := open(t)
	config, sent := d.pool.Config(), &counted{}
	config.ConnConfig.Tracer = sent
	config.MinConns, config.MaxConns = 1, 1
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	d.route(pool)
	path := d.reto("Esperas", challenge.Analysis, 3)
	other := d.reto("Las esperas", challenge.Analysis, 3)
	d.reto("Otro", challenge.Received, 3)
	pages := []string{"/retos/tablero", path + "/estado", path + "/asignacion", path + "/fusion", path + "/fusion?con=" + strings.TrimPrefix(other, "/retos/"), path + "/publicacion"}
	ask := func() map[string]int32 {
		taken := map[string]int32{}
		for _, page := range append(pages, pages...) { // statements are prepared once
			before := sent.n.Load()
			d.get(page).is(200)
			taken[page] = sent.n.Load() - before
		}
		return taken
	}
	few := ask()
	for n := range 297 {
		d.reto(fmt.Sprint("Esperas ", n), challenge.States[n%6], n%40-20)
	}
	for page, many := range ask() {
		if many != few[page] || many > 8 {
			t.Errorf("%s takes %d statements for three retos and %d for three hundred", page, few[page], many)
		}
	}
	d.exec(`UPDATE challenges SET state = 'received'`)
	more := d.get("/retos/tablero?texto=esperas").Find("#estado-received > p.small a")
	if got := more.AttrOr("href", ""); got != "/retos?estado=recibido&texto=esperas" || !strings.HasPrefix(more.Text(), "Ver los 299") {
		t.Errorf("the rest is at %q: %q", got, more.Text())
	}
}

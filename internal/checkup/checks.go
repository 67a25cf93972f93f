package checkup

import (
	"fmt"
	"strings"
	"time"

	"hito/internal/db"
)

// Level is how something stands.
type Level string

// Levels, as they are written.
const (
	Well  Level = "bien"
	Mind  Level = "aviso"
	Wrong Level = "mal"
)

// Finding is what one check found, and what to do about it where there is something to do.
type Finding struct {
	Check string `json:"comprobacion"`
	Level Level  `json:"estado"`
	Text  string `json:"texto"`
	Do    string `json:"remedio,omitempty"`
}

// check looks at one thing.
type check struct {
	name string
	find func(Facts) Finding
}

// checks are made of the database, in the order in which they are told.
var checks = []check{
	{"PostgreSQL", Facts.server},
	{"Esquema", Facts.schema},
	{"Usuarios de PostgreSQL", Facts.roles},
	{"Datos a salvo de un corte", Facts.durable},
	{"Sumas de comprobación", Facts.checksums},
	{"Índices", Facts.indexes},
	{"Limpieza de tablas", Facts.vacuum},
	{"Segundo factor", Facts.factors},
	{"Primera cuenta", Facts.firstAccount},
	{"Modo de demostración", Facts.demo},
	{"Tareas", Facts.jobs},
	{"Correos en espera", Facts.mails},
}

// Check tells all that the facts say.
func (f Facts) Check() []Finding {
	found := make([]Finding, len(checks))
	for n, c := range checks {
		found[n] = c.find(f)
		found[n].Check = c.name
	}
	return found
}

func well(text string, args ...any) Finding {
	return Finding{Level: Well, Text: fmt.Sprintf(text, args...)}
}

// Supported versions of PostgreSQL: the oldest that the SQL is written for, and the newest that it was tried on.
const (
	oldestServer = 15
	newestServer = 18
)

func (f Facts) server() Finding {
	switch major := f.Version / 10000; {
	case major < oldestServer:
		return Finding{Level: Wrong, Text: "PostgreSQL " + f.VersionText + " es demasiado antiguo.", Do: fmt.Sprintf("Pase a la versión %d o posterior.", oldestServer)}
	case major > newestServer:
		return Finding{Level: Mind, Text: "PostgreSQL " + f.VersionText + " es más nuevo que los probados con esta versión de Hito.", Do: "Actualice Hito."}
	}
	return well("PostgreSQL %s.", f.VersionText)
}

func (f Facts) schema() Finding {
	schema, queue := int64(db.SchemaVersion()), db.QueueVersion() //nolint:gosec // G115: a few dozen
	switch {
	case f.Dirty:
		return Finding{Level: Wrong, Text: fmt.Sprintf("La puesta al día del esquema quedó a medias en la versión %d.", f.Schema), Do: "Ejecute «hito migrate»."}
	case f.Schema > schema || f.QueueSchema > queue:
		return Finding{Level: Wrong, Text: "La base de datos es de una versión más nueva de Hito.", Do: "Actualice este programa."}
	case f.Schema < schema || f.QueueSchema < queue:
		return Finding{Level: Wrong, Text: fmt.Sprintf("El esquema es el %d y la cola la %d; este programa necesita %d y %d.", f.Schema, f.QueueSchema, schema, queue),
			Do: "Ejecute «hito migrate», o inicie el servidor, que lo hace solo."}
	}
	return well("Esquema %d, cola de tareas %d.", f.Schema, f.QueueSchema)
}

func (f Facts) roles() Finding {
	if f.Superuser || f.MayCreate || f.Owns {
		return Finding{Level: Mind, Text: "Las páginas se sirven con el usuario «" + f.Role + "», que puede cambiar el esquema: un fallo de la aplicación " +
			"podría borrar mediciones, seguimientos cerrados o la auditoría.",
			Do: "Indique en DATABASE_URL un usuario con CREATEROLE y CREATEDB que posea la base de datos: Hito creará los suyos."}
	}
	return well("«%s» sirve las páginas y no puede cambiar el esquema.", f.Role)
}

func (f Facts) durable() Finding {
	if f.Fsync == "on" && f.FullPages == "on" && f.Synchronous != "off" {
		return well("fsync, full_page_writes y synchronous_commit están puestos.")
	}
	return Finding{Level: Wrong, Text: fmt.Sprintf("Un corte de luz puede perder lo guardado: fsync=%s, full_page_writes=%s, synchronous_commit=%s.",
		f.Fsync, f.FullPages, f.Synchronous), Do: "Póngalos en «on» en postgresql.conf y recargue PostgreSQL."}
}

func (f Facts) checksums() Finding {
	if f.Checksums == "on" {
		return well("PostgreSQL comprueba lo que lee del disco.")
	}
	return Finding{Level: Mind, Text: "PostgreSQL no notaría un disco que devuelve datos dañados.", Do: "Con el servidor parado, ejecute «pg_checksums --enable»."}
}

func (f Facts) indexes() Finding {
	if len(f.BrokenIndex) == 0 {
		return well("Todos los índices valen.")
	}
	return Finding{Level: Wrong, Text: "Índices que no valen: " + strings.Join(f.BrokenIndex, ", ") + ".", Do: "Ejecute REINDEX INDEX CONCURRENTLY con cada uno."}
}

func (f Facts) vacuum() Finding {
	if len(f.Bloated) == 0 {
		return well("Ninguna tabla tiene más filas muertas que vivas.")
	}
	return Finding{Level: Mind, Text: "Tablas con más filas muertas que vivas: " + strings.Join(f.Bloated, ", ") + ".",
		Do: "Compruebe que autovacuum está puesto, o ejecute VACUUM ANALYZE."}
}

func (f Facts) factors() Finding {
	switch {
	case f.Demo || f.NoFactor == 0:
		return well("Nadie que administre o lleve planes entra solo con contraseña.")
	case f.NoFactor == 1:
		return Finding{Level: Mind, Text: "Una persona que administra o lleva planes entra solo con contraseña.", Do: "Pídale que ponga el segundo factor en «Mi cuenta»."}
	}
	return Finding{Level: Mind, Text: fmt.Sprintf("%d personas que administran o llevan planes entran solo con contraseña.", f.NoFactor),
		Do: "Pídales que pongan el segundo factor en «Mi cuenta»."}
}

func (f Facts) firstAccount() Finding {
	switch {
	case f.OpenSetUp:
		return Finding{Level: Mind, Text: "El enlace que crea la primera cuenta sigue abierto.", Do: "Úselo, o cree la cuenta con «hito user add»."}
	case f.People == 0:
		return Finding{Level: Mind, Text: "Nadie puede entrar todavía.", Do: "Cree la primera cuenta con «hito user add», o inicie el servidor, que da un enlace."}
	}
	return well("Pueden entrar %d personas.", f.People)
}

func (f Facts) demo() Finding {
	if f.Demo {
		return Finding{Level: Mind, Text: "Es la base de datos de demostración: sus contraseñas son públicas.", Do: "No guarde en ella datos de verdad."}
	}
	return well("No es una demostración.")
}

func (f Facts) jobs() Finding {
	if n := f.Waiting.Jobs["discarded"]; n > 0 {
		return Finding{Level: Mind, Text: fmt.Sprintf("Tareas que fallaron todas las veces en los últimos días: %d.", n), Do: "Busque «a background job failed» en el registro."}
	}
	return well("Ninguna tarea ha fallado del todo.")
}

func (f Facts) mails() Finding {
	if stuck := f.Waiting.Mails["uncertain"] + f.Waiting.Mails["failed"]; stuck > 0 {
		return Finding{Level: Mind, Text: fmt.Sprintf("Correos que no se sabe si llegaron, o que no llegaron: %d.", stuck), Do: "Decida sobre ellos en Administración, Correos."}
	}
	return well("Ningún correo espera una decisión (en cola: %d).", f.Waiting.Mails["queued"])
}

// mostDrift is how far two clocks may be apart.
const mostDrift = 2 * time.Second

// Clock compares PostgreSQL's clock with Hito's, which read now in the middle of asking.
func (f Facts) Clock(now time.Time, zone string) Finding {
	drift := f.Now.Sub(now).Abs().Round(100 * time.Millisecond)
	if drift > mostDrift {
		return Finding{Check: "Reloj", Level: Wrong, Text: fmt.Sprintf("El reloj de Hito y el de PostgreSQL difieren en %s.", drift),
			Do: "Ponga los dos equipos en hora con NTP (chrony o systemd-timesyncd)."}
	}
	return Finding{Check: "Reloj", Level: Well, Text: "El reloj de Hito y el de PostgreSQL coinciden; las fechas son de " + zone + "."}
}

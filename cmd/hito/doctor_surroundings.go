package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"hito/internal/backup"
	"hito/internal/checkup"
	"hito/internal/mail"
	"hito/web/reports/paper"
	"hito/web/sessions"
	"hito/web/sessions/directory"
)

// surroundings looks at all that is not in the database.
func (c doctorCommand) surroundings(ctx context.Context) []checkup.Finding {
	found := []checkup.Finding{
		disk("Disco de los datos", dataFolder(c.config(c.Demo, nil).DataDir)), disk("Disco temporal", os.TempDir()),
		c.backups(ctx, time.Now()), c.mail(ctx), browser(ctx, c.Chromium), c.public(ctx, nil),
	}
	return append(found, c.providers(ctx)...)
}

func good(name, text string, args ...any) checkup.Finding {
	return checkup.Finding{Check: name, Level: checkup.Well, Text: fmt.Sprintf(text, args...)}
}

func mind(name, text, do string) checkup.Finding {
	return checkup.Finding{Check: name, Level: checkup.Mind, Text: text, Do: do}
}

func bad(name, text, do string) checkup.Finding {
	return checkup.Finding{Check: name, Level: checkup.Wrong, Text: text, Do: do}
}

// dataFolder is the folder, or the first above it that is there, on whose disk it would be.
func dataFolder(path string) string {
	path, err := filepath.Abs(path)
	for err == nil && path != filepath.Dir(path) {
		if _, missing := os.Stat(path); missing == nil {
			break
		}
		path = filepath.Dir(path)
	}
	return path
}

func disk(name, path string) checkup.Finding {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(path, &stat); err != nil {
		return bad(name, fmt.Sprintf("No se puede mirar %s: %v.", path, err), "Compruebe que la carpeta existe y se puede leer.")
	}
	return room(name, path, uint64(stat.Bavail)*uint64(stat.Bsize)) //nolint:gosec,unconvert // G115: never negative; types differ by system
}

// Free room, in bytes: under the one PostgreSQL is about to stop, under the other there is time to act.
const (
	tooLittle = 256 << 20
	little    = 2 << 30
)

func room(name, path string, free uint64) checkup.Finding {
	const do = "Haga sitio, o lleve los datos a un disco mayor."
	text := fmt.Sprintf("Quedan %.1f GB libres en %s.", float64(free)/1e9, path)
	switch {
	case free < tooLittle:
		return bad(name, text, do)
	case free < little:
		return mind(name, text, do)
	}
	return good(name, "%s", text)
}

func (c doctorCommand) backups(ctx context.Context, now time.Time) checkup.Finding {
	const name = "Copias de seguridad"
	if c.BackupDir == "" {
		return mind(name, "No se ha dicho dónde se hacen (--backup-dir).", "Inicie el servidor con --backup-dir, o haga copias con «hito backup» y llévelas a otro equipo.")
	}
	path, at, err := backup.Newest(c.BackupDir)
	switch {
	case err != nil:
		return bad(name, "No se puede mirar la carpeta: "+err.Error()+".", "Revise --backup-dir y sus permisos.")
	case path == "":
		return bad(name, "No hay ninguna en "+c.BackupDir+".", "Haga una con «hito backup», y busque en el registro por qué no se hacen solas.")
	case now.Sub(at) > 2*cmp.Or(c.BackupEvery, backupEvery): // one may be late
		return bad(name, fmt.Sprintf("La última es de hace %d horas.", int(now.Sub(at).Hours())), "Busque en el registro por qué no se hacen.")
	}
	when := at.Local().Format("2/1/2006 15:04")
	if _, err := backup.Check(ctx, path); errors.Is(err, backup.ErrEncrypted) {
		return good(name, "La última es del %s; está cifrada: compruébela donde esté la clave, con «hito restore».", when)
	} else if err != nil {
		return bad(name, "La última no vale: "+inOneSentence(err), "Haga otra con «hito backup» y compruebe el disco.")
	}
	return good(name, "La última es del %s y está entera.", when)
}

// askWithin is how long other servers may take to answer.
const askWithin = 10 * time.Second

func (c doctorCommand) mail(ctx context.Context) checkup.Finding {
	const name = "Correo"
	if c.SMTP == "" {
		return mind(name, "No hay servidor de correo (--smtp): los avisos se ven en la aplicación y los enlaces se dan a mano.", "Indique --smtp y --mail-from si hay uno.")
	}
	sender, err := mail.New(mail.Config{Server: c.SMTP, Password: c.SMTPPassword, From: c.MailFrom})
	if err != nil {
		return bad(name, "--smtp: "+err.Error()+".", "Corrija la dirección.")
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	reached, err := sender.Reach(ctx)
	if err != nil {
		return bad(name, "El servidor no responde, no cifra o no admite la cuenta: "+err.Error()+".", "Revise --smtp y HITO_SMTP_PASSWORD, y que el cortafuegos deje pasar.")
	}
	cipher, account := "no cifra (es este mismo equipo)", "no se le ha dado ninguna cuenta"
	if reached.Encrypted {
		cipher = "cifra"
	}
	if reached.SignedIn {
		account = "admite la cuenta"
	}
	return good(name, "El servidor responde, %s y %s. No se ha enviado nada.", cipher, account)
}

func browser(ctx context.Context, chosen string) checkup.Finding {
	const name = "Chromium"
	printer := paper.FindPrinter(chosen)
	if printer == nil {
		return mind(name, "No se encuentra: los informes no se dan en PDF, y sí en DOCX, XLSX y para imprimir.", "Instale chromium, o indique dónde está con --chromium.")
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	is, err := printer.Version(ctx)
	if err != nil {
		return bad(name, "No se puede ejecutar: "+err.Error()+".", "Instale otro, o indíquelo con --chromium.")
	}
	return good(name, "%s.", is)
}

// certificateDays is how long a certificate should still hold: they are renewed a month ahead.
const certificateDays = 20

// public connects to the address that people use; roots are the system's where nil.
func (c doctorCommand) public(ctx context.Context, roots *x509.CertPool) checkup.Finding {
	const name = "Dirección pública"
	u, err := url.Parse(c.PublicURL)
	switch {
	case c.PublicURL == "":
		return mind(name, "No se ha dicho (--public-url): los enlaces llevan la dirección en la que se sirve.", "Indique --public-url.")
	case err != nil || u.Host == "":
		return bad(name, "--public-url no es una dirección.", "Escríbala como https://hito.ayuntamiento.es.")
	case u.Scheme != "https":
		return mind(name, "Se llega por http: lo que se escribe, contraseñas incluidas, viaja sin cifrar.", "Ponga delante un proxy con TLS.")
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), "443")
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}}
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return bad(name, "No se puede conectar, o el certificado no vale: "+err.Error()+".", "Revise el proxy, el DNS y el certificado con toda su cadena.")
	}
	defer conn.Close()
	return validity(name, conn.(*tls.Conn).ConnectionState().PeerCertificates[0].NotAfter, time.Now())
}

func validity(name string, until, now time.Time) checkup.Finding {
	days := int(until.Sub(now).Hours() / 24)
	text := fmt.Sprintf("Responde, y el certificado vale todavía %d días.", days)
	if days < certificateDays {
		return mind(name, text, "Compruebe que se renueva solo.")
	}
	return good(name, "%s", text)
}

// providers asks those of the organisation's accounts.
func (c doctorCommand) providers(ctx context.Context) []checkup.Finding {
	const name = "Cuentas de la organización"
	if c.Identity == "" {
		return nil
	}
	file, err := os.Open(c.Identity)
	if err != nil {
		return []checkup.Finding{bad(name, err.Error()+".", "Revise --identity.")}
	}
	defer file.Close()
	list, err := sessions.ReadProviders(file, c.PublicURL)
	if err != nil {
		return []checkup.Finding{bad(name, err.Error()+".", "Corrija el fichero de --identity (docs/identity.md).")}
	}
	var found []checkup.Finding
	for _, p := range list {
		found = append(found, provider(ctx, p))
	}
	return found
}

func provider(ctx context.Context, p sessions.Provider) checkup.Finding {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	var err error
	if p.OpenID != nil {
		_, _, err = p.OpenID.Begin(ctx)
	} else {
		// A name that nobody has is refused by a directory that answers and accepts Hito's own account.
		if _, err = p.Directory.Authenticate(ctx, "hito-doctor", "x"); errors.Is(err, directory.ErrRefused) {
			err = nil
		}
	}
	name := "Cuentas: " + p.Title
	if err != nil {
		return bad(name, "No responde, o no está de acuerdo con los ajustes: "+err.Error()+".", "Revise su parte en el fichero de --identity (docs/identity.md).")
	}
	return good(name, "Responde.")
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"hito/internal/mail"
	"hito/web/sessions"
)

// publicFlags say under which address people reach the site; links are made from nothing else.
type publicFlags struct {
	PublicURL string `name:"public-url" env:"HITO_PUBLIC_URL" placeholder:"URL" help:"Dirección con la que se llega a la aplicación, como https://hito.ayuntamiento.es; los enlaces de las invitaciones empiezan por ella. Sin ella, la dirección en la que se sirve."`
}

// accountFlags say how people sign in and are written to.
type accountFlags struct {
	publicFlags
	Proxies      []string `env:"HITO_PROXIES" placeholder:"RED" help:"Direcciones o redes de los proxies propios (127.0.0.1, 10.0.0.0/8): solo de ellos se cree la dirección de quien pide (X-Forwarded-For)."`
	Identity     string   `env:"HITO_IDENTITY" placeholder:"ARCHIVO" help:"Cuentas de la organización: JSON con los proveedores OpenID Connect y LDAP (docs/identity.md)."`
	SMTP         string   `name:"smtp" env:"HITO_SMTP" placeholder:"URL" help:"Servidor de correo: smtp://usuario@servidor:587 o smtps://usuario@servidor:465."`
	SMTPPassword string   `name:"smtp-password" env:"HITO_SMTP_PASSWORD" placeholder:"CLAVE" help:"Contraseña del servidor de correo. Mejor en HITO_SMTP_PASSWORD que en la línea de órdenes."`
	MailFrom     string   `name:"mail-from" env:"HITO_MAIL_FROM" placeholder:"CORREO" help:"Remitente de los correos."`
}

// accounts is what the flags come to.
type accounts struct {
	sessions.Config
	proxies []netip.Prefix
	https   bool
	notes   []string // what whoever starts the server should know
}

func (f accountFlags) read(addr net.Addr, https bool) (accounts, error) {
	var a accounts
	var err error
	if a.PublicURL, err = f.public("http://" + addr.String()); err != nil {
		return a, err
	}
	if f.PublicURL == "" && (f.SMTP != "" || f.Identity != "") {
		return a, &usageError{"falta --public-url: los correos y las cuentas de la organización llevan enlaces que empiezan por ella"}
	}
	a.https = https || strings.HasPrefix(a.PublicURL, "https://")
	a.notes = f.warnings(addr, a.https)
	if a.proxies, err = f.networks(); err != nil {
		return a, err
	}
	if f.SMTP != "" {
		a.Mail, err = mail.New(mail.Config{Server: f.SMTP, Password: f.SMTPPassword, From: f.MailFrom})
		if err != nil {
			return a, &usageError{"--smtp: " + err.Error()}
		}
	}
	if f.Identity == "" {
		return a, nil
	}
	file, err := os.Open(f.Identity)
	if err != nil {
		return a, &usageError{fmt.Sprintf("--identity: no se puede leer %s: %v", f.Identity, err)}
	}
	defer file.Close()
	if a.Providers, err = sessions.ReadProviders(file, a.PublicURL); err != nil {
		return a, &usageError{fmt.Sprintf("--identity: %s: %v", f.Identity, err)}
	}
	return a, nil
}

// warnings tell settings that work and are probably not what is meant.
func (f accountFlags) warnings(addr net.Addr, https bool) []string {
	var notes []string
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() && f.PublicURL == "" {
		notes = append(notes, "Los enlaces de las invitaciones empezarán por una dirección que nadie puede abrir: indique --public-url.")
	}
	if https && len(f.Proxies) == 0 {
		notes = append(notes, "Se llega por un proxy y no se ha dicho cuál (--proxies): todas las personas parecerán venir de la misma dirección, "+
			"y los intentos de entrar de una contarán para las demás.")
	}
	return notes
}

// public returns the address under which people reach the site, without a slash at the end.
func (f publicFlags) public(otherwise string) (string, error) {
	if f.PublicURL == "" {
		return otherwise, nil
	}
	u, err := url.Parse(f.PublicURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", &usageError{fmt.Sprintf("--public-url: %q no es una dirección como https://hito.ayuntamiento.es", f.PublicURL)}
	}
	return u.Scheme + "://" + u.Host, nil
}

// networks returns those of the proxies; an address alone is a network of one.
func (f accountFlags) networks() ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range f.Proxies {
		text = strings.TrimSpace(text)
		prefix, err := netip.ParsePrefix(text)
		if address, alone := netip.ParseAddr(text); alone == nil && address.Zone() == "" {
			prefix, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			return nil, &usageError{fmt.Sprintf("--proxies: %q no es una dirección ni una red; por ejemplo, 127.0.0.1 o 10.0.0.0/8", text)}
		}
		list = append(list, prefix)
	}
	return list, nil
}

// purgeEvery is how often what is over is deleted.
const purgeEvery = time.Hour

// keepHouse deletes what is over, now and then, until ctx ends.
func keepHouse(ctx context.Context, log *slog.Logger, purges ...func(context.Context) error) {
	for {
		for _, purge := range purges {
			if err := purge(ctx); err != nil && ctx.Err() == nil {
				log.Error("what is over could not be deleted", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(purgeEvery):
		}
	}
}

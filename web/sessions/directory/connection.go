package directory

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// answerBytes bounds what a directory may send during one sign-in.
const answerBytes = 4 << 20

// dial connects, encrypted where the settings say so; ctx, which must have a deadline, ends whatever
// is waited for. The caller calls the function that it returns.
func (d *Directory) dial(ctx context.Context) (*ldap.Conn, func(), error) {
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", d.address)
	if err != nil {
		return nil, nil, err
	}
	// The LDAP library takes no context: a deadline in the past wakes it up.
	stop := context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	conn, err := d.start(ctx, &bounded{Conn: raw, left: answerBytes})
	if err != nil {
		stop()
		_ = raw.Close()
		return nil, nil, err
	}
	return conn, func() {
		stop()
		_ = conn.Close()
	}, nil
}

func (d *Directory) start(ctx context.Context, raw net.Conn) (*ldap.Conn, error) {
	if d.tls != nil && !d.cfg.StartTLS {
		encrypted := tls.Client(raw, d.tls)
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		raw = encrypted
	}
	conn := ldap.NewConn(raw, d.tls != nil && !d.cfg.StartTLS)
	conn.Start()
	if d.cfg.StartTLS {
		if err := conn.StartTLS(d.tls); err != nil {
			_ = conn.Close()
			return nil, err
		}
	}
	return conn, nil
}

// bounded ends a connection whose other side sends too much.
type bounded struct {
	net.Conn
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("the directory sends too much")
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

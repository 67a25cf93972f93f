package openidtest

import (
	"bufio"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os/exec"

	"hito/internal/npmtest"
)

//go:embed testdata/provider
var files embed.FS

func file(name string) []byte {
	text, err := files.ReadFile("testdata/provider/" + name)
	if err != nil {
		panic(err)
	}
	return text
}

// Provider is a running program with two issuers, which know the same people.
type Provider struct {
	Lean string // gives a person's data on request alone
	Full string // and in the ID token

	redirects []string
	program   *exec.Cmd
	in        io.WriteCloser
	out       *bufio.Reader
}

// Run is Start for TestMain: the error tells why there is no provider. It ends with the tests' program at the latest.
func Run(redirects ...string) (*Provider, error) {
	p := &Provider{redirects: redirects}
	return p, p.run()
}

// run starts the program, at the ports where it was before, and returns when it answers.
func (p *Provider) run() error {
	provider, err := fs.Sub(files, "testdata/provider")
	if err != nil {
		return err
	}
	dir, err := npmtest.Install("openid-provider", provider)
	if err != nil {
		return err
	}
	args := append([]string{"--input-type=module", "--eval", string(file("server.mjs")), "--", port(p.Lean), port(p.Full)}, p.redirects...)
	p.program = exec.Command("node", args...)
	p.program.Dir = dir
	if p.in, err = p.program.StdinPipe(); err != nil {
		return err
	}
	out, err := p.program.StdoutPipe()
	if err != nil {
		return err
	}
	p.out = bufio.NewReader(out)
	if err := p.program.Start(); err != nil {
		return err
	}
	line, err := p.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, p)
	}
	if err != nil {
		p.Stop()
		return fmt.Errorf("start the provider: %w", err)
	}
	return nil
}

// port returns the port of an issuer, "0" for none.
func port(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil || u.Port() == "" {
		return "0"
	}
	return u.Port()
}

// Stop ends the program; afterwards nothing answers at its addresses.
func (p *Provider) Stop() {
	_ = p.in.Close()
	_ = p.program.Process.Kill()
	_ = p.program.Wait()
}

package mail

import (
	"context"
	"fmt"
)

// Reached is how a server was reached.
type Reached struct {
	Encrypted bool // always, but on this very machine
	SignedIn  bool // there is an account, and the server let it in
}

// Reach connects to the server and signs in, as for an e-mail, and sends none.
func (s *Sender) Reach(ctx context.Context) (Reached, error) {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	client, err := s.server.client(ctx)
	if err != nil {
		return Reached{}, err
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return Reached{}, fmt.Errorf("reach the mail server: %w", err)
	}
	_, encrypted := session.TLSConnectionState()
	_ = client.CloseWithSMTPClient(session) // how the server says goodbye is nothing to tell
	return Reached{Encrypted: encrypted, SignedIn: s.server.account}, nil
}

package mail

import (
	"context"
	"fmt"
)

// Reach connects to the server and signs in, as for an e-mail, and sends none.
func (s *Sender) Reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	client, err := s.server.client(ctx)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	_ = client.Close() // how the server says goodbye is nothing to tell
	return nil
}

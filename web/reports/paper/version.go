package paper

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// Version is what the Chromium says that it is, with its path.
func (p *Printer) Version(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, p.path, "--version").Output() //nolint:gosec // G204: whoever runs this program chose that one
	if err != nil {
		return "", fmt.Errorf("ask %s for its version: %w", p.path, err)
	}
	return fmt.Sprintf("%s (%s)", strings.TrimSpace(string(out)), p.path), nil
}

package cluster

import (
	"errors"
	"io"
	"os"
	"time"
)

// The server's log is kept short: what exceeds the limit moves to one older file.
const (
	logLimit    = 8 << 20
	logInterval = 10 * time.Minute
)

// openLog opens the server's log for appending and returns its present length.
func openLog(path string) (*os.File, int64, error) {
	if err := shorten(path); err != nil {
		return nil, 0, err
	}
	log, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, 0, err
	}
	info, err := log.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, log.Close())
	}
	return log, info.Size(), nil
}

// keepLogShort looks at the log from time to time until the server has ended for good.
func (c *Cluster) keepLogShort() {
	for {
		select {
		case <-c.over:
			return
		case <-time.After(logInterval):
			if err := shorten(c.place.log()); err != nil {
				c.log.Warn("PostgreSQL's log could not be shortened", "error", err)
			}
		}
	}
}

// shorten copies a long log aside and empties it: the server goes on appending to the same file.
func shorten(path string) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() <= logLimit {
		return ignoreMissing(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".1", text[len(text)-logLimit:], 0o600); err != nil {
		return err
	}
	return os.Truncate(path, 0)
}

// readFrom returns the log from a position on, at most its last 16 KB, or "" when it cannot be read.
func readFrom(path string, from int64) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer quietly(f.Close)
	if info, err := f.Stat(); err == nil {
		from = max(min(from, info.Size()), info.Size()-16<<10)
	}
	text, err := io.ReadAll(io.NewSectionReader(f, from, 16<<10))
	if err != nil {
		return ""
	}
	return string(text)
}

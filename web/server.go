package web

import (
	"log/slog"
	"net/http"
	"time"
)

const (
	maxHeaderBytes = 16 << 10
	maxBodyBytes   = 1 << 20
	maxFormBytes   = 4 << 20 // of a form that keeps a plan: every row of a sheet, with its comment
)

// NewServer returns a server for h with limits of size and time; the caller
// listens and shuts down. Larger headers than 16 KiB are answered with 431.
func NewServer(h http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeaderBytes,
		// The server's own complaints are about connections and name addresses.
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
}

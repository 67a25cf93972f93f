package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// port is part of the socket's name; nothing listens on the network.
const port = "5432"

// longestSocket is what fits into sockaddr_un everywhere: 104 bytes on macOS, with the closing zero.
const longestSocket = 103

// socketFolder makes, or finds, a private folder with a short path: in the home or, when that is too
// long, among the temporary files. Only its owner can put a socket there, so who answers is ours.
func socketFolder(home string, as runAs) (string, error) {
	private := fmt.Sprintf("hito-%d-%s", as.uid, fingerprint(home))
	tried := []string{filepath.Join(home, socketName)}
	for _, temp := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		if temp != "" {
			tried = append(tried, filepath.Join(temp, private))
		}
	}
	var reasons []string
	for _, dir := range tried {
		if why := unusable(dir, as); why != "" {
			reasons = append(reasons, dir+": "+why)
			continue
		}
		return dir, nil
	}
	return "", problem(fmt.Errorf("%s", strings.Join(reasons, "; ")),
		"No hay dónde crear el socket de PostgreSQL: la ruta de la carpeta de datos %s es demasiado larga y la de archivos temporales "+
			"no sirve. Elija con --data una carpeta de ruta más corta.", home)
}

// unusable makes the folder and returns why it will not do, or "".
func unusable(dir string, as runAs) string {
	if len(socketFile(dir)) > longestSocket {
		return "too long"
	}
	if strings.ContainsAny(dir, `,"'\`) {
		return "the path has a comma, a quote or a backslash"
	}
	if blocked := as.blocked(filepath.Dir(dir)); blocked != "" {
		return as.name + " may not pass through " + blocked
	}
	if err := os.Mkdir(dir, 0o700); err == nil {
		if err := as.own(dir); err != nil {
			return err.Error()
		}
	}
	info, err := os.Lstat(dir)
	switch {
	case err != nil:
		return err.Error()
	case !info.IsDir() || ownerOf(info) != as.uid || info.Mode().Perm() != 0o700:
		return "it is not a private folder of " + as.name
	}
	return ""
}

func socketFile(dir string) string { return filepath.Join(dir, ".s.PGSQL."+port) }
